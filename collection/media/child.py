"""The process a photo or a video is prepared in: it gives up its rights, then works.

Started by `collection.media.sandbox` only. Reads one JSON job from standard input, answers one
JSON object per line on standard output: `ready`, then `progress`, then `result`, `refused` or
`failed` (the machine's fault: worth another try).
"""

from __future__ import annotations

import errno
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Final

from collection.media.confinement import Confinement, confine
from collection.media.limits import Limits
from collection.media.photos import render_photo
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.results import PhotoResult, Span, VideoResult
from collection.media.videos import render_video

MACHINE_FAULTS: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.EIO}
)


def main() -> int:
    """Do the one job; the exit status is 0 whenever an answer was given."""
    job = json.load(sys.stdin)
    confine(Confinement(**job["confinement"]))
    _answer({"ready": True})
    try:
        _answer({"result": asdict(_prepared(job))})
    except MediaRefused as refused:
        _answer({"refused": refused.reason, "values": refused.values})
    except MemoryError:
        _answer({"refused": RefusalReason.TOO_HARD, "values": {}})
    except OSError as error:
        if error.errno not in MACHINE_FAULTS:
            raise
        _answer({"failed": error.errno})
    return 0


def _prepared(job: dict[str, object]) -> PhotoResult | VideoResult:
    path, out_dir = Path(str(job["path"])), Path(str(job["out_dir"]))
    tempfile.tempdir = str(out_dir)
    limits = _limits(job["limits"])
    if job["kind"] == "photo":
        return render_photo(path, out_dir, limits)
    span = _span(job.get("span"))
    return render_video(path, out_dir, limits, lambda done: _answer({"progress": done}), span)


def _span(given: object) -> Span | None:
    """JSON knows no tuple."""
    return (float(given[0]), float(given[1])) if isinstance(given, list) else None


def _limits(given: object) -> Limits:
    """JSON knows no tuple."""
    values = dict(given) if isinstance(given, dict) else {}
    return Limits(**{**values, "photo_widths": tuple(values["photo_widths"])})


def _answer(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
