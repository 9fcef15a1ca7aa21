import argparse
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.commands.errors import answered
from newsbeam.pipeline.commands.logs import start_logging
from newsbeam.pipeline.report.grid import columns, grid, sparkline
from newsbeam.pipeline.report.harmless import for_csv, plain
from newsbeam.pipeline.report.html import page
from newsbeam.pipeline.report.model import Conservation, FeedReport, LetterReport, PartitionReport, RunReport, StageReport, Totals
from newsbeam.pipeline.report.terminal import lines
from newsbeam.schemas.codes import FeedOutcome
from newsbeam.schemas.errors import UsageError

SCHEMA = json.loads(resources.files("newsbeam.schemas").joinpath("report.schema.json").read_text())
AT = datetime(2026, 3, 12, 12, tzinfo=UTC)
HOSTILE = '<script>alert("1")</script>\x1b[31m\u202egnp.exe'
REPORT = RunReport(
    batch_id="20260312T120000Z-0000",
    started_at=AT,
    finished_at=AT + timedelta(seconds=3.5),
    as_of=AT,
    exit_code=1,
    newsbeam_version="0.1.0",
    config_hash="0123456789abcdef",
    totals=Totals(entries=6, new=3, revisions=1, duplicates=1, dead_letters=1),
    conservation=Conservation(ok=True, entries=6, ended=6, rows_added=4),
    partitions=(
        PartitionReport(
            date="2026-03-12", country="NO", rows_added=3, file="stories/date=2026-03-12/country=NO/stories-00000.parquet"
        ),
        PartitionReport(
            date="2026-03-11", country="ZZ", rows_added=1, file="stories/date=2026-03-11/country=ZZ/stories-00000.parquet"
        ),
    ),
    stages={"ParseDocuments": StageReport(taken=1, given=6, seconds=0.25)},
    feeds=(
        FeedReport(
            feed_id="one", url="https://one.example/f", outcome="ok", entries=6, new=3, revisions=1, duplicates=1, dead_letters=1
        ),
        FeedReport(
            feed_id="two",
            url="https://two.example/f?key=***",
            outcome="soft",
            reason="http_503",
            message=HOSTILE,
            http_status=503,
            flags=("proxied",),
            next_poll_at=AT + timedelta(minutes=10),
            next_poll_reason="Retry-After",
        ),
    ),
    dead_letters=(LetterReport(feed_id="one", stage="parse", reason="parse_error", count=1, error=HOSTILE),),
    batches=("20260312T120000Z-0000",),
)


def test_the_report_is_what_its_schema_says() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(REPORT.to_json(), SCHEMA)
    assert SCHEMA["properties"]["feeds"]["items"]["properties"]["outcome"]["enum"] == [one.value for one in FeedOutcome]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**REPORT.to_json(), "tools": 1}, SCHEMA)


def test_json_and_back() -> None:
    assert RunReport.from_json(json.loads(REPORT.dumps())) == REPORT
    assert REPORT.dumps().isascii()
    assert REPORT.to_json()["stages"] == {"ParseDocuments": {"in": 1, "out": 6, "seconds": 0.25}}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in ("href", "src")
            assert "//" not in (value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_hostile_words_and_obeys_none() -> None:
    found = _Tags()
    found.feed(page(REPORT))
    assert "script" not in found.tags
    assert '<script>alert("1")</script>' in found.text
    assert "\x1b" not in found.text
    assert "\u202e" not in found.text
    assert "default-src 'none'" in page(REPORT)


@pytest.mark.parametrize(
    "words", ["NO", "2026-03-12", "http_503", "parse_error", "6 fetched + 0 released + 0 retried = 6 ended: adds up"]
)
def test_the_page_answers_what_an_operator_asks(words: str) -> None:
    found = _Tags()
    found.feed(page(REPORT))
    assert words in found.text


def test_a_broken_law_is_said_first() -> None:
    broken = replace(REPORT, conservation=replace(REPORT.conservation, ok=False), exit_code=4)
    assert "do not add up" in page(broken)


def test_plain_lines_for_a_log(tmp_path: Path) -> None:
    printed = lines(REPORT, tmp_path)
    assert printed[0] == "run: 20260312T120000Z-0000"
    assert any(line.startswith("feed: two: soft; http_503") for line in printed)
    assert "6 entries = 3 new + 1 revisions + 1 duplicates + 0 held + 1 dead letters + 0 over the limit" in "\n".join(printed)
    assert all(line.isprintable() for line in printed)


@given(st.text(max_size=40))
def test_words_for_a_terminal_are_one_harmless_line(text: str) -> None:
    shown = plain(text)
    assert len(shown) == len(text)
    assert not {"\x1b", "\n", "\r", "\x07", "\x9b", "\u202e", "\u2066", "\u2028"} & set(shown)
    assert plain(shown) == shown


@pytest.mark.parametrize("level", ["info", "warning"])
def test_what_a_document_says_steers_no_terminal_through_the_log(level: str, capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("newsbeam")
    kept, handlers, root = log.level, logging.root.handlers[:], logging.root.level
    try:
        logging.root.handlers[:] = []
        start_logging("text", level)
        log.warning("<rss\u202e\x1b]0;Hello\x07> is no root element")
        assert answered(_refuses, argparse.Namespace()) == 2
    finally:
        logging.root.handlers[:] = handlers
        logging.root.setLevel(root)
        log.setLevel(kept)
    first, second = capsys.readouterr().err.splitlines()
    assert first.isprintable()
    assert second == "newsbeam: <rss [31m> is no root element"


def _refuses(_: argparse.Namespace) -> int:
    raise UsageError("<rss\x1b[31m> is no root element")


@given(st.text(max_size=40))
def test_words_for_a_spreadsheet_are_no_formula(text: str) -> None:
    shown = for_csv(text)
    try:
        float(shown)
    except ValueError:
        assert not shown.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_nor_is_a_wide_sign_the_beginning_of_one() -> None:
    assert [for_csv(f"{sign}SUM(A1)") for sign in "＝＋－＠"] == [f"'{sign}SUM(A1)" for sign in "＝＋－＠"]


def test_a_number_stays_a_number() -> None:
    assert for_csv(-3.5) == "-3.5"


def test_urdu_keeps_its_spelling() -> None:
    assert plain("کتاب\u200cخانه") == "کتاب\u200cخانه"


def test_a_sparkline_shows_a_gap_as_a_gap() -> None:
    assert sparkline([1, 0, 8]) == "▁ █"
    assert sparkline([]) == ""


@given(st.lists(st.tuples(st.text(max_size=50), st.integers(0, 9999)), min_size=1, max_size=4), st.integers(40, 120))
def test_a_table_fits_its_terminal(cells: list[tuple[str, int]], width: int) -> None:
    printed = grid(["headline", "n"], cells, fold=["headline"], width=width)
    assert len(printed) == len(cells) + 1
    assert all(columns(line) <= width for line in printed)
    assert len({columns(line) for line in printed}) == 1  # the numbers end in one column


def test_chinese_takes_two_columns_and_marks_none() -> None:
    assert columns("仙台") == 4
    assert columns("दिल्ली") == columns("दलल") + 2  # two of its marks take a column, the third none
