"""A torn document's validators are not kept: a 304 would hide for ever what was cut off."""

from datetime import timedelta

import pytest
from served import END, RSS, Desk, entry, rss
from server import Answer

from newsbeam.connectors.polling.sniff import is_cut_off
from newsbeam.connectors.polling.transitions import Answer as Reply
from newsbeam.connectors.polling.transitions import after
from newsbeam.schemas.cursor import Cursor

V = [("ETag", '"1"'), ("Last-Modified", "Sun, 03 May 2026 11:00:00 GMT")]
WHOLE = rss(*(entry(n) for n in range(1, 5)))


def as_asked(body):
    """A server that holds a copy for current whatever it was when it sent it."""

    def answer(request):
        return Answer(304, V) if request.header("If-None-Match") else Answer(200, V, body)

    return answer


CUTS = {
    "in the last entry": WHOLE[: WHOLE.rindex(b"<description>") + 20],
    "between two entries": WHOLE[: WHOLE.rindex(b"<item>")],
    "an entry inside is torn": WHOLE.replace(b"</title><link>https://wire.example/news/2", b"<link>https://wire.example/news/2"),
}


@pytest.mark.slow
@pytest.mark.parametrize("cut", CUTS)
def test_what_was_cut_off_comes_with_the_next_poll(tmp_path, cut):
    with Desk(tmp_path) as desk:
        assert desk.poll(Answer(200, V, CUTS[cut])).new == 3
        second = desk.poll(as_asked(WHOLE))
        assert (second.outcome, second.new) == ("ok", 1)
        assert desk.poll(as_asked(WHOLE)).outcome == "not_modified"


def test_a_feed_that_is_served_so_every_time_gets_its_validators_with_the_second_copy():
    torn = Reply(status=200, headers=tuple(V), body=CUTS["between two entries"])
    cursor = after(Cursor(feed_id="f"), torn, feed=None, now=_at(0), limits=_limits()).cursor
    assert (cursor.etag, cursor.torn) == (None, True)
    assert cursor.next_due - _at(0) < timedelta(hours=2)
    cursor = after(cursor, torn, feed=None, now=_at(2), limits=_limits()).cursor
    assert (cursor.etag, cursor.torn) == ('"1"', False)


@pytest.mark.parametrize(
    ("body", "cut_off"),
    [
        (WHOLE, False),
        (WHOLE + b"<!-- " + b"cached " * 300 + b" -->", False),
        ((RSS + END).encode(), False),
        (RSS.encode(), False),
        (b"", False),
        (b'{"items": [', False),
        (WHOLE.decode().encode("utf-16"), False),
        (CUTS["between two entries"].decode().encode("utf-16"), True),
        (CUTS["in the last entry"], True),
        (WHOLE[:-6], False),
        (WHOLE[:-18], True),
        (b"<feed><entry><title>a</title></entry><entry", True),
        (b"<feed><entry/></feed>", False),
    ],
)
def test_a_feed_with_entries_and_no_end_is_cut_off(body, cut_off):
    assert is_cut_off(body) is cut_off


def _at(hours):
    from served import START

    return START + timedelta(hours=hours)


def _limits():
    from newsbeam.connectors.http.limits import FetchLimits

    return FetchLimits()
