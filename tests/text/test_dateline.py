"""Datelines: golden lines, look-alikes, the round trip, and hostile text."""

import gzip
import json
import os
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.text.dateline import from_field, split
from newsbeam.pipeline.text.dateline_date import PrintedDay

sys.path.insert(0, str(Path(__file__).parent))
from tables import rows

CORPUS = os.environ.get("NEWSBEAM_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="NEWSBEAM_CORPUS is unset: no real lines to read")
GOLDEN = [("\t".join(cells[:-3]), *cells[-3:]) for cells in rows("datelines.tsv")]
LOOK_ALIKES = [cells[0] for cells in rows("no_datelines.tsv")]


def test_golden_lines():
    misses = []
    for line, place, country, family in GOLDEN:
        printed, _, body = line.partition("¦")
        found = split(printed + body)
        got = (found.text, found.place or "", found.country or "") if found else None
        if got != (printed, place, country):
            misses.append((family, printed, got))
    assert misses == []
    assert len(GOLDEN) >= 120


def test_a_house_may_end_the_line():
    found = split("Baku, October 20, AZERTAC\nThe president met the governor on Tuesday.")
    assert (found.place, found.country, found.credit, found.day.day) == ("Baku", "AZ", "AZERTAC", 20)


def test_a_day_may_end_the_line():
    found = split("புதுடெல்லி ஆக, 15\nபுதிய துறைமுகம் வெள்ளிக்கிழமை திறக்கப்பட்டது என்று அமைச்சர் அங்கு கூடிய மக்களிடம் தெரிவித்தார்.")
    assert (found.place, found.country, found.day.month, found.day.day) == ("புதுடெல்லி", "IN", 8, 15)


def test_words_behind_a_source_are_no_place():
    found = split("(وكالة الأنباء / رويترز - 27 مايو 2021) أعلن مصدر دبلوماسي في العاصمة، اليوم الخميس، أن الوزير سيزور المدينة.")
    assert (found.place, found.text[-6:]) == (None, "2021) ")


def test_a_signature_on_the_next_line_is_no_datelines_source():
    assert split("Record April 20\nReuters\nThe company said on Friday that it would pay six cents.") is None


def test_look_alikes_are_no_datelines():
    assert [line for line in LOOK_ALIKES if split(line) is not None] == []
    assert len(LOOK_ALIKES) >= 80


def test_a_dateline_that_was_read_before_is_read_with_its_text():
    printed = "London, May 4 (Jane Roe) - "
    for _ in range(2):
        assert split(f"{printed}The river rose and the bridge was closed.").place == "London"
        assert split(f"{printed}the river rose and the bridge was closed.") is None
    assert split("LONDON, May 7 — The group (AFP) - which met there - is old and was small.").text == "LONDON, May 7 — "
    assert split("LONDON, May 4 (AFP) - (Adds quotes) The river rose.").text == "LONDON, May 4 (AFP) - "
    assert [split("Hyderabad, May 4 (AFP) - The river rose.", home_country=home).country for home in ("IN", "PK", "IN")] == [
        "IN",
        "PK",
        "IN",
    ]


@pytest.mark.parametrize(
    ("month", "day", "seen", "near"),
    [
        (8, 5, date(2026, 1, 10), date(2025, 8, 5)),
        (1, 1, date(2025, 12, 31), date(2026, 1, 1)),
        (3, 4, date(2026, 3, 6), date(2026, 3, 4)),
        (2, 29, date(2025, 3, 1), date(2024, 2, 29)),
        (2, 30, date(2025, 3, 1), None),
    ],
)
def test_a_day_without_its_year_is_the_nearest(month, day, seen, near):
    assert PrintedDay(month, day, None).near(seen) == near


def test_a_day_behind_the_source_is_read_though_the_source_was_read_without():
    assert split("LONDON (Reuters) - The river rose.").day is None
    assert split("LONDON (Reuters) - May 4 - The river rose.").day == split("LONDON, May 4 (Reuters) - The river rose.").day


def test_a_provider_at_home_settles_namesakes():
    line = "HYDERABAD (QXN) - The barrage was full."
    assert (split(line, home_country="PK").country, split(line, home_country="IN").country) == ("PK", "IN")


def test_parts_are_kept():
    found = split("ISLAMABAD/KARACHI, Oct 20 (Reuters) - Prices rose.")
    assert (found.others, found.credit, found.day.month, found.day.day, found.day.year) == (("Karachi",), "Reuters", 10, 20, None)
    found = split("PESHAWAR, (APP - UrduPoint / Pakistan Point News - 4th Jan, 2023 ) :Spirited.")
    assert (found.credit, found.day.instant().isoformat()) == ("APP - UrduPoint / Pakistan Point News", "2023-01-04T00:00:00+00:00")


@pytest.mark.parametrize(
    ("printed", "place", "country"),
    [
        ("NTB Oslo", "Oslo", "NO"),
        ("Kiova/Washington", "Kiova", "UA"),
        ("GREENWICH, Conn.", "Greenwich", "US"),
        ("Sydney", "Sydney", "AU"),
    ],
)
def test_a_field_of_its_own_needs_no_evidence(printed, place, country):
    found = from_field(printed)
    assert (found.text, found.place, found.country) == (printed, place, country)


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("MARCH", None),
        ("MARCH 2013", None),
        ("Monday", None),
        ("März", None),
        ("LAGOS Sunday", "Lagos"),
        ("London Mon Mar 4", "London"),
        ("MARCH, Cambridgeshire", "March"),
        ("AAP", None),
        ("NTB Oslo", "Oslo"),
    ],
)
def test_a_month_or_a_weekday_in_a_field_is_no_place(printed, place):
    found = from_field(printed)
    assert (found.text, found.place) == (printed, place)


@given(st.sampled_from([g[0] for g in GOLDEN]), st.text(max_size=40))
def test_dateline_and_body_give_the_text_back(line, more):
    text = line.replace("¦", "") + more
    found = split(text)
    assert found is None or text.startswith(found.text)


@given(st.text(alphabet="AaÄ (){}[]/-–:,.0 9\tPARIS،में", max_size=300))
def test_any_text_is_answered(text):
    found = split(text)
    assert found is None or (text.startswith(found.text) and found.text)


def test_hostile_text_costs_nothing():
    for piece in ("A", "A ", "(", "A/", "PARIS, ", "1 Oct ", "a.", "/A", "新", "ا ", "A-", "St. ", "\u00a0"):
        text = piece * (100_000 // len(piece)) + "!"
        begun = time.process_time()
        split(text)
        assert time.process_time() - begun < 0.5, (
            piece
        )  # a fiftieth of a second by itself; one that walks each letter's rest takes many


@needs_corpus
@pytest.mark.corpus
def test_the_labelled_lines():
    from newsbeam.pipeline.evaluate.datelines import measure

    score = measure(Path(CORPUS) / "datelines.tsv")
    shares = [right / of for right, of in (score.split, score.found, score.place, score.country)]
    assert [share >= least for share, least in zip(shares, (0.99, 0.95, 0.97, 0.97), strict=True)] == [True] * 4, score.misses


@needs_corpus
@pytest.mark.corpus
@pytest.mark.slow
def test_real_lines_that_are_no_datelines():
    sets = Path(CORPUS).parent / "eval"
    topics = gzip.decompress((sets / "topics.jsonl.gz").read_bytes()).decode().splitlines()
    sentences = gzip.decompress((sets / "langid.tsv.gz").read_bytes()).decode().splitlines()
    lines = [json.loads(row).get("text", "")[:300] for row in topics] + [row.partition("\t")[2] for row in sentences]
    taken = [line[:60] for line in lines if split(line) is not None]
    assert len(lines) >= 200
    assert len(taken) <= 0.01 * len(lines), taken
