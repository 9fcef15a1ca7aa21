"""What a telling of a known story is to the telling that is current: an old copy of it, its teaser, or another article under its guid.

Asked of tellings that would be revisions, a few in a batch: each answer reads the story's own rows.
"""

from collections.abc import Sequence

from newsbeam.pipeline.dataset.history import History, KnownTelling
from newsbeam.pipeline.text.likeness import STRANGE, share, words_of
from newsbeam.schemas.codes import IdBasis, RevisionKind
from newsbeam.schemas.story import Story

_TEXTS = ("headline_raw", "headline", "summary", "body_text")
_CUT = " .…[]"
"""What stands where a summary breaks off."""


def adds_nothing(story: Story, published: Sequence[KnownTelling], latest: KnownTelling, history: History) -> bool:
    """Whether a telling that is not the current one word for word is an old copy of it, or its teaser."""
    if latest.content_hash == story.content_hash:
        return False
    return (latest.pub_status == story.pub_status and _is_teaser(story, latest, history)) or _is_stale(
        story, published, latest, history
    )


def basis_of_another(story: Story, latest: KnownTelling, history: History) -> IdBasis | None:
    """What names an article that was given the guid or the address of another one: neither day nor headline nor text is as it was.
    Its address, where that is another too, else headline and day. None: it is no other article, as whatever says that it tells again
    (a kill has its own headline and day, and shares no word with what it kills).
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
    return IdBasis.CANONICAL_URL if elsewhere else IdBasis.HEADLINE_DAY


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
