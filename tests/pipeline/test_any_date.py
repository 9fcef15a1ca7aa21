"""Dates over the whole range of years, in whatever field of whatever format, cost no entry: least of all another feed's."""

import random
import re
from datetime import timedelta
from pathlib import Path

import pytest
from newsroom import NOON, item, rows, run, write

from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions

pytestmark = pytest.mark.slow

FORMATS = Path(__file__).parent.parent / "formats"
YEARS = ("0001", "0002", "0099", "1000", "1582", "1677", "1899", "1969", "1970", "1989", "2038", "2262", "2263", "9998", "9999")
DAYS = (("01", "01"), ("12", "31"))
_YEAR = re.compile(rb"(?<!\d)(?:19|20)\d\d(?=-\d\d-\d\d|\d{4}T\d{6}|/\d\d/\d\d)(.?\d\d.?\d\d)")
_RFC = re.compile(rb"\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:19|20)\d\d")


def moved(document: bytes, chance: random.Random) -> bytes:
    """The same with every date another."""

    def iso(match):
        month, day = chance.choice(DAYS)
        dash = "-" if match[1][:1] == b"-" else "/" if match[1][:1] == b"/" else ""
        return dash.join((chance.choice(YEARS), month, day)).encode()

    def rfc(_):
        return f"{chance.choice(('01 Jan', '31 Dec'))} {chance.choice(YEARS)}".encode()

    return _RFC.sub(rfc, _YEAR.sub(iso, document))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_dates_of_any_year_cost_no_entry_of_any_format(tmp_path, seed):
    chance = random.Random(seed)
    documents = [p for p in sorted(FORMATS.glob("*/*/document.*")) if p.is_file() and p.parent.parent.name != "archive"]
    assert len(documents) > 60
    plain, odd = tmp_path / "plain", tmp_path / "odd"
    changed = 0
    for number, path in enumerate(documents):
        for folder, content in ((plain, path.read_bytes()), (odd, moved(path.read_bytes(), chance))):
            folder.mkdir(exist_ok=True)
            (folder / f"{number:03}{path.suffix}").write_bytes(content)
            changed += folder is odd and content != path.read_bytes()
    assert changed > 40
    out = tmp_path / "out"
    # The first is history for the odd ones to meet; told by another house, they are news all the same.
    before = ingest(IngestOptions(out=out, paths=(plain,), provider="Kestrel Wire", as_of=NOON, fixed_clock=True))
    after = ingest(IngestOptions(out=out, paths=(odd,), provider="Heron", as_of=NOON + timedelta(hours=1), fixed_clock=True))
    assert not any(letter.reason == "bug" for letter in (*before.dead_letters, *after.dead_letters))
    assert before.exit_code == after.exit_code  # a third of the documents are cases of refusal
    assert (after.conservation.ok, after.totals.entries) == (True, before.totals.entries)
    assert after.totals.dead_letters <= before.totals.dead_letters


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_date_at_the_end_of_time_takes_no_other_feeds_news_along(desk, date):
    run(desk)  # near/recent.py only looks where there is something
    write(desk, "kestrel", item("kestrel.example", 8, "NAIROBI - The tram will run late.", date=date))
    write(desk, "lagoon", item("lagoon.example", 2, "LAGOS - The ferry will run early."))
    report = run(desk, at=NOON + timedelta(hours=1))
    assert (report.exit_code, report.totals.new, report.totals.dead_letters) == (0, 2, 0)
    assert len(rows(desk / "out")) == 6
