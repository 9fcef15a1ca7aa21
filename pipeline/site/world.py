"""The map: each country in a shade by its stories."""

from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path

from newsbeam.pipeline.site.shell import shade

TABLE = Path(__file__).with_name("world.tsv")


@cache
def outlines() -> tuple[tuple[str, str, str, str, str], ...]:
    """(code, name, path, x, y) of `world.tsv`: an outline, or where to put a dot."""
    lines = TABLE.read_text(encoding="ascii").splitlines()[2:]
    return tuple((code, name, path, x, y) for code, name, path, x, y in (line.split("\t") for line in lines))


def name_of(code: str) -> str:
    """A country's English name; `ZZ` is where none is known."""
    return {one: name for one, name, *_ in outlines()}.get(code, "no country" if code == "ZZ" else code)


def most_of(stories: Mapping[str, int]) -> int:
    """The largest figure of a country. Stories without one are no country's, and would leave all others pale."""
    return max((count for code, count in stories.items() if code != "ZZ"), default=0)


def world_map(stories: Mapping[str, int]) -> str:
    """An SVG. Hovering tells a country's figure; who sees no picture has the table beside it."""
    most = most_of(stories)
    shapes = []
    for code, name, path, x, y in outlines():
        count = stories.get(code, 0)
        if not path and not count:
            continue
        style = shade(count, most)
        title = f"<title>{escape(name)}: {count:,}</title>"
        shapes.append(
            f'<path class="{style}" d="{path}">{title}</path>'
            if path
            else f'<circle class="{style}" cx="{x}" cy="{y}" r="4">{title}</circle>'
        )
    countries = sum(1 for code in stories if code != "ZZ")
    return (
        f'<svg class="map" viewBox="0 0 960 440" role=img aria-label="World map: stories of {countries} countries; the table below has '
        f'the figures">{"".join(shapes)}</svg>'
    )
