"""Names that mean several things: 150 and more cases of our own, each with what its text makes of it."""

from pathlib import Path

import pytest

from newsbeam.pipeline.taggers.disambiguate import disambiguate

CASES = [
    [*line.split("\t"), "", ""][:5]
    for line in (Path(__file__).parent / "cases.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_there_are_enough_cases():
    assert len(CASES) >= 150
    assert len({tuple(case[1:]) for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("country", "name", "text", "home", "language"), CASES, ids=[f"{c[0]}-{c[1]}-{at}" for at, c in enumerate(CASES)]
)
def test_name_means(country, name, text, home, language):
    kind, _, code = home.partition("=")
    mentions = disambiguate(text, code or None, local=kind == "local", language=language or None)
    # Any mention that covers the name, or lies in it ("New York" within "New York Times").
    at = [text.index(name)] if name in text else []
    at += [start for start in range(len(text)) if text.startswith(name, start) and start not in at]
    found = {m.code for m in mentions for start in at if m.start < start + len(name) and start < m.end}
    assert found == (set() if country == "-" else {country})
