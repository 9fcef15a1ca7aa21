"""Times as sent: table, what is refused, and hostile text."""

import time
from datetime import UTC, datetime
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.text import date_languages, dates
from newsbeam.pipeline.text.dates import parse_time, suspect
from newsbeam.pipeline.text.zones import named
from newsbeam.schemas.codes import Flag, Precision, ZoneBasis

KARACHI = {"zone": "Asia/Karachi", "country": "PK"}
TABLE = [
    ("2020-10-20T01:40:00+0500", {}, "2020-10-19T20:40:00", "second", "explicit"),
    ("2020-10-20T01:40+05:00", {}, "2020-10-19T20:40:00", "minute", "explicit"),
    ("20131020T192751+1100", {}, "2013-10-20T08:27:51", "second", "explicit"),
    ("2020-10-20T16:40:00Z", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("2020-10-20t16:40:00z", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("2020-10-20T16:40:00.123456789Z", {}, "2020-10-20T16:40:00.123456", "second", "explicit"),
    ("2020-10-20T18:40:00+02:00[Europe/Berlin]", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("2020-10-20T16:40:00Z[UTC]", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("2020-10-20 18:40:00.364419679 +0200 CEST", {}, "2020-10-20T16:40:00.364419", "second", "explicit"),
    ("2020-10-20 16:40:00 +0000 UTC m=+0.0301", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("2020-294", {}, "2020-10-20T00:00:00", "day", "assumed"),
    ("2020-294T16:40:00Z", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("2020-10-20T24:00:00Z", {}, "2020-10-21T00:00:00", "second", "explicit"),
    ("Tue, 20 Oct 2020 16:40:00 PKT", KARACHI, "2020-10-20T11:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 PST", KARACHI, "2020-10-20T11:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 PST", {}, "2020-10-21T00:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 IST", {"country": "IN"}, "2020-10-20T11:10:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 IST", {"country": "IE"}, "2020-10-20T15:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 IST", {"country": "IL"}, "2020-10-20T13:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 CST", {"country": "CN"}, "2020-10-20T08:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 CST", {}, "2020-10-20T22:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 BST", {"country": "BD"}, "2020-10-20T10:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 BST", {"country": "GB"}, "2020-10-20T15:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 GMT", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("Tue, 20 Oct 2020 16:40:00 +0200 (CEST)", {}, "2020-10-20T14:40:00", "second", "explicit"),
    ("Tue, 20 Oct 2020 16:40:00 GMT+5", {}, "2020-10-20T11:40:00", "second", "explicit"),
    ("20 Oct 20 16:40", KARACHI, "2020-10-20T11:40:00", "minute", "feed"),
    ("20 Oct 85 16:40", {}, "1985-10-20T16:40:00", "minute", "assumed"),
    ("Tue Oct 20 16:40:00 2020", {}, "2020-10-20T16:40:00", "second", "assumed"),
    ("Tue Oct 20 16:40:00 UTC 2020", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("Oct 20, 2020 4:40 PM", KARACHI, "2020-10-20T11:40:00", "minute", "feed"),
    ("October 20, 2020 | 12:05 AM", KARACHI, "2020-10-19T19:05:00", "minute", "feed"),
    ("10:40 PM, 20 October 2020", {}, "2020-10-20T22:40:00", "minute", "assumed"),
    ("20 octobre 2020 à 16h40", {"zone": "Europe/Paris"}, "2020-10-20T14:40:00", "minute", "feed"),
    ("20 de octubre de 2020 16:40", {}, "2020-10-20T16:40:00", "minute", "assumed"),
    ("20. Oktober 2020 16:40", {}, "2020-10-20T16:40:00", "minute", "assumed"),
    ("20 октября 2020 16:40", {}, "2020-10-20T16:40:00", "minute", "assumed"),
    ("۲۰ اکتوبر ۲۰۲۰ ۱۶:۴۰", KARACHI, "2020-10-20T11:40:00", "minute", "feed"),
    ("२० अक्टूबर २०२० १६:४०", {}, "2020-10-20T16:40:00", "minute", "assumed"),
    ("2020-10-20", KARACHI, "2020-10-20T00:00:00", "day", "assumed"),
    ("20th October 2020", KARACHI, "2020-10-20T00:00:00", "day", "assumed"),
    ("020, 20 Oct 2020 16:40:00 +0000", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("2020, 20 Oct 16:40:00 +0000", {}, "2020-10-20T16:40:00", "second", "explicit"),
    ("2020-10-20T16:40:00+05:30Z", {}, "2020-10-20T11:10:00", "second", "explicit"),
    ("Tue, 20 Oct 2020 16:40:00 EST5EDT", {}, "2020-10-20T20:40:00", "second", "named"),
    ("Tue, 20 Oct 2020 16:40:00 CT", {}, "2020-10-20T21:40:00", "second", "named"),
    ("Tue, 15 Dec 2020 16:40:00 PT", {}, "2020-12-16T00:40:00", "second", "named"),
    ("1603190400", {}, "2020-10-20T10:40:00", "second", "explicit"),
    ("1603190400123", {}, "2020-10-20T10:40:00.123000", "second", "explicit"),
    ("2026-W10-1", {"zone": "Europe/Oslo"}, "2026-03-02T00:00:00", "day", "assumed"),
    ("2026W101", {}, "2026-03-02T00:00:00", "day", "assumed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "where", "at", "precision", "basis"), TABLE, ids=[t[0] + str(t[1].get("country", "")) for t in TABLE]
)
def test_time(raw, where, at, precision, basis):
    when = parse_time(raw, **where)
    assert when is not None
    assert (when.at, when.precision, when.zone_basis) == (datetime.fromisoformat(at).replace(tzinfo=UTC), precision, basis)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-13-45",
        "2021-02-29",
        "yesterday",
        "2 hours ago",
        "Tue, 20 Oct 2020 25:00:00 GMT",
        "not a date",
        "",
        "31 Nov 2020 10:00",
        "x" * 5000,
        "20",
    ],
)
def test_what_cannot_be_is_no_time(raw):
    assert parse_time(raw) is None


def test_the_usual_form_is_read_as_its_dialects_are():
    at = "Tue, 20 Oct 2020 04:40:00 {}"
    assert parse_time(at.format("PM")).at.hour == 16
    assert parse_time(at.format("PKT")) == parse_time(at.format("PKT").replace(",", "")) != parse_time(at.format("GMT"))
    unknown = parse_time(at.format("XQT"), zone="Asia/Karachi")
    assert (unknown.zone_basis, unknown.flags) == (ZoneBasis.FEED, (Flag.ZONE_UNKNOWN,))
    assert parse_time("Mon, 20 Oct 2020 04:40:00 XQT").flags == (Flag.WEEKDAY_WRONG, Flag.ZONE_UNKNOWN)
    assert parse_time("20 Oct 2020 04:40 EST").precision is Precision.MINUTE
    assert parse_time("31 Feb 2020 04:40 EST") is None
    assert parse_time("2020-10-20T24:00:00Z").at.isoformat() == "2020-10-21T00:00:00+00:00"
    assert parse_time("2020-10-20T23:59:60Z").at.second == 59
    assert parse_time("0001-01-01T00:00:00+05:00") is None


@pytest.mark.parametrize("raw", ["Mon, 01 Jan 0001 00:00:00 +2359", "2021-05-12 14:30 +9900", "Tue, 20 Oct 2020 16:40:00 -1800"])
def test_dateparser_is_not_asked_for_a_zone_that_cannot_be(raw, monkeypatch):
    monkeypatch.setattr(dates, "_last", None)
    assert parse_time(raw) is None


def test_what_is_doubtful_is_flagged():
    assert parse_time("Mon, 20 Oct 2020 10:00:00 GMT").flags == (Flag.WEEKDAY_WRONG,)
    assert parse_time("20 Oct 2020 10:00 XQT").flags == (Flag.ZONE_UNKNOWN,)
    assert named("IST", None) is None


def test_suspect_times():
    seen = datetime(2024, 1, 1, tzinfo=UTC)
    assert suspect(datetime(1989, 12, 31, tzinfo=UTC), seen)
    assert suspect(datetime(2024, 1, 2, 0, 1, tzinfo=UTC), seen)
    assert not suspect(datetime(2024, 1, 2, tzinfo=UTC), seen)


@given(
    st.datetimes(min_value=datetime.fromisoformat("1990-01-01"), max_value=datetime.fromisoformat("2100-01-01")),
    st.integers(-14 * 4, 14 * 4),
)
def test_every_offset_is_read_as_printed(naive, quarters):
    sign, minutes = "-" if quarters < 0 else "+", abs(quarters) * 15
    offset = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    aware = datetime.fromisoformat(f"{naive.isoformat()}{offset}")
    assert parse_time(aware.isoformat()).at == aware
    whole = aware.replace(microsecond=0)
    assert parse_time(whole.strftime("%a, %d %b %Y %H:%M:%S ") + offset.replace(":", "")).at == whole


def test_hostile_times_cost_nothing():
    assert parse_time("12.05.2021, 14:30") is not None  # dateparser is imported by now
    for piece in ("1", "a", "1 ", "Oct 1, ", "1:", "(", "۲"):
        for size in (100, 100_000):
            text = piece * (size // len(piece)) + "!"
            begun = time.process_time()
            parse_time(text)
            assert time.process_time() - begun < 0.5, (
                piece
            )  # a fiftieth of a second by itself; one that walks each letter's rest takes many


@pytest.mark.slow
@pytest.mark.parametrize("script", ["LATIN", "CYRILLIC"])
def test_a_language_that_is_not_asked_could_not_have_read_the_date(script, monkeypatch):
    codes = date_languages._BY_SCRIPT[script]
    said = []
    for at, code in enumerate(codes):
        table = import_module(f"dateparser.data.date_translation_data.{code}").info
        month, weekday = table["october"][0], table["monday"][-1]
        said += [(f"12 {month} 2021", 12), (f"{weekday}, {at % 28 + 1}. {month.upper()} 2021 14:30", at % 28 + 1)]
    said += [(text, None) for text in ("12 blorgh 2021 14:30", "kl. 14.30 12 zzz. 2021", "12.05.2021 14:30 PST xyz")]
    read = [dates._last(text, None, None) for text, _ in said]
    assert sum(
        when is not None and when.at.month == 10 and when.at.day == day for when, (_, day) in zip(read, said, strict=True)
    ) > len(codes)
    monkeypatch.setattr(date_languages, "languages_of", lambda text: codes)
    assert [dates._last(text, None, None) for text, _ in said] == read


@pytest.mark.parametrize(
    ("raw", "hour"),
    [
        ("24.11.2026 09:00 MSK", 6),
        ("24/11/2026 09:00 EAT", 6),
        ("24.11.2026, 09:00 (CET)", 8),
        ("24 ноября 2026, 09:00 МСК", 6),
        ("24 Nov 2026 09:00 UT+3", 6),
        ("24/11/2026 09:00 PM", 21),
    ],
)
def test_a_zone_behind_a_day_of_figures_is_read(raw, hour):
    assert dates.parse_time(raw).at.hour == hour


def test_a_zone_that_may_be_several_is_flagged_behind_figures_too():
    assert [str(flag) for flag in dates.parse_time("24.11.2026 09:00 IST").flags] == ["zone_unknown"]
