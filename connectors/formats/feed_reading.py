"""A feed read by feedparser: what stands over its entries and in each, as plain fields. Runs in the parser child only."""

import io
import re
from typing import Any

import feedparser

import newsbeam.connectors.formats.feed_verbatim  # noqa: F401 (feedparser is made to copy)

HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read(text: str, base: str) -> dict[str, Any]:
    """{"feed": FeedSaid's fields, "entries": [EntrySaid's fields], "bozo": bool} of a feed's text; never a path or URL."""
    # A bare file's place is no base: links stay relative, but for an xml:base, and feed_items knows to what.
    headers = {**HEADERS, "content-location": base} if base.startswith(("http://", "https://")) else HEADERS
    found = feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    atom = str(found.get("version") or "").startswith("atom")
    feed = dict(found["feed"])
    return {
        "feed": {
            "title": feed.get("title"),
            "language": feed.get("language"),
            "rights": feed.get("rights"),
            "atom": atom,
            "link": feed.get("nb_plain") or feed.get("link"),
            "address": next((one.get("href") for one in feed.get("links") or () if one.get("rel") == "self"), None),
            "authors": (feed.get("nb_names") or []) if atom else [],
        },
        "entries": [_said(dict(entry)) for entry in found["entries"]],
        "bozo": bool(found.get("bozo")),
        "version": found.get("version") or "",
    }


def _said(entry: dict[str, Any]) -> dict[str, Any]:
    source = entry.get("source")
    title, summary = entry.get("title_detail") or {}, entry.get("summary_detail")
    links = entry.get("links") or ()
    return {
        "title": _unwritten(entry.get("title")),
        "title_type": title.get("type"),
        "id": entry.get("id"),
        "permalink": entry.get("nb_permalink", False),
        "link": entry.get("nb_plain") or entry.get("link"),
        "plain": bool(entry.get("nb_plain")),
        "origlink": _text(entry.get("feedburner_origlink")) or _text(entry.get("pheedo_origlink")),
        "summary": entry.get("summary") if summary else None,
        "summary_type": summary.get("type") if summary else None,
        "contents": [[one.get("type"), one.get("value")] for one in entry.get("content") or ()],
        "published": entry.get("published"),
        "updated": entry.get("updated"),
        "created": entry.get("created") or _text(entry.get("prism_publicationdate")),
        "dc_date": entry.get("dc_date"),
        "author": entry.get("nb_author"),
        "authors": entry.get("nb_authors") or [],
        "names": entry.get("nb_names") or [],
        "source_names": (source.get("nb_names") or []) if isinstance(source, dict) else [],
        "itunes_author": entry.get("nb_itunes_author"),
        "itunes_summary": entry.get("nb_itunes_summary"),
        "itunes_subtitle": entry.get("nb_itunes_subtitle"),
        "tags": entry.get("nb_tags") or [],
        "keywords": entry.get("nb_keywords") or [],
        "enclosures": [[one.get("href"), one.get("type")] for one in links if one.get("rel") == "enclosure"],
        "media": entry.get("nb_media") or [],
        "point": entry.get("nb_point"),
        "located": entry.get("nb_located") or [],
        "lat": _text(entry.get("geo_lat")),
        "long": _text(entry.get("geo_long")),
        "coverage": _text(entry.get("dc_coverage")),
        "rights": entry.get("rights"),
        "source": source.get("title") if isinstance(source, dict) else None,
        "dc_source": _text(entry.get("dc_source")),
        "language": entry.get("language"),
    }


def _text(value: Any) -> str | None:
    """An element without a handler is its text, or its attributes where it has some."""
    return value if isinstance(value, str) else None


_BARE_WORD = re.compile(r"""(?<=\s)([A-Za-z]\w*)=(["'])\1\2""")


def _unwritten(title: str | None) -> str | None:
    """A torn title without what feedparser wrote into it: the words of "<with help of museum" are attributes to it, and
    an attribute without a value gets its name for one.
    """
    return _BARE_WORD.sub(r"\1", title) if title and "<" in title and "=" in title else title
