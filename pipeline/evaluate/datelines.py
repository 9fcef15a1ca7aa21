"""Datelines: first lines of wire copy with their place and country, against a labelled table. Prints the misses.

The table is tab-separated with a header: `text200`, `agency`, `place`, `iso_country`, `date_in_line`, `source`, `how`. A
`place` in round brackets means that none is printed; `(no dateline)` that the line has none at all; `how` with the word
`field` that the line is a dateline field without a body. A `¦` in the text marks where the body begins.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from newsbeam.pipeline.evaluate.score import figure, half_of, lines, named
from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.text.credit import sources_of
from newsbeam.pipeline.text.dateline import Dateline, from_field, split
from newsbeam.schemas.quick import dataclass

MARK = "¦"
NO_DATELINE = "(no dateline)"
_PLACE_ENDS = re.compile(r"[/,\[(]")
_CODE = re.compile(r"[A-Z]{2}(?![A-Z])")
_CREDIT_REACH = 120
"""Characters in which an agency's name belongs to the dateline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One labelled line."""

    text: str
    agency: str
    place: str | None
    """The first place as printed; None where the line prints none."""
    country: str | None
    """Alpha-2, or None where nobody can tell."""
    nowhere: bool
    """The place is in no country (United Nations)."""
    is_dateline: bool
    is_field: bool
    body_at: int | None
    """Where the body begins, where the label says so."""


@dataclass(slots=True)
class Score:
    """Counts of one run; each pair is (right, of)."""

    split: list[int] = field(default_factory=lambda: [0, 0])
    found: list[int] = field(default_factory=lambda: [0, 0])
    place: list[int] = field(default_factory=lambda: [0, 0])
    country: list[int] = field(default_factory=lambda: [0, 0])
    false: list[int] = field(default_factory=lambda: [0, 0])
    misses: list[str] = field(default_factory=list)


def report(path: Path, half: str | None = None) -> str:
    """Precision and recall of the split, place and country, with Wilson's 95 % intervals, then every miss."""
    score = measure(path, half)
    if not (score.found[1] or score.false[1]):
        raise ValueError("no line is labelled")
    out = [
        f"datelines: {named(path, half)}",
        f"  split, precision      {figure(*score.split)}",
        f"  split, recall         {figure(*score.found)}",
        f"  place right           {figure(*score.place)}",
        f"  country right         {figure(*score.country)}",
    ]
    if score.false[1]:
        out.append(f"  taken for datelines   {figure(*score.false)}")
    return "\n".join([*out, f"\nmisses ({len(score.misses)})", *score.misses]) + "\n"


def measure(path: Path, half: str | None = None) -> Score:
    """Every line of the table against what the reader of datelines makes of it."""
    score = Score()
    for line in labelled(path):
        if half is not None and half_of(line.text) != half:
            continue
        made = from_field(line.text) if line.is_field else split(line.text)
        if not line.is_dateline:
            _count(score.false, made is not None)
            if made is not None:
                score.misses.append(f"  taken for a dateline: {made.text!r} of {line.text[:80]!r}")
            continue
        right = made is not None and split_right(line, made)
        _count(score.found, right)
        if made is not None:
            _count(score.split, right)
        place_right = made is not None and fold(made.place or "") == fold(line.place or "")
        _count(score.place, place_right)
        country_right = True
        if line.place is not None and (line.country is not None or line.nowhere):
            country = made.country if made is not None else None
            country_right = country == line.country or (line.nowhere and country == "ZZ")
            _count(score.country, country_right)
        if not (right and place_right and country_right):
            got = f"{made.text!r} {made.place} {made.country}" if made is not None else "nothing"
            score.misses.append(f"  {line.text[:70]!r} is {line.place} {line.country}; got {got}")
    return score


def split_right(line: Line, made: Dateline) -> bool:
    """Whether the dateline ends where it should: at the mark; else it holds place and agency, and no debris begins the body."""
    if line.body_at is not None:
        return len(made.text) == line.body_at
    if line.place is not None and fold(line.place) not in fold(made.text):
        return False
    reach = line.text[:_CREDIT_REACH]
    ends = [at + len(name) for name in sources_of(line.agency) if (at := reach.find(name)) >= 0]
    body = line.text[len(made.text) :]
    return len(made.text) >= max(ends, default=0) and (line.is_field or not body or body[0] not in ")]/,:;-–—_ ")


def labelled(path: Path) -> Iterator[Line]:
    """The table's lines."""
    for row in csv.DictReader(lines(path), delimiter="\t", quoting=csv.QUOTE_NONE):
        text, place, label = row["text200"], row["place"].strip(), row["iso_country"].strip()
        body_at = text.index(MARK) if MARK in text else None
        code = _CODE.match(label)
        first = _PLACE_ENDS.split(place)[0].strip()
        yield Line(
            text=text.replace(MARK, "", 1),
            agency=row["agency"],
            place=None if not first or not _names_a_place(first, code) else first,
            country=code[0] if code else None,
            nowhere="(UN)" in label,
            is_dateline=place != NO_DATELINE,
            is_field="field" in (row.get("how") or ""),
            body_at=body_at,
        )


def _names_a_place(first: str, code: re.Match[str] | None) -> bool:
    """The label of a line without a place repeats its day: it has a digit, and no country."""
    return code is not None or not any(c.isdigit() for c in first)


def _count(pair: list[int], right: bool) -> None:
    pair[0] += right
    pair[1] += 1
