"""A feed that is not well formed, cut into its entries, so that a torn one costs itself alone (.github/CONTRIBUTING.md, 6). Linear."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

_TOKEN = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->|<(/?)(?:[A-Za-z_][\w.-]{0,20}:)?(item|entry)(?=[\s/>])", re.IGNORECASE)
_FIELD = re.compile(
    r"<(/?)(title|description|summary|content|content:encoded|guid|id|pubdate|published|updated)(?=[\s/>])[^>]{0,400}?(/?)>",
    re.IGNORECASE,
)
_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_XMLNS = re.compile(r"""\s(xmlns(?::[\w.-]{1,40})?)\s{0,4}=\s{0,4}("[^"<>]{0,300}"|'[^'<>]{0,300}')""")
MOST_SPACES = 100
"""Namespaces that a head may declare: all stand before each entry that is parsed alone."""


class Pieces(NamedTuple):
    """A feed's text in pieces."""

    head: str
    entries: list[tuple[str, bool]]
    """(an entry's text, whether its end was found), in document order."""


def cut(text: str) -> Pieces:
    """The entries by their tags alone; what stands in CDATA and comments is no tag."""
    found = spans(text)
    return Pieces(text[: found[0][0]] if found else text, [(text[begin:end], ended) for begin, end, ended in found])


def spans(text: str, token: re.Pattern[str] = _TOKEN) -> list[tuple[int, int, bool]]:
    """(begin, end, whether its own end was found) of each element that `token` names; one without an end reaches to the next, or to the text's."""
    found: list[tuple[int, int, bool]] = []
    start = -1
    for at, end, closing in _tags(text, token):
        if not closing:
            if start >= 0:
                found.append((start, at, False))
            start = at
        elif start >= 0:
            found.append((start, text.find(">", end) + 1 or len(text), True))
            start = -1
    if start >= 0:
        found.append((start, len(text), False))
    return found


def _tags(text: str, token: re.Pattern[str]) -> Iterator[tuple[int, int, bool]]:
    """(start, end, closing) of each tag that stands in the open."""
    tokens = [(m.start(), m.end(), m[0][:4], m[1] == "/", m[2]) for m in token.finditer(text)]
    comment_ends = [index for index, token in enumerate(tokens) if token[2] == "-->"]
    names = [index for index, token in enumerate(tokens) if token[4] and token[3]]
    index = passed = named = 0
    inside = False
    while index < len(tokens):
        start, end, mark, closing, name = tokens[index]
        index += 1
        if name:
            inside = not closing
            yield start, end, closing
        elif mark == "<![C":
            index = _behind_cdata(tokens, index)
        elif mark == "<!--":
            while passed < len(comment_ends) and comment_ends[passed] < index:
                passed += 1
            # A comment inside an entry that runs over the entry's end has lost its own.
            while named < len(names) and names[named] < index:
                named += 1
            ends = comment_ends[passed] if passed < len(comment_ends) else None
            if ends is not None and not (inside and named < len(names) and names[named] < ends):
                index = ends + 1


def _behind_cdata(tokens: list[tuple[int, int, str, bool, str | None]], index: int) -> int:
    """The token behind a CDATA section; `index` itself where it is torn: its end comes only after another entry's tag."""
    for ahead in range(index, min(index + 2000, len(tokens))):
        mark, name = tokens[ahead][2], tokens[ahead][4]
        if mark == "]]>":
            return ahead + 1
        if name or mark == "<![C":
            break
    return index


def wrapper(head: str) -> tuple[str, str]:
    """Start and end tags with every namespace that the head declares, to parse an entry alone."""
    spaces = {one[1]: one[2] for one in islice(_XMLNS.finditer(head), MOST_SPACES)}
    declared = "".join(f" {name}={value}" for name, value in spaces.items())
    return f"<wrapper{declared}>", "</wrapper>"


def is_torn(entry: str) -> bool:
    """Whether a field is opened and never closed: its text cannot be told from its neighbour's. An end too many takes nothing."""
    if entry.rfind("<![CDATA[") > entry.rfind("]]>"):
        return True
    entry = _CDATA.sub("", entry)
    if entry.rfind("<!--") > entry.rfind("-->"):
        return True
    open_fields: dict[str, int] = {}
    for closing, name, empty in _FIELD.findall(entry):
        if not empty:
            open_fields[name.lower()] = open_fields.get(name.lower(), 0) + (-1 if closing else 1)
    return any(still_open > 0 for still_open in open_fields.values())
