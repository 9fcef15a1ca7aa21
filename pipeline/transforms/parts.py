"""What the transforms share: the coder of the nouns, the second output, the clock, and a dead letter from a refusal."""

import os
import pickle
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import apache_beam as beam
from apache_beam.utils.timestamp import MIN_TIMESTAMP

from newsbeam.schemas.codes import Stage
from newsbeam.schemas.dead_letter import RAW_LIMIT, DeadLetter
from newsbeam.schemas.document import Document
from newsbeam.schemas.errors import UsageError
from newsbeam.schemas.item import Item, Origin, ParseError
from newsbeam.schemas.story import Story

DEAD_LETTERS = "dead_letters"


class NounCoder(beam.coders.Coder):
    """A noun as pickle has it. Beam would make rows of dataclasses, which know no nested optional tuples."""

    def encode(self, value: Any) -> bytes:  # noqa: D102 (Beam's own contract)
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)

    def decode(self, encoded: bytes) -> Any:  # noqa: D102
        return pickle.loads(encoded)  # noqa: S301  what this coder wrote, in this very pipeline

    def to_type_hint(self) -> Any:  # noqa: D102 (asked where a pipeline is read back from what a runner was given)
        return Any

    def is_deterministic(self) -> bool:  # noqa: D102
        return False


for _noun in (Document, Item, Story, DeadLetter):
    beam.coders.registry.register_coder(_noun, NounCoder)


def typed(collection: Any, element: type) -> Any:
    """A tagged output with its elements' type, which Beam then holds the next transform to."""
    collection.element_type = element
    return collection


def refused(letter: DeadLetter) -> Any:
    """A dead letter on its way to the second output."""
    return beam.pvalue.TaggedOutput(DEAD_LETTERS, letter)


def clock(as_of: datetime | None) -> datetime:
    """`as_of`, else now: read once, where the pipeline is made, so that a bundle done again tells the same."""
    if as_of is None:
        return datetime.now(UTC)
    if as_of.tzinfo is None:
        raise ValueError(f"as_of={as_of.isoformat()}: has no time zone; say which, for example datetime(..., tzinfo=UTC)")
    return as_of.astimezone(UTC)


def place_of(path: Any, transform: str) -> str:
    """A folder or an address of Beam's file systems, without a last slash. Raises UsageError for what names none."""
    found = str(path) if isinstance(path, str | os.PathLike) else ""
    if not found.strip():
        raise UsageError(f"{transform}: {path!r} names no place; give a folder, or an address of a file system of Beam's")
    return found.rstrip("/")


def moment_of(timestamp: Any, as_of: datetime) -> datetime:
    """When an element came: its timestamp, where its source gave it one."""
    return as_of if timestamp == MIN_TIMESTAMP else timestamp.to_utc_datetime(has_tz=True)


def letter_of(origin: Origin, stage: Stage, error: ParseError) -> DeadLetter:
    """The dead letter of one refused entry, or of a whole document where `error.entry` is None."""
    known = error.raw or f"{origin.feed.id}\x1f{origin.ref}\x1f{error.entry}".encode()
    return DeadLetter(
        feed_id=origin.feed.id,
        stage=stage.value,
        reason=str(error.reason),
        error=" ".join(str(error).split())[:512],
        entry_hash=sha256(known).hexdigest()[:32],
        landing_ref=origin.ref,
        entry=error.entry,
        raw=error.raw[:RAW_LIMIT],
        seen_at=origin.fetched_at,
    )
