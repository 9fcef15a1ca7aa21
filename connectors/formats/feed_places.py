"""Where a feed's entry plays, in the words of GeoRSS, Dublin Core and podcasts."""

from typing import TYPE_CHECKING

from newsbeam.schemas.item import PlaceClaim

if TYPE_CHECKING:
    from newsbeam.connectors.formats.feed_items import EntrySaid


def places_of(said: "EntrySaid") -> tuple[PlaceClaim, ...]:
    """GeoRSS's point, or W3C's, is where it happened; Dublin Core's coverage and a podcast's location are what it is about, or where it was made."""
    if not (said.point or said.lat or said.coverage or said.located):
        return ()
    found = []
    point = _point(said.point) or _point(f"{said.lat} {said.long}")
    if point:
        found.append(PlaceClaim(role="event", lat=point[0], lon=point[1]))
    if said.coverage:
        found.append(PlaceClaim(role="subject", name=said.coverage))
    for rel, geo, country, name in said.located:
        role = "located" if rel == "creator" else "subject"
        lat, lon = _point((geo or "").removeprefix("geo:").partition(";")[0]) or (None, None)
        if name or country or lat is not None:
            found.append(PlaceClaim(role=role, name=name or None, country=country, lat=lat, lon=lon))
    return tuple(found)


def _point(text: str | None) -> tuple[float, float] | None:
    parts = (text or "").replace(",", " ").split()
    try:
        lat, lon = float(parts[0]), float(parts[1])
    except (ValueError, IndexError):
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None
