"""The house behind a name or a headline on its line."""

from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.page.lines import is_agency, is_site


def without_agency(name: str) -> str:
    """A byline without the house that stands behind the names: `By Jane Roe The Associated Press`, `von Jane Roe, MDR THÜRINGEN`."""
    front, _, behind = name.rpartition(", ")
    if front and behind.isupper() and not front.isupper():
        return front
    words = name.split()
    for count in (3, 4, 2, 1):
        if len(words) >= count + 2 and agency(" ".join(words[-count:])) is not None:
            return " ".join(words[:-count])
    return name


def house_behind(title: str) -> str | None:
    """The site that a page's title names behind a stroke: `Boats sail again | AP News`."""
    front, _, house = title.rpartition(" | ")
    named = len(front.split()) > 2 and (is_site(house) or is_agency(house) or is_agency(house.removesuffix(" News")))
    return house if named else None
