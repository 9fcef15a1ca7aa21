"""Blocks within a story: a known line, a few titles of other stories, then a sentence that goes on with the story."""

from collections.abc import Sequence

from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.closing import is_business
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.page.phrases import Phrase, phrase
from newsbeam.pipeline.text.page.words import WORD

_TITLES, _TITLE, _LETTERS, _NEAR, _AKIN, _SOME = 3, 30, 4, 8, 3, 2
"""Titles of a block; what one weighs at least that begins another story; letters of a word that are compared; lines above that are; words
that a sentence shares with them right below a page's last heading, and behind the one title of another heading."""
_RIGHTS = ("©", "(c)", "copyright", "ⓒ")


def resumes_behind(lines: Sequence[Line], label: int) -> int | None:
    """Number of the sentence with which the story goes on behind the block that a line opens; None where it opens none.

    That sentence has words of the story above it, but right behind "Read also: ..."; no word of the titles above it, as the beginning of
    another story has; and no title stands below it, as in a list of stories with their first sentences.
    """
    kind = phrase(lines[label].text)
    if kind not in (Phrase.LINE, Phrase.TAIL) or (kind is Phrase.TAIL and lines[label].text.casefold().startswith(_RIGHTS)):
        return None
    at = label + 1
    while at < len(lines) and at - label <= _TITLES and _is_title(lines[at].text):
        at += 1
    if (
        at == len(lines)
        or not shapes.is_prose(lines[at].text)
        or phrase(lines[at].text) is not None
        or shapes.is_teaser(lines[at].text)
    ):
        return None
    if at + 1 < len(lines) and _is_title(lines[at + 1].text) and shapes.weight(lines[at + 1].text) >= _TITLE:
        return None
    above = [line.text for line in lines[:label]]
    own, titles = _words(lines[at].text), _words("\n".join(line.text for line in lines[label + 1 : at]))
    akin = len(own & _words("\n".join(above[-_NEAR:])))
    if own & titles or is_business(lines[at].text, above):
        return None
    if kind is Phrase.LINE:
        return at if akin or at == label + 1 else None
    # Below a heading that ends most pages only directly, or behind the one title of "Read also:".
    return at if akin >= (_AKIN if at == label + 1 else _SOME) and at <= label + 2 else None


def _is_title(text: str) -> bool:
    return not shapes.ends(text) and not shapes.is_prose(text) and not shapes.is_time(text) and phrase(text) is None


def _words(text: str) -> set[str]:
    return {word[:_LETTERS] for word in WORD.findall(text.casefold()) if len(word) >= _LETTERS}
