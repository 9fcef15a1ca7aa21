"""Dead letters in the making: from a refusal to the ledger's record."""

from base64 import b64encode
from hashlib import sha256

from newsbeam.pipeline.stages.ledger import Letter
from newsbeam.schemas.codes import Reason, Stage
from newsbeam.schemas.dead_letter import RAW_LIMIT
from newsbeam.schemas.document import DocumentTask
from newsbeam.schemas.item import ParseError


def letter(task: DocumentTask, stage: Stage, error: ParseError, raw: bytes = b"") -> Letter:
    """The dead letter for one refused entry, or for the whole document where `error.entry` is None.

    Where the parser could not tell the entry's bytes, its hash is of the document's name and ordinal: the same refusal
    seen again must be the same letter. So is that of a `bug`: what it keeps is a trace, and each document that fell to it must
    be found again.
    """
    kept = error.raw or raw
    named = not kept or error.reason == Reason.BUG
    known = f"{task.feed.id}\x1f{task.ref}\x1f{error.entry}".encode() if named else kept
    return Letter(
        feed_id=task.feed.id,
        stage=stage.value,
        reason=str(error.reason),
        error=" ".join(str(error).split())[:512],
        entry_hash=sha256(known).hexdigest()[:32],
        landing_ref=str(task.ref),
        entry=error.entry,
        raw=b64encode(kept[:RAW_LIMIT]).decode("ascii"),
        seen_at=task.fetched_at.isoformat(),
    )
