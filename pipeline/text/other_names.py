"""Other ids under which a story may be published: its site moved to https or `www.`, or an earlier newsbeam named it otherwise.

Asked only of what history does not know by its own name, and only for names that are addresses (`docs/architecture.md`, "Names").
"""

from collections.abc import Iterator
from typing import NamedTuple

from newsbeam.pipeline.text import ids, urls
from newsbeam.pipeline.text.markers import strip_markers
from newsbeam.schemas.codes import IdBasis
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import RETOLD, Item
from newsbeam.schemas.story import Story


class OtherName(NamedTuple):
    """One id, and whether only a telling with the same guid or link proves it: shorter names may be another article's."""

    story_id: str
    to_prove: bool


def other_names(story: Story, item: Item, feed: Feed) -> Iterator[OtherName]:
    """The other ids of a story, the likeliest first."""
    guid, link = (item.guid or "").strip(), (item.url or "").strip()
    if story.id_basis in (IdBasis.GUID, IdBasis.GUID_EXACT) and guid:
        space = ids.namespace(guid, story.provider, feed)
        folded = ids.guid_name(guid)
        named = ids.guid_name(guid, exact=True) if story.id_basis == IdBasis.GUID_EXACT else folded
        yield from _named(space, IdBasis.GUID, named, (folded, urls.canonical(guid), guid))
        if urls.canonical(guid) == story.canonical_url is not None:  # before its feed sent guids
            yield OtherName(ids.name(story.provider.casefold(), IdBasis.CANONICAL_URL, story.canonical_url), to_prove=True)
        elif ids.is_withdrawal(item) and (address := urls.canonical(guid)):
            yield OtherName(ids.name(story.provider.casefold(), IdBasis.CANONICAL_URL, address), to_prove=True)
    elif story.id_basis in (IdBasis.CANONICAL_URL, IdBasis.URL_EXACT) and story.canonical_url:
        space = story.provider.casefold()
        named = link if story.id_basis == IdBasis.URL_EXACT else story.canonical_url
        yield from _named(space, IdBasis.CANONICAL_URL, named, (story.canonical_url, link))
        if link and not guid:  # its feed sent the address as a guid too
            yield OtherName(ids.name(ids.namespace(link, story.provider, feed), IdBasis.GUID, ids.guid_name(link)), to_prove=True)
    elif story.id_basis == IdBasis.LINK_TITLE and story.canonical_url:
        title = strip_markers(story.headline_raw or "")[0].casefold()
        for one in urls.twins(story.canonical_url):
            yield OtherName(ids.name(story.provider.casefold(), IdBasis.LINK_TITLE, one, title), to_prove=False)


def _named(space: str, basis: IdBasis, named: str, others: tuple[str | None, ...]) -> list[OtherName]:
    twins = urls.twins(named)
    doubtful = [other for other in dict.fromkeys(others) if other and other != named]
    return [OtherName(ids.name(space, basis, one), at >= len(twins)) for at, one in enumerate((*twins, *doubtful))]


def ids_before(story: Story, item: Item) -> tuple[str, ...]:
    """The provider's ids of items that a telling says it tells again, nearest first."""
    if story.id_basis != IdBasis.AGENCY:
        return ()
    return tuple(dict.fromkeys(one for kind, text in item.alt_ids if kind in RETOLD and (one := text.strip()) != story.guid))


def story_before(story: Story, agency_id: str) -> str:
    """The `story_id` that such an id gives."""
    return ids.name(story.provider.casefold(), IdBasis.AGENCY, agency_id)
