"""A page's JSON-LD: the node that is the article, by type wherever it stands, and what it refers to by `@id`, resolved."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from newsbeam.connectors.formats.ampersands import address
from newsbeam.connectors.formats.json_text import without_last_commas

MAX_BYTES = 4 * 1024 * 1024
"""Of all JSON-LD on a page."""
MAX_NODES = 5000
ARTICLES = frozenset(
    (
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "LiveBlogPosting",
        "BlogPosting",
        "Article",
        "Report",
        "AdvertiserContentArticle",
        "SatiricalArticle",
    )
)
_RANK = {name: rank for rank, name in enumerate(("NewsArticle", "ReportageNewsArticle", "LiveBlogPosting", "Article"))}
ORGANISATIONS = frozenset(("Organization", "NewsMediaOrganization", "Corporation", "WebSite", "Brand", "LocalBusiness"))
_WRAPPING = re.compile(r"[\s;]*+(?:(?://|/\*)?\s*+(?:<!\[CDATA\[|<!--)(?:\s*+\*/)?)++")
"""CDATA and comments before the text, themselves in comments of JavaScript."""
_BEHIND = 20
"""Values of one script, at most."""


class Graph(NamedTuple):
    """The article's node and every node of the page that has an `@id`."""

    article: Mapping[str, Any]
    nodes: Mapping[str, Mapping[str, Any]]
    pages: tuple[Mapping[str, Any], ...]
    """WebPage nodes: they have the article's times where the article has none."""

    def resolved(self, value: Any) -> Any:
        """A node for a reference to it."""
        known = self.nodes.get(value["@id"]) if isinstance(value, dict) and isinstance(value.get("@id"), str) else None
        return known if known is not None and len(known) > len(value) else value


def graph_of(page: LexborHTMLParser) -> Graph:
    """What the page's scripts say; an article without anything where they say nothing."""
    nodes: dict[str, Mapping[str, Any]] = {}
    articles: list[Mapping[str, Any]] = []
    pages: list[Mapping[str, Any]] = []
    room = MAX_BYTES
    for script in page.css('script[type*="ld+json"]')[:60]:
        raw = (script.text(deep=True) or "").strip()
        if not raw or len(raw) > room:
            continue
        room -= len(raw)
        for node in _nodes(_loaded(raw)):
            kinds = types(node)
            if isinstance(name := node.get("@id"), str) and len(node) > 1:
                nodes[name] = {**nodes.get(name, {}), **node}
            if ARTICLES & kinds:
                articles.append(node)
            elif "WebPage" in kinds:
                pages.append(node)
    articles = [node for node in articles if node.get("headline") or node.get("articleBody")] or articles
    # The first of the best type: what follows are the stories beside it.
    best = min(articles, key=lambda node: min(_RANK.get(kind, 9) for kind in types(node))) if articles else {}
    if not articles:
        best = next((one for one in pages if "author" in one), best)
    return Graph(best, nodes, tuple(pages))


def _loaded(raw: str) -> Any:
    """The JSON of a script; None where it is none. Raw newlines in strings are common, wrappings too: what stands behind a value is not read."""
    wrapping = _WRAPPING.match(raw)
    bare = raw[wrapping.end() :].lstrip() if wrapping else raw
    for mended in (str, unescape, _without_last_commas):
        try:
            return _values(mended(bare))
        except (ValueError, RecursionError):
            continue
    return None


def _values(text: str) -> Any:
    """The value, or the values that stand one behind the other as if each had a script of its own."""
    found: list[Any] = []
    while not found or (text[:1] == "{" and len(found) < _BEHIND):
        value, end = json.JSONDecoder(strict=False).raw_decode(text)
        found.append(value)
        text = text[end:].lstrip()
    return found if len(found) > 1 else found[0]


def _without_last_commas(text: str) -> str:
    return without_last_commas(unescape(text) if "&quot;" in text else text)


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The nodes of a tree that belong to the page: breadth first, so many at most. What an article mentions is another's."""
    waiting: list[Any] = [tree]
    for seen, one in enumerate(waiting):
        if seen >= MAX_NODES:
            return
        if isinstance(one, list):
            waiting += one[:500]
        elif isinstance(one, dict):
            yield one
            waiting += [v for k, v in one.items() if k in _INSIDE and isinstance(v, (dict, list))]


_INSIDE = frozenset(("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "author", "publisher"))


def types(node: Mapping[str, Any]) -> frozenset[str]:
    """The node's types, without their vocabulary."""
    kinds = node.get("@type")
    return frozenset(re.split("[/:#]", str(kind))[-1] for kind in (kinds if isinstance(kinds, list) else [kinds]))


def text_of(value: Any) -> str | None:
    """A value's text: of a list's first, of a node's value or name."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id")
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() or None if isinstance(value, str) else None


def texts_of(value: Any) -> tuple[str, ...]:
    """The texts of a list, or of the one value."""
    return tuple(text for one in (value if isinstance(value, list) else [value])[:200] if (text := text_of(one)))


def people_of(graph: Graph, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(names, those of them that are organisations') of a property such as `author`: references resolved, no addresses."""
    value = graph.article.get(name)
    people: list[str] = []
    houses: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:50]:
        known = graph.resolved(one)
        named = graph.resolved(known["name"]) if isinstance(known, dict) and isinstance(known.get("name"), dict) else known
        for text in _names(named):
            people.append(text)
            if isinstance(known, dict) and ORGANISATIONS & types(known):
                houses.append(text)
    return tuple(dict.fromkeys(people)), tuple(dict.fromkeys(houses))


def _names(node: Any) -> list[str]:
    if isinstance(node, dict):
        parts = [part for key in ("givenName", "familyName") if (part := text_of(node.get(key)))]
        found = list(texts_of(node.get("name"))) or ([" ".join(parts)] if parts else list(texts_of(node.get("alternateName"))))
    else:
        found = [node.strip()] if isinstance(node, str) else []
    return [text for text in found if text and "://" not in text and not text.startswith(("/", "#", "www."))]


def is_paid(said: Mapping[str, Any]) -> bool:
    """Whether an article says of itself that not everybody may read it."""
    return str(said.get("isAccessibleForFree", "")).strip().lower() in (
        "false",
        "http://schema.org/false",
        "https://schema.org/false",
        "no",
    )


def images_of(value: Any) -> list[str]:
    """The addresses of `image`: texts or objects, one or several."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        url = one.get("url") or one.get("contentUrl") if isinstance(one, dict) else one
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            found.append(address(url))
    return found


def identifier_of(said: Mapping[str, Any]) -> str | None:
    """A node's `@id`, where it is a name and no place on the page."""
    return text_of(said.get("@id")) if str(said.get("@id", "")).startswith(("urn:", "tag:")) else None
