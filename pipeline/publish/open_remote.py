"""Opening an output that lives in an object store: to write there, or to look."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.remote import Remote
from newsbeam.pipeline.publish.store import Store
from newsbeam.schemas.errors import ConflictError, LockHeld, OutputError

LOG = logging.getLogger(__name__)
WAIT_S = 3.0


@contextmanager
def remote_copy(store: Store, workdir: Path, *, owner: str, clock: Callable[[], datetime]) -> Iterator[Output]:
    """An Output to look at: all of the store that a look needs, without a lease; nothing is put back."""
    out = Output(workdir)
    remote = Remote(store, out, owner, clock)
    workdir.mkdir(parents=True, exist_ok=True)
    remote.pull()
    for kind in ("stories/", "landing/", "dead_letters/", "runs/"):
        remote.want(kind)
    yield out


@contextmanager
def remote_output(
    store: Store, workdir: Path, *, owner: str, clock: Callable[[], datetime], wait: bool = False, whole: bool = False
) -> Iterator[Output]:
    """An Output whose truth is in `store`; `workdir` is a cache, empty or of an earlier run. Hand it to runs as it is: its root is but the cache.

    `wait`: for another writer; `whole`: bring all of it, for work that reads the table or the landing by itself.
    Raises LockHeld while another writer's lease runs, ConflictError (exit 3) where one has overtaken this run.
    """
    out = Output(workdir)
    remote = Remote(store, out, owner, clock)
    out.prepare()
    waited = False
    while True:
        try:
            remote.lease.acquire()
            break
        except LockHeld as held:
            if not wait:
                raise
            if not waited:
                LOG.info("%s", held)
            waited = True
            time.sleep(WAIT_S)
    remote.lease.keep()
    try:
        remote.pull()
        for kind in ("stories/", "landing/", "dead_letters/") if whole else ():
            remote.want(kind)
    except BaseException:  # whatever it was, nothing was begun: the next one need not wait
        with suppress(OutputError):
            remote.lease.release()
        raise
    try:
        yield replace(out, storage=remote)
        remote.push(out.landing)
        with closing(open_state(out.database)) as conn:
            remote.push_state(conn)
        remote.push(out.runs)
        remote.note_cache()
        remote.lease.release()
    except ConflictError:
        raise
    except BaseException:  # whatever ended the run: the next one goes on from the store, so it need not wait for the lease
        with suppress(OutputError):
            remote.lease.release()
        raise
    finally:
        remote.lease.leave()
