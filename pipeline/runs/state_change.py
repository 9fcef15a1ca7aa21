"""What a batch does to the state: cursors and live entries move with the rows that they speak of, never before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.schedule import observe, refuse
from newsbeam.pipeline.publish.commit import StateChange
from newsbeam.pipeline.runs.turning_guids import TurningGuids
from newsbeam.pipeline.stages.ledger import Ledger, Live
from newsbeam.pipeline.text.ids import stronger
from newsbeam.schemas.codes import Reason, Stage
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import DocumentTask, LiveEntry

_NOT_THE_FEEDS = frozenset({Reason.BUG.value, Reason.CORRUPT_RECORD.value})
"""Reasons why a document was refused that are ours or the disk's: its feed is asked as ever."""


def state_change(
    tasks: Sequence[DocumentTask], ledger: Ledger, cursors: Mapping[str, Cursor], limits: FetchLimits, settled: Mapping[str, str]
) -> StateChange:
    """What the batch's transaction is to do."""
    fetched = [task for task in tasks if task.cause == "fetched"]
    guids = TurningGuids(fetched, ledger)
    moved = _moved(fetched, ledger, cursors, limits, guids)
    given_up = {seen.landing_ref for seen in ledger.seen if seen.reason == Reason.BUG}
    return StateChange(
        done=tuple(task.ref.record_id for task in fetched if str(task.ref) not in given_up),
        dead=tuple(task.ref.record_id for task in fetched if str(task.ref) in given_up),
        cursors=moved,
        bases={**_bases(ledger, settled), **guids.bases()},
        live=_live(fetched, ledger, guids),
        holds=tuple(ledger.held),
        released=tuple((str(t.ref), entry) for t in tasks if t.cause == "released" for entry in t.only_entries or ()),
        killed=tuple(sorted({one.story_id for one in ledger.killed})),
        letters=tuple(ledger.letters),
    )


def _moved(
    tasks: Sequence[DocumentTask], ledger: Ledger, cursors: Mapping[str, Cursor], limits: FetchLimits, guids: TurningGuids
) -> tuple[Cursor, ...]:
    """Each feed's cursor after the last of its documents in this batch, with what reading the document taught."""
    read = {seen.landing_ref: seen for seen in ledger.seen if seen.cause == "fetched"}
    torn = {one.landing_ref for one in ledger.letters if one.reason == Reason.PARSE_ERROR and one.entry is not None}
    # What is refused is never known, and says nothing of news or of what may have come and gone.
    refused = Counter(one.landing_ref for one in ledger.letters if one.entry is not None and one.stage != Stage.PARSE)
    stories_now = {(one.feed_id, one.entry_key): one.story_id for one in ledger.live}
    moved: dict[str, Cursor] = {}
    for task in tasks:
        cursor = cursors.get(task.ref.record_id)
        if cursor is None:
            continue
        seen = read.get(str(task.ref))
        if seen is not None and seen.reason is None:
            known = sum(key in task.live for key in seen.keys)
            if task.feed.url is not None:
                counted = max(known, len(seen.keys) - refused[str(task.ref)])
                stories = {entry.story_id for entry in task.live.values()} if not known else set()
                met = any(stories_now.get((task.feed.id, key)) in stories for key in seen.keys) if stories else False
                cursor = observe(cursor, counted, known, met=met, torn=str(task.ref) in torn, feed=task.feed, limits=limits)
        elif seen is not None and seen.reason not in _NOT_THE_FEEDS and task.feed.url is not None and not cursor.sitemaps:
            cursor = refuse(cursor, str(seen.reason), feed=task.feed, limits=limits)
        basis = seen.id_basis if seen is not None else None
        # The cursor was made at the poll, and the run may have settled the basis since.
        before = moved[task.feed.id].id_basis if task.feed.id in moved else None
        cursor = replace(cursor, id_basis=stronger(before, basis or task.id_basis or cursor.id_basis))
        if seen is not None and seen.reason is None and not cursor.sitemaps:
            cursor = guids.counted(cursor, seen, sum(key in task.live for key in seen.keys))
        moved[task.feed.id] = cursor
    return tuple(cursor for _, cursor in sorted(moved.items()))


def _bases(ledger: Ledger, settled: Mapping[str, str]) -> dict[str, str]:
    """What the batch's feeds have settled on that had not before, or had settled on less."""
    bases: dict[str, str] = {}
    for seen in ledger.seen:
        basis = stronger(bases.get(seen.feed_id), seen.id_basis)
        if basis is not None and basis != settled.get(seen.feed_id):
            bases[seen.feed_id] = basis
    return bases


def _live(tasks: Sequence[DocumentTask], ledger: Ledger, guids: TurningGuids) -> dict[str, dict[str, LiveEntry]]:
    """Each polled feed's listing now: what the batch learnt of an entry, else what the cursor knew of it."""
    learnt = {(one.feed_id, one.entry_key): one for one in ledger.live}
    if len(learnt) < len(ledger.live):  # of two tellings of an entry the one fetched last is remembered
        fetched = {str(task.ref): number for number, task in enumerate(sorted(tasks, key=lambda task: task.fetched_at))}
        in_order = sorted(ledger.live, key=lambda one: (fetched.get(one.landing_ref, -1), one.entry))
        learnt = {(one.feed_id, one.entry_key): one for one in in_order}
    known = {task.feed.id: task.live for task in tasks}
    listings: dict[str, dict[str, LiveEntry]] = {}
    for seen in ledger.seen:
        if seen.cause != "fetched" or seen.reason is not None or seen.feed_id not in known or not seen.keys:
            continue  # an empty listing forgets nothing: what was listed may be back tomorrow, without a date
        listing = listings.setdefault(seen.feed_id, {})
        for number, (key, kept_by) in enumerate(guids.keys(seen)):
            mark = seen.marks[number] if seen.marks else ""
            entry = listing.get(kept_by)
            if entry is None and (live := learnt.get((seen.feed_id, key))) is not None:
                listing[kept_by] = _entry(live, mark)
            elif entry is not None or (entry := known[seen.feed_id].get(key)) is not None:
                listing[kept_by] = _marked(entry, mark) if mark else entry
    return {feed_id: listing for feed_id, listing in listings.items() if listing != known[feed_id]}


def _entry(live: Live, mark: str) -> LiveEntry:
    """What is remembered of an entry that the batch has met."""
    _, _, item_hash, story_id, telling_id, content_hash, date, country, _, _ = live
    if mark and mark[32:64] == item_hash:
        marks = bytes.fromhex(mark)  # raw_hash, item_hash, name_hash
        return LiveEntry(marks[16:32], story_id, telling_id, content_hash, date, country, marks[:16], marks[32:])
    return LiveEntry(bytes.fromhex(item_hash), story_id, telling_id, content_hash, date, country)


def _marked(entry: LiveEntry, mark: str) -> LiveEntry:
    """The entry with what it is known by at sight, where that is of the very text that is remembered."""
    if mark[32:64] != entry.item_hash.hex():
        return entry
    return entry._replace(raw_hash=bytes.fromhex(mark[:32]), name_hash=bytes.fromhex(mark[64:]))
