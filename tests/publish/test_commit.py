import hashlib
import json

import pytest
from batches_made import NOON, letter, stage, story

from newsbeam.connectors.state.cursors import load_cursors, load_live
from newsbeam.pipeline.publish.commit import Commit, StateChange, read_commit, write_commit
from newsbeam.pipeline.publish.finish import finish, recover
from newsbeam.pipeline.publish.journal import read_journal
from newsbeam.pipeline.publish.rows import publish
from newsbeam.pipeline.stages.ledger import Clustered, FragmentRef, Held, Verdict
from newsbeam.schemas.cursor import Cursor, FeedState
from newsbeam.schemas.document import LiveEntry
from newsbeam.schemas.errors import OutputError

LIVE = LiveEntry(item_hash=bytes(range(16)), story_id="s", telling_id="t", content_hash="c", date="2026-03-10", country="PK")
HELD = Held("f", "date=2026-03-10/b-00000.warc.gz#0#x", 4, "s", "t", "2026-03-11T00:00:00+00:00")
CURSOR = Cursor(
    feed_id="f",
    state=FeedState.DORMANT,
    etag='W/"\xe9"',
    aliases=("a", "b"),
    gone_at=NOON,
    skip_hours=(1, 2),
    files={"x": (3, "d")},
)


def change(**more):
    given = {"cursors": (CURSOR,), "live": {"f": {"k": LIVE}}, "holds": (HELD,), "letters": (letter(),), "done": ("r",)}
    return StateChange(**(given | more))


def test_everything_comes_back_from_the_commit_point(out):
    a = story("a")
    commit = stage(
        out,
        "b1",
        [a],
        state=change(),
        verdicts=(Verdict(a.story_id, a.telling_id, False, "2026-03-09", "NA", a.landing_ref, a.entry),),
        clusters=(Clustered(a.story_id, a.telling_id, a.story_id, None, None),),
    )
    write_commit(out, commit)
    assert read_commit(out.batch("b1")) == commit


def test_a_commit_of_newsbeam_0_1_is_read_still(out):
    """It wrote bytes as hex and named tuples as lists; before that, as objects."""
    live = {"k": [bytes(range(16)).hex(), "s", "t", "c", "2026-03-10", "PK"]}
    held = {"feed_id": "f", "landing_ref": HELD.landing_ref, "entry": 4, "story_id": "s", "telling_id": "t", "until": HELD.until}
    cursor = {"feed_id": "f", "state": "dormant", "etag": 'W/"\xe9"', "aliases": ["a", "b"], "gone_at": NOON.isoformat()}
    cursor |= {"skip_hours": [1, 2], "files": {"x": [3, "d"]}}
    body = {"batch_id": "b1", "published_at": NOON.isoformat(), "newsbeam_version": "0.1.0", "fragments": [["x.parquet", 3, "00"]]}
    body["state"] = {"done": ["r"], "cursors": [cursor], "live": {"f": live}, "holds": [held], "letters": [list(letter())]}
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    head = json.dumps({"commit_version": 1, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    out.batch("b1").mkdir(parents=True)
    (out.batch("b1") / "COMMIT").write_text(f"{head}\n{text}\n")
    assert read_commit(out.batch("b1")) == Commit(
        batch_id="b1",
        published_at=NOON,
        newsbeam_version="0.1.0",
        fragments=(FragmentRef("x.parquet", 3, "00"),),
        state=change(),
    )


def test_the_state_is_what_the_batch_said(out, state):
    commit = stage(out, "b1", [story("a")], state=change())
    write_commit(out, commit)
    publish(out, commit)
    finish(out, state, commit)
    assert load_cursors(state) == {"f": CURSOR}
    assert load_live(state, "f") == {"k": LIVE}
    assert state.execute("SELECT landing_ref, entry, until FROM holds").fetchall() == [(HELD.landing_ref, 4, HELD.until)]
    ((line),) = read_journal(out)
    assert (line.batch_id, line.published_at, line.state.done, line.state.holds) == ("b1", NOON, ("r",), (HELD,))
    finish(
        out,
        state,
        stage(
            out,
            "b2",
            [],
            state=change(holds=(), killed=("s",), resolved=((letter().feed_id, letter().entry_hash, "parse", "parse_error"),)),
        ),
    )
    assert state.execute("SELECT count(*) FROM holds").fetchone() == (0,)
    assert state.execute("SELECT status, times FROM dead_letters").fetchall() == [("resolved", 2)]


def test_a_drop_names_one_row_of_two_with_the_same_key(out, state):
    first, second = story("a", entry=0), story("a", entry=1, headline="the same telling, elsewhere")
    commit = stage(
        out, "b1", [first, second], verdicts=(Verdict(first.story_id, first.telling_id, True, "", "", first.landing_ref, 0),)
    )
    write_commit(out, commit)
    (growth,) = publish(out, commit)
    assert growth.rows_added == 1


def test_two_rows_of_one_key_are_published_once_even_without_a_verdict(out):
    commit = stage(out, "b1", [story("a", entry=0), story("a", entry=1)])
    write_commit(out, commit)
    assert [g.rows_added for g in publish(out, commit)] == [1]


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda text: text[: len(text) // 2], "unreadable|damaged"),
        (lambda text: text.replace("b1", "b9"), "damaged"),
        (lambda text: text.replace('"commit_version": 2', '"commit_version": 3'), "of a newer newsbeam"),
        (lambda text: "", "unreadable"),
    ],
)
def test_a_commit_that_cannot_be_trusted_stops_the_run(out, state, harm, says):
    write_commit(out, stage(out, "b1", [story("a")]))
    path = out.batch("b1") / "COMMIT"
    path.write_text(harm(path.read_text()))
    with pytest.raises(OutputError, match=says) as refused:
        recover(out, state)
    assert "\n" not in str(refused.value)
    assert (out.batch("b1") / "fragment-0.parquet").exists()


def test_a_commit_half_written_is_none(out, state):
    commit = stage(out, "b1", [story("a")])
    (out.batch("b1") / "COMMIT.tmp").write_text("{")
    assert recover(out, state).dropped == (commit.batch_id,)


def test_a_torn_line_of_the_journal_costs_itself_alone(out, state):
    for name in ("b1", "b2"):
        commit = stage(out, name, [story(name)])
        write_commit(out, commit)
        publish(out, commit)
        finish(out, state, commit)
        path = next((out.state / "journal").iterdir())
        if name == "b1":
            path.write_bytes(path.read_bytes()[:-30])
    assert [line.batch_id for line in read_journal(out)] == ["b2"]
    assert all(json.loads(one) for one in path.read_bytes().splitlines()[-1:])
