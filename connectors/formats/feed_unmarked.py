"""Entries whose CDATA was escaped once too often."""

from typing import Any

from newsbeam.connectors.formats.feed_items import EntrySaid

ESCAPED = ("&lt;![CDATA[", "[CDATA[<![CDATA[", "[CDATA[ <![CDATA[")
"""CDATA marks that are text: escaped, or inside CDATA."""


def unmarked(said: EntrySaid) -> EntrySaid:
    """An entry without the marks of CDATA that was escaped once too often (`&lt;![CDATA[...]]&gt;`), which are no text."""
    for name in said.__slots__:
        value = getattr(said, name)
        if isinstance(value, str):
            setattr(said, name, _unmarked(value))
        elif isinstance(value, list):
            setattr(said, name, [[_unmarked(part) for part in one] if isinstance(one, list) else _unmarked(one) for one in value])
    return said


def _unmarked(text: Any) -> Any:
    if not isinstance(text, str) or "<![CDATA[" not in text or "<script" in text:
        return text
    return text.replace("<![CDATA[", "").replace("]]>", "").strip()
