"""The lines of a teletype message told apart: slug, headline, byline and note above, indented paragraphs below (docs/design/wire-copy.md#bylines)."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from newsbeam.connectors.formats.wire_markers import signals_of

_NOTE = re.compile(
    r"\(?(?:eds?\b|editors?\b|editor's note|note to|attention|achtung|adds\b|recasts\b|corrects\b|updates\b|please)", re.IGNORECASE
)
_BYLINE = re.compile(r"(?:by|von|par|por)\s+\S", re.IGNORECASE)
_RULE = re.compile(r"[_\-=*\s]{3,}$")
_INDENT = ("   ", "\t", "  ")
_DEEP = ("   ", "\t", "\u00a0\u00a0")
_ENDS = (".", "!", "?", '"', "»", "”", "'")
_HEADS = 6
"""Lines of a head, at most, where nothing but marks parts it from the text."""
_HEADLINE = 80
"""Characters of a headline's line, at most."""
_WRAPPED = 45
"""Characters of a line, at least, that goes on in the next one."""


class Lines(NamedTuple):
    """A message's parts, line ends repaired, transmission marks (`=`, `<`, `^`) cut from the lines above the text."""

    slugline: str | None
    headline: str | None
    byline: str | None
    note: str | None
    body: str | None
    signals: tuple[str, ...] = ()
    """What lines of their own say of the message: `update 1`, `refile`, `extra`."""


def lines_of(lines: Sequence[str], keywords: str | None = None) -> Lines:
    """Head and text told apart, block by block: what stands indented further down is a table, not the beginning of the text.

    Below `keywords`, the keyword line of a header, a short line is no slug, unless it ends in a slash as slugs do.
    """
    start = _start(lines)
    below = keywords is not None and is_joined(keywords)
    slug: str | None = None
    signals: list[str] = []
    headlines: list[str] = []
    bylines: list[str] = []
    notes: list[str] = []
    for line in lines[:start]:
        clean = line.strip().strip("^<=").strip()
        if not clean or _RULE.fullmatch(clean):
            continue
        if not headlines and not bylines and not _is_marked(line) and (said := signals_of(clean)):
            signals.extend(said)
        elif _NOTE.match(clean) or (clean.startswith("(") and clean.endswith(")")):
            notes.append(clean)
        elif _BYLINE.match(clean) or bylines:
            bylines.append(clean)
        elif slug is None and not _is_marked(line) and not headlines and (clean.endswith("/") if below else _is_slug(clean)):
            slug = clean
        else:
            headlines.append(clean)
    return Lines(
        slugline=slug or keywords,
        headline=" ".join(headlines) or None,
        byline="\n".join(bylines) or None,
        note="\n".join(notes) or None,
        body=paragraphs(lines[start:]),
        signals=tuple(dict.fromkeys(signals)),
    )


def _start(lines: Sequence[str]) -> int:
    """Where the text begins: at an indented line of the head's blocks, else at the first block that is no head."""
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    at, marked = first, False
    while at < len(lines):
        end = next((i for i in range(at, len(lines)) if not lines[i].strip()), len(lines))
        block = lines[at:end]
        if at > first and not _is_head(block, marked=marked):
            return at
        begun = next((i for i in range(_below_mark(lines, at, end), end) if not _is_about(lines[i])), None)
        indented = next((i for i in range(at, end) if lines[i].startswith(_INDENT)), None)
        if begun is not None or indented is not None:
            return min(i for i in (begun, indented) if i is not None)
        if end == len(lines) and at == first and not marked:
            return at if not _is_marked(block[-1]) else end  # one block alone, of which nothing is marked as head
        marked = marked or _is_marked(block[-1])
        at = next((i for i in range(end, len(lines)) if lines[i].strip()), len(lines))
    return next((i for i in range(first, len(lines)) if not lines[i].strip()), first)  # nothing but heads: the first block's


def _is_head(block: Sequence[str], *, marked: bool) -> bool:
    """Whether a later block still stands above the text: a note, a byline, or a headline where none was marked yet.

    A block with an indented line belongs to the head as far as that line.
    """
    above = list(takewhile(lambda line: not line.startswith(_INDENT), block))
    if not above:
        return True
    begin = above[0].strip().strip("^<=").strip()
    if _is_marked(above[-1]) or (len(above) <= 2 and begin.startswith("(") and _NOTE.match(begin)):
        return True
    if len(above) > 2 or above[-1].rstrip().endswith(_ENDS):
        return False
    return bool(_BYLINE.match(begin)) or (not marked and len(above) < len(block) and max(map(len, above)) < _HEADLINE)


def _below_mark(lines: Sequence[str], at: int, end: int) -> int:
    """The line below the last one that is marked (`=`) in a block's beginning; `end` where none is."""
    return max((i + 1 for i in range(at, min(end, at + _HEADS)) if _is_marked(lines[i])), default=end)


def _is_about(line: str) -> bool:
    """Whether a line below the headline's mark is a byline, a note or a rule, not text."""
    clean = line.strip().strip("^<=").strip()
    bracketed = clean.startswith("(") and clean.endswith(")")
    return bracketed or not clean or any(one.match(clean) for one in (_NOTE, _BYLINE)) or bool(_RULE.fullmatch(clean))


def _is_marked(line: str) -> bool:
    return line.rstrip().endswith("=")


def _is_slug(line: str) -> bool:
    """A keyword line: joined by slashes or dashes, or one or two words."""
    return is_joined(line) or len(line.split()) <= 2


def is_joined(line: str) -> bool:
    """Whether slashes or dashes join a line's keywords."""
    return "/" in line or "--" in line or bool(re.fullmatch(r"[\w.]+(?:-[\w.]+)+.{0,40}", line))


def is_lines(text: str, *, broken: bool = False) -> bool:
    r"""Whether line ends and indents make the paragraphs of a text that markup gives as one: not those of a pretty-printed page.

    `broken`: each line's end was marked (`br`), so that only indents of some lines and not of others say so.

    >>> is_lines("One line\n  that goes\n  on."), is_lines("    It rained\nall day.\n    It stopped."), is_lines("One.\n\nTwo.")
    (False, True, True)
    """
    lines = text.rstrip().splitlines()
    begun = [line for line in lines if line.strip()]
    if len(begun) < 2:
        return False
    if broken:
        deep = [line.startswith(_DEEP) for line in begun[1:]]
        return any(deep) and (not all(deep) or _is_spaced(begun))
    if len(begun) < len(lines[lines.index(begun[0]) :]):
        return True  # a blank line between two
    indented = [line.startswith(_INDENT) for line in begun[1:]]
    if not any(indented):
        return False
    return not all(indented) or (len(begun) > 2 and sum(line.rstrip().endswith(_ENDS) for line in begun) >= 0.8 * len(begun))


def _is_spaced(lines: Sequence[str]) -> bool:
    """Whether every line but the first was indented by hand, with hard spaces, and ends as a paragraph does."""
    return all(line.startswith("\u00a0") for line in lines[1:]) and all(line.rstrip().endswith(_ENDS) for line in lines)


def parted(text: str) -> str:
    """Plain text in wrapped lines whose paragraphs an indent begins, with a blank line between them; any other as it is."""
    lines = text.splitlines()
    go_on = [line for line, below in pairwise(lines) if line.strip() and below.strip() and not below.startswith(_DEEP)]
    if sum(len(line) < _WRAPPED for line in go_on) * 2 > len(go_on) or not is_lines(text, broken=True):
        return text  # short lines that end where they are: a list of results
    return paragraphs(lines) or text


def paragraphs(lines: Sequence[str]) -> str | None:
    """Lines joined into paragraphs: an indented line, a section head (`^`) or one after a blank begins a new one."""
    found: list[list[str]] = []
    listed = False
    fresh = True
    for line in lines:
        clean = line.strip().strip("\x00\x11\x12\x13\x14\x16")
        if not clean or _RULE.fullmatch(clean):
            fresh = True
            continue
        if fresh:
            listed = clean.startswith(("- ", "##"))
        item = clean.startswith("- ") if listed else line.startswith((*_INDENT, "\u00a0", "^"))
        if fresh or item or not found:
            found.append([])
        found[-1].append(clean.strip("^<=").strip() if line.startswith("^") else clean.removesuffix("<").rstrip())
        fresh = line.startswith("^")
    return "\n\n".join(" ".join(one) for one in found if one) or None
