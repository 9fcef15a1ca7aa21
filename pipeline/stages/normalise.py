"""Normalise: what the provider said (an Item) becomes what we say (a Story). Pure; its stage is `pipeline/stages/normalise_items.py`."""

from collections.abc import Iterator
from datetime import datetime

from newsbeam.pipeline.providers import ProviderRules, rules_for
from newsbeam.pipeline.stages import plain_fields
from newsbeam.pipeline.text import credit, markers, urls
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.clean import line, paragraphs
from newsbeam.pipeline.text.clean_texts import CleanTexts, texts_of
from newsbeam.pipeline.text.credit import Credit
from newsbeam.pipeline.text.credited import credit_of
from newsbeam.pipeline.text.dateline import Dateline
from newsbeam.pipeline.text.dateline_line import Alone, alone, dateline_of
from newsbeam.pipeline.text.dateline_place import is_historic, located
from newsbeam.pipeline.text.house_and_place import house_and_place
from newsbeam.pipeline.text.html import one_line
from newsbeam.pipeline.text.identity import Namer, content_hash, revision_order, telling_id
from newsbeam.pipeline.text.page.found import NO_PAGE, Page
from newsbeam.pipeline.text.places import country_code
from newsbeam.pipeline.text.sections import section_of
from newsbeam.pipeline.text.story_times import EMBARGO_WITHOUT_END, times_of
from newsbeam.schemas.codes import Flag, PubStatus, Reason, RevisionKind
from newsbeam.schemas.document import LiveEntry
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError, PlaceClaim
from newsbeam.schemas.quick import dataclass
from newsbeam.schemas.story import Claims, Story

NORMALISER_VERSION = 2
"""Raised when the same item gives another text. Each row says it; hashes are compared whatever it is (docs/design/keys.md#two-hashes)."""

GUID_LIMIT = 2_000
BARE = frozenset({"", "file"})
"""Providers that say nothing: a bare file's is found in its credit (docs/design/keys.md#guids)."""

__all__ = ["EMBARGO_WITHOUT_END", "NORMALISER_VERSION", "ItemContext", "normalise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemContext:
    """What is known around an item: its feed, its landing and what the feed's cursor remembers of the entry."""

    feed: Feed
    fetched_at: datetime
    as_of: datetime
    landing_ref: str
    """`LandingRef` as text."""
    id_basis: str | None = None
    """The basis that the feed has settled on (`decide_id_basis`)."""
    known: LiveEntry | None = None
    provider_rules: ProviderRules | None = None
    """None: those of the feed's provider."""


def normalise(item: Item, context: ItemContext) -> Story:
    """The story that `item` tells. Raises ParseError(EMPTY_ITEM) where it tells nothing.

    Embargoes are stated, not judged: holding back is the stage's business. `country` is left to the taggers.
    """
    feed = context.feed
    rules = context.provider_rules or rules_for(feed.provider)
    page = _page(item, feed.home_country or rules.home_country) if item.day_raw is not None else NO_PAGE
    item = page.item or item
    provider, rules, found = _provider(item, feed, rules, page)
    home = feed.home_country or rules.home_country
    texts = texts_of(item, rules, home)
    dateline = texts.dateline = texts.dateline or page.dateline or page.signed or _signed_place(item, home)
    times = times_of(item, feed, rules, texts, context.fetched_at)
    ed_note = (one_line(item.ed_note) if item.ed_note else None) or texts.ed_note
    marker = markers.marker_of(texts.headline, item.slugline, ed_note, item.signal, texts.body)
    status = markers.status_of(item.pub_status, marker, texts.body)
    if texts.headline is None and texts.summary is None and texts.body is None and status is PubStatus.USABLE:
        raise ParseError(
            Reason.EMPTY_ITEM,
            f"{feed.id}: entry {item.entry}: no headline, summary or text",
            entry=item.entry,
        )
    url, guid = line(item.url), line(item.guid)
    canonical_url = _canonical_url(item, url, feed)
    flags = (*item.flags, *texts.flags, *times.flags, *_flags(texts, dateline, url, canonical_url, guid))
    kind = marker.kind if marker else RevisionKind.KILL if status is PubStatus.CANCELED else RevisionKind.ORIGINAL
    content = content_hash(texts, marker)
    telling = telling_id(content, status, item, context.landing_ref)
    namer = Namer(feed, rules, provider, context.id_basis, times.date, canonical_url)
    story_id, id_basis = namer.name(item, texts)
    credited = credit_of(item, texts, page) or found  # a provider's rules may have cut its signature
    place, country = _dateline_place(item, dateline)
    body, text = texts.body, texts.body or texts.summary
    return Story(
        # An entry that the cursor knows keeps its name, whatever it says now (docs/design/keys.md#other-names).
        story_id=context.known.story_id if context.known else story_id,
        telling_id=telling,
        content_hash=content,
        normaliser_version=NORMALISER_VERSION,
        id_basis=id_basis,
        revision_kind=str(kind),
        revision_order=revision_order(item, marker, times, context.fetched_at, telling),
        pub_status=str(status),
        provider=provider,
        feed_id=feed.id,
        format=item.format,
        guid=guid[:GUID_LIMIT] if guid else None,
        url=url,
        canonical_url=canonical_url,
        credit=credited.printed if credited else None,
        origin_agency=credited.origin_agency if credited else None,
        distributor=credited.distributor if credited else None,
        rights=one_line(item.rights) if item.rights else None,
        usage_terms=one_line(item.usage_terms) if item.usage_terms else None,
        # A telling that says nothing but its marker ("STORY WITHDRAWN") keeps it.
        headline=markers.strip_markers(texts.headline)[0] or texts.headline if texts.headline else None,
        headline_raw=texts.headline,
        slugline=one_line(item.slugline) if item.slugline else None,
        summary=texts.summary,
        body_text=body,
        text=text,
        byline=texts.byline.printed if texts.byline else None,
        authors=texts.byline.authors if texts.byline else None,
        dateline_text=dateline.text if dateline else None,
        word_count=plain_fields.word_count(text) if text else None,
        section=section_of(canonical_url or url, plain_fields.categories(item)),
        genre=one_line(item.genre) if item.genre else None,
        urgency=plain_fields.urgency(item.urgency),
        keywords=plain_fields.keywords(item),
        ed_note=paragraphs(ed_note) if ed_note else None,
        first_created=times.first.at if times.first else None,
        first_created_raw=line(times.first_raw),
        first_created_precision=str(times.first.precision) if times.first else None,
        first_created_zone_basis=str(times.first.zone_basis) if times.first else None,
        version_created=times.version,
        embargoed=times.embargoed,
        fetched_at=context.fetched_at,
        date=times.date,
        date_basis=str(times.date_basis),
        dateline_place=place,
        dateline_country=country,
        media=tuple(map(plain_fields.media, item.media)) or None,
        quality_flags=tuple(dict.fromkeys(map(str, flags))) if flags else (),
        landing_ref=context.landing_ref,
        entry=item.entry,
        page_text=_page_text(page.taken, texts.taken),
        claims=_claims(item, feed, home if feed.provider not in BARE else _bare_home(home, dateline, credited), texts),
        known_partition=(context.known.date, context.known.country) if context.known else None,
    )


def _page(item: Item, home_country: str | None) -> Page:
    from newsbeam.pipeline.text.page.read import read

    return read(item, home_country)


def _provider(item: Item, feed: Feed, rules: ProviderRules, page: Page) -> tuple[str, ProviderRules, Credit | None]:
    """(provider, its rules, the credit that names it): a bare file's stands in its credit, and its rules are needed to read the rest."""
    if feed.provider not in BARE or rules.name is not None:
        return feed.provider, rules, None
    found = credit_of(item, texts_of(item, rules, feed.home_country), page)
    named = credit.provider_of([found.printed or found.distributor or found.origin_agency]) if found else None
    return named or feed.provider or "file", rules_for(named) if named else rules, found


def _canonical_url(item: Item, url: str | None, feed: Feed) -> str | None:
    """The article's address, of the one that its provider calls the original first; one without a host is of the feed's."""
    found = urls.canonical(line(item.original_url)) or urls.article_url(url, item.canonical_url, item.guid)
    return urls.resolved(url, feed.url) if found is None and url and feed.url else found


def _flags(
    texts: CleanTexts, dateline: Dateline | None, url: str | None, canonical_url: str | None, guid: str | None
) -> Iterator[Flag]:
    """What a reader of the row should know of what was sent."""
    if url and canonical_url is None and urls.canonical(url) is None:
        yield Flag.BAD_URL
    if texts.headline is None:
        yield Flag.HEADLINE_MISSING
    if dateline is not None and dateline.place and is_historic(dateline.place):
        yield Flag.HISTORIC_PLACE
    if guid and len(guid) > GUID_LIMIT:
        yield Flag.GUID_CUT


def _page_text(*taken: tuple[str, ...]) -> str | None:
    """What was taken away, line by line, but for lines of marks."""
    return "\n".join(one for lines in taken for one in lines if any(map(str.isalnum, one))) or None if any(taken) else None


def _signed_place(item: Item, home: str | None) -> Dateline | None:
    """The dateline that stands where a writer's name should: "AFP, MANILA"."""
    for name in (item.byline, *item.authors):
        if not name:
            continue
        if "," in name and (found := alone(" ".join(name.split()))) and found.credit:  # houses of more kinds: AFP/AP, a paper
            return dateline_of(found, home)
        if (sent := house_and_place(name)) is not None:
            return dateline_of(Alone(name, sent.place, sent.house, sent.region), home)
    return None


def _dateline_place(item: Item, dateline: Dateline | None) -> tuple[str | None, str | None]:
    """(place, country) of the printed dateline; what it leaves open is taken from a structured one (AP's datelinelocation)."""
    place, country = (dateline.place, dateline.country) if dateline else (None, None)
    if not item.places:
        return place, country
    claim = next((place for place in item.places if place.role == "dateline" and (place.name or place.country)), None)
    if claim is None or (dateline is not None and place is None):
        return place, country
    if place is None:
        place = line(claim.name)
        found = located(place, None, None) if place and not claim.country else None
        return place, country_code(claim.country) or (found.country if found else None)
    return place, country or country_code(claim.country)


def _bare_home(home: str | None, dateline: Dateline | None, credited: Credit | None) -> str | None:
    """Where a bare file's provider is at home: its agency's country, but not for a dateline whose place nobody knows."""
    if dateline is not None and dateline.place and not dateline.country:
        return None
    known = agency(credited.origin_agency) if credited is not None and credited.origin_agency else None
    return home or (known.home if known else None)


def _claims(item: Item, feed: Feed, home: str | None, texts: CleanTexts) -> Claims:
    places = item.places
    if texts.dateline is not None and texts.dateline.others:
        places = (*places, *(PlaceClaim(role="further", name=name) for name in texts.dateline.others))
    return Claims(
        places=places,
        subjects=item.subjects,
        home_country=home,
        local=feed.local,
        feed_language=feed.language or item.feed_language,
        declared_language=item.language,
    )
