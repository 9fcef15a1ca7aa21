"""Who wrote it: the byline as printed, and the persons in it. Desks, organisations and initials are no persons (docs/design/wire-copy.md#bylines)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.clean import line, unescape_once
from newsbeam.pipeline.text.html import to_text
from newsbeam.pipeline.text.person_words import NO_PERSON
from newsbeam.pipeline.text.persons import is_person, is_site, persons

__all__ = ["Byline", "either", "is_desk", "is_person", "understand"]

_PARTS = re.compile(r"\s*(?:[|:»·]|\s[-–—]\s)\s*")
_ARTICLE = re.compile(r"^(?:the|le|la|el|il|die|der|das)\s+|\.\w{2,4}$", re.IGNORECASE)
_MARKUP = re.compile(r"<[/A-Za-z!]")
_WORD = re.compile(r"\w+")
_KEPT = 500
"""Characters of what is kept by value: a longer one is no writer's."""


class Byline(NamedTuple):
    """`printed` is the line as it stands, `authors` the persons in it (empty: none of them is one)."""

    printed: str
    authors: tuple[str, ...]


def understand(printed: str | None, names: Sequence[str] = (), *, outlet: str | None = None) -> Byline | None:
    """The byline of a field, or of names that were sent one by one; None where nothing was sent.

    A single word that is the `outlet`'s name ("Namibian") is nobody.

    >>> understand("By BERNARD CONDON, AP Business Writer")
    Byline(printed='By BERNARD CONDON, AP Business Writer', authors=('Bernard Condon',))
    >>> understand("Our Correspondent").authors
    ()
    """
    if not printed and not names:
        return None
    if len(printed or "") + len(outlet or "") + sum(map(len, names)) > _KEPT:
        return _understood.__wrapped__(printed, tuple(names), outlet)
    return _understood(printed, tuple(names), outlet)


@lru_cache(maxsize=1024)
def _understood(printed: str | None, names: tuple[str, ...], outlet: str | None) -> Byline | None:
    """A feed's few writers come again and again."""
    shown = _shown(printed)
    sent = [name for text in names for name in _each(text)]
    if shown is None and not sent:
        return None
    found = [one for text in sent for one in persons(text, named=True)] if sent else list(persons(shown or ""))
    if outlet and any(" " not in name or name[-2] == " " for name in found):
        houses = {_ARTICLE.sub("", part).strip().casefold() for part in _PARTS.split(" ".join(outlet.split()))}
        found = [name for name in found if not _is_of(name, houses)]
    return Byline(shown or ", ".join(sent), tuple(dict.fromkeys(found)))


def either(sent: str | None, above: str | None, names: Sequence[str], *, outlet: str | None) -> tuple[Byline | None, str | None]:
    """The byline that was sent, or the one above the text where that one names nobody; and the other one, where it says something else.

    >>> either("Staff", "By Jane Roe", (), outlet=None), either("Jane Roe", "By Jane Roe", (), outlet=None)[1]
    ((Byline(printed='By Jane Roe', authors=('Jane Roe',)), 'Staff'), None)
    """
    own = understand(sent or above, names, outlet=outlet)
    if not sent or not above:
        return own, None
    if own is not None and not own.authors and (read := understand(above, outlet=outlet)) is not None and read.authors:
        return read, sent
    return own, None if set(_WORD.findall(above.casefold())) <= {"by", *_WORD.findall(sent.casefold())} else above


def _is_of(name: str, houses: set[str]) -> bool:
    """Whether a single word, or one with a letter behind it ("Namibian N"), is a house's name or the first word of it."""
    word = name.casefold()
    if " " in word:
        return len(word) > 2 and word[-2] == " " and word.count(" ") == 1 and any(one.startswith(word[:-1]) for one in houses)
    return word in houses


def _each(text: str) -> list[str]:
    r"""The names that one element was sent with, where each has a line of its own ("Ann Lee\nBob Ray")."""
    if "\n" in text or "<" in text or "&" in text:
        lines = [line for one in _plain(text).split("\n") if (line := one.strip())]
        if len(lines) > 1 and all(" " in line for line in lines):
            return lines
    shown = _shown(text)
    return [shown] if shown else []


def _shown(text: str | None) -> str | None:
    """A name or byline as a reader would see it: `dc:creator` comes with links and references in it."""
    return line(_plain(text)) if text else None


def _plain(text: str) -> str:
    text = unescape_once(text)
    return to_text(text) if _MARKUP.search(text) or "&" in text else text


@lru_cache(maxsize=1024)
def is_desk(line: str) -> bool:
    """Whether a short line names a desk, an agency or a site and nobody: "Staff Reporter", "AP Writers", "Dawn.com"."""
    words = line.strip(" =|").split()
    return 0 < len(words) <= 5 and (agency(" ".join(words)) is not None or is_site(words[-1]) or NO_PERSON.search(line) is not None)
