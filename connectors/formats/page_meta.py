"""What a page says of itself outside JSON-LD: its meta tags, microdata, times, links to authors, its heading."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

Meta = dict[str, list[str]]
"""Name of a tag, lower case -> what it says, each once, in order."""

PUBLISHED = (
    "article:published_time",
    "article:published:time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date_published",
    "published_time",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_at",
    "publication_date",
    "publicationdate",
    "pubdate",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "dc.created",
    "bt:pubdate",
    "iso-8601-publish-date",
    "prism.publicationdate",
    "rnews:datepublished",
    "citation_publication_date",
    "original-publish-date",
    "displaydate",
    "release_date",
    "datecreated",
    "article:create_at",
    "article_date_original",
    "date",
    "last-published",
    "vr:published_time",
    "nextgenpubdate",
    "gentime",
)
MODIFIED = (
    "article:modified_time",
    "article:modified:time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "modified_time",
)
KEYWORDS = ("news_keywords", "keywords", "article:tag", "og:article:tag", "sailthru.tags", "parsely-tags", "cxenseparse:keywords")
HOLDERS = ("copyright", "dcterms.rights", "dc.rights", "publisher", "dc.publisher", "owner")
"""Who holds the rights: of several that are named as writers, none."""
SECTIONS = ("article:section", "og:article:section", "parsely-section", "cxenseparse:section")
_PATH_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_DATED = (
    "[data-published-date], [data-origindate], div[datetime], span[datetime], p[datetime], "
    '[class*="publish" i], [class~="date" i], [class*="date-" i], [class*="-date" i], [class*="_date" i], [class*="timestamp" i], [class*="posted" i]'
)
"""Elements that are called after a time."""
_LOOK_AT, _PRINTED = 8, 60
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(
    r"(?:19|20)\d\d(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:[ T]{1,2}\d{1,2}[:时時]\d{2}分?(?::\d{2})?)?|"
    r"\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d|\d{1,2}\.? [^\W\d_]{3,12}\.?,? (?:19|20)\d\d|[^\W\d_]{3,12}\.? \d{1,2},? (?:19|20)\d\d"
)
EMPTY_TIME = re.compile(r"0\d{3}-|1970-01-01|\D*$")
"""What stands where nobody filled a time in."""
_UPDATED = re.compile(r"updat|modif|edit|current|now|aktualis", re.IGNORECASE)


def meta_of(page: LexborHTMLParser) -> Meta:
    """The page's meta tags."""
    found: Meta = {}
    for tag in page.css("meta[content]")[:400]:
        attributes = tag.attributes
        content = (attributes.get("content") or "").strip()
        for key in ("property", "name", "itemprop"):
            if content and (name := attributes.get(key)) and content not in (contents := found.setdefault(name.lower(), [])):
                contents.append(content)
    return found


def first(meta: Meta, names: Iterable[str]) -> str | None:
    """What the first of these tags says."""
    return next((meta[name][0] for name in names if name in meta), None)


def all_of(meta: Meta, names: Iterable[str]) -> list[str]:
    """What all of these tags say."""
    return [text for name in names for text in meta.get(name, ())]


def published_of(page: LexborHTMLParser, meta: Meta, uri: str) -> str | None:
    """When the page says that it was published; the day in its address where it says nothing. Never a time of change."""
    if (time := next((when for when in all_of(meta, PUBLISHED) if not EMPTY_TIME.match(when)), None)) is not None:
        return time
    for selector in ('[itemprop~="datePublished"]', '[itemprop~="dateCreated"]', "time[pubdate]"):
        for tag in page.css(selector)[:3]:
            if when := _when(tag):
                return when
    for tag in page.css("article time, header time, main time, time[datetime]")[:6]:
        marks = " ".join(str(tag.attributes.get(name) or "") for name in ("class", "itemprop", "id"))
        if not _UPDATED.search(marks) and (when := tag.attributes.get("datetime")) and any(map(str.isdigit, when)):
            return when
    if day := _PATH_DAY.search(urlsplit(uri).path):
        return "-".join(day.groups())
    return next((when for tag in page.css(_DATED)[:_LOOK_AT] if (when := _printed(tag))), None)


def _printed(tag: Any) -> str | None:
    """The time that an element is called after: in an attribute, else as printed."""
    marks = " ".join(str(tag.attributes.get(name) or "") for name in ("class", "id"))
    words = " ".join(tag.text(separator=" ").split())
    if _UPDATED.search(marks) or (len(words) <= _PRINTED and _UPDATED.search(words)):
        return None
    for name in ("datetime", "data-published-date", "data-origindate", "data-date", "data-datetime", "data-time"):
        if (when := tag.attributes.get(name)) and _YEAR.search(when):
            return str(when)
    day = _DAY.search(words) if len(words) <= _PRINTED else None
    return day[0] if day else None


def _when(tag: Any) -> str | None:
    attributes = tag.attributes
    text = attributes.get("datetime") or attributes.get("content") or " ".join(tag.text(separator=" ").split())
    return text if text and len(text) < 100 and any(map(str.isdigit, text)) else None


def keywords_of(words: Sequence[str]) -> tuple[str, ...]:
    """Each word once; a line of several is parted at its commas, or at its semicolons where it has no comma."""
    parted = (
        part for line in map(unescape, words) for part in (line.split(";") if ";" in line and "," not in line else line.split(","))
    )
    return tuple(dict.fromkeys(word for part in parted if 0 < len(word := part.strip().lstrip("#")) < 120))[:200]


_NO_HEADING = ("logo", "brand", "hidden", "sr-only", "visually", "screen-reader")


def heading_of(page: LexborHTMLParser, site: str | None) -> str | None:
    """The page's `h1`, where it is a headline: not a logo's, not the site's name, not one of many."""
    found = []
    for tag in page.css("h1")[:8]:
        words = " ".join(tag.text(separator=" ").split())
        classes = " ".join(str(tag.attributes.get(name) or "") for name in ("class", "id")).lower()
        if not words or any(map(classes.__contains__, _NO_HEADING)) or (site and folded(words) == folded(site)):
            continue
        found.append(words)
    return found[0] if len(found) == 1 else None


def without_site(headline: str, houses: Iterable[str | None], others: Iterable[str | None]) -> str:
    """A headline without the site's name at its end: a part that is one of its names, or all that another headline lacks.

    One of over `_LONG` characters is no headline, and stays as it is: its parts would be held against the names one by one.
    """
    if len(headline) > _LONG:
        return headline
    names = {folded(name) for name in houses if name}
    whole = [folded(text) for text in others if text]
    headline = _PUBLISHED_IN.sub("", headline)
    label, _, rest = headline.partition(" | ")
    if rest and len(label.split()) <= _LABEL and folded(rest) in whole:
        headline = rest  # Opinion | Let's name names
    parts = _JOINTS.split(headline)
    while len(parts) >= 3:
        kept, end = "".join(parts[:-2]).strip(), parts[-1]
        same = folded(kept) in whole
        named = any(
            folded(end) == name or (len(name) > 3 and name in folded(end) and len(folded(end)) < len(name) + 25) for name in names
        )
        if not kept or not (same or named or (len(parts) > 3 and folded(parts[-1]) in names)):
            break
        parts = parts[:-2]
    return _UNSPACED_SITE.sub("", "".join(parts)).strip()


_LABEL = 2
_LONG = 2_000
_PUBLISHED_IN = re.compile(r"\s\(Published (?:19|20)\d\d\)$")
_UNSPACED_SITE = re.compile(
    r"(?<=\S)\s?[-_—－＿|｜：]\s?[\w.&]{0,16}(?:网|網|新闻|新聞|日报|日報|时报|時報|晚报|晚報|在线|在線|频道|頻道|ニュース|オンライン|デジタル|뉴스|신문|일보)$"
)
"""A site's name at the end of a title in scripts that part it with no space."""
_JOINTS = re.compile(r"(\s+[|\-–—·•»:/›]{1,2}\s+|\s*[|ㅣ│]\s*)")


def folded(text: str) -> str:
    """Letters and figures alone, in one case."""
    return "".join(c for c in text.casefold() if c.isalnum())


def language_of(page: LexborHTMLParser) -> str | None:
    """What the root says that the page is written in."""
    tag = page.css_first("html")
    return (tag.attributes.get("lang") or None) if tag is not None else None
