"""The text of simple HTML without a parser: whole tags of everyday elements, no tables, no scripts, nothing torn.

What `newsbeam.pipeline.text.html` hands over is read by a few passes in C or not at all: where one tag, reference or character is
not of the simple kind, `text_of` says None and the parser reads the document (tests hold the two against each other).
"""

import re
from functools import lru_cache
from itertools import repeat
from operator import contains

from selectolax.lexbor import LexborHTMLParser

BREAK = "\f"
BLOCK = BREAK + BREAK
_INSIDE = "\x01"
"""Where an inline tag stood, until references are read (`&am<b>p;` is none); not NUL, which is slowly found, as each letter has half of it."""
_AS_BAD = "\x02"
"""Another control character, which a reference to that one gives: they all go."""

_BLOCKS = "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote section article header footer aside figure figcaption hr main nav"
_INLINE = "a abbr acronym b big center cite code del em font i img ins mark q s small span strike strong sub sup tt u time"
_RAW = frozenset(("iframe", "script", "style"))
"""Elements whose content is no text, and ends at their own end tag whatever it is."""
_MEANS: dict[str | None, str] = {
    None: _INSIDE,  # a comment
    "br": BREAK,
    "BR": BREAK,
    **{mark + name: BLOCK for one in _BLOCKS.split() for name in (one, one.upper()) for mark in ("", "/")},
    **{mark + name: _INSIDE for one in _INLINE.split() for name in (one, one.upper()) for mark in ("", "/")},
}
"""A tag's name -> what it leaves. `</br>` is left out: it breaks in no mark of ours and in every browser."""
# Attributes strictly as the standard writes them, or a quote might open where we see none; HTML's white space, not ours. Nearly all are
# of the kind of the second line, which the third knows too, at more cost.
_TAG = re.compile(
    r"<(?:(/?[A-Za-z][A-Za-z0-9]*+)(?:>|"
    r"""(?: [A-Za-z-]++="[^"]*+")++/?>|"""
    r"""(?:[ \t\r\n]++[^ \t\r\n"'<>/=`]++(?:[ \t\r\n]*+=[ \t\r\n]*+(?:"[^"]*+"|'[^']*+'|[^ \t\r\n"'<>=`]++))?+)*+"""
    r"[ \t\r\n]*+/?>)|!--(?:[^<>-]|-(?!->))*+-->)"
)
_REFERENCE = re.compile(r"(&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{0,31});)")
_LOOSE = re.compile(r"&(?=[A-Za-z0-9#])(?!(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{0,31});)")


def text_of(markup: str) -> str | None:
    """The text with `BREAK`s and `BLOCK`s where the tags stood; None where a parser must look. `markup` holds no form feed."""
    if _INSIDE in markup:
        return None
    parts = _TAG.split(markup)
    if not _RAW.isdisjoint(parts[1::2]):
        if "<" in "".join(parts[::2]):
            return None  # what begins within a script is for the parser to tell
        for name in sorted(_RAW):
            _silence(parts, name)
    try:
        parts[1::2] = map(_MEANS.__getitem__, parts[1::2])
    except KeyError:
        return None
    text = "".join(parts)
    if "<" in text:
        return None
    if "&" in text:
        parts = _REFERENCE.split(text)
        if any(map(contains, parts[::2], repeat("&"))) and _LOOSE.search(text):
            return None
        parts[1::2] = map(_decoded, parts[1::2])
        text = "".join(parts)
    return text.replace(_INSIDE, "")


def _silence(parts: list[str], name: str) -> None:
    """Take out an element's content, where no other tag is in it."""
    for at in range(1, len(parts) - 2, 2):
        if parts[at] == name and parts[at + 2] == f"/{name}":
            parts[at + 1] = ""
            parts[at] = parts[at + 2] = "b"


@lru_cache(maxsize=4096)
def _decoded(reference: str) -> str:
    """What the parser makes of a reference: its word, not ours, for the control characters and the names that are none."""
    body = LexborHTMLParser(f"<p>.{reference}").body
    return body.text(separator="")[1:].replace(_INSIDE, _AS_BAD) if body is not None else ""
