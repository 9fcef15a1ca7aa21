"""What grows with the square of a document is not done: bounds that hold by count, whatever the machine."""

import gzip
import zlib
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from newsbeam.connectors.formats import archive_members, article_html, rss_atom
from newsbeam.connectors.formats.feed_torn import MOST_SPACES, wrapper
from newsbeam.connectors.formats.html_depth import MAX_DEPTH, is_too_deep
from newsbeam.connectors.formats.page_meta import folded, without_site
from newsbeam.connectors.formats.parser_child import ParserChild, the_child
from newsbeam.connectors.http import decode
from newsbeam.pipeline.text.html import to_text
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

RUN_TOGETHER = "<{0}item><title>Harbour {1}</b></title><guid>{1}</guid></{0}item>"


def document(payload: bytes) -> Document:
    return Document(feed_id="harbour", uri="u", fetched_at=datetime(2026, 11, 30, tzinfo=UTC), payload=payload)


@pytest.fixture
def unpacked(monkeypatch):
    """How many bytes zlib is given."""
    given: list[int] = []

    def counting(wbits):
        unpacker = zlib.decompressobj(wbits)

        class Counting:
            def decompress(self, packed, most):
                given.append(len(packed))
                return unpacker.decompress(packed, most)

            def __getattr__(self, name):
                return getattr(unpacker, name)

        return Counting()

    stand_in = SimpleNamespace(decompressobj=counting, error=zlib.error)
    for module in (archive_members, decode):
        monkeypatch.setattr(module, "zlib", stand_in)
    return given


def test_of_many_gzip_members_none_is_given_the_whole_rest(unpacked):
    """What a member leaves of what it is given is copied: with the rest of the file each, a megabyte of them costs a minute."""
    empty = gzip.compress(b"", mtime=0)
    packed = empty * 5_000 + gzip.compress(b"<rss/>", mtime=0)
    (found,) = archive_members.members(document(packed))
    assert found.payload == b"<rss/>"
    assert sum(unpacked) < 5_100 * 4_200, "4 KiB a member"
    unpacked.clear()
    assert decode.decode_body(packed, "gzip", max_body_bytes=1 << 20, max_ratio=200) == b"<rss/>"
    assert sum(unpacked) < 5_100 * 8_300


def test_of_many_gzip_members_each_is_read_once():
    empty, first, last = (
        gzip.compress(b"", mtime=0),
        gzip.compress(b"The ferry ", mtime=0),
        gzip.compress(b"sails." * 2000, mtime=0),
    )
    (found,) = archive_members.members(document(empty * 50_000 + first + empty * 3 + last))
    assert found.payload == b"The ferry " + b"sails." * 2000


@pytest.mark.parametrize("cut", [1, 9, 12, 30])
def test_a_gzip_member_that_ends_early_is_named(cut):
    whole = gzip.compress(b"The ferry sails at noon, and comes back at night.", mtime=0)
    with pytest.raises(ParseError, match="cannot be read"):
        list(archive_members.members(document(whole + whole[:-cut])))


@pytest.fixture
def given(monkeypatch):
    """The texts that feedparser is given."""
    texts: list[str] = []
    child = the_child()

    class Listening(ParserChild):
        def read(self, text, base, uri):
            texts.append(text)
            return child.read(text, base, uri)

    monkeypatch.setattr(rss_atom, "the_child", Listening)
    return texts


def feed(head: str, entries: list[str]) -> bytes:
    return f'<rss version="2.0" xmlns:r="http://purl.org/rss/1.0/"><channel><title>Harbour</title>{head}{"".join(entries)}</channel></rss>'.encode()


def test_entries_that_run_into_each_other_are_read_alone_without_the_whole_head(given):
    """A head of a feed's own fields is read once, not before each entry."""
    head = "<image/>" * 5_000
    entries = [RUN_TOGETHER.format("q:" if number == 30 else "r:", number) for number in range(60)]  # nobody declared q:
    found = list(rss_atom.parse(document(feed(head, entries))))
    assert [one.guid for one in found if isinstance(one, Item)] == [str(number) for number in range(60) if number != 30]
    assert len(given) == 61, "once together, then one by one"
    assert sum(map(len, given)) < 4 * len(head) + 61 * 400


def test_a_comment_that_names_a_channel_is_none(given):
    entries = [RUN_TOGETHER.format("q:" if number == 1 else "r:", number) for number in range(3)]
    found = list(rss_atom.parse(document(feed("<!-- was <channel> once --><image/>", entries))))
    assert [one.guid for one in found if isinstance(one, Item)] == ["0", "2"]


def test_a_head_of_ten_thousand_namespaces_does_not_stand_before_each_entry():
    head = "<rss>" + "".join(f'<a xmlns:p{number}="urn:{number}"/>' for number in range(10_000)) + "<channel>"
    assert wrapper(head)[0].count("xmlns") == MOST_SPACES


def test_they_are_refused_by_name_where_they_are_too_many(given, monkeypatch):
    monkeypatch.setattr(rss_atom, "_ALONE", 3_000)
    entries = [RUN_TOGETHER.format("q:", number) for number in range(60)]
    found = list(rss_atom.parse(document(feed("", entries))))
    assert len(found) == 60
    assert {str(one.reason) for one in found} == {"parse_error"}
    assert "one by one" not in str(found[0])
    assert "one by one" in str(found[-1])
    assert sum(map(len, given)) < 3_000 + 2 * sum(map(len, entries))


def test_a_title_of_a_hundred_thousand_joints_is_no_headline_with_a_site():
    assert without_site("Ferry sails | Harbour Daily", ["Harbour Daily"], []) == "Ferry sails"
    endless = "| " * 50_000
    assert without_site(endless, ["Harbour Daily"], []) == endless
    assert folded(endless) == ""


MANY = 4 * MAX_DEPTH
DEEP = [
    "<div>", "<DIV id=x>", "<ul><li>", "<dl><dt>", "<p><b>", "<section><div></section ><div>", "<div></span>", "<span><div></span>",
    "<b><div></b>", "<div><table></div></table>", "<div><svg></div></svg>", "<svg><div></svg>", "<math><mi><div></mi></math>",
    "<svg><foreignObject><div></foreignObject></svg>", '<div a="</div>">', "<div><script></div></script>", "<div><!--</div>-->",
    "<form><div></form>", "<template><div>",
]  # fmt: skip
FLAT = [
    "<div></div>", "<p>A", "<br>", "<ul><li>A<li>B</ul>", "<table><tr><td><div>A<td>B</table>", "<span>A</span>", "<p><a>A</a>", "</div>",
    "<select><option>A</select>", "<!-- <div> -->", "<script>'<div>'</script>", '<p a="<div>">', "<img><input>", "<section><div></section>",
    "<svg><g><path/></g></svg>", "<dl><dt>A<dd>B</dl>", "a < b ", "<textarea><div></textarea>",
]  # fmt: skip


@pytest.mark.parametrize("torn", DEEP)
def test_elements_that_nobody_closes_reach_no_parser_that_pays_for_each(torn):
    page = f"<html><body><h1>Ferry</h1>{torn * MANY}The ferry &amp; its crew</body></html>"
    assert is_too_deep(page)
    with pytest.raises(ParseError) as refused:
        list(article_html.parse(document(page.encode())))
    assert refused.value.reason == Reason.TOO_DEEP
    assert to_text(page).endswith("The ferry & its crew"), "an entry keeps its words"


@pytest.mark.parametrize("sound", FLAT)
def test_many_elements_are_not_deep(sound):
    assert not is_too_deep(f"<html><body>{sound * MANY}")
