"""Other ids under which a story may be published: its site moved to https or `www.`, or an earlier newsbeam named it otherwise.

Asked only of what history does not know by its own name, and only for names that are addresses (`docs/architecture.md`, "Names").
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from newsbeam.pipeline.text import ids, urls
from newsbeam.pipeline.text.markers import strip_markers
from newsbeam.schemas.codes import IdBasis
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import RETOLD, Item
from newsbeam.schemas.story import Story


class OtherNames(NamedTuple):
    """Ids, the likeliest first."""

    sure: Sequence[str] = ()
    """Those of the same address as its site may write it."""
    to_prove: Sequence[str] = ()
    """Those that only a telling with the same guid or link proves: shorter names may be another article's."""


def other_names(story: Story, item: Item, feed: Feed) -> OtherNames:
    """The other ids of a story."""
    guid, link = (item.guid or "").strip(), (item.url or "").strip()
    if story.id_basis in (IdBasis.GUID, IdBasis.GUID_EXACT) and guid:
        space, address = ids.namespace(guid, story.provider, feed), urls.canonical(guid)
        folded = ids.guid_name(guid)
        named = ids.guid_name(guid, exact=True) if story.id_basis == IdBasis.GUID_EXACT else folded
        sure, to_prove = _named(space, IdBasis.GUID, named, (folded, address, guid, urls.before(guid)))
        # Before its feed sent guids; and what is taken back by its address alone.
        if address is not None and (address == story.canonical_url or ids.is_withdrawal(item)):
            to_prove.append(ids.name(story.provider.casefold(), IdBasis.CANONICAL_URL, address))
        return OtherNames(sure, to_prove)
    if story.id_basis in (IdBasis.CANONICAL_URL, IdBasis.URL_EXACT) and story.canonical_url:
        space = story.provider.casefold()
        named = link if story.id_basis == IdBasis.URL_EXACT else story.canonical_url
        sure, to_prove = _named(space, IdBasis.CANONICAL_URL, named, (story.canonical_url, link, link and urls.before(link)))
        if link and not guid:  # its feed sent the address as a guid too
            to_prove.append(ids.name(ids.namespace(link, story.provider, feed), IdBasis.GUID, ids.guid_name(link)))
        return OtherNames(sure, to_prove)
    if story.id_basis == IdBasis.LINK_TITLE and story.canonical_url:
        title = strip_markers(story.headline_raw or "")[0].casefold()
        twins = urls.twins(story.canonical_url)
        return OtherNames([ids.name(story.provider.casefold(), IdBasis.LINK_TITLE, one, title) for one in twins])
    return OtherNames()


def _named(space: str, basis: IdBasis, named: str, others: tuple[str | None, ...]) -> tuple[list[str], list[str]]:
    doubtful = [other for other in dict.fromkeys(others) if other and other != named]
    return names(space, basis, _twins(named)), names(space, basis, doubtful)


def _twins(named: str) -> tuple[str, ...]:
    """The same name as a site may have written it before; Drupal's guids say a number and the site (`41 at https://daily.example`).

    >>> _twins("41 at https://daily.example")[:2]
    ('41 at http://daily.example', '41 at https://www.daily.example')
    """
    number, at, site = named.partition(" at http")
    return tuple([f"{number} at {one}" for one in urls.twins(f"http{site}")]) if at else urls.twins(named)


def names(space: str, basis: IdBasis, several: Iterable[str]) -> list[str]:
    """`ids.name(space, basis, one)` of each; what they have in common is hashed once.

    >>> names("lagoon", IdBasis.GUID, ["a", "b"]) == [ids.name("lagoon", IdBasis.GUID, one) for one in "ab"]
    True
    """
    begun = sha256(ids.SEPARATOR.join((space, basis, "")).encode("utf-8", "surrogatepass"))
    found = []
    for one in several:
        digest = begun.copy()
        digest.update(one.encode("utf-8", "surrogatepass"))
        found.append(digest.hexdigest()[:32])
    return found


def ids_before(story: Story, item: Item) -> tuple[str, ...]:
    """The provider's ids of items that a telling says it tells again, nearest first."""
    if story.id_basis != IdBasis.AGENCY:
        return ()
    return tuple(dict.fromkeys(one for kind, text in item.alt_ids if kind in RETOLD and (one := text.strip()) != story.guid))


def story_before(story: Story, agency_id: str) -> str:
    """The `story_id` that such an id gives."""
    return ids.name(story.provider.casefold(), IdBasis.AGENCY, agency_id)
