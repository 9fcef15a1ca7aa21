"""What stands directly behind a story and reads as one: sentences of the page's own business, headings of lists, topics."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.endings import is_own
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.page.phrases import Phrase, phrase
from newsbeam.pipeline.text.page.stamps import has_day
from newsbeam.pipeline.text.page.tables import in_table
from newsbeam.pipeline.text.page.words import words_of

_FILE = Path(__file__).with_name("page_words.tsv")
_LAST = 8
"""Lines at a story's end that are looked at."""
_LONG = 100
"""What a line without a stop weighs that is none of a list of titles."""
_BUSINESS, _ONE, _LEGAL, _MANY, _STORY = 400, 260, 900, 3, 2
"""Characters of a sentence of the page's business; of one that has one of its words only, which the story may need, too; of one that has so many; how many times as long the story above it is."""
_AKIN = 0.12
"""What a sentence of the page's business shares with the story, of its words, at most."""
_TOPICS, _TOPIC, _KNOWN = 3, 50, 0.6
"""How many topics make a line of them; what each weighs at most; the share of them that the text names."""
_ROW, _NEAR, _THIRD = 12, 4, 3
"""Last lines among which a row of them is looked for, and of which one is of it; they are one in so many of it at least."""
_HEADED, _SURELY = 60, 2
"""What a heading weighs at most below which a page has nothing; words of the page's business in a line without a stop."""
_LABEL = late(r"[^\W\d][^,.:：]{1,30}[:：]\s?")
_QUOTES = "\"'“”«»‘’([¿¡-–—•·#@"
_HEAD, _UNSPACED = 2, "\u0e00"
"""Letters that begin a word of business; scripts from here on part no words (Thai, Chinese; Korean ends them otherwise)."""
_HEADING = (":", "：")
_QUOTED = tuple('"”“’»」』')
_OPENS, _CLOSES = '"“”„«»「『‘', '"”“»«」』’)）'
_SPOKEN, _SHARED, _SPOKEN_AKIN = 20, 2, 0.25
"""What a quotation weighs at least that is a sentence; how many long words it shares with the story, and the share of them."""
_LISTED, _SEVERAL, _SPEAKER = (",", "，", "、", ";", "،"), 2, 30
"""What parts a list's entries, how often at least; what a line weighs at most that says who spoke."""
_PART = late(r"\s?[,，、;|/#·•]\s?")
_ITEM = late(r"[•·▪■●*»›>–—-]\s?|\d{1,2} [–—-]\s")


def before_closing(lines: Sequence[Line], *, followed: bool, printed: bool = True) -> int:
    """Number of the story's lines; `followed`: something was cut behind them; `printed`: with its page.

    Without one a sentence is the page's only by several words of its business: "The firm declined to comment." is how stories end.
    """
    end = pleas_of(lines)
    printed = printed or end < len(lines)
    least = max(1, end - _LAST)
    while end > least and _closes(lines, end - 1, followed=followed or (printed and end < len(lines)), printed=printed):
        end -= 1
    return end


def pleas_of(lines: Sequence[Line]) -> int:
    """Where a row of a page's own lines begins, which no sentence of the story stands in or below; their count where none does.

    One plea may be how a story ends; several known lines and pleas are a page's, whatever it prints above the text.
    """
    first = max(1, len(lines) - _ROW)
    above = [line.text for line in lines[:first]]
    near = [at for at in range(max(first, len(lines) - _NEAR), len(lines)) if _is_mark(lines[at].text, above)]
    if not near:  # nearly always
        return len(lines)
    marks = [at for at in range(first, len(lines) - _NEAR) if _is_mark(lines[at].text, above)] + near
    if len(marks) < _SEVERAL:
        return len(lines)
    story = words_of("\n".join(above))
    for number, at in enumerate(marks):
        rest = len(marks) - number
        if rest < _SEVERAL or _THIRD * rest < len(lines) - at or _is_between(lines, at, marks):
            continue
        if rest < _MANY and not any(is_business(lines[one].text, above, surely=True) for one in marks[number:]):
            continue
        others = (line.text for below, line in enumerate(lines[at:], at) if below not in marks and shapes.is_prose(line.text))
        if all(len(words_of(text) & story) <= _AKIN * len(words_of(text)) for text in others):
            return at
    return len(lines)


def _is_between(lines: Sequence[Line], at: int, marks: Sequence[int]) -> bool:
    """Whether a known line stands right above a sentence that is none: an advertisement between two of the story's, perhaps."""
    known = phrase(lines[at].text)
    below = at + 1
    return (
        known is not None
        and known is not Phrase.TAIL
        and below < len(lines)
        and below not in marks
        and shapes.is_prose(lines[below].text)
    )


def _is_mark(text: str, above: Sequence[str]) -> bool:
    return phrase(text) is not None or is_business(text, above)


def _closes(lines: Sequence[Line], number: int, *, followed: bool, printed: bool) -> bool:
    text = lines[number].text
    if is_own(lines, number) or (printed and shapes.is_teaser(text) and has_day(text)):
        return True  # `07/03/2023 Another story…`
    if shapes.is_prose(text):
        above = [line.text for line in lines[:number]]
        least = 1 if printed else _MANY
        if sum(map(len, above)) < _STORY * len(text):
            return is_business(text, above, surely=True, least=least)
        return is_business(text, above, least=least) or _is_topics(text, lines[:number])
    if text.endswith(_HEADING):
        return followed or (printed and shapes.weight(text) < _HEADED and _is_strange(text, lines[:number]))
    if _ITEM.match(text):
        return followed and not _is_listed(lines, number)
    if shapes.ends(text) and text[-1] in "?!？！؟;" and not text.endswith(_QUOTED):
        return followed and lines[number].parted
    if shapes.ends(text):
        return is_business(text, [line.text for line in lines[:number]], least=1 if printed else _MANY)
    if belongs(lines, number) or in_table(lines, number) or (is_spoken(text) and _is_akin(text, lines[:number])):
        return False
    if (followed and shapes.weight(text) < _LONG) or _is_topics(text, lines[:number]):
        return True
    return is_business(text, [line.text for line in lines[:number]], surely=True, least=_SURELY)


def belongs(lines: Sequence[Line], number: int) -> bool:
    """Whether a line without a stop is a list behind its heading ("Squad:"), or says who spoke, behind the end of a quotation."""
    if number == 0:
        return False
    above, text = lines[number - 1].text, lines[number].text
    if above.endswith(_HEADING):
        return sum(map(text.count, _LISTED)) >= _SEVERAL
    return above.endswith(_QUOTED) and shapes.weight(text) < _SPEAKER and not shapes.is_time(text)


def is_spoken(text: str) -> bool:
    """Whether a line is a quotation from its first letter to its end, perhaps with a bracket behind who said it: its stop may be missing."""
    return text[0] in _OPENS and text[-1] in _CLOSES and shapes.weight(text) >= _SPOKEN


def _is_akin(text: str, above: Sequence[Line]) -> bool:
    """Whether a short line goes on with the story: a title of the page has at most one of its long words."""
    words = words_of(text)
    return len(words & words_of("\n".join(line.text for line in above))) >= max(_SHARED, _SPOKEN_AKIN * len(words))


def _is_strange(text: str, above: Sequence[Line]) -> bool:
    return not words_of(text) & words_of("\n".join(line.text for line in above))


def is_business(text: str, above: Sequence[str], *, surely: bool = False, least: int = 1) -> bool:
    """Whether a sentence is about the page, not of the story: by its words, `least` of them, which the story lacks; `surely`: by several."""
    if len(text) > _LEGAL:
        return False
    low = f" {text.casefold()}"
    found = [one for one in _candidates(low) if one[0] in low and all(map(low.__contains__, one))]
    if len(found) < least or (len(text) > _BUSINESS and len(found) < _MANY):
        return False
    story = "\n".join(above).casefold()
    if all(any(part in story for part in one) for one in found):
        return False
    if len(found) > 1 or surely:
        return len(found) > 1
    words = words_of(text)
    return len(text) <= _ONE and len(words & words_of(story)) <= _AKIN * len(words)


def _is_listed(lines: Sequence[Line], number: int) -> bool:
    """Whether an item belongs to a list that the story announces."""
    while number and _ITEM.match(lines[number].text):
        number -= 1
    return not shapes.ends(lines[number].text)


def _is_topics(text: str, above: Sequence[Line]) -> bool:
    """`Tags: harbour, lights, ships`: short parts, most of which the text names; a cloud of single words."""
    if len(text) > 600 or shapes.ends(text):
        return False
    if shapes.is_menu(text):
        return True
    labelled = _LABEL.match(text)
    parts = [part for part in _PART.split(text[labelled.end() if labelled else 0 :]) if part]
    if len(parts) < _TOPICS or any(len(part.split()) > 4 or shapes.weight(part) > _TOPIC for part in parts):
        return False
    story = shapes.bare("\n".join(line.text for line in above))
    return sum(shapes.bare(part)[:6] in story for part in parts) >= _KNOWN * len(parts)


def _candidates(low: str) -> Iterator[tuple[str, ...]]:
    """The business of which a sentence has the first two letters: nearly nothing of a long list."""
    known = _businesses()
    heads = {word.lstrip(_QUOTES)[:_HEAD] for word in low.split()}
    if not low.isascii():
        heads.update(one for one in low if one >= _UNSPACED)
    for head in heads:
        yield from known.get(head, ())


@cache
def _businesses() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Words of a page's business, those that must stand together, by the first letters of the first; a space begins a word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in _FILE.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        for one in row.split("\t")[1].split("|"):
            parts = one.split("+")
            head = one[0] if one[0] >= _UNSPACED else one[:_HEAD]
            found.setdefault(head, []).append(tuple(part if part[0] >= _UNSPACED else f" {part}" for part in parts))
    return {head: tuple(dict.fromkeys(rows)) for head, rows in found.items()}
