"""Purging: the text of a killed story taken out of every row, where a licence demands it (docs/design/publishing.md#purge).

The one exception to rows being facts. The rows stay, with their keys, times and `content_hash`, so that nothing is counted
otherwise and no text comes back as news; what they said goes, and a flag says so. `_state/purged` remembers the story: a later
telling of it, under whatever id it joins it, is a duplicate, here and in every replay.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import replace_durably, sync_file, sync_folder
from newsbeam.connectors.state import dead_letters, holds
from newsbeam.connectors.state.database import transaction
from newsbeam.pipeline.dataset.key_index import day_keys, sources
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import footer, naming_damage, read_columns, verify
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.waiting import home_of, waiting
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.put_aside import kept_with, old_states, remove_kept
from newsbeam.pipeline.publish.row_groups import GROUP_ROWS, sealed, writing
from newsbeam.pipeline.publish.settle import settle
from newsbeam.schemas.codes import Flag, PubStatus
from newsbeam.schemas.errors import DamagedFile, OutputError, UsageError

BLANKED = frozenset(
    {
        "headline",
        "headline_raw",
        "page_text",
        "slugline",
        "summary",
        "body_text",
        "text",
        "byline",
        "authors",
        "dateline_text",
        "keywords",
        "ed_note",
        "credit",
    }
    | {"countries", "places", "organisations", "persons", "media", "focus_countries", "entities"}
)
"""Columns that hold the provider's words, or words taken out of them."""
_SURE = 12
"""Characters of a guid or address from which on a refused entry that holds it is the story's."""
_FACTS = ["story_id", "pub_status", "revision_order", "feed_id", "guid", "url", "canonical_url", "landing_ref"]


class StillUsable(UsageError):  # noqa: N818 (it says what was found)
    """The story's last telling is no kill: whoever wants it purged must say so."""


class Purged(NamedTuple):
    """What a purge did."""

    tellings: int
    letters: int
    landed: tuple[str, ...]
    """Landed records that hold the story as it was received: bytes are not edited, they expire with their file."""
    aside: tuple[Path, ...]
    """Files that `repair` had put aside and that may have held it: they are gone."""
    states: tuple[Path, ...]
    """Databases that were put aside, whose dead letters may hold it: they are nobody's to write."""


def read_purged(out: Output) -> frozenset[str]:
    """The stories whose text was purged."""
    path = _memory(out)
    return frozenset(path.read_text("ascii").split()) if path.exists() else frozenset()


def remember_purged(out: Output, story_ids: frozenset[str]) -> None:
    """Let no telling of these stories be published any more. Synced."""
    known = read_purged(out)
    if story_ids <= known:
        return
    aside = _memory(out).with_suffix(".tmp")
    with aside.open("wb") as file:
        file.write("".join(f"{one}\n" for one in sorted(known | story_ids)).encode("ascii"))
        sync_file(file)
    replace_durably(aside, _memory(out))
    sync_folder(out.state)


def purge(out: Output, conn: Connection, story_id: str, *, anyway: bool = False) -> Purged | None:
    """Blank a story's text in rows and dead letters; None where there is no such story. Doing it again finishes it.

    Files that `repair` put aside and that may hold it are removed. The caller holds the lock and has recovered what an earlier run left. Raises StillUsable, unless `anyway`; and DamagedFile,
    before anything is changed, where a file that it would write anew is damaged, or one that it cannot look into.
    """
    for file in waiting(out.stories).values():
        raise DamagedFile(out.stories / file, "nobody knows whether the story is in it")
    facts = list(_facts(out, story_id))
    paths = sorted({path for path, _ in facts})
    aside = kept_with(out, story_id, {home_of(path) for path in paths})
    if not facts and not aside:
        return None
    last = max((row for _, row in facts), key=lambda row: row["revision_order"], default=None)
    if last is None and not anyway:
        raise StillUsable(f"{story_id}: told in {aside[0]} only, which repair put aside; say --anyway to remove that file")
    if last is not None and last["pub_status"] == PubStatus.USABLE and not anyway:
        raise StillUsable(f"{story_id}: its last telling is usable, no kill; say --anyway to purge it all the same")
    _verify(out, paths)
    remember_purged(out, frozenset({story_id}))
    with _unsettled(out, paths):
        for path in paths:
            _rewrite(out, path, lambda table: _blank_rows(table, story_id))
    with transaction(conn):
        holds.release_stories(conn, [story_id])
    letters = _purge_letters(out, conn, [row for _, row in facts])
    remove_kept(out, aside)
    landed = tuple(sorted({row["landing_ref"] for _, row in facts if row["landing_ref"]}))
    return Purged(len(facts), letters, landed, aside, old_states(out))


@contextmanager
def _unsettled(out: Output, paths: Sequence[Path]) -> Iterator[None]:
    """Let readers read these files' days from `stories/` while they are rewritten; then settle again what was settled.

    A purge that was cut short leaves its days unsettled, so it may have been an earlier one that settles them no more; then
    they are settled when it is their turn. The files that still say what is purged go at once.
    """
    room = Room.of(out.stories, out.storage)
    if not room.kept:
        yield
        return
    homes = [(path.parent.parent.name.removeprefix("date="), path.parent.name.removeprefix("country=")) for path in paths]
    opened = open_days.prepare(room, homes)
    yield
    settle(out, {one.date for one in opened.was})
    open_days.forget(room, {date for date, _ in homes})


def _memory(out: Output) -> Path:
    return out.state / "purged"


def _facts(out: Output, story_id: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """(file, key columns) of every telling of a story, whatever its day."""
    high, low = int(story_id[:16], 16), int(story_id[16:], 16)
    for folder in sorted(out.stories.glob("date=*")):
        date = folder.name.removeprefix("date=")
        day = day_keys(out.stories, date, sources(out.stories, date, out.storage))
        for path in sorted({folder / day.files[int(day.file[row])].path for row in day.find(high, low)}):
            for table in read_columns((footer(path),), _FACTS):
                yield from ((path, row) for row in table.select(_FACTS).to_pylist() if row["story_id"] == story_id)


def _verify(out: Output, paths: Sequence[Path]) -> None:
    """Read all that is to be written anew: what is damaged stays as it is, and what was to be purged with it. Raises OutputError."""
    for path in paths:
        verify(path)
    for path in sorted(out.dead_letters.rglob("*.parquet")):
        try:
            verify(path)
        except DamagedFile as error:
            raise OutputError(
                f"{path}: damaged; move it away: the state has these letters too, and only readers go by the file"
            ) from error


def _blank_rows(table: pa.Table, story_id: str) -> pa.Table:
    hits = np.array([one == story_id for one in table.column("story_id").to_pylist()], bool)
    if not hits.any():
        return table
    for name in BLANKED & set(table.schema.names):
        table = _set(table, name, table.column(name).take(pa.array(np.arange(len(hits)), mask=hits)))
    flags = table.column("quality_flags").to_pylist()
    flagged = [list(dict.fromkeys((*one, Flag.PURGED.value))) if hit else one for one, hit in zip(flags, hits, strict=True)]
    return _set(table, "quality_flags", pa.array(flagged, table.schema.field("quality_flags").type))


def _purge_letters(out: Output, conn: Connection, rows: Sequence[dict[str, Any]]) -> int:
    """Blank the bytes of refused entries that hold one of the story's names; how many letters."""
    feeds = {row["feed_id"] for row in rows}
    names = {row[name] for row in rows for name in ("guid", "url", "canonical_url") if len(row[name] or "") >= _SURE}
    needles = [name.encode() for name in sorted(names)]

    def blank(table: pa.Table) -> pa.Table:
        raws, of = table.column("raw").to_pylist(), table.column("feed_id").to_pylist()
        hits = [feed in feeds and any(needle in raw for needle in needles) for raw, feed in zip(raws, of, strict=True)]
        if not any(hits):
            return table
        errors = table.column("error").to_pylist()
        table = _set(table, "raw", pa.array([b"" if hit else raw for raw, hit in zip(raws, hits, strict=True)], pa.binary()))
        return _set(table, "error", pa.array(["purged" if hit else e for e, hit in zip(errors, hits, strict=True)], pa.string()))

    for path in sorted(out.dead_letters.rglob("*.parquet")) if needles else ():
        _rewrite(out, path, blank)
    done = 0
    with transaction(conn):
        for feed_id in sorted(feeds):
            for needle in needles:
                done += dead_letters.blank(conn, feed_id, needle)
    return done


def _rewrite(out: Output, path: Path, blank: Any) -> None:
    """Write a published file anew with some of its rows blanked, its row groups as they were; untouched where none is.

    As at a sealing, a reader that is in the middle of the file may fail, loudly.
    """
    aside = out.staging / "purging.parquet"
    changed = False
    try:
        # Held against their checksums: a damaged page must not get a new one.
        with naming_damage(path), pq.ParquetFile(path, page_checksum_verification=True) as old, aside.open("wb") as file:
            rows = old.metadata.num_rows
            with writing(file, old.schema_arrow, sealed(rows, None)) as writer:
                for group in range(old.num_row_groups):
                    before = old.read_row_group(group)
                    table = blank(before)
                    changed = changed or table is not before
                    writer.write_table(table, row_group_size=GROUP_ROWS)
            sync_file(file)
        if not changed:
            return
        written = pq.read_metadata(aside).num_rows
        if written != rows:
            raise OutputError(f"{path}: purging gave {written} of {rows} rows; the file is left as it was")
        replace_durably(aside, path)
        sync_folder(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def _set(table: pa.Table, name: str, column: Any) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), column)
