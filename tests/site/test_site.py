"""The site says what the table says, harms nobody, and needs nothing from outside."""

import re
from contextlib import closing
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from invented_feeds import item, write

from newsbeam.connectors.state.cursors import save_cursor
from newsbeam.connectors.state.database import open_state
from newsbeam.connectors.state.polls import Poll, save_polls
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.site.front import differing
from newsbeam.pipeline.site.operations import operations as operations_page
from newsbeam.pipeline.site.queries import operations
from newsbeam.pipeline.site.shell import link, shade
from newsbeam.pipeline.site.story import marked_text
from newsbeam.pipeline.site.world import most_of, name_of, outlines, world_map
from newsbeam.schemas.cursor import Cursor

pytestmark = pytest.mark.slow  # a site of many pages, several times


class Page(HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_every_page_is_self_contained_and_runs_nothing(site):
    assert len(pages(site)) > 5
    for path in pages(site):
        page = Page(path)
        assert not {tag for tag, _ in page.tags} & {"script", "iframe", "object", "embed", "form", "img", "base"}
        for tag, attributes in page.tags:
            assert not [name for name in attributes if name.startswith("on")], (path.name, tag, attributes)
            for name in ("href", "src"):
                scheme = urlsplit(attributes.get(name) or "").scheme
                assert scheme in ("", "https", "http", "data"), (path.name, attributes)
        assert "default-src 'none'" in path.read_text(encoding="utf-8")


def test_links_between_pages_lead_somewhere(site, output):
    followed = 0
    for path in pages(site):
        for tag, attributes in Page(path).tags:
            target = attributes.get("href") or ""
            if tag == "a" and not urlsplit(target).scheme:
                assert (path.parent / target).resolve().is_file(), (path.name, target)
                followed += 1
    assert followed >= len(list(pages(site)))


def test_hostile_words_are_words(site):
    shown = Page(site / "index.html").text
    assert "onmouseover" in shown, "the words themselves are shown"
    assert "<script" not in (site / "index.html").read_text(encoding="utf-8").lower()


def test_the_front_page_tells_who_was_first_who_followed_and_which_headline_changed(site):
    text = Page(site / "index.html").text
    assert "2 stories of 2 providers; first kestrel.example, 10 Mar 09:15" in text
    assert "lagoon.example +2 h" in text
    assert re.search(r"before ?Mombasa quay opens ?now ?Mombasa grain quay opens late", text)


def test_coverage_counts_what_the_table_counts(site, output):
    (figures,) = duckdb.sql(
        f"SELECT count(DISTINCT story_id), count(*) FROM read_parquet('{output}/stories/**/*.parquet', hive_partitioning = true)"
    ).fetchall()
    text = Page(site / "coverage.html").text
    assert f"{figures[0]} stories {figures[1]} tellings" in re.sub(r"(\d+)(stories|tellings)", r"\1 \2 ", text).replace("  ", " ")
    page = (site / "coverage.html").read_text(encoding="utf-8")
    assert re.search(r'<path class="h5" d="[^"]+"><title>Kenya: \d+</title>', page)


def test_operations_names_the_feed_that_is_broken_and_why(site):
    text = Page(site / "operations.html").text
    assert "torn" in text
    assert "Nothing waits to be tried again." not in text, "the torn entry has a dead letter"
    assert text.count("20260312T1") >= 2, "both runs are listed"


def test_feeds_that_the_last_runs_did_not_ask_are_shown_and_those_that_nobody_lists_are_not(tmp_path):
    runs = [{"started_at": f"2026-03-12T1{n}:00:00+00:00", "feeds": []} for n in (0, 1)]
    first, last = (datetime.fromisoformat(run["started_at"]) for run in runs)
    state = tmp_path / "newsbeam.db"
    with closing(open_state(state)) as conn:
        for name, polled, due in (
            ("asked", first, None),
            ("hourly", last - timedelta(hours=9), last + timedelta(hours=1)),
            ("removed", last - timedelta(days=9), last - timedelta(days=8)),
        ):
            save_cursor(conn, Cursor(feed_id=name, last_polled_at=polled, next_due=due, gap_suspected=name == "hourly"))
            save_polls(conn, [Poll(name, polled, "soft", "http_503", 503, "HTTP 503", 0, 0, 0, 0, 0)])
    feeds = {one.health.feed_id: one for one in operations(state, runs).feeds}
    assert feeds.keys() == {"asked", "hourly"}
    assert feeds["hourly"].gap
    assert feeds["hourly"].health.next_poll_at == last + timedelta(hours=1)
    (line,) = operations(tmp_path / "gone.db", [{**runs[0], "feeds": [{"feed_id": "seen", "new": 1}]}]).feeds
    assert (line.health.feed_id, line.health.state, line.polls[0].new) == ("seen", "ok", 1)


def test_operations_without_a_run_or_with_one(tmp_path):
    assert "No run has left a report here." in operations_page([], operations(tmp_path / "s.db", []), "runs")
    run = {"batch_id": "b", "started_at": "2026-03-12T12:00:00Z", "finished_at": "2026-03-12T12:00:02.500000Z", "exit_code": 0}
    run |= {"totals": dict.fromkeys(("entries", "new", "revisions", "dead_letters"), 1234), "peak_memory_bytes": 81_900_000}
    page = operations_page([run], operations(tmp_path / "s.db", [run]), "runs")
    for words in ("One run, on 2026-03-12 at 12:00.", "No feed was asked", "<b>82</b><span>MB at most", "1,234", "2.5"):
        assert words in page, words


def test_the_front_page_counts_providers_and_begins_with_who_was_first(tmp_path):
    text = " ".join(["The harbour board of Mombasa opened the grain quay after nine months of repairs, its master said."] * 3)
    places = {"late": 11, "early": 9, "twice": 10}
    entries = []
    for name, hour in places.items():
        write(
            tmp_path,
            {name: [item(f"{name}{n}", f"Quay opens, {name}", text, hour=hour) for n in range(2 if name == "twice" else 1)]},
        )
        entries.append(f'[[feed]]\nid = "{name}"\npath = "{tmp_path / name}.xml"\nprovider = "{name}.example"\n')
    (tmp_path / "feeds.toml").write_text("\n".join(entries))
    assert (
        main(["ingest", "--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out"), "--as-of", "2026-03-12T12:00:00Z"])
        == 0
    )
    assert main(["site", "--out", str(tmp_path / "out"), "--to", str(tmp_path / "site")]) == 0
    text = Page(tmp_path / "site" / "index.html").text
    assert "4 stories of 3 providers; first early.example, 10 Mar 09:15" in text
    assert re.search(r"twice.example \+1 h ?twice.example \+1 h ?late.example \+2 h", text), text


def test_stories_without_a_country_pale_nobody():
    assert most_of({"ZZ": 5000, "KE": 8}) == 8
    assert 'class="h5"' in world_map({"ZZ": 5000, "KE": 8})


def test_a_story_has_its_tellings_its_evidence_and_its_places_marked(site, output):
    ((story_id,),) = duckdb.sql(
        f"SELECT DISTINCT story_id FROM read_parquet('{output}/stories/**/*.parquet') WHERE headline = 'Mombasa grain quay opens late'"
    ).fetchall()
    html = (site / "story" / f"{story_id}.html").read_text(encoding="utf-8")
    text = Page(site / "story" / f"{story_id}.html").text
    assert re.search(r'<mark title="Nairobi, Kenya">Nairobi</mark>', html)
    assert "MOMBASA, Kenya, March 10 (Kestrel) -" in text
    assert "Kenya, from dateline" in text
    assert "Mombasa quay opens" in text, "the telling before"
    assert "lagoon.example" in text, "who else carries it"


def test_marks_stand_where_the_offsets_say_and_never_break_the_text():
    row = {
        "headline": "Ab",
        "text": "Go to Rome & <Oslo>.\n\nRome again",
        "places": [{"name": "Rome", "country": "IT", "offset": 3 + 6}, {"name": "x", "country": None, "offset": 999}],
        "entities": [{"name": "Oslo", "type": "place", "forms": ["O."], "offsets": [3 + 14]}],
    }
    first, second = marked_text(row)
    assert first == (
        '<p>Go to <mark title="Rome, Italy">Rome</mark> &amp; &lt;<mark class="e" title="place: Oslo">Oslo</mark>&gt;.</p>'
    )
    assert second == "<p>Rome again</p>"


def test_two_headlines_side_by_side():
    assert differing("Quay opens on Tuesday", "Quay opens late on Tuesday") == (
        "Quay opens on Tuesday",
        "Quay opens <ins>late</ins> on Tuesday",
    )
    assert differing("a <b>", "a c") == ("a <del>&lt;b&gt;</del>", "a <ins>c</ins>")


def test_the_map_knows_every_country_once_and_no_line_crosses_it():
    codes = [code for code, *_ in outlines() if code]
    assert len(codes) == len(set(codes)) > 240
    assert {"PK", "KE", "SG", "XK", "FJ", "RU"} <= set(codes)
    assert name_of("TZ") == "Tanzania"
    for code, _, path, *_ in outlines():
        for lines in re.findall(r"l([^z]*)z", path):
            assert max(abs(int(step)) for step in re.findall(r"-?\d+", lines)) < 480, f"{code}: a step of half the map"


@pytest.mark.parametrize(("count", "style"), [(0, "h0"), (1, "h1"), (100, "h5"), (50, "h4")])
def test_shades(count, style):
    assert shade(count, 100) == style


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//host", "http://a b", "http://[", None])
def test_only_web_addresses_are_links(address):
    assert link(address, "words") == "words"


def test_the_command(output, tmp_path, capsys):
    assert main(["site", "--out", str(output), "--to", str(tmp_path / "s")]) == 0
    assert "index.html: " in capsys.readouterr().out
    assert main(["site", "--out", str(tmp_path / "nowhere"), "--to", str(tmp_path / "s")]) == 2


@pytest.mark.slow
def test_a_run_writes_it_where_asked(tmp_path):
    feed = tmp_path / "a.xml"
    feed.write_text(
        "<rss version='2.0'><channel><title>t</title><link>https://x.example/</link><description>d</description></channel></rss>"
    )
    words = ["ingest", str(feed), "--out", str(tmp_path / "out"), "--site", str(tmp_path / "site")]
    assert main(words) == 0, "no story yet is no failure"
    feed.write_text(
        feed.read_text().replace("</channel>", "<item><guid isPermaLink='false'>1</guid><title>Quay</title></item></channel>")
    )
    assert main(words) == 0
    assert "Quay" in Page(tmp_path / "site" / "index.html").text


def test_written_again_a_page_of_a_story_that_left_is_gone(output, site, tmp_path):
    assert main(["site", "--out", str(output), "--to", str(tmp_path)]) == 0
    (tmp_path / "story" / "gone.html").write_text("old")
    assert main(["site", "--out", str(output), "--to", str(tmp_path)]) == 0
    assert not (tmp_path / "story" / "gone.html").exists()


@pytest.mark.slow
def test_the_same_pages_in_the_terminal(output, capsys):
    ((story_id,),) = duckdb.sql(
        f"SELECT DISTINCT story_id FROM read_parquet('{output}/stories/**/*.parquet') WHERE headline = 'Mombasa grain quay opens late'"
    ).fetchall()
    words = {
        "front": ["kestrel.example, 10 Mar 09:15, lagoon.example +2 h", "- Mombasa quay opens", "+ Mombasa grain quay opens late"],
        "coverage": ["4 stories, 5 tellings, 2 providers, 1 countries", "Kenya"],
        "operations": ["3 feeds, 1 failing", "torn", "all entries refused", "empty_item", "20260312T130000Z-0000"],
        story_id[:8]: ["MOMBASA, Kenya, March 10 (Kestrel) -", "Kenya, from dateline", "lagoon.example", "Mombasa quay opens"],
    }
    for page, expected in words.items():
        assert main(["page", page, "--out", str(output)]) == 0
        shown = capsys.readouterr().out
        for one in expected:
            assert one in shown, (page, one, shown)
    assert main(["page", "nonesuch", "--out", str(output)]) == 2
    assert "no page, and no such story" in capsys.readouterr().err
