"""The person that some words name: by a title before it, a given name at its head, or an order of names known abroad."""

import re
from collections.abc import Iterator, Sequence

from newsbeam.pipeline.taggers.name_cues import BRANDS, DEMONYMS, FAMILY_FIRST, LONELY, ORDINARY, Cues
from newsbeam.pipeline.taggers.name_lists import family, given
from newsbeam.pipeline.taggers.name_words import (
    ALONE,
    INITIAL,
    MAYBE,
    PERSON,
    Reading,
    Words,
    bare,
    is_title,
    named_by,
    owns,
    small,
    stripped,
)

MOST = 6
"""Capitalised words of a person's name."""
SYLLABLES = re.compile(
    r"(?:[bcdfghjklmnpqrstwxyz]?h?y?(?:[iu]?[aeo][aeiou]?|[iuü][aeiou]?)(?:ng|n|r|k|m|p|l|t|h)?){1,2}(?:-[a-z]+)?", re.IGNORECASE
)
"""One or two syllables of Chinese or Korean in Latin letters."""
SAINTS = frozenset(("St", "St.", "Ste", "Saint", "Sainte", "Santa", "São"))
ELIDED = frozenset(("l'", "l’", "d'", "d’"))
THING = ("ology", "ologie", "ología", "ologia", "ics", "tion", "ment", "ness", "ship", "ism", "ity")
"""The end of a word that is a science or a state, and nobody's name."""
SHOUT = re.compile(r"[A-Z]{2,}s?$")
"""The end of an abbreviation: "PCs", "MP"."""


def people(words: Words, known: Cues) -> Iterator[Reading]:
    """The person that some words name: by a title before it, a given name at its head, or an order of names known abroad."""
    words = stripped(words)
    names = given()
    titles = [at for at, (_, word) in enumerate(words) if is_title(word)]
    last = len(words) - 1
    if last in titles and last and (bare(words[last][1]) in family() or words[0][1] in names):
        titles.remove(last)  # "Larry King", "Chairman Ramiz Raja"
    title = titles[-1] if titles else -1
    if title > 0 and words[title][1] == "Sultan" and len(words) - title <= 3 and title < len(words) - 1:
        inner = max((at for at, (_, word) in enumerate(words[:title]) if is_title(word)), default=-1)
        if inner == title - 1:
            # "Assistant Minister Sultan Al Shamsi": a form of address that is a given name, behind another title.
            yield from _after_title(words[title:], "", known)
            return
    if title >= 0:
        yield from _after_title(words[title + 1 :], words[title][1].rstrip("."), known)
        return
    owner = max((at for at, (_, word) in enumerate(words[:-1]) if owns(word)), default=-1)
    words = words[owner + 1 :]
    while (
        len(words) > 2
        and words[0][1] not in names
        and (words[0][1] in DEMONYMS or (words[0][1].isupper() and len(words[0][1]) > 1))
    ):
        words = words[1:]
    yield from _named_person(words, known)


def _named_person(words: Words, known: Cues) -> Iterator[Reading]:
    event = max((at for at, (_, word) in enumerate(words[:-2]) if word in known.others and words[at + 1][1] in given()), default=-1)
    words = _before_small(stripped(words[event + 1 :]))  # "Davis Cup Tim Henman"
    texts = [bare(word) for _, word in words]
    capitals = [word for word in texts if not small(word)]
    if 2 <= len(capitals) <= 3 and capitals[0] in FAMILY_FIRST and all(SYLLABLES.fullmatch(word) for word in capitals[1:]):
        yield named_by(words, PERSON)
        return
    if not 2 <= len(capitals) <= MOST or not _like_a_person(texts, known):
        return
    if len(words) > 2 and capitals[0] not in given() and capitals[0] not in family() and capitals[0] not in FAMILY_FIRST:
        # "Relações Exteriores Celso Amorim": what is left of an office stands before the given name.
        begin = next((at for at in range(1, len(words) - 1) if texts[at] in given() and texts[at] not in ORDINARY), 0)
        if begin:
            yield from _named_person(words[begin:], known)
            return
    first, last = capitals[0], capitals[-1]
    if first in known.others:
        return
    known_last = last in family()
    if first in given():
        yield named_by(words, MAYBE if first in ORDINARY else PERSON, 1 + known_last)
    elif INITIAL.fullmatch(first) and len(first) <= 4 and "." in first:
        yield named_by(words, PERSON if known_last or len(capitals) > 2 else MAYBE, 1)
    elif len(capitals) <= 4 and not any(
        word.isupper() or not word.replace("-", "").replace("'", "").replace("’", "").isalpha() for word in capitals
    ):
        if any(word.endswith("ing") and word not in family() for word in (first, last)) or first in DEMONYMS or last in DEMONYMS:
            return
        score = known_last + (last in given() and first in family())
        yield named_by(words, MAYBE, score)


def _after_title(words: Words, title: str, known: Cues) -> Iterator[Reading]:
    names = given()
    if words and words[0][1] in ("of", "for", "for the", "de", "da", "del", "of the"):
        # "Minister for Religious Affairs Noorul Haq Qadri": the name begins with a given name behind the office.
        begin = next((at for at in range(2, len(words) - 1) if words[at][1] in names and words[at][1] not in known.offices), 0)
        words = words[begin:] if begin else ()
    while words and (words[0][1] in known.offices or words[0][1] in known.skips or small(words[0][1])):
        words = words[1:]
    if len(words) > 2 and words[0][1] not in names and words[0][1] not in family() and words[0][1] not in FAMILY_FIRST:
        begin = next((at for at in range(1, len(words) - 1) if words[at][1] in names and words[at][1] not in ORDINARY), 0)
        words = words[begin:]
    words = _before_small(words)
    texts = [bare(word) for _, word in words]
    capitals = [word for word in texts if not small(word)]
    if not capitals or len(capitals) > MOST or not _like_a_person(texts, known):
        return
    if len(capitals) == 1:
        if len(capitals[0]) > 2 and not capitals[0].isupper() and not capitals[0].endswith(THING):
            yield named_by(words, ALONE, 1 + (title.title() in LONELY))
    elif not all(word in known.offices for word in capitals):
        yield named_by(words, PERSON)


def _before_small(words: Words) -> Words:
    """What stands before a small word that no person's name holds: "Sri Hartono di Jakarta"."""
    return words[
        : next((at for at, (_, word) in enumerate(words) if at and word in ("di", "on", "en", "i", "og", "och")), len(words))
    ]


def _like_a_person(texts: Sequence[str], known: Cues) -> bool:
    """Whether no word says that it is a street, a treaty or a body."""
    if texts[0] in known.heads and texts[0] not in given():
        return False
    if texts[0] in SAINTS or "du" in texts or "des" in texts:
        return False
    if "der" in texts and texts[texts.index("der") - 1] not in ("van", "von", "Van", "Von"):
        return False  # "Saal der Stadt"
    names = given()
    for word in texts:
        if (word in known.skips and word not in names) or word[:2] in ELIDED or SHOUT.search(word):
            return False
    if texts[-1] in known.others or (texts[-1] in known.skips and texts[-1] not in family()):
        return False
    if not BRANDS.isdisjoint(texts):
        return False
    if all(word.isupper() and len(word) > 1 for word in texts):
        return False
    return not any(
        word in ("of", "for", "the", "on", "&", "of the") or any(c.isdigit() for c in word) or word in known.fronts
        for word in texts
    )
