"""Files below one root: whole or absent, never through a link, safe among many processes."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from core.storage.errors import KeyInvalid, StorageUnavailable

INCOMING = "incoming~"
# A write that is this old was abandoned by a process that died.
_ABANDONED_AFTER = timedelta(days=1)


class Disk:
    """Reads and writes at paths relative to `root`; raises StorageUnavailable for all faults."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def write(self, relative: PurePosixPath, fill: Callable[[BinaryIO], None]) -> None:
        """Let `fill` write a file aside, then rename it into place; `fill` forces it to disk."""
        with self._speaking():
            path = self._path(relative)
            with self._aside() as (file, written):
                fill(file)
                self._place(written, path)

    def open(self, relative: PurePosixPath) -> BinaryIO | None:
        """The file as it is now, whatever is renamed over it later; None where there is none."""
        with self._speaking(), suppress(FileNotFoundError):
            path = self._path(relative)
            self._refuse_link(path)
            return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")
        return None

    def remove(self, relative: PurePosixPath) -> None:
        """Unlink a file and the folders it leaves empty; no error where there is none."""
        with self._speaking():
            path = self._path(relative)
            with suppress(FileNotFoundError):
                path.unlink()
                _sync_folder(path.parent)
            self._prune(path.parent)

    def files(self, folder: PurePosixPath) -> Iterator[tuple[str, ...]]:
        """The path parts, from the root, of all files below a folder, in no order."""
        with self._speaking():
            for path in self._walk(self._path(folder / "any").parent):
                yield path.relative_to(self.root).parts

    def check(self) -> None:
        """Write aside as any write does, and clear what dead processes left there."""
        with self._speaking(), self._aside() as (file, _):
            file.write(b"check")
            os.fsync(file.fileno())
            self._sweep()

    def _path(self, relative: PurePosixPath) -> Path:
        for folder in relative.parents:
            self._refuse_link(self.root / folder)
        return self.root / relative

    def _refuse_link(self, path: Path) -> None:
        if path != self.root and path.is_symlink():
            raise StorageUnavailable(
                f"A symbolic link lies inside the storage folder, at {path}. "
                "It could lead anywhere, so it is not followed: remove it."
            )

    @contextmanager
    def _aside(self) -> Iterator[tuple[BinaryIO, Path]]:
        folder = self.root / INCOMING
        self._refuse_link(folder)
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file, Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _place(self, written: Path, path: Path) -> None:
        """Rename; another process may prune the empty target folder just before: then again."""
        while True:
            with suppress(FileNotFoundError):
                self._make_folder(path.parent)
                written.replace(path)
                _sync_folder(path.parent)
                return

    def _make_folder(self, folder: Path) -> None:
        if folder == self.root or folder.is_dir():
            return
        self._make_folder(folder.parent)
        with suppress(FileExistsError):  # made by another meanwhile, and perhaps pruned again
            folder.mkdir()
        _sync_folder(folder.parent)

    def _prune(self, folder: Path) -> None:
        while folder != self.root:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def _walk(self, folder: Path) -> Iterator[Path]:
        with suppress(FileNotFoundError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and entry.name != INCOMING:
                    yield from self._walk(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)

    def _sweep(self) -> None:
        oldest = time.time() - _ABANDONED_AFTER.total_seconds()
        for path in (self.root / INCOMING).iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < oldest:
                    path.unlink()

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                raise KeyInvalid("This storage key is too long for the folder's disk.") from error
            raise StorageUnavailable(
                f"The storage folder {self.root} does not work ({error.strerror}). Let the user "
                "running Vivavoce write there and see that the disk has room, or name another "
                "folder in VIVAVOCE_STORAGE_URL."
            ) from error


def _sync_folder(folder: Path) -> None:
    """A rename is on disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
