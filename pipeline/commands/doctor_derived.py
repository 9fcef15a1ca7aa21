"""What `doctor` finds of what is derived from the table: the index of all stories, and the days' files for readers."""

from collections.abc import Iterator
from pathlib import Path

from newsbeam.pipeline.commands.doctor_table import BAD, OK, WARN, Finding
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.room_files import look
from newsbeam.schemas.errors import UnreadableList


def check_index(out: Output, *, deep: bool) -> Iterator[Finding]:
    """Whether the index can be used; `deep`: whether its bytes are those that were written."""
    from newsbeam.pipeline.dataset.story_index import StoryIndex, index_of

    folder = index_of(out.stories)
    index = StoryIndex.open(folder)
    if index is None:
        if next(out.stories.glob("date=*"), None) is not None:
            yield WARN, "index", f"{folder}: not there, or not to be used; the next run makes it anew from stories/"
    elif deep and not index.is_whole():
        yield BAD, "index", f"{folder}: not as it was written; remove the folder, the next run makes it anew from stories/"
    else:
        yield OK, "index", f"{len(index)} keys of stories" + (", each byte read" if deep else "")


def check_reading(out: Output, *, deep: bool) -> Iterator[Finding]:
    """Whether every day is open or has files with as many rows as `stories/`; `deep`: each page of them, against its checksum."""
    room = Room.of(out.stories, out.storage)
    if not room.kept:
        yield OK, "reading", "none: an output in an object store is read from stories/"
        return
    if not room.exists:
        if next(out.stories.glob("date=*"), None) is not None:
            yield WARN, "reading", f"{room.root}: not there, or of another version's form; the next run makes it anew"
        return
    for _ in range(3):  # a run may be adding rows
        moment = room.lists()[-1]
        faults = list(_faults(room, moment, deep=deep))
        if not faults or room.lists()[-1] == moment:
            break
    for fault in faults:
        yield BAD, "reading", fault
    if not faults:
        entries = room.read(moment)
        days = {one.date for one in entries if one.part == "days"}
        opened = sum(one.part == "open" for one in entries)
        yield OK, "reading", f"{len(days)} days in files, {opened} read from stories/" + (", each page read" if deep else "")


def _faults(room: Room, moment: int, *, deep: bool) -> Iterator[str]:
    """What is wrong, each with the way out: all of it is derived."""
    from newsbeam.pipeline.dataset.shown_rows import differing

    try:
        entries = room.read(moment)
    except UnreadableList as error:
        yield str(error)
        return
    yield from _always_there(room, deep=deep)
    broken = set()
    for entry in entries:
        path = room.root / entry.part / entry.file
        if look(room.root, room.stories, [entry]).gone:
            what = (
                f"{room.open / f'date={entry.date}'}: a link is not there" if entry.part == "open" else f"{path}: is gone or torn"
            )
            yield f"{what}; until the next run, which makes its day anew from stories/, readers may not see all of it"
            broken.add(entry.date)
        elif entry.part != "open":
            for fault in _damage(path, "its day", deep=deep):
                yield fault
                broken.add(entry.date)
    for date, (shown, there) in differing(room, entries).items():
        if date not in broken:
            # Where stories/ has lost rows and the landing too, these are the last copies: they are not to be removed before repair has looked.
            repair = f"`newsbeam repair --out {room.stories.parent}`, and if this stands then, " if shown > there else ""
            yield (
                f"{date}: {shown} rows are shown, stories/ has {there}; {repair}"
                f"remove {room.root / 'days' / f'date={date}'} (it is derived): the next run makes the day anew"
            )


def _always_there(room: Room, *, deep: bool) -> Iterator[str]:
    """What is wrong with the lists before the newest, and with the files without rows."""
    for path in room.strays():
        if path.exists():  # a run may have removed it
            yield f"{path}: is no list, or not as it was written, and readers read it; the next run removes it"
    for path in room.without_rows().values():
        if not path.exists():
            yield f"{path}: not there, though readers look for it; the next run makes it anew"
        else:
            yield from _damage(path, "it", deep=deep)


def _damage(path: Path, what: str, *, deep: bool) -> Iterator[str]:
    """The damage of a file that is there, if any."""
    from newsbeam.pipeline.dataset.published_file import footer, verify

    try:
        verify(path) if deep else footer(path)
    except Exception as error:  # noqa: BLE001  (of damaged bytes Arrow may say anything)
        why = " ".join(str(error).partition("; `newsbeam repair`")[0].split())[:400]
        yield f"{why if str(path) in why else f'{path}: {why}'}; remove it (it is derived): the next run makes {what} anew"
