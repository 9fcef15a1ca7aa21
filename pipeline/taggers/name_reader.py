"""What a run of capitalised words names, by its words alone: organisations, persons, and what only its text can settle.

Remembered run by run, for news names the same ones over and over; `name_context.py` looks at what stands around it.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from newsbeam.pipeline.taggers.name_cues import AND, DEMONYMS, JOINABLE, LEGAL, LEGAL_BEFORE, MATTERS, PRODUCTS, WEAK, Cues, cues
from newsbeam.pipeline.taggers.name_lists import family, given
from newsbeam.pipeline.taggers.name_persons import people
from newsbeam.pipeline.taggers.name_runs import one_part, parts
from newsbeam.pipeline.taggers.name_shapes import by_shape, says_nothing
from newsbeam.pipeline.taggers.name_words import (
    INITIALS,
    ORGANISATION,
    WEAK_ORGANISATION,
    Reading,
    Words,
    bare,
    has_title,
    is_title,
    named_by,
    owns,
    small,
    stripped,
)


@lru_cache(maxsize=8192)
def read(run: str, short: str | None) -> tuple[Reading, ...]:
    """The names in a run, in order; `short` is the abbreviation in brackets after it.

    >>> [(one.name, one.kind) for one in read("Pakistan Cricket Board Chairman Ramiz Raja", None)]
    [('Pakistan Cricket Board', 0), ('Ramiz Raja', 2)]
    """
    if short is not None:
        return long_way(run, short)
    if one_part(run):
        return by_shape(run, 0, _read_part)
    if says_nothing(run):
        return ()
    return tuple([one for at, part in parts(run) if " " in part for one in by_shape(part, at, _read_part)])


def long_way(run: str, short: str | None) -> tuple[Reading, ...]:
    """The same, read word by word."""
    cut = list(parts(run))
    return tuple(one for part in cut for one in _read_part(*part, short if part is cut[-1] else None))


def _read_part(start: int, part: str, short: str | None) -> tuple[Reading, ...]:
    words: list[tuple[int, str]] = []
    at = start
    for word in part.split(" "):
        words.append((at, word))
        at += len(word) + 1
    return tuple(_pieces(words, short))


def _body(words: Words, known: Cues) -> bool:
    """Whether a name that is abbreviated in brackets may be a body's: not "Gross Domestic Product (GDP)"."""
    texts = [word for _, word in words]
    if bare(texts[-1]) in known.others or bare(texts[-1]) in PRODUCTS:
        return False
    return len(texts) > 2 or any(word in known.heads or word in known.fronts for word in texts)


def _pieces(words: Words, short: str | None) -> Iterator[Reading]:
    """The run cut where one name ends and another begins."""
    known = cues()
    words = _behind_office(words, known)
    if short is not None:
        # The last words that the letters stand for: "Amicus and the Transport and General Workers Union (TGWU)".
        for at in range(len(words) - 2, -1, -1):
            named = words[at:]
            if not small(named[0][1]) and stands_for(named, short) and _body(stripped(named), known):
                yield named_by(stripped(named), ORGANISATION)
                return
    start = 0
    for at, (_, word) in enumerate(words):
        if at <= start:
            continue
        if word == "of" and at - start >= 2 and (words[start][1] in given() or INITIALS.fullmatch(words[start][1])):
            # "Paul Hofheinz of the Lisbon Council".
            yield from _piece(words[start:at], known)
            start = at + 1
            continue
        if not _divides(words, at, known):
            continue
        left, right = words[start:at], words[at + 1 :]
        the = bool(right) and right[0][1] == "the"
        while right and small(right[0][1]):
            right = right[1:]
        if not right or _holds(left, word, right, known, the=the):
            continue
        yield from _piece(left, known)
        start = len(words) - len(right)
    yield from _piece(words[start:], known)


def _divides(words: Words, at: int, known: Cues) -> bool:
    """Whether a small word may stand between two names; not in "Committee on Foreign Affairs"."""
    word, before = words[at][1], words[at - 1][1]
    if small(before) or (word not in AND and word not in ("on", "for", "the")):
        return False
    return not (word == "on" and before in MATTERS and at + 1 < len(words) and words[at + 1][1] not in known.skips)


def _behind_office(words: Words, known: Cues) -> Words:
    """A run without the office before a body: "Director General of the Chambers of Commerce"."""
    for at in range(1, len(words) - 1):
        if words[at][1] == "of" and is_title(words[at - 1][1]) and words[at - 1][1] != "Office":
            before = [word for _, word in words[:at]]
            if all(is_title(word) or word in known.offices or word in known.skips or word in DEMONYMS for word in before):
                rest = words[at + 1 :]
                return rest[1:] if rest[0][1] == "the" else rest if len(rest) > 2 else words
    return words


def _holds(left: Words, joiner: str, right: Words, known: Cues, *, the: bool) -> bool:
    """Whether the words on both sides of a joiner are one name: "Food and Drug Administration", "Ministry for the Environment"."""
    right = right[: next((at for at, (_, word) in enumerate(right) if word in AND or word in ("on", "for")), len(right))]
    ahead, last = right[0][1], right[-1][1]
    if joiner == "on" and ahead in known.skips:
        return False
    if ahead in given() or is_title(ahead) or (ahead in known.fronts and joiner in AND):
        return False
    lead = stripped(left)
    if lead and (_front(lead, known) or _inner_front([word for _, word in lead], known)):
        return joiner not in AND or not (len(right) > 1 and bare(last) in known.heads)
    if joiner == "&":
        return True
    if joiner != "and" or not lead or bare(last) not in JOINABLE or the:
        return False
    first = lead[0][1]
    return len(lead) <= 3 and first not in given() and lead[-1][1] not in known.heads and not has_title(lead)


def _piece(words: Words, known: Cues) -> Iterator[Reading]:
    """The names in a part of a run that joins nothing."""
    words = stripped(words)
    while words and small(words[-1][1]):
        words = words[:-1]
    if len(words) < 2:
        return
    texts = [word for _, word in words]
    if _front(words, known):
        head = _front_end(texts, known)
        if head >= 2:
            yield named_by(words[:head], ORGANISATION)
            yield from _piece(words[head:], known)
            return
    inner = _inner_front(texts, known)
    if inner and not has_title(words[:inner]) and not any(map(small, texts[:inner])):
        # "UAE Ministry of Foreign Affairs", but "Nepal's Ministry of Finance" begins behind the possessive.
        owned = next((at for at in range(inner, 0, -1) if owns(texts[at - 1])), 0)
        yield named_by(words[owned : owned + _front_end(texts[owned:], known)], ORGANISATION)
        return
    last = bare(texts[-1])
    if last.replace(".", "") in LEGAL or (texts[0] in LEGAL_BEFORE and not texts[1].isupper()):
        yield named_by(_behind_title(words), ORGANISATION)
        return
    head = max((at for at, word in enumerate(texts) if at and bare(word) in known.heads), default=0)
    if head and not (texts[0] in given() and head == len(texts) - 1 and bare(texts[head]) in family() and len(texts) == 2):
        yield from _headed(words, head, known)
        return
    yield from people(words, known)


def _headed(words: Words, head: int, known: Cues) -> Iterator[Reading]:
    """A run that holds the last word of an organisation's name, and perhaps somebody of it after that."""
    before, after = words[: head + 1], words[head + 1 :]
    if len(after) > 1 and after[0][1] in ("of", "for", "on"):
        # "Election Commission of Pakistan", "European Court of Human Rights".
        end = next((at for at in range(2, len(after)) if is_title(after[at][1]) or after[at][1] in given()), len(after))
        before, after = words[: head + 1 + end], words[head + 1 + end :]
    if after and not owns(before[-1][1]):
        ahead = after[0][1].lower().rstrip(".")
        if ahead not in known.titles and after[0][1] not in given():
            return
    named = _behind_title(before)
    while named and owns(named[0][1]) and len(named) > 1:
        named = named[1:]
    if len(named) >= 2 and not all(word in known.skips or word in known.offices or word in DEMONYMS for _, word in named[:-1]):
        yield named_by(named, WEAK_ORGANISATION if len(named) == 2 and bare(named[-1][1]) in WEAK else ORGANISATION)
    elif len(named) >= 2 and named[0][1] in DEMONYMS and bare(named[-1][1]) not in known.fronts and bare(named[-1][1]) not in WEAK:
        yield named_by(named, ORGANISATION)
    yield from people(after, known)


def _front(words: Words, known: Cues) -> bool:
    """Whether a part begins with the first word of an organisation's name."""
    first = words[0][1]
    needs = known.fronts.get(first)
    if needs is None and len(words) > 2:
        needs = known.fronts.get(f"{first} {words[1][1]}")
    if needs is None:
        return False
    return len(words) > 1 and (not needs or small(words[1][1]))


def _inner_front(texts: Sequence[str], known: Cues) -> int:
    """Where "Ministry of" and its like begin within a part; 0: nowhere."""
    return next((at for at in range(1, len(texts) - 2) if known.fronts.get(texts[at]) and texts[at + 1] in ("of", "for")), 0)


def _front_end(texts: Sequence[str], known: Cues) -> int:
    """How many words belong to an organisation that its first word announced: to a title, or to the end."""
    abroad = texts[0] in known.malay
    for at, word in enumerate(texts[1:], 1):
        if owns(word):
            return at + 1
        if abroad and word in ("di", "ke"):
            return at
        if is_title(word) and not small(texts[at - 1]) and texts[0] != "Office":
            return at
    return len(texts)


def _behind_title(words: Words) -> Words:
    """An organisation's words without somebody's title before them, but "King Edward Medical University" whole."""
    title = max((at for at, (_, word) in enumerate(words[:-2]) if at and is_title(word)), default=-1)
    return stripped(words[title + 1 :]) if title > 0 else words


def stands_for(words: Words, short: str) -> bool:
    """Whether the letters of an abbreviation begin the words of a name, in order; small words may be passed over."""
    letters = [c for c in short if c.isupper()]
    initials = "".join(word[0] for _, word in words if word[0].isupper())
    at = 0
    for letter in letters:
        at = initials.find(letter, at) + 1
        if not at:
            return False
    return len(letters) >= 3 and len(initials) <= len(letters) + 2
