"""`newsbeam explain STORY_ID | FILE`: every decision, from the raw bytes to the row, and why."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsbeam.pipeline.commands.arguments import add_feeds, add_out, moment, now
from newsbeam.schemas.errors import UsageError

_LONG = 160
"""Characters of a value that are shown; `--whole` shows all."""


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument(
        "what",
        metavar="STORY_ID|FILE",
        help="a published story's id (six digits of it are enough), or a file to read as `ingest FILE` would",
    )
    add_out(parser)
    add_feeds(parser)
    parser.add_argument("--feed", help="read FILE as this feed of the list would")
    parser.add_argument("--provider", help="who delivered FILE (default: as its credit line says)")
    parser.add_argument("--as-of", type=moment, metavar="TIME", help="the clock (default: now)")
    parser.add_argument("--whole", action="store_true", help="do not shorten values")


def run(arguments: argparse.Namespace) -> int:
    """Explain the file where there is one of that name, else the story."""
    path = Path(arguments.what)
    lines = _file(path, arguments) if path.exists() else _story(arguments)
    from newsbeam.pipeline.report.harmless import plain

    for depth, name, value in lines:
        text = plain(value) if value not in (None, (), []) else "-"
        shown = text if arguments.whole or len(text) <= _LONG else f"{text[:_LONG]}… ({len(text)} characters)"
        sys.stdout.write(f"{'  ' * depth}{name}{': ' + shown if value is not _HEAD else ''}\n")
    return 0


class _Head:
    """Marks a line that is a heading."""

    def __str__(self) -> str:
        return ""


_HEAD = _Head()
Line = tuple[int, str, Any]


def _file(path: Path, arguments: argparse.Namespace) -> Iterator[Line]:
    """A file, through parse, normalise and tag, with nothing written."""
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.formats import detect, parse
    from newsbeam.connectors.http.limits import FetchLimits
    from newsbeam.connectors.polling.local import Refused, new_documents
    from newsbeam.pipeline.commands.arguments import feed_list
    from newsbeam.pipeline.commands.feed_check import unknown_feed
    from newsbeam.pipeline.runs.poll import bare_feeds
    from newsbeam.pipeline.text.ids import decide_id_basis
    from newsbeam.schemas.cursor import Cursor
    from newsbeam.schemas.item import ParseError

    feed = bare_feeds([path], arguments.provider)[0]
    if arguments.feed:
        named = {one.id: one for one in load_catalog(feed_list(arguments.feeds)).feeds}
        if arguments.feed not in named:
            raise unknown_feed(feed_list(arguments.feeds), arguments.feed)
        from dataclasses import replace

        feed = replace(named[arguments.feed], url=None, path=str(path.resolve()))
    at = arguments.as_of or now()
    for document in new_documents(feed, Cursor(feed_id=feed.id), at, FetchLimits()):
        if isinstance(document, Refused):
            yield 0, f"{document.path}: refused", f"{document.reason}: {document.message}"
            continue
        yield 0, document.uri, f"{len(document.payload)} bytes"
        try:
            yield (
                1,
                "format",
                f"{detect(document)} ({'by its content' if feed.format == 'auto' else f'the feed list says {feed.format}'})",
            )
            items = list(parse(document, feed.format))
            basis = decide_id_basis([item for item in items if not isinstance(item, ParseError)], feed)
            for item in items:
                if isinstance(item, ParseError):
                    yield 1, f"entry {item.entry}: refused", f"{item.reason}: {item}"
                else:
                    yield from _item(item, feed, at, basis)
        except ParseError as error:
            yield 1, "refused", f"{error.reason}: {error}"


def _item(item: Any, feed: Any, at: Any, basis: str) -> Iterator[Line]:
    from newsbeam.pipeline.stages.normalise import ItemContext, normalise
    from newsbeam.pipeline.stages.tag import tag
    from newsbeam.schemas.item import ParseError

    yield 1, f"entry {item.entry}", _HEAD
    yield 2, "as sent", _HEAD
    for name in ("guid", "url", "headline", "summary", "body", "byline", "credit", "dateline", "language"):
        if getattr(item, name) is not None:
            yield 3, name, getattr(item, name)
    for name in ("first_created_raw", "version_created_raw", "embargoed_raw", "day_raw", "version", "pub_status"):
        if getattr(item, name) is not None:
            yield 3, name, repr(getattr(item, name))
    for claim in item.places:
        yield 3, "place", f"{claim.role}: {claim.name or ''} {claim.country or ''}".strip()
    try:
        story = tag(normalise(item, ItemContext(feed=feed, fetched_at=at, as_of=at, landing_ref="-", id_basis=basis)))
    except ParseError as error:
        yield 2, "refused", f"{error.reason}: {error}"
        return
    yield 2, "what we say", _HEAD
    values = {name: getattr(story, name) for name in story.__dataclass_fields__}
    if story.embargoed is not None and story.embargoed > at:
        yield 3, "held", f"until {story.embargoed:%Y-%m-%d %H:%M} UTC"
    yield from _why(values)


def _why(row: dict[str, Any]) -> Iterator[Line]:
    """A row's values, each decision beside its evidence."""
    yield 3, "story_id", f"{row['story_id']} (from its {row['id_basis']}, in the namespace of {row['provider']})"
    yield 3, "telling", f"{row['telling_id']}: {row['revision_kind']}, {row['pub_status']}"
    if row.get("join_basis"):
        yield 3, "joined", f"by {row['join_basis']}"
    yield 3, "headline", row["headline"]
    yield 3, "summary", row["summary"]
    yield 3, "dateline", row["dateline_text"]
    yield 3, "body_text", row["body_text"]
    yield (
        3,
        "credit",
        f"{row['credit'] or '-'} (first reported by {row['origin_agency'] or '?'}, delivered by {row['distributor'] or '?'})",
    )
    yield 3, "date", f"{row['date']} (from {row['date_basis']})"
    made = row["first_created"]
    if made is not None:
        zone, precision = row["first_created_zone_basis"], row["first_created_precision"]
        yield (
            3,
            "first_created",
            f"{made:%Y-%m-%d %H:%M:%S} UTC, to the {precision}; zone: {zone}; sent as {row['first_created_raw']!r}",
        )
    else:
        yield 3, "first_created", f"unknown; sent as {row['first_created_raw']!r}"
    sure = row["country_confidence"]
    yield (
        3,
        "country",
        f"{row['country']} (the row says {row['story_country']}, from {row['country_basis']}, {0 if sure is None else sure:.2f} sure)",
    )
    for one in row["countries"] or ():
        get = one.get if isinstance(one, dict) else lambda name, one=one: getattr(one, name)
        yield 4, str(get("code")), f"{get('role')}, from {get('basis')}, {get('score'):.2f}: {get('evidence')}"
    yield 3, "language", f"{row['language']} ({row['language_basis']})"
    for one in row["subjects"] or ():
        get = one.get if isinstance(one, dict) else lambda name, one=one: getattr(one, name)
        yield 3, "subject", f"{get('qcode')} {get('name')} ({get('basis')}, {get('score'):.2f})"
    yield 3, "organisations", ", ".join(row["organisations"] or ())
    yield 3, "persons", ", ".join(row["persons"] or ())
    yield 3, "flags", ", ".join(row["quality_flags"] or ())
    yield 3, "taggers", ", ".join(row["taggers"] or ())


_BEGINNING = re.compile("[0-9a-f]{6,31}")


def whole_id(conn: Any, what: str) -> str:
    """The id that begins so, where there is one."""
    if not _BEGINNING.fullmatch(what):
        return what if what.isascii() else ascii(what)
    found = conn.execute("SELECT DISTINCT story_id FROM stories WHERE starts_with(story_id, ?) LIMIT 2", [what]).fetchall()
    if len(found) > 1:
        raise UsageError(f"{what}: the ids of several stories begin so; write more of it")
    return str(found[0][0]) if found else what


def _story(arguments: argparse.Namespace) -> Iterator[Line]:
    """A published story: all its tellings, its cluster, and the entry that it came from."""
    from newsbeam.pipeline.dataset.query import open_dataset

    conn = open_dataset(arguments.out)
    arguments.what = whole_id(conn, arguments.what)
    found = conn.execute("SELECT * FROM stories WHERE story_id = ? ORDER BY revision", [arguments.what])
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if not rows:
        more = " (the beginning of an id is its first six digits or more)" if re.fullmatch("[0-9a-f]{1,5}", arguments.what) else ""
        raise UsageError(f"{arguments.what}: no such file, and no such story in {arguments.out}{more}; `newsbeam show` lists them")
    last = max(rows, key=lambda row: row["revision_order"])
    yield 0, f"story {arguments.what}", f"{len(rows)} telling(s), in date={rows[0]['date']}/country={rows[0]['country']}"
    for row in rows:
        standing = "the current one" if row is last and row["pub_status"] == "usable" else "superseded"
        yield 1, f"revision {row['revision']}", "killed" if row["pub_status"] == "canceled" else standing
        yield from ((depth - 1, name, value) for depth, name, value in _why(row))
        yield (
            2,
            "published",
            f"{row['published_at']:%Y-%m-%d %H:%M:%S} UTC in batch {row['batch_id']} by newsbeam {row['newsbeam_version']}",
        )
        yield (
            2,
            "from",
            f"entry {row['entry']} of {row['landing_ref']} (feed {row['feed_id']}, {row['format']}, fetched {row['fetched_at']:%Y-%m-%d %H:%M} UTC)",
        )
    yield from _cluster(conn, last)


def _cluster(conn: Any, row: dict[str, Any]) -> Iterator[Line]:
    leader = row["cluster_id"] or row["story_id"]
    members = conn.execute(
        "SELECT story_id, provider, cluster_relation, cluster_similarity, coalesce(headline, summary, '-') FROM stories_current"
        " WHERE coalesce(cluster_id, story_id) = ? ORDER BY story_id <> cluster_id, first_created, story_id",
        [leader],
    ).fetchall()
    yield 1, f"cluster {leader}", f"{len(members)} member(s)"
    for story_id, provider, relation, similarity, headline in members:
        how = "first" if story_id == leader else f"{relation}, {similarity or 0:.2f} alike"
        yield 2, story_id, f"{provider}, {how}: {headline}"
