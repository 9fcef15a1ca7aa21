"""Feeds that give their entries new guids or links at every request: once one has shown it twice, what stays names its entries.

Shown is it by a list of which no entry is known by its key, though the texts of half of it are those that the feed listed
before. What stays where guids turn is link and title; where links turn too (each with a token of its own), headline and day.
The second such list is remembered by what stays, so the third one brings nothing new.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from newsbeam.pipeline.stages.ledger import Ledger, Seen
from newsbeam.schemas.codes import IdBasis
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import DocumentTask

SHOWINGS = 2
LEAST = 3
"""So many texts that were there before: a feed may well list one standing line under a new guid every day."""


class TurningGuids:
    """Which documents of a batch show new guids or links over known texts."""

    def __init__(self, tasks: Sequence[DocumentTask], ledger: Ledger) -> None:
        asked = {seen.landing_ref: seen for seen in ledger.seen if seen.others}
        hashes: dict[str, set[str]] = defaultdict(set)
        if asked:
            for one in ledger.live:
                if one.landing_ref in asked:
                    hashes[one.landing_ref].add(one.content_hash)
        self._shown: dict[str, Seen] = {}
        self.turned: dict[str, Seen] = {}
        """Feeds that have shown it often enough, by the document that was the last to do so."""
        for task in tasks:
            seen = asked.get(str(task.ref))
            if seen is None or task.feed.url is None:
                continue
            before = {entry.content_hash for entry in task.live.values()}
            again = len(hashes[seen.landing_ref] & before)
            if again >= LEAST and again * 2 >= len(seen.keys):
                self._shown[seen.landing_ref] = seen

    def counted(self, cursor: Cursor, seen: Seen, known: int) -> Cursor:
        """The cursor with the document counted; from `SHOWINGS` on it says what names the feed's entries."""
        if seen.landing_ref not in self._shown:
            # Headline and day are settled on for good, and the count says why.
            forgets = known and cursor.guid_turns and cursor.id_basis != IdBasis.HEADLINE_DAY
            return replace(cursor, guid_turns=0) if forgets else cursor
        cursor = replace(cursor, guid_turns=cursor.guid_turns + 1)
        if cursor.guid_turns >= SHOWINGS:
            self.turned[seen.feed_id] = seen
            # Links are counted for themselves: a site whose guids turn may move once.
            turns = 0 if seen.others_basis == IdBasis.LINK_TITLE else cursor.guid_turns
            cursor = replace(cursor, id_basis=seen.others_basis, guid_turns=turns)
        return cursor

    def bases(self) -> Mapping[str, str]:
        """feed_id -> basis, of the feeds that turned."""
        return {feed_id: seen.others_basis for feed_id, seen in self.turned.items() if seen.others_basis is not None}

    def keys(self, seen: Seen) -> Sequence[tuple[str, str]]:
        """(an entry's key, the key that it is remembered by)."""
        turned = self.turned.get(seen.feed_id)
        return list(zip(seen.keys, seen.others if turned is seen else seen.keys, strict=True))
