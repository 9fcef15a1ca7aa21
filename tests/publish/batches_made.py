"""Batches made to order: stories as the workshop would give them, staged as fragments, with their COMMIT."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.commit import Commit, StateChange, write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.rows import publish
from newsbeam.pipeline.stages.ledger import FragmentRef, Letter
from newsbeam.schemas.arrow import fragment_of
from newsbeam.schemas.story import Story, Subject

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def digits(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


def story(name: str, telling: int = 1, *, at: datetime = NOON, country: str = "PK", entry: int = 0, **columns: object) -> Story:
    """Story `name` as told the `telling`th time."""
    text = f"{name}, as told the {telling}th time"
    values: dict[str, object] = {
        "story_id": digits("story", name),
        "telling_id": digits("telling", name, telling),
        "content_hash": digits("content", text),
        "normaliser_version": 1,
        "id_basis": "guid",
        "revision_kind": "original",
        "revision_order": f"{telling:08}",
        "provider": "example",
        "feed_id": "example.main",
        "format": "rss_atom",
        "headline": text,
        "body_text": f"{text}. " * 5,
        "first_created": at,
        "version_created": at + timedelta(minutes=telling),
        "fetched_at": at + timedelta(minutes=telling + 1),
        "date": at.date().isoformat(),
        "country": country,
        "subjects": (Subject(qcode="medtop:04000000", name="economy", score=1.0, basis="provider"),),
        "landing_ref": f"date=2026-03-10/b-00000.warc.gz#0#{digits(name, telling)}",
        "entry": entry,
    }
    return Story(**(values | columns))


def stage(
    out: Output,
    batch_id: str,
    stories: Iterable[Story],
    *,
    published_at: datetime = NOON,
    state: StateChange | None = None,
    **more: object,
) -> Commit:
    """Write the fragments of a batch (two, to show that they are gathered), and give its Commit."""
    folder = out.batch(batch_id)
    folder.mkdir(parents=True, exist_ok=True)
    all_stories = list(stories)
    fragments = []
    for half in (all_stories[::2], all_stories[1::2]):
        if half:
            path = folder / f"fragment-{len(fragments)}.parquet"
            pq.write_table(fragment_of(half), path, compression="lz4", use_dictionary=False, write_statistics=False)
            fragments.append(FragmentRef(path.name, len(half), hashlib.sha256(path.read_bytes()).hexdigest()))
    return Commit(
        batch_id=batch_id,
        published_at=published_at,
        newsbeam_version="0.1.0",
        fragments=tuple(fragments),
        state=state or StateChange(),
        **more,
    )


def put(out, conn, batch_id, *stories, at=NOON, **more):
    """Stage a batch, commit and publish it, and finish it."""
    commit = stage(out, batch_id, stories, published_at=at, **more)
    write_commit(out, commit)
    publish(out, commit)
    finish(out, conn, commit)
    return commit


def letter(name: str = "torn", **fields: object) -> Letter:
    values = {
        "feed_id": "example.main",
        "stage": "parse",
        "reason": "parse_error",
        "error": "entry 3: torn",
        "entry_hash": digits("entry", name),
        "landing_ref": None,
        "entry": 3,
        "raw": "PGl0ZW0+",
        "seen_at": NOON.isoformat(),
    }
    return Letter(**(values | fields))
