"""A wire document that is not well formed: mended, or its items apart, so that a torn one costs itself alone (.github/CONTRIBUTING.md, 6)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lxml import etree

from newsbeam.connectors.formats.feed_torn import spans, wrapper
from newsbeam.connectors.formats.markup import Markup, refuse_crowded, strict_tree
from newsbeam.connectors.formats.prescan import prescan
from newsbeam.connectors.formats.xml_mended import mended, prefixes_of
from newsbeam.schemas.codes import Flag, Reason
from newsbeam.schemas.item import ParseError

_TAG = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<[?!][^<>]*>|<(/?)([A-Za-z_][\w.:-]{0,100})([^<>]*)>", re.DOTALL)


class Wire(NamedTuple):
    """A wire document's tree, and what had to be done to its items. A torn one is an empty element in it."""

    root: Any
    flags: tuple[str, ...]
    torn: Mapping[int, str] = {}
    """Ordinal among the items -> its text as far as there is any."""
    mended: frozenset[int] | None = frozenset()
    """Ordinals of the items whose text was mended; None: the document's."""

    def flags_of(self, index: int) -> tuple[str, ...]:
        """Of one item."""
        return (*self.flags, Flag.MALFORMED_FEED.value) if self.mended is None or index in self.mended else self.flags

    def refusal(self, index: int, uri: str) -> ParseError | None:
        """Why an item is torn; None: it is whole."""
        if index not in self.torn:
            return None
        message = f"{uri}: item {index} is torn: it has no end, or its markup is not well formed"
        return ParseError(Reason.PARSE_ERROR, message, entry=index, raw=self.torn[index].encode()[: 64 * 1024])


def read(markup: Markup, uri: str, items: Sequence[str] = ()) -> Wire:
    """The tree of a document; `items`: the local names of what a message of several holds. Raises ParseError where it cannot be mended."""
    try:
        root = strict_tree(markup.text if markup.raw is None else markup.raw)
    except etree.XMLSyntaxError as error:
        prescan(markup.text, uri)
        found = _mended(markup._replace(text=_without_tail(markup.text)), items)
        if found is None:
            raise ParseError(Reason.PARSE_ERROR, f"{uri}: not well-formed XML: {str(error)[:200]}") from None
    else:
        found = Wire(root, markup.flags)
    refuse_crowded(found.root, uri)
    return found


def _mended(markup: Markup, items: Sequence[str]) -> Wire | None:
    pieces = _by_items(markup, items) if items and markup.root not in {one.lower() for one in items} else None
    if pieces is not None:
        return pieces
    root = _tree(mended(markup.text))
    return None if root is None else Wire(root, markup.flags, mended=None)


def _by_items(markup: Markup, names: Sequence[str]) -> Wire | None:
    """The message with each item that is not well formed mended or emptied, and with its end; None where none of them is whole."""
    text = markup.text
    known = prefixes_of(text)
    found = spans(text, re.compile(rf"<!\[CDATA\[|\]\]>|<!--|-->|<(/?)(?:[A-Za-z_][\w.-]{{0,20}}:)?({'|'.join(names)})(?=[\s/>])"))
    if not found:
        return None
    start, end = wrapper(text[: found[0][0]])
    torn, changed = {}, set()
    pieces: list[str] = []
    at = 0
    for number, (begin, close, ended) in enumerate(found):
        pieces.append(text[at:begin])
        at, item = close, text[begin:close]
        if ended and _tree(start + item + end) is not None:
            pieces.append(item)
        elif ended and _tree(start + (better := mended(item, known)) + end) is not None:
            changed.add(number)
            pieces.append(better)
        else:
            torn[number] = item
            pieces.append(f"<{item[1:].split('>')[0].split()[0].rstrip('/')}/>")
    if len(torn) == len(found):
        return None
    pieces.append(text[at:])
    whole = "".join(pieces)
    root = _tree(whole)
    if root is None:  # its frame is torn, or its end is missing
        whole = mended(whole[: whole.rfind("<")] if whole.rfind("<") > whole.rfind(">") else whole)
        root = _tree(whole + _ends(whole))
    return None if root is None else Wire(root, markup.flags, torn, frozenset(changed))


def _without_tail(text: str) -> str:
    """A document without text behind its last tag: a transmission's end, a server's remark."""
    end = text.rfind(">") + 1
    return text if "<" in text[end:] else text[:end]


def _ends(text: str) -> str:
    """The end tags that a text which breaks off lacks."""
    opened: list[str] = []
    for one in _TAG.finditer(text):
        if one[2] is None or one[3].endswith("/"):
            continue
        if not one[1]:
            opened.append(one[2])
        elif opened and opened[-1] == one[2]:
            opened.pop()
        else:
            return ""
    return "".join(f"</{one}>" for one in reversed(opened))


def _tree(text: str) -> Any | None:
    try:
        return strict_tree(text)
    except etree.XMLSyntaxError:
        return None
