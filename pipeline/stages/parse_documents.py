"""ParseDocuments: a Document's entries to Items, each with what is known of it; a torn entry costs itself alone."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from newsbeam.connectors.formats import parse
from newsbeam.connectors.landing.landing import read_document
from newsbeam.connectors.polling.secrets import refusal_without_echoes, secrets_of, without_echoes
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.pipeline.stages.known_entries import AtSight, Entries, cut, entries_of
from newsbeam.pipeline.stages.ledger import Outcome, Seen
from newsbeam.pipeline.stages.letters import letter
from newsbeam.pipeline.stages.read_documents import refused
from newsbeam.pipeline.stages.stage import Stage, for_ledger
from newsbeam.pipeline.text.entry_keys import keys_of_what_stays, listed
from newsbeam.pipeline.text.ids import basis_of_each, decide_id_basis, is_withdrawal, settled_by
from newsbeam.schemas.codes import EntryOutcome, Flag, Reason
from newsbeam.schemas.codes import Stage as StageName
from newsbeam.schemas.document import Document, DocumentTask, LiveEntry
from newsbeam.schemas.item import Item, ParseError
from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One entry on its way through the workshop: the item, and what its document, feed and cursor know of it."""

    item: Item
    task: DocumentTask
    id_basis: str
    key: str
    item_hash: bytes
    known: LiveEntry | None
    """What the feed's cursor remembers of the entry; its text or fields have changed since, or nothing ran yet."""


class ParseStage(Stage):
    """(DocumentTask, Document) -> Arrival. Entries that the cursor knows word for word end here as duplicates."""

    label = "ParseDocuments"

    def __init__(self, landing: str, storage: Storage = LOCAL) -> None:
        super().__init__()
        self.landing, self.storage = landing, storage
        self._sight = AtSight()

    def begin(self) -> None:
        super().begin()
        self._sight = AtSight()

    def work(self, element: tuple[DocumentTask, Document]) -> list[Any]:
        task, document = element
        pieces = cut(task, document)
        entries = entries_of(pieces, task, self._sight) if pieces is not None else None
        if entries is not None and (entries.known or entries.items):
            basis = _basis_of(task, entries.items)
            return self._known_to_ledger(task, entries.items, basis, entries)
        try:
            results = without_echoes(parse(document, task.feed.format), secrets_of(task.feed))
        except ParseError as error:
            error, payload = refusal_without_echoes(error, document.payload, secrets_of(task.feed))
            return refused(task, error, StageName.PARSE, payload)
        # The whole document decides what its ids are made from, whichever of its entries are asked for.
        items = [r for r in results if isinstance(r, Item)]
        basis = _basis_of(task, items)
        if task.only_entries is not None:
            wanted = frozenset(task.only_entries)
            results = [r for r in results if r.entry in wanted]
        if not results:
            missing = ParseError(Reason.NO_ENTRIES, f"{document.uri}: a feed without entries")
            # A well-formed feed that lists nothing is no failure of the feed, and no entry of it was lost.
            nothing = [for_ledger(Seen(task.feed.id, task.cause, str(task.ref), 0, 0, task.id_basis, (), None))]
            return nothing if task.only_entries is None else refused(task, missing, StageName.PARSE)
        return self._known_to_ledger(task, results, basis, Entries([r for r in results if isinstance(r, Item)]))

    def _known_to_ledger(self, task: DocumentTask, results: Sequence[Item | ParseError], basis: str, entries: Entries) -> list[Any]:
        items = entries.items
        answer: list[Any] = []
        names = listed(items, basis, task.live)
        known = len(entries.known)
        for item, (key, digest), named_by in zip(items, names, basis_of_each(items, basis), strict=True):
            live = task.live.get(key)
            if live is not None and live.item_hash == digest:
                known += 1
                continue
            arrival = Arrival(item=self._with_page(task, item), task=task, id_basis=named_by, key=key, item_hash=digest, known=live)
            answer.append(arrival)
        limited = 0
        for error in results:
            if isinstance(error, Item):
                continue
            if error.reason == Reason.ITEM_LIMIT:
                limited += 1
            else:
                answer.append(for_ledger(letter(task, StageName.PARSE, error)))
        letters = len(results) - len(items) - limited
        for outcome, count in (
            (EntryOutcome.DUPLICATE, known),
            (EntryOutcome.ITEM_LIMIT, limited),
            (EntryOutcome.DEAD_LETTER, letters),
        ):
            if count:
                answer.append(for_ledger(Outcome(task.feed.id, task.cause, outcome.value, count)))
        keys = entries.keys([key for key, _ in names]) if task.cause == "fetched" else ()
        marks = entries.marks(basis, [digest for _, digest in names])
        says = entries.known or any(not is_withdrawal(item) for item in items)
        next_basis = basis if says else task.id_basis  # torn entries settle nothing
        strangers = bool(keys) and bool(task.live) and not any(key in task.live for key in keys)
        stays, others = keys_of_what_stays(items, basis) if strangers else (None, ())
        total = len(results) + len(entries.known)
        seen = Seen(task.feed.id, task.cause, str(task.ref), total, known, next_basis, keys, None, tuple(others), marks, stays)
        answer.append(for_ledger(seen))
        return answer

    def _with_page(self, task: DocumentTask, item: Item) -> Item:
        """The item with its article page's text, where the run fetched one (docs/design/keys.md#two-hashes)."""
        url = item.url or ""
        if url in task.page_flags:
            return replace(item, flags=(*item.flags, task.page_flags[url]))
        if url not in task.pages:
            return item
        from newsbeam.connectors.formats.article_html import PageError, with_page

        try:
            page = read_document(Path(self.landing), task.pages[url], lambda file: self.storage.ranges(f"landing/{file}"))
            return with_page(item, page)
        except PageError as error:
            return replace(item, flags=(*item.flags, error.flag.value))
        except ParseError:
            return replace(item, flags=(*item.flags, Flag.PAGE_REFUSED.value))


def _basis_of(task: DocumentTask, items: Sequence[Item]) -> str:
    """What the ids of the document's feed are made from: as settled, seen against these entries, else decided by them."""
    return settled_by(task.id_basis, items) if task.id_basis else decide_id_basis(items, task.feed)
