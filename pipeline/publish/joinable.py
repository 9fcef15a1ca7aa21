"""What a telling may join: the batch's other tellings and those published near it in time, found by the keys that they share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, cast

import pyarrow.parquet as pq

from newsbeam.pipeline.dataset.published_file import naming_damage
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.pipeline.dataset.waiting import sound_files
from newsbeam.pipeline.text.joins import NUMBERS, WINDOW, Join, JoinKey, join_keys, killed_number
from newsbeam.schemas.codes import RevisionKind
from newsbeam.schemas.story import Story

COLUMNS = [
    "story_id", "telling_id", "revision_kind", "provider", "guid", "canonical_url", "slugline", "headline", "summary", "body_text", "ed_note",
    "first_created", "version_created", "fetched_at", "revision_order",
]  # fmt: skip
_KEYS = ["provider", "guid", "canonical_url", "slugline", "headline"]


class Joinable(NamedTuple):
    """As much of a Story as the rules of joining look at, and where it lies."""

    story_id: str
    revision_kind: str
    provider: str
    guid: str | None
    canonical_url: str | None
    slugline: str | None
    headline: str | None
    summary: str | None
    body_text: str | None
    ed_note: str | None
    first_created: datetime | None
    version_created: datetime | None
    fetched_at: datetime
    revision_order: str
    date: str
    country: str

    @property
    def created(self) -> datetime:
        """When it was told, as the rules count."""
        return self.version_created or self.first_created or self.fetched_at

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Joinable":
        """A row's."""
        return cls(*(row[name] for name in cls._fields))


Found = dict[JoinKey, list[Joinable]]


def sought(one: Joinable, before: Sequence[str] = ()) -> set[JoinKey]:
    """The keys by which `one` looks for its story: what it shares with it, the number that a kill names, and the ids `before` it."""
    keys = set(join_keys(cast("Story", one))) if one.revision_kind != RevisionKind.ORIGINAL else set()
    keys.update(identified(one.provider, guid) for guid in before)
    number = killed_number(cast("Story", one))
    if number is not None:
        keys.add(_numbered(one.provider, *number))
    return keys


def join_by_id(before: Sequence[str], others: Iterable[Joinable]) -> Join | None:
    """The story of the nearest item that a telling names as one before it; of several that bear that id the first.

    The keys under which `others` were found hold the provider.
    """
    found = sorted(others, key=lambda other: (other.created, other.story_id))
    for guid in before:
        for other in found:
            if other.guid == guid:
                return Join(other.story_id, "previous_id")
    return None


def by_keys(tellings: Iterable[Joinable]) -> Found:
    """Tellings by the keys under which they can be found."""
    found: Found = defaultdict(list)
    for one in tellings:
        for key in _keys(one):
            found[key].append(one)
    return found


def published(stories: Path, tellings: Sequence[Joinable], wanted: set[JoinKey], storage: Storage = LOCAL) -> Found:
    """Published tellings of the providers of `tellings`, near them in time, by the `wanted` keys.

    One pass over the files of those days, whatever the number of tellings; Parquet's own reader, because Arrow's datasets and
    kernels cost a process 50 MB.
    """
    providers = {one.provider for one in tellings}
    ordinals = {one.created.date().toordinal() + n for one in tellings for n in _NEAR}
    days = {date.fromordinal(one).isoformat() for one in ordinals if 0 < one <= date.max.toordinal()}
    found: Found = defaultdict(list)
    for day in sorted(days):
        storage.want(f"stories/date={day}/")
        for path in sound_files(stories / f"date={day}", "country=*/stories-*.parquet", stories):
            for one in _joinable(path, providers, wanted):
                for key in _keys(one) & wanted:
                    found[key].append(one)
    return found


_NEAR = range(-WINDOW.days - 1, WINDOW.days + 2)


def _joinable(path: Path, providers: set[str], wanted: set[JoinKey]) -> Iterator[Joinable]:
    place = {"date": path.parent.parent.name.removeprefix("date="), "country": path.parent.name.removeprefix("country=")}
    with naming_damage(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
        for group in range(file.num_row_groups):
            if not _may_hold(file.metadata.row_group(group), providers):
                continue
            keys = file.read_row_group(group, columns=_KEYS).to_pydict()
            rows = [
                at
                for at, provider in enumerate(keys["provider"])
                if provider in providers and not wanted.isdisjoint(_keys(_Keyed(*(keys[name][at] for name in _KEYS))))
            ]
            if rows:
                table = file.read_row_group(group, columns=COLUMNS)
                for at in rows:
                    (row,) = table.slice(at, 1).to_pylist()
                    yield Joinable.of({**row, **place})


class _Keyed(NamedTuple):
    """What the keys of a telling are made of."""

    provider: str
    guid: str | None
    canonical_url: str | None
    slugline: str | None
    headline: str | None


def _keys(one: Joinable | _Keyed) -> set[JoinKey]:
    keys = set(join_keys(cast("Story", one)))
    if one.guid is not None:
        keys.add(identified(one.provider, one.guid))
    keys.update(_numbered(one.provider, source, number) for source, number in NUMBERS.findall((one.guid or "").casefold()))
    return keys


def identified(provider: str, guid: str) -> JoinKey:
    """The key of what bears this id."""
    return JoinKey("previous_id", f"{provider.casefold()}\x1f{guid}")


def _numbered(provider: str, source: str, number: str) -> JoinKey:
    return JoinKey("story_number", f"{provider.casefold()}\x1f{source}\x1f{number}")


def _may_hold(group: Any, providers: set[str]) -> bool:
    """Whether a row group's smallest and largest provider leave room for one of these."""
    for at in range(group.num_columns):
        column = group.column(at)
        if column.path_in_schema == "provider":
            found = column.statistics
            return found is None or not found.has_min_max or any(found.min <= one <= found.max for one in providers)
    return True
