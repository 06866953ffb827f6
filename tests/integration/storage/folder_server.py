"""The folder store behind a real HTTP server, as an installation without a bucket has it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from flask import Flask
from flask_babel import Babel
from werkzeug.serving import make_server

from app import files
from core import web
from core.clock import SystemClock
from core.config import Settings
from core.db import Database
from core.doors import Doors
from core.mail import make_mail
from core.storage import Storage
from core.storage.folder import FolderStorage

S = TypeVar("S", bound=Storage)
SECRET = "a secret of at least thirty-two characters"


@contextmanager
def running_folder(root: Path) -> Iterator[FolderStorage]:
    """A store in `root`, served until the block ends."""

    def make(origin: str) -> FolderStorage:
        return FolderStorage(root, public_url=origin, secret_key=SECRET, clock=SystemClock())

    with serving(make) as (_, storage):
        yield storage


@contextmanager
def serving(make: Callable[[str], S]) -> Iterator[tuple[str, S]]:
    """The files' routes on what `make` makes for their origin; yields both."""
    app = Flask("files")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    origin = f"http://127.0.0.1:{server.server_port}"
    storage = make(origin)
    install_files(app, storage, origin)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield origin, storage
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def install_files(app: Flask, storage: Storage, public_url: str) -> None:
    """Give a bare application the files' routes on `storage`."""
    settings = Settings.from_environ(
        {
            "VIVAVOCE_DATABASE_URL": "sqlite://",
            "VIVAVOCE_REDIS_URL": "redis://127.0.0.1/0",
            "VIVAVOCE_STORAGE_URL": "folder:///unused",
            "VIVAVOCE_MAIL_URL": "outbox:///unused",
            "VIVAVOCE_PUBLIC_URL": public_url,
            "VIVAVOCE_SECRET_KEY": SECRET,
        }
    )
    mail = make_mail(settings.mail_url)
    database = Database(settings.database_url)
    app.extensions["vivavoce"] = Doors(settings, database, storage, mail, SystemClock())
    Babel(app)
    web.install(app)
    app.register_blueprint(files.blueprint)
