"""Archived pages made of stories, words of pages and layouts: every story in every third layout, with what is right."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
STEP = 3


class Page(NamedTuple):
    """One page and its label."""

    name: str
    text: str
    label: dict[str, object]


def pages() -> Iterator[Page]:
    """All pages, the same at every call."""
    words = {row[0]: row[1:] for row in _rows("furniture.tsv")}
    for number, story in enumerate(_rows("stories.tsv")):
        for layout in range(number % STEP, len(_layouts()), STEP):
            yield _page(number, layout, story, words[story[0]])


def _page(number: int, layout: int, story: list[str], words: list[str]) -> Page:
    language, headline, dateline, place, country, origin, author, standfirst, text = story
    site, section, related, recent, share, also, ago, comments, rights = words
    name, template = _layouts()[layout]
    parts = text.split(" ¶ ")
    filled = template.format(
        headline=headline, Headline=headline.title() if headline.isascii() else headline, dateline=dateline,
        body="\n\n".join(parts), body_close="\n".join(parts), standfirst=standfirst, author=author or "Web Desk",
        author_ago=f"{author or 'Web Desk'} {ago}", site=site, section=section, related=related, recent=recent, share=share,
        readalso=also, ago=ago, comments=comments, copyright=rights,
    )  # fmt: skip
    label = {
        "file": f"{number:02d}-{name}.txt", "dateline": dateline, "place": place, "country": [country], "origin": origin or None,
        "headline": None if name == "lead" else headline, "language": language, "day": "2021-03-04", "body": " ".join(parts),
    }  # fmt: skip
    return Page(str(label["file"]), " " + filled, label)


def _layouts() -> list[tuple[str, str]]:
    found = []
    for part in (HERE / "layouts.txt").read_text(encoding="utf-8").split("== ")[1:]:
        title, _, template = part.partition("\n")
        found.append((title.partition(":")[0], template.rstrip("\n")))
    return found


def _rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [row.split("\t") for row in lines if row and not row.startswith("#")]
