"""The section of the paper that a story stands in: the address's, else the provider's category."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

_WORDS = re.compile(r"[^\W\d_]+(?:[-_ &]+[^\W\d_]+){0,2}")
"""A part of a path that may be a section: up to three words, no number. (Two letters are a language.)"""
_NUMBERED = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)?)-\d{5,}")
"""`/news/world-asia-62671012`: the section stands before the article's number."""
_FOLDER = re.compile(r"https?://[a-z0-9.-]+((?:/[A-Za-z0-9._~/+,!$&'()*:@=-]*)?)")
_NAME_OF_ARTICLE = re.compile(r"[A-Za-z0-9._~+,!$&'()*:@=-]+")
"""An address whose path needs no parser, before the last stroke and behind it: nearly every article's."""
_LIMIT = 30
_PARTS = re.compile(r"[/>|;:]")
_NAME = 400
"""Characters at a category's end that are looked at."""
_NO_SECTION = """
    a all amp archive archives article articles artikel articolo articulo blog blogs c category content contents desk
    detail details doc en-us en-gb feed feeds general home html id index item latest latest-news link live media mobile
    m n news newsroom noticia noticias nachricht nachrichten actualite actualites berita haber p page pages post posts
    pr press-release press-releases release releases rss s section sections site sites stories story story-archive tag
    tags text top-news top-stories topic topics uncategorized v video videos view web wp wp-content www xml
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december
"""
NO_SECTION = frozenset(_NO_SECTION.split())
"""Parts of paths that every site has: none of them says what an article is about."""


def section_of(url: str | None, categories: Iterable[str]) -> str | None:
    """The section in lower case, its words joined by hyphens; None where neither the address nor a category gives one.

    >>> section_of("https://example.org/world/2026/mar/10/ferry-sails-again", ()), section_of(None, ["Top Stories / Business"])
    ('world', 'business')
    """
    return (in_path(url) if url else None) or next(filter(None, map(_category, categories)), None)


def in_path(url: str) -> str | None:
    """The first part of the path that is a section; the last part is the article's own."""
    folder, _, name = url.removesuffix("/").rpartition("/")
    if _NAME_OF_ARTICLE.fullmatch(name) and (known := _in_folder(folder)) is not None:
        return known or _in_name(name)
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return None
    parts = [part for part in path.split("/") if part]
    return (next(filter(None, map(_folded, parts[:-1])), None) or _in_name(parts[-1])) if parts else None


@lru_cache(maxsize=1024)
def _in_folder(address: str) -> str | None:
    """The section that an address without its last part says, "" for none, which a site's articles share; None for what a parser must read."""
    plain = _FOLDER.fullmatch(address)
    return None if plain is None else next(filter(None, map(_folded, plain[1].split("/"))), "")


def _in_name(name: str) -> str | None:
    numbered = _NUMBERED.fullmatch(name) if name[-1:].isdigit() else None
    return _folded(numbered[1]) if numbered else None


@lru_cache(maxsize=1024)
def _category(name: str) -> str | None:
    """The most particular part of a category's name that is a section: "News > Business" is business."""
    for part in reversed(_PARTS.split(name[-_NAME:])):
        if found := _folded(part):
            return found
    return None


@lru_cache(maxsize=2048)
def _folded(part: str) -> str | None:
    part = part.strip()
    if not 3 <= len(part) <= _LIMIT or not _WORDS.fullmatch(part):
        return None
    folded = "-".join(re.split(r"[-_ ]+", part.casefold()))
    return None if folded in NO_SECTION else folded
