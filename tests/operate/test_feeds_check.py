"""`feeds check` refuses whatever `ingest` refuses, in the same words: over every key with every kind of value, and over generated lists."""

import argparse
import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsbeam.connectors.catalog.keys import ALERT_KEYS, FEED_KEYS, FETCH_KEYS, RETENTION_KEYS
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.commands.feed_check import check_feeds
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.schemas.errors import ConfigError

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
VALUES = [
    *(
        "7",
        "-1",
        "0",
        "1.5",
        "nan",
        "inf",
        "99999999999999999999",
        "true",
        "[]",
        "[1]",
        '["a"]',
        '{a = "b"}',
        "{a = 1}",
        "2026-03-10",
        "[[]]",
    ),
    *map(
        json.dumps,
        ("", " ", "a", "UK", "PK", "15m", "0s", "direct", "corp:3128", "http://p.example:3128", "${NEWSBEAM_UNSET}", "30d"),
    ),
    *map(
        json.dumps,
        (
            "x:99999",
            "feed",
            "obey",
            "http://u:p@p.example",
            "Asia/Karachi",
            "a\u0000b",
            "\u202e",
            "rss_atom",
            "none.pem",
            "http://[",
        ),
    ),
    *('["127.0.0.1:80"]', '["127.0.0.1:0"]', '{Cookie = "k"}', '{X = "é"}', '["", "a"]', "nine"),
]
SECTIONS = {"feed": FEED_KEYS, "defaults": FEED_KEYS, "fetch": FETCH_KEYS, "alerts": ALERT_KEYS, "retention": RETENTION_KEYS}
CASES = [(section, key) for section, keys in SECTIONS.items() for key in [*keys, "nonesuch"]]


def feed_list(section: str, key: str, value: str, place: str = 'path = "a.xml"') -> str:
    own = f"{key} = {value}\n"
    named = "" if (section, key) == ("feed", "id") else "id = 'a'"
    placed = "" if section == "feed" and key in ("path", "url") else place
    entry = f"[[feed]]\n{named}\n{placed}\n"
    return entry + own if section == "feed" else f"[{section}]\n{own}{entry}"


def checked(path) -> str | None:
    """What check says against a list; the command, without its words' parsing, which is most of its time."""
    try:
        return None if check_feeds(argparse.Namespace(feeds=path, id=None)) == 0 else "?"
    except ConfigError as error:
        return str(error)


def ingested(path) -> str | None:
    try:
        options = IngestOptions(out=path.parent / "out", feeds=path, as_of=NOON, fixed_clock=True, dry_run=True, runner="inline")
        assert ingest(options).exit_code in (0, 1)
    except ConfigError as error:
        return str(error)
    return None


COSTS_LITTLE = ("environment variable", "alerts: command", "no such file or folder", "reaches nobody", "is a country's code")
"""What costs a run one feed, its alerts, or a hint."""


def refused(path, text: str) -> bool:
    """Whether check refuses a list; ingest does not refuse others, and says the same of it."""
    path.write_text(text, encoding="utf-8")
    said = checked(path)
    if said is None or any(one in said for one in COSTS_LITTLE):
        return said is not None
    assert ingested(path) == said, text
    return True


@pytest.mark.slow
@pytest.mark.parametrize("section", SECTIONS)
def test_each_key_with_each_kind_of_value(section, tmp_path):
    path = tmp_path / "feeds.toml"
    for key in (*SECTIONS[section], "nonesuch"):
        passed = [value for value in VALUES if not refused(path, feed_list(section, key, value))]
        for value in passed[-1:]:  # a run each would be minutes
            path.write_text(feed_list(section, key, value), encoding="utf-8")
            assert ingested(path) is None, (key, value)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(CASES), st.sampled_from(VALUES), st.sampled_from(['path = "a.xml"', 'url = "http://127.0.0.1:1/f"', ""])
        ),
        max_size=3,
    ),
    st.sampled_from(
        ["", 'contact = "mailto:a@example.org"\n', "contact = 7\n", "feed = 3\n", "\ufeff", "[fetch\n", "<opml/>", "nonesuch = 1\n"]
    ),
)
def test_generated_lists(tmp_path, parts, head):
    path = tmp_path / "feeds.toml"
    text = head + "".join(feed_list(section, key, value, place) for (section, key), value, place in parts)
    if not refused(path, text):
        assert ingested(path) is None, text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[fetch]\nca_file = "words.pem"\n', "has no certificate that can be read"),
        ('[[feed]]\nid = "b"\npath = "a\\u0000b"\n', "has a NUL in it"),
        ('[[feed]]\nid = "b"\npath = ""\n', "does not look right"),
        ("[fetch]\nmax_in_flight = 0\n", "0 is under 1"),
        ("[fetch]\ntotal_timeout_s = 0\n", "0 is under 0.001"),
        ('[alerts]\nwebhook = "${NEWSBEAM_UNSET}"\n', "environment variable NEWSBEAM_UNSET is not set"),
        ('[alerts]\ncommand = "/no/such/pager --now"\n', "/no/such/pager: no program of that name"),
    ],
)
def test_what_a_run_would_stumble_over_later(text, said, tmp_path, capsys):
    (tmp_path / "words.pem").write_text("no certificate")
    (tmp_path / "feeds.toml").write_text(text + '[[feed]]\nid = "a"\npath = "a.xml"\n')
    assert main(["feeds", "check", "--feeds", str(tmp_path / "feeds.toml")]) == 2
    assert said in capsys.readouterr().err
