"""Fields of a story that one field of its item says, cleaned: keywords, media, urgency, and how many words its text has."""

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.html import one_line
from newsbeam.schemas.item import Item, MediaClaim
from newsbeam.schemas.quick import maker
from newsbeam.schemas.story import Media

_UNSPACED = late("[\u3040-\u9fff]+")
_media = maker(Media)


def keywords(item: Item) -> tuple[str, ...] | None:
    """The provider's own words, each once; None where it sent none."""
    if not item.keywords and not item.subjects:
        return None
    named = [claim.name for claim in item.subjects if claim.role in ("keyword", "category")]
    return tuple(dict.fromkeys(filter(None, map(one_line, (*item.keywords, *named))))) or None


def categories(item: Item) -> list[str]:
    """The sections that the provider files it under, as sent."""
    return [claim.name for claim in item.subjects if claim.role == "category" and claim.name]


def media(claim: MediaClaim) -> Media:
    """A picture or film, its caption and credit in plain text."""
    caption = one_line(claim.caption) if claim.caption else None
    credit = one_line(claim.credit) if claim.credit else None
    return _media(claim.url, claim.media_type, caption, credit)


def urgency(sent: str | None) -> int | None:
    """1 (flash) to 9, as IPTC counts; an agency's letters are no number."""
    sent = (sent or "").strip()
    return int(sent) if len(sent) == 1 and sent in "123456789" else None


def word_count(text: str) -> int:
    """Words of a text as `pipeline/text/clean_texts.py` leaves it; characters of scripts that print no spaces count one each."""
    # Its words are parted by one space, one line end or two (never more), so nobody has to make a list of them.
    bare = text.strip()
    words = 1 + bare.count(" ") if bare else 0
    at = bare.find("\n")
    while at > 0:
        words += 1
        at = bare.find("\n", at + 2)
    if words * 12 < len(text):
        words += sum(map(len, _UNSPACED.findall(text)))
    return words
