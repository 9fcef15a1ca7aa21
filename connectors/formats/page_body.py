"""The article's text on a page, through trafilatura, with the paragraphs that a reader sees.

A fast extraction first. Where it brings little, or little but short lines (a menu, a stub), the page is read in full.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from newsbeam.connectors.formats.html_depth import is_too_deep

SHORT = 1000
"""Characters of a fast extraction under which the page is read in full."""
LINE = 45
"""Characters of a line that is no sentence."""
SENTENCE = 80
"""Characters of a `p` that is one or more sentences."""
BARE = 400
"""Characters of a page's own text under which what its metadata tell as the text is taken instead."""
_EMBED = re.compile(r"<(script|style|iframe)\b[^<>]{0,2000}>.{0,20000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
"""What an editor pasted as text that should have been markup."""
_PASTED = 200
"""Signs of tags in a text that are looked into."""
FAILURES = (ValueError, AttributeError, TypeError, RecursionError, KeyError)
"""What trafilatura raises on pages that it cannot read."""


def body_of(text: str, page: LexborHTMLParser, article_body: str | None) -> str:
    """The text of a page; `article_body` is JSON-LD's articleBody. Raises FAILURES."""
    found = _extracted(text, fast=True)
    words = _plain(article_body) if article_body else ""
    if len(found) < SHORT or _is_short_lined(found) or _lacks(found, page, words):
        full = _extracted(text, fast=False)
        if full and (len(full) > len(found) or _is_short_lined(found)):
            found = full
    return words if len(found) < BARE and len(words) > 1.5 * len(found) else found


def _lacks(found: str, page: LexborHTMLParser, words: str) -> bool:
    """Whether most of what the page's data tell, or most of the sentences inside its `article`, is missing."""
    if len(words) > 2 * len(found):
        return True
    room = page.css_first("article") or page.css_first("main")
    if room is None:
        return False
    inside = sum(length for one in room.css("p")[:400] if (length := len(one.text(strip=True))) > SENTENCE)
    return inside > 3 * len(found)


def _extracted(text: str, *, fast: bool) -> str:
    import trafilatura  # a second to import: only workers that read pages pay it

    found: Any = trafilatura.bare_extraction(
        text, include_comments=False, include_tables=True, fast=fast, deduplicate=False, with_metadata=False
    )
    if found is None or found.body is None:
        return ""
    whole = "\n\n".join(filter(None, _blocks(found.body)))
    return _EMBED.sub("", whole) if 0 < whole.count("<") < _PASTED else whole


def _blocks(parent: Any) -> Iterator[str]:
    """The paragraphs below an element of trafilatura's tree; a list's items and a table's rows are lines of one."""
    if parent.text and parent.text.strip():
        yield _row(parent.text)
    for one in parent:
        if one.tag in ("p", "head", "quote", "code", "hi", "ref", "del", "ab"):
            yield _words(one)
        elif one.tag == "list":
            yield "\n".join(filter(None, (_words(item) for item in one.iter("item"))))
        elif one.tag == "table":
            rows = (" | ".join(filter(None, (_words(cell) for cell in row.iter("cell")))) for row in one.iter("row"))
            yield "\n".join(filter(None, rows))
        elif isinstance(one.tag, str):
            yield from _blocks(one)
        if one.tail and one.tail.strip():
            yield _row(one.tail)


def _words(element: Any) -> str:
    """The text of a block; `lb` is a line's end."""
    parts = [element.text or ""]
    for one in element:
        parts += ["\n" if one.tag == "lb" else "\n" + _words(one) + "\n" if one.tag in ("p", "list", "quote") else _inline(one)]
        parts.append(one.tail or "")
    return "\n".join(filter(None, map(_row, "".join(parts).split("\n"))))


def _inline(element: Any) -> str:
    return "".join(element.itertext())


def _row(text: str) -> str:
    return " ".join(text.split())


def _is_short_lined(text: str) -> bool:
    """Whether most of a text stands in lines that are no sentences."""
    lines = [line for line in text.split("\n") if line]
    return sum(len(line) for line in lines if len(line) < LINE) * 2 > len(text) or sum(
        len(line) < LINE for line in lines
    ) * 3 > 2 * len(lines)


def _plain(words: str) -> str:
    words = unescape(words) if "&" in words else words
    if "<" in words and not is_too_deep(words):
        words = LexborHTMLParser(words).text(separator="\n", strip=True)
    return "\n\n".join(filter(None, map(_row, words.split("\n"))))
