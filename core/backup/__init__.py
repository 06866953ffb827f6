"""A copy of everything in one file, and the way back: `vivavoce backup` and `restore`.

The file is a ZIP that any tool opens: `manifest.json`, one `tables/<name>.jsonl` per table (a JSON
array per row), `objects.jsonl` with what lies in the bucket and, where wanted, the objects. It is
the same whichever database it came from, so that it can be restored into the other kind.
"""

from core.backup.encrypting import make_key, named
from core.backup.loading import Opened, is_empty, load, open_backup
from core.backup.objects import put_back
from core.backup.writing import Written, write_backup

__all__ = [
    "Opened",
    "Written",
    "is_empty",
    "load",
    "make_key",
    "named",
    "open_backup",
    "put_back",
    "write_backup",
]
