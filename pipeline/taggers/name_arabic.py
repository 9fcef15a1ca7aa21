"""Given names in Arabic, Persian and Hebrew, and how far the name goes that one begins."""

from collections.abc import Iterator

from newsbeam.pipeline.taggers.name_lists import given
from newsbeam.pipeline.taggers.name_title_words import STOPS


def given_name(word: str) -> bool:
    """Whether a word is a given name, in whichever of the letters that Arabic and Persian write alike."""
    return (word not in STOPS and any(one in given() for one in _spelled(word))) or word.startswith(("عبدال", "عبد ال"))


def _spelled(word: str) -> Iterator[str]:
    yield word
    arabic = word.translate(_ARABIC)
    yield arabic
    yield arabic.translate(_PERSIAN)
    if arabic[:1] == "ا":
        yield from (first + arabic[1:] for first in "أإآ")


_ARABIC = str.maketrans("یک", "يك")
_PERSIAN = str.maketrans("يكأإ", "یکاا")


def extended(words: list[str]) -> list[str]:
    """The words of a name that begins here: two, more where a joiner or another given name says so."""
    name = [words[0]]
    want = 2
    for word in words[1:]:
        if word in STOPS:
            break
        name.append(word)
        if word in ("بن", "ابن", "أبو", "آل", "بنت", "بو", "عبد", "בן", "דה"):
            want = len(name) + 1
        elif len(name) >= want:
            break
    return name if name[-1] not in ("بن", "ابن", "أبو", "آل", "بنت", "عبد") else name[:-1]
