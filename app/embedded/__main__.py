"""`python -m app.embedded [--var FOLDER] [--port PORT | --reset]`: the demo, in the foreground."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.embedded.demo import demo, reset


def main() -> int:
    """Read the arguments and run the demo."""
    parser = argparse.ArgumentParser(prog="vivavoce demo", description=__doc__)
    parser.add_argument("--var", type=Path, default=Path("var"), help="the folder that keeps all")
    parser.add_argument("--port", type=int, default=8000, help="the port on 127.0.0.1")
    parser.add_argument("--reset", action="store_true", help="empty the folder instead")
    arguments = parser.parse_args()
    if arguments.reset:
        return reset(arguments.var)
    return demo(arguments.var, arguments.port)


if __name__ == "__main__":
    sys.exit(main())
