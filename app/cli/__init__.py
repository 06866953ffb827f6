"""The `vivavoce` command: one group, its commands in one file per topic."""

from __future__ import annotations

import sys

import click

from app.cli import (
    auditing,
    backing_up,
    connecting,
    demo,
    doctor,
    explaining,
    importing,
    keys,
    members,
    privacy,
    running,
    settings,
    stores,
    widgets,
)
from core.errors import VivavoceError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def vivavoce() -> None:
    """Vivavoce: ask customers at the right moment, keep their words, show them where they help."""


TOPICS = (
    running,
    importing,
    explaining,
    auditing,
    demo,
    stores,
    members,
    keys,
    connecting,
    doctor,
    privacy,
    backing_up,
    settings,
    widgets,
)
for topic in TOPICS:
    topic.add_to(vivavoce)


def main() -> None:
    """Run the command; an error a person can act on is one sentence and exit code 1."""
    try:
        vivavoce(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except VivavoceError as error:
        click.echo(f"vivavoce: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
