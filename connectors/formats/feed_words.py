"""Which element of which namespace means what: RSS, RDF, Atom, Dublin Core, Media RSS and GeoRSS in one table."""

from collections.abc import Mapping
from enum import IntEnum, auto
from functools import lru_cache

_CORE = (
    "",
    "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://purl.org/rss/1.0/",
    "http://purl.org/rss/1.0/modules/rss091#",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://purl.org/atom/ns#",
    "http://www.w3.org/2005/atom",
)
_PREFIXES = {
    **dict.fromkeys(_CORE, ""),
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://www.opengis.net/gml/3.2": "gml",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "pheedo",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://prismstandard.org/namespaces/1.2/basic/": "prism",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://turbo.yandex.ru": "turbo",
    "http://madskills.com/public/xml/rss/module/trackback/": "trackback",
}
"""Namespace, lower case -> the prefix under which the table below knows it."""


class Kind(IntEnum):
    """What an element is to an entry. (An IntEnum, because a plain one hashes in Python: a tenth of the parsing time.)"""

    IGNORED = auto()
    ASIDE = auto()
    CONTAINER = auto()
    PICTURE = auto()
    TITLE = auto()
    LINK = auto()
    ID = auto()
    SUMMARY = auto()
    CONTENT = auto()
    PUBLISHED = auto()
    UPDATED = auto()
    CREATED = auto()
    DC_DATE = auto()
    AUTHOR = auto()
    NAME = auto()
    CATEGORY = auto()
    KEYWORDS = auto()
    ENCLOSURE = auto()
    MEDIA = auto()
    THUMBNAIL = auto()
    CAPTION = auto()
    CREDIT = auto()
    SOURCE = auto()
    RIGHTS = auto()
    LANGUAGE = auto()
    POINT = auto()
    PLACE = auto()
    ELSEWHERE = auto()
    LAT = auto()
    LONG = auto()
    COVERAGE = auto()
    DC_SOURCE = auto()
    ORIGLINK = auto()
    ITUNES_AUTHOR = auto()
    ITUNES_SUMMARY = auto()
    ITUNES_SUBTITLE = auto()


IGNORED, ASIDE, CONTAINER, PICTURE, MEDIA = Kind.IGNORED, Kind.ASIDE, Kind.CONTAINER, Kind.PICTURE, Kind.MEDIA
_WHOLE = frozenset(("full-text", "fulltext"))
"""The whole text, under whatever portal's name (`yandex:full-text`, `rambler:fulltext`)."""
MOST_TAGS = 10_000
"""That are remembered: hostile feeds may invent tags without end."""

PLAIN = {
    Kind.PUBLISHED: "published",
    Kind.UPDATED: "updated",
    Kind.CREATED: "created",
    Kind.DC_DATE: "dc_date",
    Kind.RIGHTS: "rights",
    Kind.LANGUAGE: "language",
    Kind.POINT: "point",
    Kind.ITUNES_AUTHOR: "itunes_author",
    Kind.ITUNES_SUMMARY: "itunes_summary",
    Kind.ITUNES_SUBTITLE: "itunes_subtitle",
}
"""Kinds that are a text and nothing else -> the field of EntrySaid."""

_WORDS = {
    Kind.TITLE: "title dc:title",
    Kind.LINK: "link",
    Kind.ID: "guid id",
    Kind.SUMMARY: "description dc:description summary abstract",
    Kind.CONTENT: "content content:encoded full-text fulltext turbo:content",
    Kind.PUBLISHED: "pubdate published issued dcterms:issued",
    Kind.UPDATED: "updated modified lastbuilddate dcterms:modified",
    Kind.CREATED: "created dcterms:created prism:publicationdate",
    Kind.PICTURE: "image",
    Kind.DC_DATE: "dc:date",
    Kind.AUTHOR: "author managingeditor",
    Kind.NAME: "dc:creator dc:author dcterms:creator",
    Kind.CATEGORY: "category keywords dc:subject media:category",
    Kind.KEYWORDS: "media:keywords itunes:keywords",
    Kind.ENCLOSURE: "enclosure",
    Kind.MEDIA: "media:content",
    Kind.THUMBNAIL: "media:thumbnail",
    Kind.CAPTION: "media:description",
    Kind.CREDIT: "media:credit",
    Kind.CONTAINER: "media:group georss:where gml:point",
    Kind.SOURCE: "source",
    Kind.RIGHTS: "rights copyright dc:rights",
    Kind.LANGUAGE: "language dc:language",
    Kind.POINT: "georss:point gml:pos",
    Kind.PLACE: "podcast:location",
    Kind.ELSEWHERE: "media:location",
    Kind.LAT: "geo:lat",
    Kind.LONG: "geo:long",
    Kind.COVERAGE: "dc:coverage",
    Kind.DC_SOURCE: "dc:source",
    Kind.ORIGLINK: "feedburner:origlink pheedo:origlink",
    Kind.ITUNES_AUTHOR: "itunes:author",
    Kind.ITUNES_SUMMARY: "itunes:summary",
    Kind.ITUNES_SUBTITLE: "itunes:subtitle",
    Kind.ASIDE: "body fullitem xhtml:body xhtml:div tags item entry svg",
}
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words.split()}


class _Kinds(dict[str, Kind]):
    """lxml's tag -> Kind, worked out once per tag seen. A tag that no table knows is IGNORED."""

    def __missing__(self, tag: str) -> Kind:
        namespace, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        if ":" in local:  # an undeclared prefix: feedparser's tolerant half knows what to do
            kind = Kind.ASIDE
        else:
            prefix = _PREFIXES.get(namespace.lower())
            kind = (
                (Kind.CONTENT if local.lower() in _WHOLE else Kind.IGNORED)
                if prefix is None
                else _KIND_OF.get(local.lower() if prefix == "" else f"{prefix}:{local.lower()}", Kind.IGNORED)
            )
        if len(self) < MOST_TAGS:
            self[tag] = kind
        return kind

    @staticmethod
    @lru_cache(maxsize=1024)
    def local(tag: str) -> str:
        """The local name, lower case."""
        return tag.rpartition("}")[2].lower()


def is_core(tag: str) -> bool:
    """Whether a tag's namespace is one of RSS's and Atom's own."""
    return not tag.startswith("{") or tag[1:].partition("}")[0].lower() in _CORE


def borrowed(namespaces: Mapping[str | None, str]) -> bool:
    """Whether a prefix that feedparser knows by name stands for a namespace that it does not: it would take one for the other."""
    known = frozenset(_PREFIXES.values()) - {"podcast"}
    return any(prefix in known and uri.lower() not in _PREFIXES for prefix, uri in namespaces.items() if prefix)


KINDS = _Kinds()
