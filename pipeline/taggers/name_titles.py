"""Persons in scripts without capitals: who follows a title ("وزير الخارجية سامح شكري"), or stands before one (岸田文雄首相).

Only what a title introduces is read, so an empty answer says nothing about the text.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from newsbeam.pipeline.taggers.known_names import Spelled, stands_apart
from newsbeam.pipeline.taggers.name_arabic import extended, given_name
from newsbeam.pipeline.taggers.name_lists import family, given
from newsbeam.pipeline.taggers.name_title_words import (
    ARABIC_WORD,
    GEORGIAN_PAIR,
    HAN_NAME,
    JAPANESE_OFFICES,
    JOINED,
    JOINING,
    KANA,
    KOREAN_FAMILY,
    POSTPOSITIONS,
    SPOKEN,
    STOPS,
    SYLLABIC,
    titles_of,
)


def titled_persons(text: str, language: str, seen: Spelled) -> list[tuple[int, str]]:
    """(offset, name) of each, in order."""
    reader = _READERS.get(language)
    found = {(start, text[start:end].strip()) for start, end in seen.persons if stands_apart(text, start, end)}
    if reader and (seen.titles or language == "ka"):
        found.update(reader(text, language, sorted(seen.titles)))
    return list(_longest(sorted(found, key=lambda one: (one[0], -len(one[1]))))) if found else []


def _longest(found: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Without the names that lie within another: each place has one, the longest that begins first."""
    end = 0
    for start, name in found:
        if start >= end:
            yield start, name
            end = start + len(name)


def _introduced(text: str, language: str, titles: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """The names behind these titles, of each place the longest title that has one; none twice."""
    behind, done, joining = _pattern(language).match, 0, language in JOINING
    ends: dict[int, list[int]] = {}
    for start, end in reversed(titles):
        ends.setdefault(start, []).append(end)
    for start in reversed(ends):
        # Arabic and Persian write "and", "by", "to" and "so" as one word with the title.
        for at in (start - 1, start) if joining and start > done and text[start - 1] in JOINED else (start,):
            if at < done or not _begins(text, at, language):
                continue
            stops = ends.get(at, [])
            if joining and text[at] in JOINED:
                stops = ends.get(at + 1, []) + stops
            for stop in stops:
                if (found := behind(text, stop)) is not None:
                    break
            else:
                continue
            yield found
            done = found.start(1)  # another title may stand among the words behind: "… السوري مع الإعلامي مصطفى بكري"
            break


def _begins(text: str, at: int, language: str) -> bool:
    """Whether a title may begin here: at a word's edge, or anywhere in Chinese."""
    if not at or language == "zh":
        return True
    before = text[at - 1]
    return not ("\u0e00" <= before <= "\u0e7f" if language == "th" else before.isalnum() or before == "_")


def _followed(text: str, language: str, titles: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """The names before these titles."""
    search, done = _pattern(language).search, 0
    for start, end in titles:
        if end > done and (reach := _reach(text, language, start, end)) and (found := search(text, max(done, start - reach), end)):
            yield found
            done = found.end()


REACH = 60
"""Characters before a title that are looked at for its name."""
_MOST_HAN = 5
"""The same where its name can be in Han characters only."""


def _reach(text: str, language: str, start: int, end: int) -> int:
    """How far back a title's name may begin. In Korean a title stands apart from it: 0 where no space says so."""
    if language == "ko":
        return REACH if " " in text[max(0, start - 1) : end] else 0
    return REACH if "\u30a1" <= text[start - 1 : start] <= "\u30ff" else _MOST_HAN


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """A name as it stands behind a title; before it, with the title, where the language has them so."""
    return re.compile(_PATTERNS[language](language))


def _arabic_pattern(language: str) -> str:
    word = ARABIC_WORD if language != "he" else r"[\u05d0-\u05ea'\"]+"
    return rf"(?: [اوي]?ال\w+)? ({word}(?: {word}){{1,6}})"


def _arabic(text: str, language: str, titles: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """A title, then a given name and what follows: Arabic, Persian, Hebrew have no other sign of where a name ends."""
    for match in _introduced(text, language, titles):
        words = match[1].split(" ")
        begin = next((at for at, one in enumerate(words[:3]) if given_name(one)), None)
        if begin is None:
            continue
        name = extended(words[begin:])
        if len(name) >= 2:
            offset = match.start(1) + len(" ".join(words[:begin])) + bool(begin)
            yield offset, " ".join(name)


def _persian(text: str, language: str, titles: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """As Arabic, and a given name with a word or two before a title: "احمد وحیدی وزیر کشور"."""
    yield from _arabic(text, language, titles)
    done = 0
    for start, end in titles:
        if start < done:
            continue  # "وزیر" in "نخست وزیر"
        done = max(done, end)
        words = text[max(0, start - REACH) : start].replace("\n", " \n").rstrip(" ،").split(" ")
        for count in (2, 3):
            name = words[-count:]
            if len(name) == count and given_name(name[0]) and all(one.isalpha() and one not in STOPS for one in name):
                yield start - len(" ".join(name)) - (len(text[:start]) - len(text[:start].rstrip(" ،"))), " ".join(name)
                break


def _postposed_pattern(language: str) -> str:
    ends = "|".join(POSTPOSITIONS[language].split())
    word = ARABIC_WORD if language == "ur" else r"[\u0900-\u0963\u0966-\u097f]+"
    return rf" ((?:{word} ){{1,4}}?)(?=(?:{ends})(?![\w\u0900-\u097f]))"


def _postposed(text: str, language: str, titles: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """A title, then one to four words up to a postposition: Hindi and Urdu."""
    for match in _introduced(text, language, titles):
        name = match[1].strip()
        words = name.split()
        if any(word in POSTPOSITIONS[language].split() for word in words):
            continue
        if len(words) >= 2 or words[0] in given() or words[0] in family():
            while words and words[0] in titles_of(language):
                words = words[1:]
            if len(words) >= 2:
                yield match.start(1) + len(name) - len(" ".join(words)), " ".join(words)


@cache
def _han_families() -> frozenset[str]:
    """Family names in Han characters."""
    return frozenset(name for name in family() if "\u4e00" <= name[0] <= "\u9fff")


def _chinese(text: str, language: str, titles: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """A title, then a family name and one or two characters; which, the text's other mentions say."""
    families = _han_families()
    for match in _introduced(text, language, titles):
        name = match[1]
        if name[0] not in families:
            continue
        if len(name) == 3 and (name[2] in SPOKEN or text.count(name[:2]) > text.count(name)):
            name = name[:2]
        if name[1] not in SPOKEN:
            yield match.start(1), name


def _japanese(text: str, language: str, titles: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Two to five characters, or a name in katakana, before a title."""
    families = _han_families()
    for match in _followed(text, language, titles):
        name = match[1]
        if name in JAPANESE_OFFICES:
            continue  # "ブリンケン国務長官"
        free = not "\u4e00" <= text[match.start() - 1 : match.start()] <= "\u9fff"
        if (
            (free and len(name) <= 4)
            or "\u30a0" < name[0] < "\u3100"
            or any(name.startswith(one) for one in (name[:1], name[:2], name[:3]) if one in families)
        ):
            yield match.start(1), name


def _korean(text: str, language: str, titles: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """A family name and two syllables before a title."""
    for match in _followed(text, language, titles):
        yield match.start(1), match[1]


def _thai(text: str, language: str, titles: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """A form of address with the given name, a space, the family name."""
    for match in _introduced(text, language, titles):
        yield match.start(1), f"{match[1]} {match[2]}"


def _georgian(text: str, language: str, _: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """A given name with the word behind it, where a title stands before or the family name is one by its ending."""
    names = given()
    for match in GEORGIAN_PAIR.finditer(text):
        if not (match[1] in names or match[1].rstrip("იმას") in names):
            continue
        before = text[max(0, match.start() - 80) : match.start()].rstrip().rpartition(" ")[2]
        if before in titles_of(language) or match[2].endswith(("შვილი", "ძე", "შვილმა", "ძემ", "ია", "ავა", "ოვი", "ევი")):
            yield match.start(1), f"{match[1]} {match[2]}"


def _before_title(name: str, language: str) -> str:
    return f"{name}(?:{'|'.join(map(re.escape, titles_of(language)))})"


_PATTERNS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("ar", "fa", "he"), _arabic_pattern),
    **dict.fromkeys(("ur", "hi", "mr", "ne"), _postposed_pattern),
    "zh": lambda _: rf"({HAN_NAME}{{2,3}})",
    "ja": lambda language: _before_title(rf"({KANA}|{HAN_NAME}{{2,5}}?)", language),
    "ko": lambda language: _before_title(rf"(?<!\w)([{KOREAN_FAMILY}]{SYLLABIC}{{2}}) (?:\w+ )?", language),
    "th": lambda _: r"([\u0e01-\u0e4e]{2,20}) ([\u0e01-\u0e4e]{2,20})(?=[\s,)]|$)",
}
_READERS: dict[str, Callable[[str, str, list[tuple[int, int]]], Iterator[tuple[int, str]]]] = {
    "ar": _arabic,
    "fa": _persian,
    "he": _arabic,
    "ur": _postposed,
    "hi": _postposed,
    "mr": _postposed,
    "ne": _postposed,
    "zh": _chinese,
    "ja": _japanese,
    "ko": _korean,
    "th": _thai,
    "ka": _georgian,
}
