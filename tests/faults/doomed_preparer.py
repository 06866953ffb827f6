"""A worker that prepares one file in a process of its own: `python -m … URL FOLDER STORE MEDIA`."""

from __future__ import annotations

import sys
from pathlib import Path

from collection.handlers import prepare_media
from core.events import MediaUploaded
from tests.houses import house


def main(url: str, folder: str, store_id: str, media_id: str) -> None:
    """Prepare it, as the worker would."""
    with house(url, Path(folder)) as doors:
        prepare_media(doors, MediaUploaded(int(store_id), int(media_id)))


if __name__ == "__main__":
    main(*sys.argv[1:])
