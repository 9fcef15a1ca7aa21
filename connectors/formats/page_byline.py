"""Who signs a page, outside JSON-LD: meta tags, microdata, profiles' addresses, links to authors, bylines."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
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
_NAME = re.compile(r"(?<![\w.'’-])[\d_.'’-]*+[^\W\d_][\w.'’-]++\s++[^\W\d_]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")
"""Two words, or Asian characters; each run of letters is looked at once, for a "name" may be as long as the page."""

_SLUG = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{1,}){1,3}")
_PROFILES = ("article:author", "author")
_ELSEWHERE = re.compile(r"(?:^|\.)(?:facebook|twitter|x|instagram|linkedin|google|youtube|t)\.(?:com|me)$")
_ELEMENT = r"</?(?:a|span|strong|b|em|div|address|li|dt|dd|p)\b[^<>]{0,400}>"
_CAPITAL = r"[^\W\d_a-z][^<>\n\d]{3,50}?"
_SIGNED = re.compile(
    rf">\s*(?:(?:By|BY|Von|Par|Por|Di|Door|Av|Af|Przez|Tekst:|Text:|Texte :)[\s:]*|(?:by|von|par|por|di|door|av|af|przez)\s*:?\s*(?=</))"
    rf"(?:{_ELEMENT}\s*){{1,4}}(?P<name>{_CAPITAL})[\s,]*<|"
    rf">\s*(?:[Aa]uthor|AUTHOR|[Aa]utor(?:in)?(?:/[Aa]utor(?:in)?)?|[Aa]uteur|[Aa]utore|Författare|Forfatter|Yazar|Penulis|Автор|[Ww]ritten by)\s?:?\s*"
    rf"(?:{_ELEMENT}\s*){{1,4}}(?P<labelled>{_CAPITAL})[\s,]*<|"
    rf">\s*(?P<timed>{_CAPITAL})(?:\s|&nbsp;)*[|·•](?:\s|&nbsp;)*</span>\s*<(?:span|time)\b[^<>]{{0,200}}>\s*\d"
)
"""`By <span>Jane Roe</span>`, `<b>Author</b> Jane Roe`, `<span>Jane Roe |</span> <span>12.03.2024`, whatever the elements are called."""
_AND = re.compile(r",|&amp;|\b(?:and|und|et|y|e|og|och|en|i|ve)\b")
_ALSO = re.compile(rf"(?:[\s,]++|&amp;|\b(?:and|und|et|y|e|og|och|en|i|ve)\b|{_ELEMENT}){{1,12}}+(?P<name>{_CAPITAL})[\s,]*<")
"""The next name of a list, each in an element of its own."""
_PICTURE = re.compile(r"media|caption|copyright|photo|image|credit|teaser", re.IGNORECASE)
_AT_END = (
    'p[style*="text-align:right" i] strong, p[style*="text-align: right" i] strong, p[align="right" i] strong, p[class*="author" i] strong, '
    'p[style*="text-align:right" i] b, p[style*="text-align: right" i] b, p[align="right" i] b'
)
_BOLD = re.compile(
    r"<p\b[^<>]{0,200}>\s*<(?P<bold>strong|b)>\s*(?P<name>[^<>\n\d]{5,70}?)\s*</(?P=bold)>\s*(?:</p>|<br)", re.IGNORECASE
)
"""`<p><strong>Jane Roe</strong></p>`, above the text."""
_EXCERPTS = ("description", "og:description")
_LOOK_AT = 3
_BELOW = 3_000
"""Characters of the page below its heading in which its own byline stands."""
_BLOCK = re.compile(r"<br\b[^<>]*>|</(?:div|p|li)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_AT_ADDRESS = re.compile(r"\s*[(<]https?://[^()<>\s]*[)>]")
_WHOLE = re.compile(
    r"[^\W\d_a-z][\w.'’-]+(?:\s[^\W\d_a-z][\w.'’-]*){1,3}(?:\s?[/,&]\s?[^\W\d_a-z][\w.'’-]+(?:\s[^\W\d_a-z][\w.'’-]*){1,3}){0,3}"
)


def authors_of(page: LexborHTMLParser, text: str, meta: Meta, is_writer: Callable[[str], bool]) -> tuple[str, ...]:
    """Names out of meta tags; where there are none, out of profiles' addresses, microdata, `rel=author` and bylines.

    Addresses and handles are no names. `text` is the page as it was sent.
    """
    tags = (
        *AUTHORS,
        *(
            name
            for name in meta
            if name.endswith((".author", ":author", "_author", "-author", ":written by")) and name not in AUTHORS
        ),
    )
    named = [_AT_ADDRESS.sub("", text) if "://" in text else text for text in all_of(meta, tags)]
    writers = [text for text in named if not _ADDRESS.search(text) and is_writer(text)]
    if any(map(is_somebody, writers)):
        return tuple(dict.fromkeys(writers))
    if profiles := [name for name in _profiles(page, meta) if is_writer(name)]:
        return tuple(dict.fromkeys(profiles))
    signed: tuple[str, ...] = ()
    for selector in _BYLINES:
        if selector is _BYLINES[-1] and (names := [name for name in _signed(text) if is_writer(name)]):
            return tuple(dict.fromkeys((*writers, *names)))
        found = _found(page, text, selector, is_writer)
        if 0 < len(found) <= _WRITERS:
            signed = signed or tuple(dict.fromkeys((*writers, *found)))
            if any(map(is_somebody, signed)):
                return signed
    return (
        tuple(filter(is_writer, _alone(page, text, " ".join(all_of(meta, _EXCERPTS))))) or signed or tuple(dict.fromkeys(writers))
    )


def _found(page: LexborHTMLParser, text: str, selector: str, is_writer: Callable[[str], bool]) -> dict[str, None]:
    """Names in the elements of a kind, each once, in order; of many the one below the heading: the others' stories stand further down."""
    found: dict[str, None] = {}
    for tag in page.css(selector)[:20]:
        if _PICTURE.search(tag.attributes.get("class") or ""):
            continue
        words = tag.attributes.get("content") or _printed(tag)
        if 2 < len(words) < 80 and _NAME.search(words) and not _ADDRESS.search(words) and is_writer(words):
            found.setdefault(words)
    if len(found) > _WRITERS and _stands_below_heading(text, first := next(iter(found))):
        return {first: None}
    return found


def _printed(tag: Any) -> str:
    """An element's text, a comma between its blocks."""
    if tag.css_first("br, div, li") is None:
        return " ".join(tag.text(separator=" ").split())
    rows = (" ".join(unescape(_TAG.sub(" ", row)).split()).strip(" ,") for row in _BLOCK.split(tag.html or ""))
    return ", ".join(filter(None, rows))


def _stands_below_heading(text: str, name: str) -> bool:
    """Whether a name stands right below the page's heading."""
    at = text.find("<h1")
    return at >= 0 and name in text[at : at + _BELOW]


def is_somebody(name: str) -> bool:
    """Whether a name has two words, or Asian characters, and none of a house's."""
    return _NAME.search(name) is not None and not _HOUSE.search(name)


def _signed(text: str) -> list[str]:
    """The names behind the first `By` or `Author` that an element follows, or before a time."""
    found = _SIGNED.search(text)
    if found is None:
        return []
    kind = found.lastgroup or "name"
    names = [found[kind]]
    at = found.end() - 1
    while len(names) < _WRITERS and (more := _ALSO.match(text, at)) is not None:
        if not ("," in text[found.end(kind) : more.start("name")] or _AND.search(more[0][: more.start("name") - more.start()])):
            break
        names.append(more["name"])
        found, kind, at = more, "name", more.end() - 1
    return [name for one in names if _is_whole(name := " ".join(unescape(one).split()))]


def _alone(page: LexborHTMLParser, text: str, excerpt: str) -> list[str]:
    """A name alone in bold: above the text, where the page's excerpt has it too, or at the right below it."""
    for found in list(_BOLD.finditer(text))[:_LOOK_AT]:
        name = " ".join(unescape(found["name"]).split())
        if _WHOLE.fullmatch(name) and not _HOUSE.search(name) and name in excerpt:
            return [name]
    ends = [" ".join(tag.text().split()) for tag in page.css(_AT_END)[-_LOOK_AT:]]
    return [name for name in ends if _WHOLE.fullmatch(name) and not _HOUSE.search(name)][-1:]


def _is_whole(name: str) -> bool:
    return name.count(" ") in range(1, 5) and is_somebody(name)


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
