"""What a telling of a known story is to the telling that is current: an old copy of it, its teaser, or another article under its guid.

Asked of tellings that would be revisions, a few in a batch: each answer reads the story's own rows.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from newsbeam.pipeline.dataset.history import History, KnownTelling
from newsbeam.pipeline.text.likeness import STRANGE, share, words_of
from newsbeam.schemas.codes import IdBasis, RevisionKind
from newsbeam.schemas.story import Story

_TEXTS = ("headline_raw", "headline", "summary", "body_text")
_WORDS, _LONG = 3, 4
"""Words of a headline that an address made of it has, and the letters from which they count; as many make a number or a day a name."""
_PARTS = re.compile(r"[^/_.-]+")
_CUT = " .…[]"
"""What stands where a summary breaks off."""


def adds_nothing(story: Story, published: Sequence[KnownTelling], latest: KnownTelling, history: History) -> bool:
    """Whether a telling that is not the current one word for word is an old copy of it, or its teaser."""
    if latest.content_hash == story.content_hash:
        return False
    return (latest.pub_status == story.pub_status and _is_teaser(story, latest, history)) or _is_stale(
        story, published, latest, history
    )


def basis_of_another(story: Story, published: Sequence[KnownTelling], latest: KnownTelling, history: History) -> IdBasis | None:
    """What names an article that was given the guid or the address of another one: neither day nor headline nor text is as it was.
    Its address, where that is another too, else headline and day. None: it is no other article, as whatever says that it tells again
    (a kill has its own headline and day, and shares no word with what it kills) and what stands at an address that was made for its first telling.
    """
    if story.id_basis not in _NAMES or story.first_created is None or story.revision_kind != RevisionKind.ORIGINAL:
        return None
    before = history.row_of(story.story_id, latest.telling_id, "canonical_url", "first_created")
    if before["first_created"] in (None, story.first_created):
        return None
    elsewhere = None not in (story.canonical_url, before["canonical_url"]) and story.canonical_url != before["canonical_url"]
    before = history.row_of(story.story_id, latest.telling_id, *_TEXTS)  # texts cost most
    titles = (words_of(story.headline_raw or ""), words_of(before["headline_raw"] or before["headline"] or ""))
    texts = (words_of(story.body_text or story.summary or ""), words_of(before["body_text"] or before["summary"] or ""))
    if not all((*titles, *texts)) or share(*titles) >= STRANGE or share(*texts) >= STRANGE:
        return None
    if elsewhere:
        return IdBasis.CANONICAL_URL
    first = min(published, key=lambda one: one.revision_order)
    begun = history.row_of(story.story_id, first.telling_id, "headline_raw", "headline")
    if is_made_of(story.canonical_url or "", begun["headline_raw"] or begun["headline"] or ""):
        return None
    return IdBasis.HEADLINE_DAY


def is_made_of(address: str, headline: str) -> bool:
    """Whether an address is one article's own: it ends in words of the headline, and has a number or a day that a column's page lacks.

    >>> is_made_of("https://lake.example/world/ferry-runs-aground-near-tarimbe-c3056b11", "Ferry Runs Aground Near the Port")
    True
    >>> is_made_of("https://lake.example/weather-forecast-for-lakeside", "Weather forecast for Lakeside")
    False
    """
    words = _PARTS.findall(urlsplit(address).path.casefold().rstrip("/"))
    last = words_of(unquote(address.rstrip("/").rpartition("/")[2]).replace("_", " "))
    shared = {one for one in last & words_of(headline) if len(one) >= _LONG}
    return len(shared) >= _WORDS and any(len(one) >= _LONG and not one.isalpha() for one in words)


_NAMES = frozenset((IdBasis.GUID, IdBasis.GUID_EXACT, IdBasis.CANONICAL_URL, IdBasis.URL_EXACT))


def _is_teaser(story: Story, latest: KnownTelling, history: History) -> bool:
    """Whether a telling says headline and summary of the current one, which has a text too: a house's other feed lists it so."""
    if story.body_text is not None or story.summary is None:
        return False
    before = history.row_of(story.story_id, latest.telling_id, "headline_raw", "summary", "body_text")
    if before["body_text"] is None or before["headline_raw"] != story.headline_raw:
        return False
    return bool(before["summary"] == story.summary or before["body_text"].startswith(story.summary.rstrip(_CUT)))


def _is_stale(story: Story, published: Sequence[KnownTelling], latest: KnownTelling, history: History) -> bool:
    """Whether a telling is an old copy from a server that lags behind another: a text that was published before, dated before the current one.

    Feeds of RSS give no version, so such a copy would come back as news at each poll. A text that returns with the date that the
    current one has was taken back by its desk, and is a revision.
    """
    if story.version_created is not None or story.first_created is None:
        return False
    if not any(one.content_hash == story.content_hash and one.pub_status == story.pub_status for one in published):
        return False
    created = history.row_of(story.story_id, latest.telling_id, "first_created")["first_created"]
    return created is not None and bool(story.first_created < created)
