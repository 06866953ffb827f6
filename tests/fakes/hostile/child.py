"""Prepares many hostile files one after the other in one process, and says what became of each.

Started by tests only, with a folder of files named by number and a list of their names and types.
It has the limits of the real child but keeps the network: that nothing calls out must not hang on
the kernel alone. One line of JSON per file; a line that is missing names the file that killed it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from collection.media.inspect import MediaKind, look
from collection.media.limits import DEFAULT_LIMITS, MEBIBYTE
from collection.media.photos import render_photo
from collection.media.refusals import MediaRefused
from collection.media.videos import render_video
from tests.fakes.media_traces import traces


def main(folder: Path) -> None:
    """All files of the folder, in order."""
    resource.setrlimit(resource.RLIMIT_AS, (3072 * MEBIBYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number, (name, claim) in enumerate(json.loads((folder / "list.json").read_text())):
        began = time.monotonic()
        told = _became(folder / str(number), folder / f"{number}.out", name, claim)
        seconds = round(time.monotonic() - began, 2)
        print(json.dumps({"number": number, "seconds": seconds, **told}), flush=True)


def _became(path: Path, out: Path, name: str, claim: str) -> dict[str, object]:
    out.mkdir()
    try:
        looked = look(path, claim, name)
        if looked.kind is MediaKind.PHOTO:
            photo = render_photo(path, out, DEFAULT_LIMITS)
        else:
            photo = render_video(path, out, DEFAULT_LIMITS).poster
    except MediaRefused as refused:
        return {"refused": refused.code, "sentence": refused.sentence}
    except MemoryError:  # the real child says so in one word (collection.media.child)
        return {"refused": "media_too_hard", "sentence": "no memory"}
    made = sorted(out.iterdir())
    return {
        "accepted": [photo.width, photo.height],
        "files": len(made),
        "traces": [found for file in made for found in traces(file)],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
