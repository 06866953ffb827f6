"""An installation as an operator makes it: real parts, settings by the environment, no demo."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3
from botocore.config import Config
from sqlalchemy import update

from app.embedded import leash
from core.db import Database
from core.models import Store
from core.storage import make_storage
from tests.fakes.sendgrid import KEY
from tests.houses import SECRET
from tests.pipeline.journey.processes import ROOT, running_parts, vivavoce
from tests.pipeline.journey.waiting import until
from tests.services.ports import free_port
from tests.services.radosgw import S3Server, running_radosgw
from tests.services.valkey import running_valkey

BUCKET = "vivavoce"
PUBLIC_FOLDERS = ("media", "feeds")


@dataclass(frozen=True, slots=True)
class Installation:
    """Its address, the settings its processes were started with, and where its mails arrive.

    `media_url` has a path and an origin that is not the bucket's, as behind a CDN.
    """

    url: str
    env: Mapping[str, str] = field(repr=False)
    sendgrid: str
    media_url: str

    def run(self, *arguments: str) -> str:
        """What a `vivavoce` command says."""
        return vivavoce(self.env, *arguments)

    def told(self, *arguments: str) -> Any:
        """The same, for a command that tells JSON."""
        return json.loads(self.run(*arguments, "--json"))

    def mails_to(self, email: str) -> list[dict[str, Any]]:
        """Every mail that SendGrid took for this address."""
        with urlopen(f"{self.sendgrid}/sent", timeout=10) as answer:
            sent: list[dict[str, Any]] = json.load(answer)
        return [mail for mail in sent if mail["to"] == email]

    def private_addresses(self) -> list[str]:
        """Where the originals would be found if the bucket showed them to anybody."""
        storage = make_storage(self.env["VIVAVOCE_STORAGE_URL"], public_url="", secret_key=SECRET)
        return [f"{self.media_url}/{one.key}" for one in storage.list("originals/")]

    def keep_no_quiet_hours(self, store_key: str) -> None:
        """So that the journey can be walked on a Sunday night too."""
        database = Database(self.env["VIVAVOCE_DATABASE_URL"])
        with closing(database), database.transaction() as session:
            session.execute(
                update(Store)
                .where(Store.key == store_key)
                .values(quiet_from_hour=0, quiet_until_hour=0, is_quiet_on_sunday=False)
            )


@contextmanager
def installed(folder: Path, database_url: str) -> Iterator[Installation]:
    """The whole of it, up; everything is ended again, whatever happens."""
    with ExitStack() as stack:
        bucket = stack.enter_context(running_radosgw())
        redis_url = stack.enter_context(running_valkey())
        mails = stack.enter_context(_sendgrid(folder))
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        media_url = f"{bucket.endpoint.replace('127.0.0.1', 'localhost')}/{BUCKET}"
        make_public_bucket(bucket, url)
        env = {key: value for key, value in os.environ.items() if "VIVAVOCE" not in key} | {
            "VIVAVOCE_DATABASE_URL": database_url,
            "VIVAVOCE_REDIS_URL": redis_url,
            "VIVAVOCE_STORAGE_URL": bucket.storage_url(BUCKET),
            "VIVAVOCE_MAIL_URL": f"sendgrid://{KEY}@{mails.removeprefix('http://')}?tls=0",
            "VIVAVOCE_PUBLIC_URL": url,
            "VIVAVOCE_MEDIA_URL": media_url,
            "VIVAVOCE_SECRET_KEY": SECRET,
        }
        vivavoce(env, "db", "upgrade")
        stack.enter_context(running_parts(env, port, folder / "parts.log"))
        yield Installation(url, env, mails, media_url)


def make_public_bucket(server: S3Server, origin: str) -> None:
    """A bucket whose renditions and feeds anybody may read, and to which our pages may send."""
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
        config=Config(s3={"addressing_style": "path"}),
    )
    with closing(client):
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(_readable()))
        client.put_bucket_cors(
            Bucket=BUCKET,
            CORSConfiguration={
                "CORSRules": [
                    {
                        "AllowedOrigins": [origin],
                        "AllowedMethods": ["POST", "PUT"],
                        "ExposeHeaders": ["ETag"],
                        "AllowedHeaders": ["*"],
                    },
                    {"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]},
                ]
            },
        )


def _readable() -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": [f"arn:aws:s3:::{BUCKET}/{name}/*" for name in PUBLIC_FOLDERS],
            }
        ],
    }


@contextmanager
def _sendgrid(folder: Path) -> Iterator[str]:
    """The strict fake as a process of its own; its address."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    argv = [sys.executable, "-m", "tests.fakes.sendgrid", "--port", str(port)]
    argv += ["--folder", str(folder / "mails")]
    with (folder / "sendgrid.log").open("ab") as output:
        process = leash.start(argv, os.environ, cwd=ROOT, output=output)
    try:
        until(lambda: _answers(url), "SendGrid answers")
        yield url
    finally:
        process.terminate()
        process.communicate()


def _answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/sent", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
