"""Each store behind the storage door, really running: a folder over HTTP, moto, radosgw."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import cast

import pytest

from core.storage import Storage, make_storage
from core.storage.folder import FolderStorage
from tests.integration.storage.buckets import make_bucket
from tests.integration.storage.folder_server import running_folder, serving
from tests.services.moto_s3 import running_moto
from tests.services.radosgw import S3Server, running_radosgw, skip_without_radosgw

RADOSGW = pytest.param("radosgw", marks=[pytest.mark.radosgw, pytest.mark.xdist_group("radosgw")])


@pytest.fixture(scope="session")
def moto() -> Iterator[S3Server]:
    """Moto's server."""
    with running_moto() as server:
        yield server


@pytest.fixture(scope="session")
def radosgw() -> Iterator[S3Server]:
    """Ceph's server; one xdist group holds all its tests, so that it starts once."""
    skip_without_radosgw()
    with running_radosgw() as server:
        yield server


@pytest.fixture
def folder_storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FolderStorage]:
    """A folder store whose signed addresses answer."""
    with running_folder(tmp_path_factory.mktemp("store")) as storage:
        yield storage


@pytest.fixture(scope="session")
def moto_bucket(moto: S3Server) -> Storage:
    """A bucket of moto."""
    return _bucket(moto)


@pytest.fixture(scope="session")
def radosgw_bucket(radosgw: S3Server) -> Storage:
    """A bucket of radosgw."""
    return _bucket(radosgw)


@pytest.fixture
def moto_storage(moto_bucket: Storage) -> Iterator[Storage]:
    """Moto's bucket, empty."""
    yield moto_bucket
    _empty(moto_bucket)


@pytest.fixture
def radosgw_storage(radosgw_bucket: Storage) -> Iterator[Storage]:
    """Radosgw's bucket, empty."""
    yield radosgw_bucket
    _empty(radosgw_bucket)


@pytest.fixture
def bucket_origin(moto_bucket: Storage) -> Iterator[str]:
    """The address of an installation whose objects lie in moto's bucket."""
    with serving(lambda _: moto_bucket) as (origin, _):
        yield origin


@pytest.fixture(params=["folder", "moto", RADOSGW])
def storage(request: pytest.FixtureRequest) -> Storage:
    """Every store in turn: what one does, all do."""
    return cast(Storage, request.getfixturevalue(f"{request.param}_storage"))


@pytest.fixture(params=["folder", RADOSGW])
def strict_storage(request: pytest.FixtureRequest) -> Storage:
    """The stores that check signatures; moto lets altered ones pass."""
    return cast(Storage, request.getfixturevalue(f"{request.param}_storage"))


def _bucket(server: S3Server) -> Storage:
    bucket = f"vv-{secrets.token_hex(6)}"
    make_bucket(server, bucket)
    return make_storage(
        server.storage_url(bucket), public_url="http://127.0.0.1", secret_key="-" * 32
    )


def _empty(storage: Storage) -> None:
    for info in storage.list(""):
        storage.delete(info.key)
