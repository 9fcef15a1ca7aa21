"""The text of a NewsML 1 item: of all its contents the longest, with what stands beside it as its other part."""

import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from newsbeam.connectors.formats.nitf import NitfBody, body_of
from newsbeam.connectors.formats.wire_xml import attribute, child, children, inner, local, part_lines, text

Content = tuple[str | None, bool, NitfBody]
"""(the text, whether it is markup, what an NITF says beside)"""
_PARTS = ("lead", "body")
"""Roles of components that together are a text."""
_TEXTS = ("text", "html", "nitf", "xml")
_REFERENCES = re.compile(r"^[ \t]*(?:\*\*\*\s+)*NewsComponentRef[ \t]*$", re.MULTILINE)
"""What a text holds in the place of a recording: Belga's name for it, behind stars."""


def text_of(item: Any) -> tuple[Any | None, Content]:
    """(its element, the longest readable content, a caption only where there is no other); lead and body are one."""
    contents = {one: found for one in item.iter("{*}ContentItem") if (found := _read(one)) is not None and found[0]}
    if not contents:
        return None, (None, True, NitfBody())
    where = max(contents, key=lambda one: (_role(one.getparent()) != "caption", len(contents[one][0] or "")))
    return where, _joined(_parts(where, contents), contents[where])


def _role(component: Any) -> str:
    return (attribute(child(component, "Role"), "FormalName") or "").lower()


def _parts(where: Any, contents: Mapping[Any, Content]) -> list[Content]:
    """What stands beside a lead or a body as its other part (Belga's way), the lead first."""
    component = where.getparent()
    if _role(component) not in _PARTS or component.getparent() is None:
        return [contents[where]]
    beside = [one for role in _PARTS for one in children(component.getparent(), "NewsComponent") if _role(one) == role]
    found = [[contents[part] for part in children(one, "ContentItem") if part in contents] for one in beside]
    return [max(alike, key=lambda one: len(one[0] or "")) for alike in found if alike]


def _joined(parts: list[Content], best: Content) -> Content:
    """Lead and body as one text, unless the longest of them begins with the others."""
    said = " ".join((best[0] or "").split())
    if all(said.startswith(" ".join((part[0] or "").split())) for part in parts):
        return best
    if not any(part[1] for part in parts):
        return "\n\n".join(part[0] or "" for part in parts), False, best[2]
    marked = [part[0] if part[1] else f"<p>{(part[0] or '').replace('&', '&amp;').replace('<', '&lt;')}</p>" for part in parts]
    return "\n".join(one or "" for one in marked), True, best[2]


def _read(content_item: Any) -> Content | None:
    content = child(content_item, "DataContent")
    kind = " ".join(
        attribute(child(content_item, name), "FormalName") or "" for name in ("Format", "MimeType", "MediaType")
    ).lower()
    if content is None and (packed := child(content_item, "Encoding")) is not None:
        return _unpacked(packed, kind)
    return None if content is None or "css" in kind else _content(content, kind)


def _unpacked(packed: Any, kind: str) -> Content | None:
    """A text in base64, as the standard lets any content be; nothing where it is no text."""
    if kind.strip() and not any(map(kind.__contains__, _TEXTS)):
        return None
    content, notation = child(packed, "DataContent"), (attribute(packed, "Notation") or "").lower()
    if content is None or not notation.endswith("base64"):
        return None if content is None else _content(content, kind)
    try:
        words = b64decode(text(content) or "").decode().strip()
    except ValueError:
        return None
    return words or None, "html" in kind or "<p" in words, NitfBody()


def _content(content: Any, kind: str) -> Content:
    first = next(iter(content), None)
    if first is None:
        words = _REFERENCES.sub("", text(content) or "").strip() or None
        return words, bool(words and ("html" in kind or "<p" in words)), NitfBody()
    if local(first).lower() == "nitf":
        nitf = body_of(first)
        return nitf.body, True, nitf
    page = child(first, "body") if local(first).lower() == "html" else None
    part_lines(content)
    return inner(page if page is not None else content), True, NitfBody()
