"""Where a page's text ends: topics, recent stories, share links, comment forms and scripts go; precision comes first.

A known phrase ends the text only where nothing that reads as the story follows; where something does, its own line goes
and no more. What is taken is handed back.
"""

from collections.abc import Sequence

from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.text.page import shapes, share
from newsbeam.pipeline.text.page.behind_stop import judged
from newsbeam.pipeline.text.page.blocks import resumes_behind
from newsbeam.pipeline.text.page.closing import before_closing, belongs
from newsbeam.pipeline.text.page.endings import contacts_of
from newsbeam.pipeline.text.page.leftovers import is_leftover
from newsbeam.pipeline.text.page.lines import Line, is_agency
from newsbeam.pipeline.text.page.phrases import LIMIT, Phrase, phrase
from newsbeam.pipeline.text.page.proof import introduces
from newsbeam.pipeline.text.page.words import words_of
from newsbeam.pipeline.text.roles import is_roles
from newsbeam.pipeline.text.signoff import is_signature

_SIGNED = 3
"""Lines behind a story within which its agency may sign."""
_LAST = 12
"""Lines at a feed's text's end that are looked at."""
_WORDS = frozenset(
    [
        "print",
        "save",
        "copy",
        "email",
        "e-mail",
        "post",
        "more",
        "send",
        "follow",
        "like",
        "line",
        "x",
        "ok",
        "mix",
        "pin",
        "rss",
        "pocket",
        "threads",
        "messenger",
        "reddit",
        "invia",
        "stampa",
    ]
)
"""Buttons that are words: alone they may be the story's."""
_TITLE, _BUTTON = 120, 60
_SENTENCE, _STOPS = 60, '.!?”"»।۔。'
_AKIN, _BROKEN, _PICTURED = 0.25, 30, 2
_AFTER = 0.5
"""What may read as text below a tail (teasers, comments), as a share of the text above it."""


def cut(lines: Sequence[Line], ends: int | None = None, *, page: bool = True, printed: bool = True) -> tuple[list[Line], list[str]]:
    """(the text's lines, what was taken). `page`: a whole page was printed, so that what follows a tail is not the story.

    `ends`: how many lines it has by their worth; `printed`: there are lines of the page above it, so that its short last
    lines may be the page's too.
    """
    end = _end(lines, page=page, printed=printed)
    signed: list[Line] = []
    if page:
        last = min(end, len(lines) if ends is None else ends)
        last = contacts_of(judged(lines[:last])) if last > 1 else last
        last = before_closing(judged(lines[:last]), followed=printed and last < len(lines), printed=printed)
        signed = [line for line in lines[last : min(end, last + _SIGNED)] if is_signature(line.text) or is_roles(line.text)][:2]
        end = last
    kept, taken = [], []
    body = lines[:end]
    behind = 0
    for number, line in enumerate(body):
        kind = phrase(line.text) if number < len(body) - _LAST else _kind(line.text)
        if kind is not None and page and printed and number >= behind:
            behind = resumes_behind(body, number) or 0
        if number < behind or _goes(body, number, kind, page=page, printed=printed):
            taken.append(line.text)
        else:
            kept.append(line)
    if page:
        while printed and end < len(lines) and len(kept) > 1 and _is_section(kept[-1]) and not belongs(kept, len(kept) - 1):
            taken.insert(0, kept.pop().text)
        at = _loose_end(kept, any_taken=bool(taken) or end < len(lines))
        taken += [line.text for line in kept[at:]]
        kept = kept[:at]
    if not kept:
        return list(lines), []
    return [*kept, *signed], taken + [line.text for line in lines[end:] if line not in signed]


def cut_edges(text: str) -> tuple[str, list[str]]:
    """A feed's text without the buttons and links at its beginning and end."""
    kept, taken = cut_end(text)
    before: list[str] = []
    while len(before) < _LAST and 0 < (at := kept.find("\n")) <= _BUTTON:
        if phrase(kept[:at]) not in (Phrase.SHARE, Phrase.LINE):
            break
        before.append(kept[:at])
        kept = kept[at:].lstrip("\n")
    return kept, before + taken


def cut_end(text: str) -> tuple[str, list[str]]:
    """A feed's text without the buttons and links that stand at its end; only lines that are known for what they are go.

    One look at the last line, nearly always: a text ends in a sentence.
    """
    at = text.rfind("\n") + 1
    if not at or len(text) - at > LIMIT or (len(text) - at > _SENTENCE and text[-1] in _STOPS):
        return text, []
    last = text[at:]
    if shapes.is_prose(last) and phrase(last) is None and not share.is_form(last):
        return text, []
    rows = text.rsplit("\n", _LAST)
    at = len(rows)
    while at > 1 and (not rows[at - 1] or _is_known(rows, at - 1)):
        at -= 1
    headings = [number for number in range(1, at) if rows[number] and phrase(rows[number]) is Phrase.TAIL]
    if headings:
        listed = at
        while listed > 2 and (not (row := rows[listed - 1]) or (len(row) <= _TITLE and not shapes.is_prose(row))):
            listed -= 1
        at = next(
            (number for number in headings if number >= listed - 1), at
        )  # a list of titles below a heading that nothing follows
    if at == len(rows):
        return text, []
    kept = "\n".join(rows[:at]).rstrip()
    return (kept, [row for row in rows[at:] if row]) if kept and any(rows[at:]) else (text, [])


def _kind(line: str) -> Phrase | None:
    """What a line near the text's end is, by the lists or by words that stand together."""
    return phrase(line) or (Phrase.LINE if share.is_known(line) else None)


def _is_known(rows: Sequence[str], number: int) -> bool:
    row = rows[number]
    kind = _kind(row)
    if kind is None:
        return shapes.is_counter(row) or shapes.is_ago(row)  # a link or a line of code may be what the entry is about
    near = [one for one in rows[max(0, number - 2) : number + 3] if one and one is not row]
    return (
        kind in (Phrase.TAIL, Phrase.LINE)
        or " " in row.strip()
        or row.casefold() not in _WORDS
        or any(_kind(one) is not None for one in near)
    )


def _end(lines: Sequence[Line], *, page: bool, printed: bool) -> int:
    # Below a text that was printed without a page, lines that are no sentences count too.
    sizes = [
        shapes.weight(line.text) if not printed or (shapes.is_prose(line.text) and not shapes.is_teaser(line.text)) else 0.0
        for line in lines
    ]
    above, below = 0.0, sum(sizes)
    for number, line in enumerate(lines):
        if number and above and phrase(line.text) is Phrase.TAIL and not _is_within(lines, number, page=page, printed=printed):
            rest = below - sizes[number]
            direct = number + 1 < len(lines) and sizes[number + 1] > 0
            goes_on = direct and page and _is_akin(lines, number)
            if rest == 0 or (page and rest <= _AFTER * above and not (direct and rest > 0.2 * above) and not goes_on):
                return number
        above += sizes[number] or (shapes.weight(line.text) if number == 0 else 0.0)
        below -= sizes[number]
    return len(lines)


def _is_within(lines: Sequence[Line], number: int, *, page: bool, printed: bool) -> bool:
    """Whether the story goes on behind a line that may end it."""
    return (not printed and introduces(lines, number)) or (page and resumes_behind(lines, number) is not None)


def _is_akin(lines: Sequence[Line], number: int) -> bool:
    """Whether the sentence behind a line goes on with the text above it: "Read also:" and the like stand within texts too."""
    words = words_of(lines[number + 1].text)
    above = words_of("\n".join(line.text for line in lines[:number]))
    return len(words & above) >= _AKIN * len(words)


def _goes(lines: Sequence[Line], number: int, kind: Phrase | None, *, page: bool, printed: bool) -> bool:
    """Whether a line inside the text is none of it."""
    text = lines[number].text
    if _goes_on(lines, number):
        return False
    if kind is Phrase.LINE:
        return " " in text.strip() or _in_block(lines, number) or text[0] >= UNCASED or (page and lines[number].parted)
    if kind is Phrase.TAIL:
        if not printed and introduces(lines, number):
            return False
        return not shapes.is_prose(text) or ":" in text[:30]
    if kind is Phrase.SHARE:
        return " " in text.strip() or _in_block(lines, number) or number == len(lines) - 1
    if shapes.is_link(text):  # a list's, or what a post shows; a button's stands beside buttons
        return _in_block(lines, number) or (printed and number == len(lines) - 1)
    if shapes.is_script(text) or is_leftover(text) or (printed and (shapes.is_counter(text) or shapes.is_ago(text))):
        return True
    return printed and _is_pictured(lines, number)


def _is_pictured(lines: Sequence[Line], number: int) -> bool:
    """Whether a line is a picture's, printed once alone and, near to that, with whose the picture is."""
    text = lines[number].text
    if shapes.is_caption(text):
        return any(_says(line.text, text) for line in lines[max(0, number - _PICTURED) : number])
    return any(_says(text, line.text) and shapes.is_caption(line.text) for line in lines[number + 1 : number + 1 + _PICTURED])


def _says(line: str, caption: str) -> bool:
    return len(caption) > len(line) >= _BROKEN and caption.startswith(line)


def _goes_on(lines: Sequence[Line], number: int) -> bool:
    """Whether a line goes on with the sentence that the line above it has begun, as where lines were broken at some width."""
    line, above = lines[number], lines[number - 1].text if number else ""
    small = line.text[0].islower() or line.text[0].isdigit()
    return small and not line.parted and len(above) >= _BROKEN and not shapes.ends(above)


def _is_section(line: Line) -> bool:
    """Whether the last line before a tail is a heading of the page's: one or two words, parted, in no sentence."""
    words = line.text.split()
    return (
        line.parted
        and len(words) <= 2
        and shapes.weight(line.text) <= 24
        and not shapes.ends(line.text)
        and not is_agency(line.text)
    )


def _in_block(lines: Sequence[Line], number: int) -> bool:
    """Whether a line above or below is a button or a known line too."""
    return any(0 <= at < len(lines) and phrase(lines[at].text) is not None for at in (number - 1, number + 1))


def _loose_end(lines: Sequence[Line], *, any_taken: bool) -> int:
    """Where a list of titles begins that ends the page: three or more, with a time among them."""
    last = max(
        (n for n, line in enumerate(lines) if shapes.is_prose(line.text) and not shapes.is_teaser(line.text)), default=len(lines)
    )
    rest = lines[last + 1 :]
    timed = [n for n, line in enumerate(rest) if shapes.is_ago(line.text)]
    if len(rest) >= 3 and timed and any_taken and all(not shapes.ends(line.text) or shapes.is_teaser(line.text) for line in rest):
        return last + 1 + max(0, timed[0] - 1)
    return len(lines)
