"""Country: the focus of a text, and `story_country` by the whole rule, against labelled articles.

A line of the set: `src`, `title`, `text`, `gold` (the countries that are right, an empty list: none is), and where there
are any `dateline` and `domain`. An answer is right where it is one of `gold`. `focus` is the text's alone; `story` has
the printed dateline as well; `home` has the provider's country too, taken as that of a local outlet.
"""

from html import unescape
from pathlib import Path
from typing import Any

from newsbeam.pipeline.evaluate.score import Tally, binned, confused, expected_error, figure, named, records, story_of
from newsbeam.pipeline.taggers.country import tag_country
from newsbeam.pipeline.taggers.language import tag_language
from newsbeam.pipeline.text.dateline import from_field
from newsbeam.pipeline.text.places import country_code
from newsbeam.schemas.story import Claims, Story

LOCAL_SOURCES = ("lgl",)
"""Sources whose articles are local outlets': only they are tried with a home."""
HOMES = {
    "bclocalnews.com": "CA",
    "civil.ge": "GE",
    "dailystar.com.lb": "LB",
    "haaretz.com": "IL",
    "independent.ie": "IE",
    "jpost.com": "IL",
    "lfpress.ca": "CA",
    "messenger.com.ge": "GE",
    "moscowtimes.ru": "RU",
    "sptimes.ru": "RU",
    "weekly.ahram.org.eg": "EG",
    "woodstocksentinelreview.com": "CA",
}
"""Where outlets are at home that a country's own top-level domain does not give away; other .com and .net ones of the set are American."""


def evaluate(path: Path, half: str | None = None) -> str:
    """The figures per source, and the commonest confusions of each way of asking."""
    said: list[tuple[str, float, bool]] = []
    tallies = measure(path, half=half, said=said)
    out = [f"country: {named(path, half)}"]
    for way in ("focus", "story", "home"):
        of_way = {source: tally for (source, w), tally in sorted(tallies.items()) if w == way}
        if not of_way:
            continue
        out.append(f"\n{way}")
        for source, tally in of_way.items():
            given = figure(tally.sure_right, tally.sure)
            out.append(
                f"  {source:<16} accuracy {figure(tally.right, tally.n)}; answered {tally.sure / tally.n:.3f}, of these right {given}"
            )
        out.append(f"  confusions: {confused(tally for s, tally in of_way.items() if s not in GROUPS)}")
    for name, own in (
        ("Reuters, not US only", [(one, right) for source, one, right in said if source == "reuters"]),
        ("every other source", [(one, right) for source, one, right in said if source != "reuters"]),
    ):
        if own:
            out.append(f"\nconfidence of the text's answers, {name}: expected calibration error {expected_error(own):.3f}")
            out.append("  said .. right: " + "; ".join(f"{mean:.2f} .. {figure(right, n)}" for mean, right, n in binned(own)))
    return "\n".join(out) + "\n"


def unsaid(record: dict[str, Any]) -> bool:
    """Whether a label may be of what the text does not say: a desk in New York leaves its own country out."""
    return bool(record["src"] == "reuters" and record["gold"] == ["US"])


GROUPS = ("cliff", "reuters, not US only")
"""Sources counted twice: once by themselves and once in these."""


def measure(
    path: Path, *, every: int = 1, half: str | None = None, said: list[tuple[str, float, bool]] | None = None
) -> dict[tuple[str, str], Tally]:
    """(source, way) -> tally; `every` > 1 takes each so-manieth item of Reuters, whose 9,000 are more than a test needs."""
    tallies: dict[tuple[str, str], Tally] = {}
    for at, record in enumerate(records(path, half)):
        if record["src"] == "reuters" and at % every:
            continue
        gold: list[str] = record["gold"]
        for way, story in stories(record):
            found = tag_country(story, tag_language(story, {}))
            focus = next((e.code for e in found["countries"] if e.basis == "text"), "ZZ")
            clear = any(e.role == "focus" for e in found["countries"])
            answer = focus if way == "focus" else found["story_country"]
            sure = clear if way == "focus" else found["story_country"] != "ZZ"
            right = answer in gold if gold else not sure
            if said is not None and way == "focus" and found["country_basis"] == "text" and not unsaid(record):
                said.append((record["src"], found["country_confidence"], right))
            for source in sources(record, gold):
                tally = tallies.setdefault((source, way), Tally())
                tally.add(right=right, sure=sure, gold="/".join(gold[:2]) or "none", answer=answer)
    return tallies


def sources(record: dict[str, Any], gold: list[str]) -> list[str]:
    """The groups that a record counts in; an article without a country only in its own."""
    source: str = record["src"]
    if not gold:
        return [f"{source}, no country"]
    if source.startswith("cliff"):
        return [source, "cliff"]
    return [source, "reuters, not US only"] if source == "reuters" and gold != ["US"] else [source]


def stories(record: dict[str, Any]) -> list[tuple[str, Story]]:
    """The record as a story, by each way of asking."""
    title, text = unescape(record["title"] or ""), unescape(record["text"])
    ways = [("focus", story_of(title, text))]
    place = printed(record.get("dateline"))
    if place is not None:
        ways.append(("story", story_of(title, text, dateline_place=place[0], dateline_country=place[1])))
    else:
        ways.append(("story", ways[0][1]))
    if record["src"] in LOCAL_SOURCES:
        claims = Claims(home_country=home_of(record["domain"]), local=True)
        ways.append(("home", story_of(title, text, claims=claims)))
    return ways


def home_of(domain: str) -> str:
    """Where an outlet of the set is at home."""
    return HOMES.get(domain) or country_code(domain.rpartition(".")[2].replace("com", "us").replace("net", "us")) or "US"


def printed(dateline: str | None) -> tuple[str, str] | None:
    """(place, country) of "NEW YORK, Feb 26 -", or None."""
    found = from_field(dateline) if dateline else None
    return (found.place, found.country) if found and found.place and found.country else None
