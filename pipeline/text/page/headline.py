"""Which line above a text is its headline: printed twice, of the text's own words, near to it; never a path or a name."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.words import WORD, words_of

_TEXT = 1_500
"""Characters of the text whose words are compared."""
_TITLES, _WHOLE = 60, 20_000
"""Titles that are weighed, the nearest to the text, and characters of the text that are searched for them: a hostile page has more."""
_LEAST = 1.0
_PLAIN, _WORDS, _FIRST = 1.9, 4, 1.8
"""The score and words that make the first such line from the top a headline, unless a later one is better by so much."""
_BESIDE, _BELOW, _MANY = 0.8, 0.8, 3
"""What it is worth to stand just above the time and the byline; what it costs to stand below them."""
_LONG, _SENTENCE = 50, 80
"""What a line must weigh to be the text's own sentence; what one that only begins like it must."""
_LONGEST = 260
_TOPICS, _TWICE, _OFTEN = 6, 0.67, 3
_BEGINNING = 17
"""Letters and digits that are more than a common beginning."""


def choose(titles: Sequence[tuple[int, str]], text: str, above: int | None = None, stamp: int | None = None) -> int | None:
    """Index in `titles` ((line number, line), from the top) of the headline; None where none of them is one.

    `stamp`: the time or byline next to the text, below which captions stand; `above`: the title just above it.
    """
    words, whole = _words(text[:_TEXT]), shapes.bare(text[:_WHOLE])
    akin, named = words_of(text[:_TEXT]), above
    if not any(n == above and _score(title, n, 1, words) >= _LEAST and _is_akin(title, akin) for n, title in titles):
        above = stamp = None  # what stands there is no headline: a masthead's line
    over = {shapes.bare(title) for number, title in titles if stamp is not None and number < stamp}
    rows = {shapes.bare(row) for row in text[:_WHOLE].split("\n") if len(row) <= _LONGEST}
    bares = [shapes.bare(title) for _, title in titles]
    times = Counter(bares)
    times.update(own for own in set(bares) if own in rows)  # a list of titles below the text has it too
    longer = _longer(bares[-_TITLES:])
    times.update(set(longer.values()))
    best: tuple[float, int] | None = None
    begun: str | None = None
    for index, (number, title) in islice(enumerate(titles), max(0, len(titles) - _TITLES), None):
        own = bares[index]
        if own in longer or _is_list(title) or _is_named_again(title, own, bares):
            continue
        if times[own] < 2 and number != named and (_is_quoted(title, whole) or _is_excerpt(title, whole)):
            continue
        score = _score(title, number, times[own], words) + (0.5 if number == 0 else 0.0) + 0.01 * index
        if stamp is not None:
            second = above is not None and above < number < stamp
            below = second or (number > stamp and own not in over)
            score += _BESIDE if number == above and score else -_BELOW if below else 0.0
        if begun is None and score >= _PLAIN and _is_plausible(title, akin | words_of(_below(titles, index))):
            begun = own
        if _is_kicker(titles, index):
            score -= _FIRST
        if own == begun:
            score += _FIRST  # below it stand standfirst and captions, which have more of the text's words
        if score >= _LEAST and (best is None or score > best[0]):
            best = score, index
    return best[1] if best is not None else _long_one(titles, whole, words)


def _long_one(titles: Sequence[tuple[int, str]], whole: str, words: set[str]) -> int | None:
    """Where nothing else is one: a long line that only begins as a sentence of the text does."""
    return next(
        (index for index, (_, title) in enumerate(titles[:_TITLES]) if not _is_quoted(title, whole) and _may_be(title, words)), None
    )


def _longer(bares: Sequence[str]) -> dict[str, str]:
    """Lines that begin or end with another one, by which: a path in front of the headline, the site behind it."""
    return {
        one: other
        for one in bares
        for other in bares
        if _BEGINNING <= len(other) < len(one) and (one.startswith(other) or one.endswith(other))
    }


def _is_named_again(title: str, own: str, bares: Sequence[str]) -> bool:
    """Whether a name of a word or three begins another title: `Jane Roe` above `Jane Roe: 'My ferry sails again'`."""
    return _count(title) < _WORDS and any(len(other) > 2 * len(own) and other.startswith(own) for other in bares)


def _is_kicker(titles: Sequence[tuple[int, str]], index: int) -> bool:
    """Whether a few words in capitals stand right above a line of small letters that is longer."""
    number, title = titles[index]
    if index + 1 >= len(titles) or not title.isupper() or _count(title) > _WORDS:
        return False
    below, line = titles[index + 1]
    return below == number + 1 and not line.isupper() and _count(line) > _count(title)


def _count(title: str) -> int:
    """Words with a letter or figure in them; where words are not parted, by their weight."""
    if title[-1] >= "\u3040":
        return max(len(title.split()), int(shapes.weight(title) / 8))
    return sum(any(map(str.isalnum, word)) for word in title.split())


def _is_list(title: str) -> bool:
    """Whether the same words come again and again: a page's topics in a row."""
    words = [word for one in title.casefold().split() if (word := one.strip(",.|-–—:"))]
    if len(words) < _TOPICS:
        return False
    return len(set(words)) <= _TWICE * len(words) or (
        "," in title and max(Counter(words).values()) >= _OFTEN and min(map(len, words)) > 2
    )


def _may_be(title: str, words: set[str]) -> bool:
    return _SENTENCE <= shapes.weight(title) <= _LONGEST and not shapes.ends(title) and len(_words(title) & words) >= _WORDS


def _is_plausible(title: str, akin: set[str]) -> bool:
    """Whether a title of some score is one from the top on: of several words, no time, words that the text has too."""
    return _count(title) >= _WORDS and shapes.without_time(title) is None and _is_akin(title, akin)


def _below(titles: Sequence[tuple[int, str]], index: int) -> str:
    """The next titles: a standfirst, a text's first lines."""
    return "\n".join(title for _, title in titles[index + 1 : index + 3])


def _is_akin(title: str, words: set[str]) -> bool:
    """Whether a title has long words of the text: the page's own lines share its small ones at most."""
    own = words_of(title)
    return not own or len(own & words) >= (1 if len(own) < _MANY else 2)


def _is_quoted(title: str, whole: str) -> bool:
    """Whether a line of some length stands in the text."""
    return shapes.weight(title) >= _LONG and shapes.bare(title) in whole


def _is_excerpt(title: str, whole: str) -> bool:
    """Whether a long line in small letters begins as a sentence of the text does."""
    own, size = shapes.bare(title), shapes.weight(title)
    words = title.split()
    small = sum(word[0].islower() for word in words) >= 0.4 * len(words)
    return size >= _SENTENCE and small and own[:_BEGINNING] in whole


def _score(title: str, number: int, times: int, words: set[str]) -> float:
    size = shapes.weight(title)
    count = len(title.split()) if title.isascii() else max(len(title.split()), int(size / 8))
    if size < 12 or size > _LONGEST or (times < 2 and (count < 2 or (count == 2 and number))):
        return 0.0
    own = _words(title)
    shared = len(own & words) / max(1, len(own))
    # A kicker ("Crime & Courts") has all of its few words from the text.
    return (
        (2.0 if times > 1 else 0.0)
        + (3.0 if count >= _WORDS or times > 1 else 1.5) * shared
        + (0.6 if count >= 4 else 0.3)
        + (0.4 if 28 <= size <= 140 else 0.0)
    )


def _words(text: str) -> set[str]:
    """Words of four letters and more, by their beginnings; pairs of characters where words are not parted."""
    found: set[str] = set()
    for word in WORD.findall(text.casefold()):
        if word[0] >= "\u3040":
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) > 3:
            found.add(word[:5])
    return found
