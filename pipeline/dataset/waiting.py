"""Partitions that wait: a file of theirs is damaged. Nobody reads or extends them until `newsbeam repair` has mended them.

`_state/waiting.json` lists them with the damaged file. What a run would add to one is held, and sent through again by every run
from its landed bytes, as an embargoed entry is: so a bad file costs its partition, and no row is lost or doubled.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from newsbeam.connectors.disk.durable import sync_file
from newsbeam.schemas.errors import DamagedFile, OutputError

Home = tuple[str, str]
"""A partition's date and country."""
_Result = TypeVar("_Result")
_PARTITION = re.compile(r"date=(\d{4}-\d\d-\d\d)/country=([A-Z]{2})/[^/:]+\.parquet(?=: damaged|$)")


def waiting(stories: Path) -> dict[Home, str]:
    """The partitions that wait, each with its damaged file below `stories/`."""
    try:
        listed = json.loads(_list_of(stories).read_text("ascii"))
        return {(date, country): str(file) for date, country, file in listed}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (ValueError, TypeError):  # damaged itself: who meets the file again notes it again
        return {}


def sound_files(folder: Path, pattern: str, stories: Path) -> list[Path]:
    """The partition files below a folder of the table, in order, without those of partitions that wait."""
    waits = waiting(stories)
    return [path for path in sorted(folder.glob(pattern)) if home_of(path) not in waits]


def home_of(path: Path) -> Home:
    """The partition of a file."""
    return (path.parent.parent.name.removeprefix("date="), path.parent.name.removeprefix("country="))


def let_wait(stories: Path, error: OutputError) -> bool:
    """Note the partition that an error tells of; whether it was one of this table that did not wait yet."""
    # An engine hands on what its workers raised as text.
    found = _PARTITION.search(error.path.as_posix() if isinstance(error, DamagedFile) else str(error))
    if found is None or not (stories / found[0]).resolve().is_relative_to(stories.resolve()):
        return False
    waits = waiting(stories)
    home = (found[1], found[2])
    if home in waits:
        return False
    _write(stories, {**waits, home: found[0]})
    return True


def wait_no_more(stories: Path, homes: Iterable[Home]) -> None:
    """Take partitions off the list: they are mended."""
    waits = waiting(stories)
    left = {home: file for home, file in waits.items() if home not in set(homes)}
    if left != waits:
        _write(stories, left)


def look_again(stories: Path) -> None:
    """Take off the list what somebody has restored: each of its files can be read whole, and the damaged one is there."""
    for home, file in waiting(stories).items():
        with suppress(DamagedFile):
            from newsbeam.pipeline.dataset.published_file import verify

            path = stories / file
            if path.exists() and all(verify(one) for one in path.parent.glob("*.parquet")):
                wait_no_more(stories, [home])


def past_damage(stories: Path, work: Callable[[], _Result]) -> _Result:
    """What `work` gives, with the partitions waiting whose damage it meets."""
    while True:
        try:
            return work()
        except OutputError as error:
            if not let_wait(stories, error):
                raise


def waiting_lines(stories: Path) -> Iterator[str]:
    """A line for each partition that waits."""
    for (date, country), file in sorted(waiting(stories).items()):
        yield (
            f"{stories / file}: damaged; what comes for date={date}/country={country} waits: "
            f"`newsbeam repair --out {stories.parent}` brings its rows back from the landing"
        )


def _list_of(stories: Path) -> Path:
    return stories.parent / "_state" / "waiting.json"


def _write(stories: Path, waits: dict[Home, str]) -> None:
    path = _list_of(stories)
    aside = path.with_name(".waiting.tmp")
    with aside.open("wb") as file:
        file.write(json.dumps([[*home, name] for home, name in sorted(waits.items())]).encode("ascii"))
        sync_file(file)
    aside.replace(path)
