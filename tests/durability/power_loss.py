"""Power loss, simulated: what a batch writes, syncs and renames is recorded in its order, and every prefix of it is gone on from.

At each step two disks are kept: one with all that was written so far, and one with what was synced alone (a file's bytes as of its
last fsync, a folder's names as of its own; what was never synced is an empty file, or no file). From both the table must read, and
the next run must complete it: nothing lost, nothing doubled. SQLite syncs for itself and is taken at its word.

`python tests/durability/power_loss.py` tries every state of three batches, and prints the counts.
"""

import os
import stat
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import source

from newsbeam.pipeline.dataset.output import Output

TICK = 6
_CHANGES = frozenset(
    {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "sqlite3.connect"}
)
Names = dict[str, tuple[int, bytes | None]]
"""A folder's names -> the inode, or where a link leads."""
_OWN_SYNC = ("newsbeam.db", "newsbeam.db-wal", "newsbeam.db-shm", "requests.log", "lock")
Disk = dict[str, tuple[str, bytes]]
"""Path below the root -> ("file", content), ("link", target) or ("folder", b"")."""


class Recorder:
    """The states of one output while work is done on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.states: dict[str, Disk] = {}
        self.steps = 0
        self._held: dict[int, int] = {}
        """inode -> an open handle, so that no other file gets its number while we speak of it."""
        self._synced: dict[int, bytes] = {}
        self._names: dict[int, Names] = {}
        """A folder's inode -> its names as of its last sync."""
        self.turn = threading.RLock()
        """Publishing writes in several threads: one of them is looked at at a time, and the others wait before their next change."""
        for folder, _, files in os.walk(root):  # what stood there before is safe
            for path in (Path(folder), *(Path(folder, name) for name in files)):
                self._keep(self._seen(path))

    def step(self) -> None:
        """Keep the disk as it is now, both ways."""
        self.steps += 1
        for kind, disk in (("written", self._written()), ("synced", self._durable())):
            digest = sha256(repr(sorted(disk.items())).encode()).hexdigest()
            self.states.setdefault(f"{kind} {digest}", disk)

    def sync(self, handle: int, fsync: Callable[[int], None]) -> None:
        """Sync a file or a folder, and keep the disks before and after. What it held before the call is what is safe after it."""
        self.step()
        path = Path(f"/proc/self/fd/{handle}").readlink()
        seen = self._seen(path) if path.is_relative_to(self.root) else None
        fsync(handle)
        self._keep(seen)
        self.step()

    def _seen(self, path: Path) -> tuple[int, Names | bytes] | None:
        """The inode of a file or folder, and its bytes or names."""
        if path.is_symlink() or not path.exists():
            return None
        inode = path.stat().st_ino
        if inode not in self._held:
            self._held[inode] = os.open(path, os.O_RDONLY)
        if not path.is_dir():
            return inode, path.read_bytes()
        return inode, {
            one.name: (one.inode(), os.fsencode(Path(one.path).readlink()) if one.is_symlink() else None)
            for one in os.scandir(path)
        }

    def _keep(self, seen: tuple[int, Names | bytes] | None) -> None:
        if seen is not None and isinstance(seen[1], bytes):
            self._synced[seen[0]] = seen[1]
        elif seen is not None:
            self._names[seen[0]] = seen[1]

    def _written(self) -> Disk:
        disk: Disk = {}
        for folder, folders, files in os.walk(self.root):
            for name in (*folders, *files):
                path = Path(folder, name)
                with suppress(FileNotFoundError):  # another thread's change, made since it waited for us
                    disk[str(path.relative_to(self.root))] = _kind(path)
        return disk

    def _durable(self) -> Disk:
        disk: Disk = {}
        todo = [(self.root, self.root.stat().st_ino)]
        while todo:
            folder, inode = todo.pop()
            for name, (child, leads_to) in self._names.get(inode, {}).items():
                path = folder / name
                key = str(path.relative_to(self.root))
                if leads_to is not None:
                    disk[key] = ("link", leads_to)
                elif child in self._names:
                    disk[key] = ("folder", b"")
                    todo.append((path, child))
                elif child in self._synced:
                    disk[key] = ("file", self._synced[child])
                else:  # its name is safe, but nothing of what it holds
                    disk[key] = ("folder", b"") if path.is_dir() else ("file", b"")
        for key, one in self._written().items():
            if key.rpartition("/")[2] in _OWN_SYNC and one[0] == "file":
                disk[key] = one
        return disk

    def close(self) -> None:
        for handle in self._held.values():
            os.close(handle)


def _kind(path: Path) -> tuple[str, bytes]:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return ("link", os.fsencode(path.readlink()))
    return ("folder", b"") if stat.S_ISDIR(mode) else ("file", path.read_bytes())


_RECORDING: list[Recorder] = []
_HOOKED: list[bool] = []


@contextmanager
def recording(root: Path) -> Iterator[Recorder]:
    """Keep every state of `root` while the block works on it."""
    recorder = Recorder(root)
    real = os.fsync

    def heed(event: str, words: tuple[object, ...]) -> None:
        if event not in _CHANGES or not _RECORDING:
            return
        one = _RECORDING[-1]
        named = str(words[0])
        writes = event != "open" or (isinstance(words[2], int) and words[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if writes and named.startswith(str(one.root)):
            with one.turn:
                one.step()

    def fsync(handle: int) -> None:
        with recorder.turn:
            recorder.sync(handle, real)

    if not _HOOKED:
        sys.addaudithook(heed)
        _HOOKED.append(True)
    _RECORDING.append(recorder)
    os.fsync = fsync
    try:
        yield recorder
        with recorder.turn:
            recorder.step()
    finally:
        os.fsync = real
        _RECORDING.remove(recorder)
        recorder.close()


def made(disk: Disk, root: Path) -> Output:
    """A disk as files."""
    for key, (kind, content) in sorted(disk.items()):
        path = root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "folder":
            path.mkdir(exist_ok=True)
        elif kind == "link":
            path.symlink_to(os.fsdecode(content))
        else:
            path.write_bytes(content)
    root.mkdir(parents=True, exist_ok=True)
    return Output(root)


def judged(disk: Disk, root: Path, tick: int, before: set[tuple[object, ...]]) -> list[str]:
    """What is wrong with a disk after power loss at a tick: nothing, or lines."""
    wrong = []
    out = made(disk, root)
    try:
        there = source.published(out)
    except Exception as error:  # noqa: BLE001 (whatever reading raises, the table cannot be read)
        return [f"unreadable: {error}"]
    if before - {row[:4] for row in there}:
        wrong.append("lost before the next run")
    for n in (tick, tick + 1):
        source.run(out, n)
    keys = Counter(row[2:4] for row in source.published(out))
    lost = source.expected_tellings(tick + 1) - keys.keys()
    doubled = [key for key, count in keys.items() if count > 1]
    wrong += [f"{len(one)} {what}" for what, one in (("lost", lost), ("doubled", doubled)) if one]
    if [p for p in out.staging.rglob("*") if p.is_file()]:
        wrong.append("left over in the staging")
    return wrong


def states_of(root: Path, tick: int = TICK) -> tuple[Recorder, set[tuple[object, ...]]]:
    """The states of the batch at a tick, and the keys of the rows that stood there before it."""
    out = Output(root)
    root.mkdir()
    for n in range(1, tick):
        source.run(out, n)
    before = {row[:4] for row in source.published(out)}
    with recording(root) as recorder:
        source.run(out, tick)
    return recorder, before


def main() -> None:
    tried: Counter[str] = Counter()
    for tick in (1, TICK, 9):
        with tempfile.TemporaryDirectory() as folder:
            recorder, before = states_of(Path(folder) / "out", tick)
            print(f"batch at tick {tick}: {recorder.steps} steps, {len(recorder.states)} different disks", flush=True)
            for number, (name, disk) in enumerate(recorder.states.items()):
                found = judged(disk, Path(folder) / f"disk{number}", tick, before)
                tried[name.split()[0]] += 1
                tried["wrong"] += bool(found)
                if found:
                    print(f"  {name[:24]}: {found}", flush=True)
    print(f"tried {tried['written'] + tried['synced']}: {dict(tried)}")


if __name__ == "__main__":
    main()
