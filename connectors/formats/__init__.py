"""Formats: bytes to Items. One file, one golden folder and one line in FORMATS make a new one."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from newsbeam.connectors.formats.archive_members import is_archive
from newsbeam.connectors.formats.head import Format, Head
from newsbeam.connectors.formats.prescan import MAX_ENTRIES
from newsbeam.connectors.plugins import fitting
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

LIMIT_THEMSELVES = frozenset(("archive", "rss_atom"))
LIMITS = {"archived_text": 20_000}
"""Files of releases are the operator's own, and years of them may lie in one."""


def _parse_member(document: Document) -> Iterator[Item | ParseError]:
    if is_archive(document.payload):
        raise ParseError(Reason.NOT_A_FEED, f"{document.uri}: an archive inside an archive")
    return parse(document)


def _parse_archive(document: Document) -> Iterator[Item | ParseError]:
    entries: Iterator[Item | ParseError] = _module("archive").reader(_parse_member)(document)
    return entries


@cache
def _module(name: str) -> Any:
    return import_module(f"newsbeam.connectors.formats.{name}")


def _own(name: str) -> Format:
    """The format in the module of that name, imported with the first document that is held against it or read by it."""
    return Format(lambda document: _module(name).parse(document), lambda head: _module(name).recognises(head))


FORMATS: Mapping[str, Format] = {
    "archive": Format(_parse_archive, _own("archive").recognises),
    "rss_atom": _own("rss_atom"),
    "json_feed": _own("json_feed"),
    "archived_text": _own("archived_text"),
    "newsml_g2": _own("newsml_g2"),
    "nitf": _own("nitf"),
    "ninjs2": _own("ninjs2"),
    "ninjs": _own("ninjs"),
    "newsml1": _own("newsml1"),
    "anpa1312": _own("anpa1312"),
    "iptc7901": _own("iptc7901"),
    "news_sitemap": _own("news_sitemap"),
    "article_html": Format(_own("article_html").parse),
}
"""Asked in this order where the format is `auto`; those that installed distributions add are asked last."""
GROUP = "newsbeam.formats"
"""The entry-point group; each value is a Format (docs/adding-a-format.md)."""


def parse(document: Document, format: str = "auto") -> Iterator[Item | ParseError]:  # noqa: A002 (the feed list's own word)
    """The entries of a document, each an Item or a ParseError. Raises ParseError for a document that is refused.

    `format` is a name in FORMATS or of the entry-point group `newsbeam.formats`; `auto` decides by content.
    """
    formats = known()
    name = detect(document) if format == "auto" else format
    if name not in formats:
        raise ParseError(Reason.UNKNOWN_FORMAT, f"{document.uri}: no format {name!r}; there are {', '.join(sorted(formats))}")
    results = formats[name](document)
    return results if name in LIMIT_THEMSELVES else _limited(results, LIMITS.get(name, MAX_ENTRIES), document.uri)


def _limited(results: Iterator[Item | ParseError], limit: int, uri: str) -> Iterator[Item | ParseError]:
    for index, result in enumerate(results):
        if index < limit:
            yield result
        else:
            yield ParseError(
                Reason.ITEM_LIMIT, f"{uri}: entry {index}: at most {limit} entries of a document are read", entry=index
            )


def detect(document: Document) -> str:
    """The name of the format that a document's content is in. Raises ParseError where it is in none."""
    head = Head(document)
    for name, one in known().items():
        if one.recognises(head):
            return name
    raise head.unknown()


@cache
def known() -> Mapping[str, Format]:
    """Every format by its name. Raises PluginError for one that an installed distribution adds and that is none."""
    added = fitting(GROUP, lambda found: isinstance(found, Format), "a newsbeam.connectors.formats.Format")
    return {**FORMATS, **{plugin.name: plugin.found for plugin in added}}


__all__ = ["FORMATS", "Format", "Head", "detect", "known", "parse"]
