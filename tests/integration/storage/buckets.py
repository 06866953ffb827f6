"""Makes buckets, which the product never does: an operator creates the one it may use."""

from __future__ import annotations

import boto3
from botocore.config import Config

from tests.services.radosgw import S3Server


def make_bucket(server: S3Server, bucket: str) -> None:
    """An empty bucket."""
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
        config=Config(s3={"addressing_style": "path"}),
    )
    client.create_bucket(Bucket=bucket)
    client.close()
