"""The ids of one telling: `story_id`, `content_hash`, `telling_id`, `revision_order` (docs/design/keys.md)."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from xxhash import xxh3_64_hexdigest

from newsbeam.pipeline.providers import ProviderRules
from newsbeam.pipeline.text import ids
from newsbeam.pipeline.text.clean_texts import CleanTexts
from newsbeam.pipeline.text.markers import Marker, strip_markers
from newsbeam.pipeline.text.story_times import StoryTimes
from newsbeam.schemas.codes import IdBasis, PubStatus, RevisionKind
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

_DIGITS = re.compile(r"\d+")
_TEXT_PREFIX = 200
"""Characters of a body that name an archived text (docs/design/keys.md#guids)."""


def content_hash(texts: CleanTexts, marker: Marker | None) -> str:
    """Names the text that the feed sent: headline, summary, body, and the place of the dateline but not its day.

    A page's body is left out (it makes no revision), and so are dates and boilerplate. A marker that the headline does
    not print (a slug's CORRECTED) counts, for markers are never part of a duplicate (docs/design/keys.md#two-hashes).
    """
    fields = [texts.headline or "", texts.summary or "", texts.feed_body or "", (texts.dateline and texts.dateline.place) or ""]
    if marker is not None and marker.kind is not RevisionKind.ORIGINAL:
        fields.append(f"{marker.kind.value} {marker.number or ''}")
    return ids.name(*fields)


def teasers_of(headline: str | None, summary: str | None, body: str | None) -> tuple[str, tuple[str, ...]]:
    """(what a telling without a body teases, the names of what would tease one with a body).

    A feed that lists a story without its text has its headline with its summary, or with its first paragraph.
    """
    if body is None:
        return (_teaser(headline, summary), ()) if summary else ("", ())
    end = body.find("\n\n")
    first = body if end < 0 else body[:end]
    own = _teaser(headline, first)
    return "", (own, _teaser(headline, summary)) if summary and summary != first else (own,)


def _teaser(headline: str | None, text: str) -> str:
    # Names nothing that is kept, only tellings of one batch: in UTF-16, which takes half of UTF-8's time to make.
    return xxh3_64_hexdigest(f"{headline or ''}\x1f{text}".encode("utf-16-le", "surrogatepass"))


def telling_id(content: str, status: PubStatus, item: Item, landing_ref: str) -> str:
    """Names one telling: its text, status and version; the landed record where the provider numbers and dates nothing."""
    version, made = item.version or "", item.version_created_raw or ""
    if not version and not made:
        return ids.name(content, status, landing_ref.rpartition("#")[2])
    return ids.name(content, status, version, made)


def revision_order(item: Item, marker: Marker | None, times: StoryTimes, fetched_at: datetime, telling: str) -> str:
    """Sorts tellings of one story as text: provider's version, version_created, the marker's number, fetched_at, telling_id.

    A telling that dates no version stands at its fetch time. Every number in a version is padded: 9 comes before 10. The
    n of `UPDATE n-` only parts tellings of one moment: a CORRECTED- has none, and comes after the update that it corrects.
    """
    version = _DIGITS.sub(lambda m: m[0].zfill(12), item.version.strip())[:60] if item.version else ""
    number = str(marker.number or 0).zfill(6) if marker is not None and marker.kind is RevisionKind.UPDATE else "000000"
    fetched = _stamp(fetched_at)
    return "|".join((version, _stamp(times.version) if times.version else fetched, number, fetched, telling))


class Namer(NamedTuple):
    """What decides a story's id beside the item."""

    feed: Feed
    rules: ProviderRules
    provider: str
    basis: str | None
    """The basis that the feed has settled on; None: the strongest that the item has."""
    date: str
    url: str | None
    """The canonical address."""

    def name(self, item: Item, texts: CleanTexts) -> tuple[str, str]:
        """(`story_id`, `id_basis`), strongest first; an item that lacks its feed's basis falls through."""
        space, basis = self.provider.casefold(), self.basis
        guid = (item.guid or "").strip()
        if guid and item.guid_is_agency:
            return ids.name(space, IdBasis.AGENCY, guid), str(IdBasis.AGENCY)
        if guid and basis in (None, IdBasis.GUID, IdBasis.GUID_EXACT, IdBasis.AGENCY):
            named = ids.guid_name(guid, exact=basis == IdBasis.GUID_EXACT)
            hashed_basis = IdBasis.GUID_EXACT if basis == IdBasis.GUID_EXACT else IdBasis.GUID
            return ids.name(ids.namespace(guid, self.provider, self.feed), IdBasis.GUID, named), str(hashed_basis)
        if basis == IdBasis.LINK_TITLE and self.url and texts.headline:
            bare = strip_markers(texts.headline)[0]
            return ids.name(space, IdBasis.LINK_TITLE, self.url, bare.casefold()), str(IdBasis.LINK_TITLE)
        if self.url and basis not in (IdBasis.HEADLINE_DAY, IdBasis.TEXT):
            number = self.rules.id_in(self.url)
            if number is not None:
                return ids.name(space, IdBasis.URL_ID, number), str(IdBasis.URL_ID)
            if basis == IdBasis.URL_EXACT and item.url:
                return ids.name(space, IdBasis.CANONICAL_URL, item.url.strip()), basis
            return ids.name(space, IdBasis.CANONICAL_URL, self.url), str(IdBasis.CANONICAL_URL)
        text = " ".join((texts.body or texts.summary or texts.headline or "").casefold().split())[:_TEXT_PREFIX]
        if texts.headline and item.day_raw is None:
            bare = strip_markers(texts.headline)[0].casefold()
            if basis == IdBasis.TEXT and item.headline:  # told twice on that day, with other words (`ids.basis_of_each`)
                return ids.name(space, IdBasis.TEXT, bare, self.date, text), str(IdBasis.TEXT)
            return ids.name(space, IdBasis.HEADLINE_DAY, bare, self.date), str(IdBasis.HEADLINE_DAY)
        return ids.name(space, IdBasis.TEXT, item.day_raw or self.date, text), str(IdBasis.TEXT)


@lru_cache(maxsize=256)
def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
