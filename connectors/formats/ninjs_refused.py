"""News objects of ninjs, of whatever version, that tell no story."""

from typing import Any

from newsbeam.schemas.codes import Reason
from newsbeam.schemas.item import ParseError

SCHEDULES = frozenset(("event", "planning", "planned", "plannedcoverage"))
"""Types of news objects that announce work, not news."""
_MEDIA = frozenset(("picture", "graphic", "video", "audio", "animation", "image"))


def refused(uri: str, index: int, news: Any, reason: Reason, why: str) -> ParseError:
    """A news object that is none."""
    return ParseError(reason, f"{uri}: entry {index} {why}", entry=index, raw=repr(news).encode("utf-8", "replace")[: 64 * 1024])


def lacking(
    kind: str | None, status: str | None, headline: str | None, body: str | None, summary: str | None
) -> tuple[Reason, str] | None:
    """(reason, why) of a usable news object without a story; who withdraws one may leave all words out."""
    if headline or body or status not in (None, "usable"):
        return None
    if not summary:
        return Reason.EMPTY_ITEM, "has no headline or text"
    if (kind or "").lower() in _MEDIA:
        return Reason.NOT_A_STORY, "is a caption without a headline: media of other items"
    return None
