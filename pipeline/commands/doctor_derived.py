"""What `doctor` finds of what is derived from the table: the index of all stories, and the days' files for readers."""

from collections.abc import Iterator

from newsbeam.pipeline.commands.doctor_table import BAD, OK, WARN, Finding
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.reading import Room


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
        yield BAD, "reading", f"{fault}; remove {room.root} (it is derived): the next run makes it anew"
    if not faults:
        entries = room.read(moment)
        days = {one.date for one in entries if one.part == "days"}
        opened = sum(one.part == "open" for one in entries)
        yield OK, "reading", f"{len(days)} days in files, {opened} read from stories/" + (", each page read" if deep else "")


def _faults(room: Room, moment: int, *, deep: bool) -> Iterator[str]:
    from newsbeam.pipeline.dataset.published_file import footer, verify
    from newsbeam.pipeline.dataset.shown_rows import differing
    from newsbeam.schemas.errors import OutputError

    entries = room.read(moment)
    broken = set()
    for one in entries:
        path = room.root / one.part / one.file
        try:
            if one.part != "open":
                verify(path) if deep else footer(path)
        except FileNotFoundError:
            yield f"{path}: is listed and not there"
            broken.add(one.date)
        except OutputError as error:
            yield " ".join(str(error).split())[:400]
            broken.add(one.date)
    for date, (shown, there) in differing(room, entries).items():
        if date not in broken:
            yield f"{date}: {shown} rows are shown, stories/ has {there}"
