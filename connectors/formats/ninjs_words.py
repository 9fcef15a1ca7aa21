"""What ninjs 1.x and 2.x/3.x say alike once their names are told apart: concepts, places, media, documents of one object or many."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from newsbeam.connectors.formats.json_text import load, objects, text_of
from newsbeam.connectors.formats.ninjs_refused import refused
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, MediaClaim, ParseError, PlaceClaim, SubjectClaim

_NEWS = frozenset(("versioncreated", "versionCreated", "firstcreated", "firstCreated", "pubstatus", "pubStatus"))
_MACHINE_ID = re.compile(r"[0-9a-f]{24,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""A number that names one thing in the world: a UUID, or a digest."""
_OWN_ID = re.compile(r"(?:^|&)(?:\w{0,12}[_-]?id|guid|uuid|item|article|story)=", re.IGNORECASE)
"""A query that names something itself."""
_PEOPLE = frozenset(("creditline", "writer", "byline"))
"""Roles of descriptions that name somebody."""
_PLACE_ROLES = {"event": "event", "located": "located", "origin": "located", "dateline": "dateline"}


class Concept(NamedTuple):
    """A concept's name and identity; `scheme` is a URI or None."""

    name: str | None
    code: str | None
    scheme: str | None
    rel: str | None


def news_objects(
    document: Document, read: Callable[[dict[str, Any], int, tuple[str, ...]], Item | ParseError]
) -> Iterator[Item | ParseError]:
    """One result per news object: a document is one, or a list of them."""
    value, flags = load(document)
    listed = _unwrapped(value)
    listed = listed if isinstance(listed, list) else [listed]
    if is_empty_answer(value):
        return
    if not listed or not any(isinstance(one, dict) for one in listed):
        raise ParseError(Reason.NOT_A_FEED, f"{document.uri}: JSON, but no ninjs object in it")
    for index, one in enumerate(listed):
        if not isinstance(one, dict):
            yield refused(document.uri, index, one, Reason.PARSE_ERROR, "is no object")
        else:
            yield read(one, index, flags)


def first_object(value: Any) -> dict[str, Any]:
    """The object that a document is recognised by; empty where there is none."""
    found = objects(_unwrapped(value))
    return found[0] if found else {}


_BESIDE = frozenset("links meta total count next previous prev page pages offset limit size start took".split())  # noqa: SIM905
"""What may stand beside an empty list of items, underlined or not. Anything else is another format's, or says why there is none: a lost key
must not look like a quiet day.
"""


def is_empty_answer(value: Any) -> bool:
    """Whether it is a content API's answer with nothing new in it, as an empty feed is a feed."""
    if not isinstance(value, dict):
        return isinstance(value, list) and not value
    return bool(
        value.get("_items") == [] or (value.get("items") == [] and {name.strip("_") for name in value} - {"items"} <= _BESIDE)
    )


def _unwrapped(value: Any, depth: int = 3) -> Any:
    """The news objects of an API's answer, which lists them under a name of its own (`_items`, `item`, `data.items[].item`); else `value`."""
    if not isinstance(value, dict) or not depth or _is_news(value):
        return value
    if isinstance(value.get("_items"), list):
        return value["_items"]
    for one in value.values():
        if isinstance(one, dict):
            found = _unwrapped(one, depth - 1)
            if isinstance(found, list) or _is_news(found):
                return found
        elif isinstance(one, list) and any(map(_is_news, listed := [_inner(each) for each in one])):
            return listed
    return value


def _inner(value: Any) -> Any:
    """A news object that stands alone below a name of its own, beside what the API says of it."""
    if not isinstance(value, dict) or _is_news(value):
        return value
    return next((one for one in value.values() if _is_news(one)), value)


def _is_news(value: Any) -> bool:
    """An id, and a property that every provider's news objects have one of and nothing else in JSON has."""
    return (
        isinstance(value, dict)
        and (isinstance(value.get("uri"), str) or isinstance(value.get("guid"), str))
        and not _NEWS.isdisjoint(value)
    )


def stable(uri: str | None, alt_ids: tuple[tuple[str, str], ...]) -> str | None:
    """An id that is an API's address, without a query that belongs to the request: where its path names the item already.

    >>> stable("https://api.example/v/content/95e8bd71?qt=Hk-C&et=0a1", (("itemid", "95e8bd71"),))
    'https://api.example/v/content/95e8bd71'
    >>> stable("https://api.example/content?id=95e8bd71", (("itemid", "95e8bd71"),))
    'https://api.example/content?id=95e8bd71'
    """
    if uri is None or "?" not in uri or not uri.startswith(("http://", "https://")):
        return uri
    path, _, query = uri.partition("?")
    name = path.rstrip("/").rpartition("/")[2]
    named = any(name == one for _, one in alt_ids) if name else False
    return path if named or (_MACHINE_ID.fullmatch(name) and not _OWN_ID.search(query)) else uri


def retold(news: dict[str, Any], guid: str | None) -> tuple[tuple[str, str], ...]:
    """The items that this one tells again under an id of its own, nearest first: Superdesk's `evolvedfrom`, TT's `replacing`."""
    listed = [
        news.get("evolvedfrom"),
        news.get("rewrite_of"),
        *_texts(news.get("replacing")),
        *reversed(_texts(news.get("ancestors"))),
    ]
    named = dict.fromkeys(stable(text, ()) for one in listed if (text := text_of(one)))
    return tuple(("replaces", one) for one in named if one and one != guid)


def _texts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def caseless(value: Any, depth: int = 12) -> Any:
    """JSON with the names in lower case; of two that differ in case alone the first that says something."""
    if depth and isinstance(value, list):
        return [caseless(one, depth - 1) for one in value]
    if not depth or not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for name, one in value.items():
        if found.get(name.lower()) in (None, "", []):
            found[name.lower()] = caseless(one, depth - 1)
    return found


def concepts(value: Any) -> list[Concept]:
    """Concepts of 1.x (`scheme` and `code`) and 2.x (`uri` or `literal`), in order."""
    found = []
    for one in objects(value):
        code, scheme = text_of(one.get("code")), text_of(one.get("scheme"))
        uri = text_of(one.get("uri"))
        if uri and "://" in uri:
            head, slash, tail = uri.rpartition("/")
            scheme, code = (head + "/", tail) if slash and tail else (None, uri)
        elif uri:
            scheme, code = None, uri
        elif code is None:
            code = text_of(one.get("literal"))
        if scheme and "://" not in scheme and not scheme.startswith("urn:"):  # an alias that no catalog resolves
            scheme, code = None, f"{scheme}:{code}" if code else None
        found.append(Concept(text_of(one.get("name")), code, scheme, text_of(one.get("rel"))))
    return found


def subjects(news: dict[str, Any], names: dict[str, str]) -> tuple[SubjectClaim, ...]:
    """Subject claims of several properties; `names`: property -> role."""
    return tuple(
        SubjectClaim(name=one.name, code=one.code, scheme=one.scheme, role=role)
        for name, role in names.items()
        for one in concepts(news.get(name))
        if one.name or one.code
    )


def places(news: dict[str, Any], name: str) -> Iterator[PlaceClaim]:
    """`located` and the places, a country's code where its scheme is ISO 3166."""
    if located := text_of(news.get("located")):
        yield PlaceClaim(role="located", name=located)
    for one, concept in zip(objects(news.get(name)), concepts(news.get(name)), strict=True):
        iso = concept.code and "iso3166" in f"{concept.scheme or ''}{concept.code}".lower()
        country = concept.code.rpartition(":")[2].upper() if concept.code and iso else None
        lat, lon = _point(one)
        if concept.name or country or lat is not None:
            role = _PLACE_ROLES.get((concept.rel or "").lower(), "subject")
            yield PlaceClaim(role=role, name=concept.name, country=country, scheme=concept.scheme, lat=lat, lon=lon)


def dateline_text(news: dict[str, Any]) -> str | None:
    """The dateline of a desk's own objects: `{"text": "ACCRA, March 10 GNA -", "located": {"city": "Accra"}}`."""
    value = news.get("dateline")
    return text_of(value.get("text")) if isinstance(value, dict) else None


def dateline_place(news: dict[str, Any]) -> Iterator[PlaceClaim]:
    """Where such an object says that it was written."""
    value = news.get("dateline")
    located = value.get("located") if isinstance(value, dict) else None
    if isinstance(located, dict) and (city := text_of(located.get("city"))):
        country = text_of(located.get("country_code")) or text_of(located.get("country"))
        yield PlaceClaim(role="dateline", name=city, country=country)


def media(news: dict[str, Any], names: tuple[str, str]) -> Iterator[MediaClaim]:
    """The first rendition of the object itself and of each association that is no text; `names`: content type, byline."""
    kind_name, by_name = names
    seen = [news] if text_of(news.get("type")) not in (None, "text", "composite") else []
    associated = news.get("associations")
    seen += objects(list(associated.values()) if isinstance(associated, dict) else associated)
    for one in seen:
        if text_of(one.get("type")) in ("text", "composite"):
            continue
        renditions = one.get("renditions")
        for rendition in objects(
            list(renditions.values()) if isinstance(renditions, dict) and "href" not in renditions else renditions
        ):
            if url := text_of(rendition.get("href")):
                yield MediaClaim(
                    url=url, media_type=text_of(rendition.get(kind_name)), caption=_caption(one), credit=text_of(one.get(by_name))
                )
                break


def described(news: dict[str, Any], roles: tuple[str, ...]) -> str | None:
    """The description in the best of these roles, else the first that tells of the news and not of who wrote it."""
    texts = [
        (str(one.get("role")).lower(), text) for one in objects(news.get("descriptions")) if (text := text_of(one.get("value")))
    ]
    best = [text for role in roles for own, text in texts if own == role]
    return next(iter([*best, *(text for own, text in texts if own not in _PEOPLE)]), None)


def _caption(news: dict[str, Any]) -> str | None:
    return described(news, ("caption",)) or next(
        (text for key in ("description_text", "description_html", "headline") if (text := text_of(news.get(key)))), None
    )


def _point(place: dict[str, Any]) -> tuple[float | None, float | None]:
    """A GeoJSON point, which is (longitude, latitude)."""
    shape = place.get("geojson") or place.get("geoJSON") or place.get("geometry_geojson") or place.get("geometry")
    point = shape.get("coordinates") if isinstance(shape, dict) and shape.get("type") == "Point" else None
    if isinstance(point, list) and len(point) >= 2 and all(isinstance(one, int | float) for one in point[:2]):
        lon, lat = float(point[0]), float(point[1])
        if -90 <= lat <= 90 and -180 <= lon <= 180:
            return lat, lon
    return None, None
