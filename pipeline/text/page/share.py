"""Buttons, comment forms and short links in any language: by words that stand together, where no list has the whole line (`share_words.tsv`)."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import daachorse

_FILE = Path(__file__).with_name("share_words.tsv")
_BUTTON, _FORM = 110, 240
"""Characters of a button's line, and of what a comment form says."""
_TRIM = " \t:：·•*-–—»›>|#▶►■●◆▼→←↓↑«‹.…!"
_STOPS = (".", "!", "?", "।", "۔", "。", "؟")
_BRACKET = re.compile(r"[(（][^()（）]{4,60}[)）]$")
_LINK = re.compile(r"(?P<label>[^\W\d][^:：\n]{1,38}?)\s?(?:[:：]|\s[-–—])\s?(?:https?://|www\.)\S{4,200}")
_DIGIT = re.compile(r"\d")
_LABEL = 3
"""Words of a link's label."""
_SHORT = 4
"""Letters of a network's name that is one only as a whole word."""
_UNSPACED = "\u0e00"
_HEAD = 2


@lru_cache(maxsize=4096)
def is_button(line: str) -> bool:
    """Whether a line hands a page on: `Teilen auf X`, `Klick, um auf Facebook zu teilen (Wird in neuem Fenster geöffnet)`, `Comparte esto:`.

    >>> is_button("Jaa Facebookissa"), is_button("페이스북 공유하기"), is_button("She shared it on Facebook."), is_button("Delat styre")
    (True, True, False, False)
    """
    if len(line) > _BUTTON:
        return False
    low = " ".join(line.casefold().replace("i̇", "i").split())
    bare = low.strip(_TRIM)
    if bare in _table("label") or (len(bare) > _SHORT and bare in _table("network")):
        return True
    if low.endswith(_STOPS) or _DIGIT.search(low):
        return False
    if (bracket := _BRACKET.search(low)) is not None and any(one in bracket[0] for one in _table("window")):
        return True
    if not _any("network").find(low):  # nearly always: a look in C before the patterns
        return False
    return _pattern("network").search(low) is not None and _pattern("share").search(low) is not None


def networks(line: str) -> set[str]:
    """The networks that a line names.

    >>> sorted(networks("Find us on Facebook, Telegram and X"))
    ['facebook', 'telegram', 'x']
    """
    low = line.casefold().replace("i̇", "i")
    if not any(one in low for one in _rows()["network"]):
        return set()
    return {found[0] for found in _pattern("network").finditer(low)}


def is_form(line: str) -> bool:
    """Whether a line is a comment form's: `Your email address will not be published.`, `Wpisz swój komentarz`.

    >>> is_form("Din e-postadress kommer inte publiceras."), is_form("The email was published.")
    (True, False)
    """
    if len(line) > _FORM:
        return False
    low = line.casefold().replace("i̇", "i")
    if not _any("form").find(low):  # nearly always
        return False
    return any(all(part in low for part in parts) for parts in _forms())


def is_short_link(line: str) -> bool:
    """Whether a line is an address behind a label that calls it so: `Lien court : https://...`, `短链接：https://...`.

    >>> is_short_link("Lien court : https://e.example/1"), is_short_link("Tickets: https://e.example/1")
    (True, False)
    """
    found = _LINK.fullmatch(line) if "://" in line or "www." in line else None
    if found is None or found["label"].count(" ") >= _LABEL:
        return False
    label = found["label"].casefold().replace("i̇", "i").strip(_TRIM)
    return any(word in _table("link") for word in (label, *label.split()))


def is_first_elsewhere(line: str) -> bool:
    """Whether a feed's last line says where the entry stood first: `Der Beitrag Kai eröffnet erschien zuerst auf Hafenblatt.`

    >>> is_first_elsewhere("L’articolo Apre il molo proviene da Il Porto."), is_first_elsewhere("L’articolo 3 vale.")
    (True, False)
    """
    if len(line) > _FORM or line[:_HEAD].casefold() not in _first_heads():
        return False
    low = line.casefold()
    return any(
        low.startswith(begin) and (" " + behind in low or (behind[0] >= _UNSPACED and behind in low)) for begin, behind in _firsts()
    )


def is_known(line: str) -> bool:
    """Whether a line is one of these."""
    if len(line) <= _FORM and _any_first().find(line.casefold().replace("i̇", "i")) and (is_button(line) or is_form(line)):
        return True
    return is_short_link(line)


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    rows = (row.split("\t") for row in _FILE.read_text(encoding="utf-8").splitlines() if not row.startswith("#"))
    return {what: tuple(words.casefold().split("|")) for what, words in rows}


@cache
def _table(what: str) -> frozenset[str]:
    return frozenset(_rows()[what])


@cache
def _firsts() -> tuple[tuple[str, str], ...]:
    return tuple((begin, behind) for begin, _, behind in (one.partition("+") for one in _rows()["first"]))


@cache
def _first_heads() -> frozenset[str]:
    return frozenset(begin[:_HEAD] for begin, _ in _firsts())


@cache
def _forms() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one.split("+")) for one in _rows()["form"])


@cache
def _any(what: str) -> Any:
    """The words of a list, of those that stand together the first, as an automaton: one pass finds what is none of a hundred."""
    return daachorse.CharwiseDoubleArrayAhoCorasick(sorted({one.partition("+")[0] for one in _rows()[what]}))


@cache
def _any_first() -> Any:
    """The first words of all that buttons and forms say: nearly no line has one."""
    rows = (row for what in ("label", "network", "window", "form") for row in _rows()[what])
    return daachorse.CharwiseDoubleArrayAhoCorasick(sorted({row.partition("+")[0].split()[0].strip(_TRIM) for row in rows}))


@cache
def _pattern(what: str) -> re.Pattern[str]:
    """Words of a list: short names of networks and short ASCII words whole, others as beginnings; scripts that part no words anywhere."""
    return re.compile(
        "|".join(_part(one, whole=len(one) <= _SHORT and (what == "network" or one.isascii())) for one in _rows()[what])
    )


def _part(word: str, *, whole: bool) -> str:
    if word[0] >= _UNSPACED:
        return re.escape(word)
    letter = "[a-z0-9]" if word.isascii() else r"\w"
    return rf"(?<!{letter}){re.escape(word)}" + (rf"(?!{letter})" if whole else "")
