"""Names that stay: of an entry in its feed, of a story, of a telling (docs/design/keys.md)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from operator import attrgetter
from urllib.parse import unquote_plus

from xxhash import xxh3_128_digest, xxh3_128_hexdigest

from newsbeam.pipeline.text.dates import parse_time
from newsbeam.pipeline.text.likeness import are_letters, strange_names, with_own_address, without_earlier
from newsbeam.pipeline.text.urls import canonical, telling
from newsbeam.schemas.codes import IdBasis
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

SEPARATOR = "\x1f"
_NOTHING = sha256()
_CLASHES = 0.1
"""Share of a document's guids that may stand beside more than one article before guids name nothing in this feed."""

# The entry as sent: neither its ordinal nor what the parser or another document added.
_TEXTS = attrgetter(
    "guid", "url", "canonical_url", "headline", "slugline", "summary", "body", "byline", "credit", "info_source", "rights",
    "usage_terms", "language", "dateline", "first_created_raw", "version_created_raw", "embargoed_raw", "version", "pub_status",
    "ed_note", "genre", "urgency", "day_raw",
)  # fmt: skip
_TUPLES = attrgetter("alt_ids", "authors", "signal", "keywords", "subjects", "places", "media")


def item_hash(item: Item) -> bytes:
    """16 bytes (xxh3-128) over the entry's verbatim fields: equal means that the provider sent the very same again."""
    # "\x00" is "not sent", which "" is not; a tuple's repr is its value's own spelling.
    fields = ["\x00" if text is None else text for text in _TEXTS(item)]
    lists = _TUPLES(item)
    if any(lists):
        fields.append(repr(lists))
    if item.original_url is not None:  # behind all the others: few have it, and theirs alone changed when it came
        fields += ["", item.original_url]
    if item.provider is not None:  # as above
        fields += ["", "", item.provider]
    return xxh3_128_digest(SEPARATOR.join(fields).encode("utf-8", "surrogatepass"))


def entry_key(item: Item) -> str:
    """32 hex digits that name an entry inside its feed's cursor.

    Guid, address and headline together: alone, each of them is constant, changing or missing in some feed, and a key
    that two entries share would give one the other's story_id. Where only text is left, its beginning.
    """
    parts = [item.guid or "", canonical(item.url) or item.url or "", item.headline or ""]
    if not any(parts):
        parts.append((item.day_raw or "") + (item.body or item.summary or "")[:400])
    return xxh3_128_hexdigest(SEPARATOR.join(parts).encode("utf-8", "surrogatepass"))


def decide_id_basis(items: Sequence[Item], feed: Feed) -> str:
    """What a feed's story_ids are made from, seen from one document: an `IdBasis`.

    `guid` where guids tell its articles apart and do not hold the headline (miniflux#2358), `url_id` or
    `canonical_url` where addresses do, else `headline_day`; `text` for archived texts, which have none of them. An
    entry that lacks its feed's basis falls through to the next one.
    """
    from newsbeam.pipeline.providers import rules_for

    if not (items := [item for item in items if not is_withdrawal(item)]):
        return IdBasis.GUID.value
    if sum(item.guid_is_agency and item.guid is not None for item in items) * 2 > len(items):
        return IdBasis.AGENCY.value
    with_guid = [item for item in items if item.guid]
    if len(with_guid) * 2 > len(items):
        holding = sum(_holds(item.guid or "", item.headline or "") for item in with_guid)
        exact = guids_collapse(with_guid)
        names = [guid_name(item.guid or "", exact=exact) for item in with_guid]
        if holding * 2 <= len(with_guid) and (
            _tell_apart([(one, _article(item)) for one, item in zip(names, with_guid, strict=True)])
            or _tell_apart([(one, _article(item)) for one, item in without_earlier(names, with_guid)])
        ):
            return (IdBasis.GUID_EXACT if exact else IdBasis.GUID).value
    linked = with_own_address(items)
    if len(linked) * 2 > len(items):
        rules = rules_for(feed.provider)
        addresses = [canonical(item.url) or "" for item in linked]
        exact = urls_collapse(linked)
        named = [(item.url or "").strip() for item in linked] if exact else addresses
        if _tell_apart([(one, _article(item, link=False)) for one, item in zip(named, linked, strict=True)]):
            if rules.url_id and any(rules.id_in(one) for one in addresses):
                return IdBasis.URL_ID.value
            return IdBasis.URL_EXACT.value if exact else IdBasis.CANONICAL_URL.value
    if any(item.headline for item in items):
        return IdBasis.HEADLINE_DAY.value
    return IdBasis.TEXT.value


def guid_name(guid: str, *, exact: bool = False) -> str:
    """A guid as it is hashed: an address without what names nothing, anything else as it is; `exact`: all of it."""
    guid = guid.strip()
    return guid if exact else telling(guid) or guid


def guids_collapse(items: Iterable[Item]) -> bool:
    """Whether entries under different guids and headlines would be one story: what is left out of a guid is its name in this feed."""
    return _collapse((guid_name(item.guid), item.guid.strip(), item) for item in items if item.guid and not item.guid_is_agency)


def urls_collapse(items: Sequence[Item]) -> bool:
    """As `guids_collapse`, of links; so would letters of one title on one page, each at a place, of a day and in words of its own."""
    return _collapse((canonical(item.url) or "", item.url.strip(), item) for item in items if item.url) or are_letters(items)


def is_withdrawal(item: Item) -> bool:
    """An entry that is a name and the word that it is taken back (RFC 6721): it says nothing of what its feed's ids are made from."""
    said = item.headline or item.summary or item.body or item.url
    return item.pub_status is not None and item.guid is not None and not said and not item.guid_is_agency


def settled_by(basis: str, items: Sequence[Item]) -> str:
    """The basis that a feed has settled on, seen against another of its documents: exact, where this one shows the need; without
    addresses, where most entries have the same one and nothing to do with each other.
    """
    if basis == IdBasis.GUID and guids_collapse(items):
        return IdBasis.GUID_EXACT.value
    if basis == IdBasis.CANONICAL_URL and urls_collapse(items):
        return IdBasis.URL_EXACT.value
    if sum(one == IdBasis.HEADLINE_DAY for one in basis_of_each(items, basis)) * 2 > len(items):
        return IdBasis.HEADLINE_DAY.value
    return basis


def basis_of_each(items: Sequence[Item], basis: str) -> list[str]:
    """What each entry is named by: its feed's basis, unless that is a name which this document gives to several articles.

    A guid under two links and two headlines (the site's own address, say) leaves them to their links; a guid and link, or a link, of
    entries that have nothing to do with each other to their headlines; a headline that is told twice on a day with other words to
    their texts.
    """
    if any(map(is_withdrawal, items)):
        others = iter(basis_of_each([item for item in items if not is_withdrawal(item)], basis))
        guids = basis if basis == IdBasis.GUID_EXACT else IdBasis.GUID.value
        return [guids if is_withdrawal(item) else next(others) for item in items]
    if basis in (IdBasis.GUID, IdBasis.GUID_EXACT):
        exact = basis == IdBasis.GUID_EXACT
        names = [guid_name(item.guid, exact=exact) if item.guid and not item.guid_is_agency else None for item in items]
        links = [canonical(item.url) for item in items]
        shared = _shared(names, [(link, _texts_of(item)) for link, item in zip(links, items, strict=True)])
        strange = _strange(
            [f"{one}{SEPARATOR}{link or ''}" if one else None for one, link in zip(names, links, strict=True)], items
        )
        return [
            strange.get(at) or (IdBasis.CANONICAL_URL.value if one in shared and items[at].url else basis)
            for at, one in enumerate(names)
        ]
    if basis in (IdBasis.CANONICAL_URL, IdBasis.URL_EXACT):
        exact = basis == IdBasis.URL_EXACT
        strange = _strange([((item.url or "").strip() if exact else canonical(item.url)) or None for item in items], items)
        return [strange.get(at, basis) for at in range(len(items))]
    if basis == IdBasis.HEADLINE_DAY:
        days = [headline_day(item) for item in items]
        shared = _shared(days, [((item.body or item.summary or "")[:200],) for item in items])
        return [IdBasis.TEXT.value if one in shared else basis for one in days]
    return [basis] * len(items)


def _strange(names: Sequence[str | None], items: Sequence[Item]) -> dict[int, str]:
    """What names the entries whose name is no name of theirs, by their places."""
    if len({*names} - {None}) == sum(one is not None for one in names):
        return {}
    strange = strange_names(names, items)
    places = [at for at, one in enumerate(names) if one in strange]
    return dict(zip(places, basis_of_each([items[at] for at in places], IdBasis.HEADLINE_DAY.value), strict=True))


def _shared(names: Sequence[str | None], articles: Sequence[tuple[str | None, ...]]) -> frozenset[str]:
    """The names under which entries differ in all of what they tell."""
    several = {one for one, count in Counter(names).items() if one is not None and count > 1}
    if not several:
        return frozenset()
    met: dict[str, set[tuple[str | None, ...]]] = defaultdict(set)
    for one, facts in zip(names, articles, strict=True):
        if one in several:
            met[one].add(facts)
    return frozenset(one for one, facts in met.items() if all(len(set(column)) > 1 for column in zip(*facts, strict=True)))


def headline_day(item: Item) -> str | None:
    """Headline and day, where there is a headline."""
    if not item.headline:
        return None
    raw = item.first_created_raw or item.version_created_raw
    time = parse_time(raw) if raw else None
    return f"{item.headline.strip().casefold()}{SEPARATOR}{time.at.date().isoformat() if time else ''}"


def stronger(one: str | None, other: str | None) -> str | None:
    """Of two documents' bases the one that the feed keeps: what one of them showed stays."""
    exact = (IdBasis.LINK_TITLE.value, IdBasis.GUID_EXACT.value, IdBasis.URL_EXACT.value)
    return one if one in exact or other is None else other


def name(*fields: str) -> str:
    """32 hex digits of sha256, fields separated by U+001F (docs/design/keys.md#ids)."""
    digest = _NOTHING.copy()  # a third cheaper than sha256() each time
    digest.update(SEPARATOR.join(fields).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def namespace(guid: str | None, provider: str, feed: Feed) -> str:
    """Where an id is unique: the provider, or the feed for a guid that says nothing of its origin (docs/design/keys.md#guids).

    A provider's name is folded: `UrduPoint` in a credit and `urdupoint` in a feed list are one house.
    """
    if guid is not None and feed.guid_scope != "provider" and not is_global(guid):
        return f"feed:{feed.was or feed.id}"
    return provider.casefold()


def is_global(guid: str) -> bool:
    """A guid that is a URL, URN or tag URI."""
    return guid[:8].lower().startswith(("http://", "https://", "urn:", "tag:"))


def _tell_apart(named: Sequence[tuple[str, str]]) -> bool:
    """Whether names (guids, addresses) tell articles apart: neither constant nor shared by many."""
    articles: dict[str, set[str]] = defaultdict(set)
    for one, article in named:
        articles[one].add(article)
    if len(articles) == 1:
        return len(next(iter(articles.values()))) == 1
    return sum(len(a) > 1 for a in articles.values()) <= _CLASHES * len(articles)


def _collapse(named: Iterable[tuple[str, str, Item]]) -> bool:
    """Whether a name stands for several (raw name, headline)s that differ in both."""
    first: dict[str, tuple[str, str]] = {}
    for hashed, raw, item in named:
        if hashed == raw and hashed not in first:
            first[hashed] = (raw, _texts_of(item))
            continue
        was = first.setdefault(hashed, (raw, _texts_of(item)))
        if was[0] != raw and was[1] != _texts_of(item):
            return True
    return False


def _texts_of(item: Item) -> str:
    return (item.headline or item.summary or item.body or "")[:200]


def _article(item: Item, *, link: bool = True) -> str:
    return f"{canonical(item.url) if link else ''}{SEPARATOR}{item.headline or (item.summary or item.body or '')[:200]}"


def _holds(guid: str, headline: str) -> bool:
    """Whether a guid holds the headline word for word: it would change with a corrected headline."""
    words = headline.split()
    if len(words) > 1 and "+" not in guid and "%" not in guid and len(guid.split()) < 2:
        return False  # nothing in it that is a space, or would be one
    title = " ".join(words).casefold()
    return len(title) >= 12 and title in " ".join(unquote_plus(guid).casefold().split())
