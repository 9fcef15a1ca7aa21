"""Places that an output may lie in: a folder, S3 (moto's server), Azure (azurite, where `make emulators` has put it)."""

import base64
import hashlib
import hmac
import logging
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from itertools import count
from pathlib import Path
from typing import Any

from ports import free_port

AZURITE = Path(__file__).parents[2] / ".cache" / "emulators" / "node_modules" / ".bin" / "azurite-blob"
_NUMBERS = count(1)
_ACCOUNT = "devstoreaccount1"
_KEY = base64.b64encode(b"newsbeam's tests, no secret of anybody").decode()


@contextmanager
def moto() -> Iterator[str]:
    """The endpoint of an S3 of moto's. All of one process are one store: give each bucket a name of its own."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def boto(endpoint: str) -> Any:
    """A client of it."""
    import boto3

    return boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="x", aws_secret_access_key="y", region_name="us-east-1")


@contextmanager
def s3() -> Iterator[tuple[str, dict[str, str]]]:
    """(an empty bucket, the environment that reaches it)."""
    with moto() as endpoint:
        bucket = f"quay{next(_NUMBERS)}"
        boto(endpoint).create_bucket(Bucket=bucket)
        reached = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_REGION": "us-east-1"}
        yield f"s3://{bucket}", reached


@contextmanager
def azure() -> Iterator[tuple[str, dict[str, str]]]:
    """(an empty container, the environment that reaches it). Call it where `AZURITE` is there."""
    port = free_port()
    words = ["--blobHost", "127.0.0.1", "--blobPort", str(port), "--inMemoryPersistence", "--silent", "--skipApiVersionCheck"]
    words += ["--disableTelemetry"]
    server = subprocess.Popen(
        [AZURITE, *words],
        env={"AZURITE_ACCOUNTS": f"{_ACCOUNT}:{_KEY}", "PATH": "/usr/bin:/usr/local/bin:/bin"},
        stdout=subprocess.DEVNULL,
    )
    try:
        _make_container(f"http://127.0.0.1:{port}/{_ACCOUNT}", "quay")
        yield (
            "az://quay",
            {
                "AZURE_STORAGE_ACCOUNT_NAME": _ACCOUNT,
                "AZURE_STORAGE_ACCOUNT_KEY": _KEY,
                "AZURE_STORAGE_ENDPOINT": f"http://127.0.0.1:{port}/{_ACCOUNT}",
                "AZURE_ALLOW_HTTP": "true",
            },
        )
    finally:
        server.terminate()
        server.wait(10)


def _make_container(endpoint: str, name: str) -> None:
    """One signed request (Shared Key), again until the server is up."""
    date = formatdate(usegmt=True)
    path = f"/{_ACCOUNT}/{_ACCOUNT}/{name}\nrestype:container"
    text = f"PUT{chr(10) * 12}x-ms-date:{date}\nx-ms-version:2020-10-02\n{path}"
    mark = base64.b64encode(hmac.digest(base64.b64decode(_KEY), text.encode(), hashlib.sha256)).decode()
    headers = {
        "x-ms-date": date,
        "x-ms-version": "2020-10-02",
        "Authorization": f"SharedKey {_ACCOUNT}:{mark}",
        "Content-Length": "0",
    }
    ends = time.monotonic() + 20
    while True:
        try:
            urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{name}?restype=container", method="PUT", headers=headers))
        except urllib.error.HTTPError as refused:
            raise RuntimeError(refused.read().decode()) from None
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            return
