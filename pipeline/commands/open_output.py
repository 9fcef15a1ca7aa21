"""Where an output lies: a folder, or an object store worked on through a folder that may be thrown away."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from newsbeam.pipeline.commands.arguments import now
from newsbeam.schemas.errors import UsageError

S3 = "s3://"


def is_remote(out: str) -> bool:
    """Whether `--out` names an object store."""
    return out.startswith(S3)


@contextmanager
def opened(out: str) -> Iterator[Path]:
    """The local folder to run in. For `s3://bucket/prefix` it is a cache below the system's temporary folder.

    Credentials, region and endpoint (AWS_ENDPOINT_URL) come from the environment. Raises LockHeld (75) while another
    writer's lease runs, UsageError where the extra is not installed.
    """
    if not is_remote(out):
        yield Path(out)
        return
    try:
        from newsbeam.pipeline.publish.remote import remote_output
        from newsbeam.pipeline.publish.store import ObjectStore
    except ModuleNotFoundError:
        raise UsageError(f"{out}: object stores need the extra: pip install 'newsbeam[s3]'") from None
    store = ObjectStore.s3(out.rstrip("/"), endpoint=os.environ.get("AWS_ENDPOINT_URL"))
    cache = Path(tempfile.gettempdir()) / f"newsbeam-{sha256(out.encode()).hexdigest()[:16]}"
    with remote_output(store, cache, owner=f"{socket.gethostname()}:{os.getpid()}", clock=now) as local:
        yield local.root
