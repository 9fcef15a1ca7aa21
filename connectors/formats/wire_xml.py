"""Reading wire XML whatever its namespace: children by local name, texts, inner markup."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from newsbeam.connectors.formats.markup import markup_of
from newsbeam.connectors.formats.wire_lines import is_lines, paragraphs
from newsbeam.connectors.formats.wire_torn import Wire, read
from newsbeam.schemas.document import Document


def wire(document: Document, *items: str) -> Wire:
    """Its tree, mended where that is certain; `items`: what a message of several holds. Raises ParseError for what must not be read."""
    return read(markup_of(document), document.uri, items)


def local(element: Any) -> str:
    """The local name, as spelled."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def children(parent: Any | None, *names: str) -> Iterator[Any]:
    """The children with one of these local names, in document order; none of a parent that is not there."""
    if parent is not None:
        for one in parent:
            if local(one) in names:
                yield one


def child(parent: Any | None, *path: str) -> Any | None:
    """The first element down this path of local names."""
    for name in path:
        parent = next(children(parent, name), None)
    return parent


def text(element: Any | None) -> str | None:
    """All the text of an element, stripped at its ends; None where there is none."""
    return None if element is None else "".join(element.itertext()).strip() or None


def spaced(element: Any | None, between: str = " ", glued: str | None = None) -> str | None:
    """The text of an element whose children are fields, set apart by `between`; by `glued` where not even a space stands there."""
    if element is None:
        return None
    found, space = "", True
    for piece in (element.text, *(piece for one in element for piece in ("".join(one.itertext()), one.tail))):
        words = " ".join((piece or "").split())
        space = space or (piece or "")[:1].isspace()
        if words:
            joint = between if space or glued is None else glued
            found += (
                "" if not found or found[-1] in "(/-" or words[0] in ",.;:)/" else joint if found[-1].isalnum() else " "
            ) + words
            space = (piece or "")[-1:].isspace()
        else:
            space = space or bool(piece)
    return found or None


def value(parent: Any | None, *path: str) -> str | None:
    """The text of the first element down this path."""
    return text(child(parent, *path))


def attribute(element: Any | None, name: str) -> str | None:
    """An attribute, stripped; None where it is missing or empty."""
    return None if element is None else (element.get(name) or "").strip() or None


def inner(element: Any | None) -> str | None:
    """What stands inside an element, as markup without namespaces; None where there is nothing."""
    if element is None:
        return None
    for one in element.iter():
        if isinstance(one.tag, str):
            one.tag = local(one)
    etree.cleanup_namespaces(element)
    whole: str = etree.tostring(element, encoding="unicode", with_tail=False)
    start, end = whole.find(">") + 1, whole.rfind("</")
    return whole[start:end].strip() or None if end >= start else None


def part_lines(page: Any) -> None:
    """A story sent as plain lines in one `p`: its lines become the paragraphs that they were."""
    for one in list(page.iter("{*}p", "{*}pre")):
        lines = _lines_of(one)
        if lines is None or not is_lines(lines, broken=len(one) > 0):
            continue
        parts = (paragraphs(lines.splitlines()) or "").split("\n\n")
        del one[:]
        one.text, tail, last = parts[0], one.tail, one
        one.tail = None
        for part in parts[1:]:
            following = etree.Element(one.tag)
            following.text = part
            last.addnext(following)
            last = following
        last.tail = tail


def _lines_of(element: Any) -> str | None:
    """The lines of an element that holds nothing but text, or text and `br`."""
    if any(local(one) != "br" or len(one) or one.text for one in element):
        return None
    return (element.text or "") + "".join("\n" + (one.tail or "").removeprefix("\n") for one in element)


def language_of(element: Any | None) -> str | None:
    """The nearest `xml:lang`."""
    while element is not None:
        if found := attribute(element, "{http://www.w3.org/XML/1998/namespace}lang"):
            return found
        element = element.getparent()
    return None
