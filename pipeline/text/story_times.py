"""The times of one telling and the date of its partition, from an item's fields and its dateline (docs/design/dates-and-places.md)."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from newsbeam.pipeline.providers import ProviderRules
from newsbeam.pipeline.text.clean_texts import CleanTexts
from newsbeam.pipeline.text.dates import When, parse_time, suspect
from newsbeam.pipeline.text.embargo import printed_end
from newsbeam.pipeline.text.embargo_time import in_years
from newsbeam.schemas.codes import DateBasis, Flag, Precision, ZoneBasis
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

EMBARGO_WITHOUT_END = datetime(9999, 12, 31, tzinfo=UTC)
"""An embargo that names no end (an empty `<embargoed/>`): held until another telling lifts it."""

_EMPTY = re.compile(r"0000-?00-?00(?:[T ]?[0:.]*(?:Z|[+-]00:?00)?)")
"""What a database writes where it has no date."""
_AMERICAN = re.compile(r"\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d{2}(?::\d{2})? [AP]M", re.IGNORECASE)
_DAYS_APART = 7
"""Days between a dateline's day and the feed's time that need no flag (docs/design/wire-copy.md#datelines)."""


class StoryTimes(NamedTuple):
    """When a telling was first created, made and embargoed, and the date that it is filed under."""

    first: When | None
    first_raw: str | None
    version: datetime | None
    embargoed: datetime | None
    date: str
    date_basis: DateBasis
    flags: tuple[Flag, ...]


def times_of(item: Item, feed: Feed, rules: ProviderRules, texts: CleanTexts, fetched_at: datetime) -> StoryTimes:
    """All times of `item`; `fetched_at` stands in for the date where none is told or none can be."""
    flags: list[Flag] = []
    dateline = texts.dateline
    home = feed.home_country or rules.home_country
    zone, country = feed.timezone or rules.timezone, home or _land(item.feed_language, item.first_created_raw or "")
    version = _parsed(item.version_created_raw, rules, zone, country)
    # A page says when it was changed; only of feeds is the one time that they send the time of the story.
    sent_version = None if item.format == "article_html" else item.version_created_raw
    first_raw = item.day_raw or item.first_created_raw or sent_version or texts.when
    first = _parsed(first_raw, rules, zone, country)
    if first is None and first_raw is not None and sent_version:
        first = version
    if first is None:
        flags.append(Flag.DATE_UNPARSED if first_raw and first_raw.strip() else Flag.DATE_MISSING)
        if dateline is not None and dateline.day is not None and (printed := dateline.day.instant()) is not None:
            # Undated, but the dateline prints a day with its year: that is when it was told.
            first = When(printed, Precision.DAY, ZoneBasis.ASSUMED)
            first_raw = first_raw or dateline.text.strip()
    if first is not None:
        flags += first.flags
        if dateline is not None and dateline.day is not None:
            day = dateline.day.near(first.at.date())
            if day is not None and abs((day - first.at.date()).days) > _DAYS_APART:
                flags.append(Flag.DATELINE_DATE_MISMATCH)
    if first is None or suspect(first.at, fetched_at):
        flags.append(Flag.DATE_SUSPECT)
        date, basis = fetched_at.astimezone(UTC).date(), DateBasis.FETCHED
    else:
        date, basis = first.at.date(), DateBasis.FIRST_CREATED
    return StoryTimes(
        first=first,
        first_raw=first_raw,
        version=version.at if version else None,
        embargoed=_embargo(item, texts, rules, zone, country, fetched_at),
        date=date.isoformat(),
        date_basis=basis,
        flags=tuple(flags),
    )


def _land(language: str | None, raw: str) -> str | None:
    """The land of a feed's language (`en-IN`), for zones that mean different things. Publishing systems write `en-US` of their own accord,
    so that counts only where a time is written as it is there, too (`3/11/2026 9:00 AM`).
    """
    land = language[3:].upper() if language and len(language) == len("en-IN") and language[2] in "-_" else None
    return land if land != "US" or _AMERICAN.fullmatch(raw.strip()) else None


def _parsed(raw: str | None, rules: ProviderRules, zone: str | None, country: str | None) -> When | None:
    if not raw:
        return None
    return parse_time(rules.typos.get(raw, raw) if rules.typos else raw, zone=zone, country=country)


def _embargo(
    item: Item, texts: CleanTexts, rules: ProviderRules, zone: str | None, country: str | None, fetched_at: datetime
) -> datetime | None:
    """When the embargo ends. One that names no end, or an end that nobody can read, has none: never guess an embargo away."""
    printed = item.embargoed_raw
    if printed is not None and _EMPTY.fullmatch(printed.strip()):
        printed = None
    if printed is None and (item.pub_status or "").casefold().rpartition(":")[2] == "embargoed":
        printed = ""
    if printed is not None:
        end = _parsed(printed.strip(), rules, zone, country)
        return end.at if end is not None else EMBARGO_WITHOUT_END
    printed = printed_end(item.ed_note, texts.ed_note, texts.headline, texts.summary, texts.body)
    if printed is None:
        return None
    ends = [end.at for one in in_years(printed, fetched_at) if (end := _parsed(one, rules, zone, country)) is not None]
    # A year that the copy leaves out is the nearest one.
    return min(ends, key=lambda end: abs(end - fetched_at)) if ends else EMBARGO_WITHOUT_END
