"""Who signs a page, outside JSON-LD: meta tags, microdata, profiles' addresses, links to authors, bylines."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from newsbeam.connectors.formats.page_meta import Meta, all_of, folded

AUTHORS = (
    "author",
    "article:author",
    "article:author_name",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "byl",
    "byline",
    "authors",
    "writer",
    "og:author",
    "og:article:author",
    "citation_author",
    "vr:author",
    "shareaholic:article_author_name",
    "twitter:data1",
)
_ADDRESS = re.compile(
    r"://|^[@/]|www\.|\b(?:twitter|facebook|instagram|share|follow|subscribe|login|menu|themen|topics)\b", re.IGNORECASE
)
_HOUSE = re.compile(
    r"\b(?:online|redaktion|redactie|redazione|redacción|rédaction|news|media|press|agency|desk|staff|team|editor|admin|gmbh|ag|inc|ltd|verlag|"
    r"zeitung|times|post|tribune)\b|\.\w{2,4}$",
    re.IGNORECASE,
)
"""A house, where a tag should name a writer: the page's own byline may name one."""
_WRITERS = 4
"""Names that a story's byline has, at most: more are the authors of other stories."""
_BYLINES = (
    '[itemprop~="author"] [itemprop="name"], [itemprop~="author"][itemprop~="name"]',
    '[itemprop~="author"]',
    'a[rel~="author"], span[rel~="author"]',
    '[class*="author-name" i], [class*="author__name" i], [class*="authorname" i], [class*="byline__name" i], [class*="byline__author" i]',
    'a[href*="/author/"], a[href*="/authors/"], a[href*="/autor/"], a[href*="/autoren/"], a[href*="/auteur/"], a[href*="/profile/"]',
    (
        'a[href*="/staff/"], a[href*="/editors/"], a[href*="/contributors/"], a[href*="/writers/"], a[href*="/journalists/"], a[href*="/redakteure/"], '
        'a[title^="More by" i], a[title^="Posts by" i]'
    ),
    '[class$="__author" i], [class*="__author " i], [class*="byline" i], [id="byline" i], [class~="author" i], [class~="authors" i], [class*="authors__" i], [data-testid*="byline" i]',
)
"""Where bylines stand, surest first."""
_NAME = re.compile(r"[^\W\d_][\w.'’-]+\s+[^\W\d_]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")


_SLUG = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{1,}){1,3}")
_PROFILES = ("article:author", "author")
_ELSEWHERE = re.compile(r"(?:^|\.)(?:facebook|twitter|x|instagram|linkedin|google|youtube|t)\.(?:com|me)$")
_SIGNED = re.compile(
    r">\s*(?:By|BY|Von|Par|Por|Di|Door|Av|Af|Przez|Tekst:|Text:|Texte :|Foto:)[\s:]*(?:<(?:a|span|strong|b|em|div|address)\b[^<>]{0,400}>\s*){1,3}"
    r"(?P<name>[^\W\d_a-z][^<>\n\d]{3,50}?)\s*<"
)
"""`By <span>Jane Roe</span>`, whatever the element is called."""


def authors_of(page: LexborHTMLParser, text: str, meta: Meta, is_writer: Callable[[str], bool]) -> tuple[str, ...]:
    """Names out of meta tags; where there are none, out of profiles' addresses, microdata, `rel=author` and bylines.

    Addresses and handles are no names. `text` is the page as it was sent.
    """
    tags = (
        *AUTHORS,
        *(name for name in meta if name.endswith((".author", ":author", "_author", "-author")) and name not in AUTHORS),
    )
    writers = [text for text in all_of(meta, tags) if not _ADDRESS.search(text) and is_writer(text)]
    if any(_NAME.search(text) and not _HOUSE.search(text) for text in writers):
        return tuple(dict.fromkeys(writers))
    if profiles := [name for name in _profiles(page, meta) if is_writer(name)]:
        return tuple(dict.fromkeys(profiles))
    for selector in _BYLINES:
        if selector is _BYLINES[-1] and (name := _signed(text)) and is_writer(name):
            return tuple(dict.fromkeys((*writers, name)))
        found: dict[str, None] = {}
        for tag in page.css(selector)[:20]:
            words = " ".join((tag.attributes.get("content") or tag.text(separator=" ")).split())
            if 2 < len(words) < 80 and _NAME.search(words) and not _ADDRESS.search(words) and is_writer(words):
                found.setdefault(words)
        if 0 < len(found) <= _WRITERS:
            return tuple(dict.fromkeys((*writers, *found)))
    return tuple(dict.fromkeys(writers))


def _signed(text: str) -> str | None:
    """The name behind the first `By` that an element of its own follows."""
    found = _SIGNED.search(text)
    name = " ".join(unescape(found["name"]).split()) if found is not None else ""
    return name if name.count(" ") in range(1, 5) and _NAME.search(name) and not _HOUSE.search(name) else None


def _profiles(page: LexborHTMLParser, meta: Meta) -> list[str]:
    """The names behind addresses of the site's own profiles (`/staff/jane-roe`), as a link to them has them, or as the address does."""
    found = []
    for address in ",".join(all_of(meta, _PROFILES)).split(","):
        parts = urlsplit(address.strip())
        slug = parts.path.rstrip("/").rpartition("/")[2]
        if not parts.netloc or _ELSEWHERE.search(parts.netloc) or not _SLUG.fullmatch(slug):
            continue
        texts = (" ".join(tag.text(separator=" ").split()) for tag in page.css(f'a[href*="/{slug}"]')[:5])
        found.append(
            next((text for text in texts if folded(text) and text.count(" ") in range(1, 5)), slug.replace("-", " ").title())
        )
    return found
