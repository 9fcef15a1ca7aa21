"""Wire XML that is not well formed: what has one meaning is read and marked, a torn item costs itself alone, the rest is refused."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbeam.connectors.formats import parse
from newsbeam.connectors.formats.xml_mended import mended
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

NITF = (
    '<nitf><head><title>Ferry</title><docdata><doc-id id-string="lw-1"/></docdata></head><body><body.head><hedline><hl1>{}</hl1>'
    "</hedline></body.head><body.content><p>The ferry sails{}.</p></body.content></body></nitf>"
)
G2 = (
    '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{}</itemSet></newsMessage>',
    (
        '<newsItem guid="urn:newsml:lw.example:{n}" version="1"><contentMeta><headline>Ferry {n}{{}}</headline></contentMeta><contentSet>'
        '<inlineXML contenttype="text/html"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>It sails{{}}.</p></body></html></inlineXML>'
        "</contentSet></newsItem>"
    ),
)
NEWSML1 = (
    "<NewsML>{}</NewsML>",
    (
        "<NewsItem><Identification><NewsIdentifier><ProviderId>lw.example</ProviderId><DateId>20260503</DateId><NewsItemId>{n}</NewsItemId>"
        "</NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>Ferry {n}{{}}</HeadLine></NewsLines><ContentItem><DataContent>"
        "<p>It sails{{}}.</p></DataContent></ContentItem></NewsComponent></NewsItem>"
    ),
)
MESSAGES = {"newsml_g2": G2, "newsml1": NEWSML1}
MEANT = {
    " for Hill & Sons": " for Hill &amp; Sons",
    " for H&M; ?a=1&b=2": " for H&amp;M; ?a=1&amp;b=2",
    " caf&eacute;&nbsp;&mdash; now": " caf&#233;&#160;&#8212; now",
    " in 3 < 4 cases": " in 3 &lt; 4 cases",
    " &lt;b&gt; &amp;c": " &lt;b&gt; &amp;c",
}


def read(text):
    document = Document(feed_id="f", uri="lw.xml", fetched_at=datetime(2026, 5, 3, tzinfo=UTC), payload=text.encode())
    return list(parse(document))


def message(form, *items):
    return form[0].format("".join(form[1].format(n=n).format(*words) for n, words in enumerate(items)))


def unmarked(results):
    return [replace(one, flags=()) if isinstance(one, Item) else one for one in results]


@pytest.mark.parametrize(("sent", "meant"), MEANT.items())
def test_what_has_one_meaning_is_read_and_marked(sent, meant):
    (one,), (right,) = read(NITF.format(sent, sent)), read(NITF.format(meant, meant))
    assert replace(one, flags=()) == right
    assert one.flags == (("malformed_feed",) if sent != meant else ())


@pytest.mark.parametrize("form", MESSAGES.values(), ids=MESSAGES)
@pytest.mark.parametrize(("sent", "meant"), MEANT.items())
def test_only_the_item_that_was_mended_is_marked(form, sent, meant):
    found = read(message(form, ("", ""), (sent, sent), ("", "")))
    assert unmarked(found) == read(message(form, ("", ""), (meant, meant), ("", "")))
    assert [one.flags for one in found] == [(), ("malformed_feed",) if sent != meant else (), ()]


@pytest.mark.parametrize("form", MESSAGES.values(), ids=MESSAGES)
@pytest.mark.parametrize("torn", ["</p>", "<p>", "<b><i></b>", ' <a href="x', "<!-- no end", "<![CDATA[ no end"])
def test_a_torn_item_costs_itself_alone(form, torn):
    whole = read(message(form, ("", ""), ("", ""), ("", "")))
    first, second, third = read(message(form, ("", ""), ("", torn), ("", "")))
    assert [first, third] == [whole[0], whole[2]]
    assert isinstance(second, ParseError)
    assert (second.reason, second.entry) == (Reason.PARSE_ERROR, 1)
    assert torn in second.raw.decode()


@pytest.mark.parametrize("form", MESSAGES.values(), ids=MESSAGES)
def test_a_message_that_breaks_off_gives_what_was_whole(form):
    text = message(form, ("", ""), ("", ""), ("", ""))
    whole = read(text)
    seen = set()
    for end in range(text.rindex("Ferry 1"), len(text)):
        found = read(text[:end])
        items = [one for one in found if isinstance(one, Item)]
        assert items == whole[: len(items)]
        assert len(items) >= 1
        assert len(found) - len(items) <= 1
        seen.add(len(items))
    assert seen == {1, 2, 3}


@pytest.mark.parametrize("form", MESSAGES.values(), ids=MESSAGES)
def test_tags_in_comments_part_nothing(form):
    name = "newsItem" if form is G2 else "NewsItem"
    found = read(message(form, ("", f"<!-- not of this <{name}> -->"), ("", " & more")))
    assert [type(one) for one in found] == [Item, Item]


@pytest.mark.parametrize("tag", ["<br>", "<BR>", '<hr class="x">', '<img src="https://lw.example/a.jpg">'])
def test_tags_of_html_that_have_no_end(tag):
    (one,), (right,) = read(NITF.format("", f"{tag}in May")), read(NITF.format("", f"{tag[:-1]}/>in May"))
    assert replace(one, flags=()) == right


def test_a_prefix_that_nobody_declared():
    (one,) = read(NITF.format("", " <lw:mark>in May</lw:mark>"))
    assert "in May" in (one.body or "")
    assert one.flags == ("malformed_feed",)


def test_text_behind_the_end_is_none_of_it():
    (one,) = read(NITF.format("", "") + "\nNNNN\n")
    assert (one.headline, one.flags) == ("Ferry", ("malformed_feed",))
    assert "NNNN" not in (one.body or "")


@pytest.mark.parametrize("text", [NITF.format("", "")[:-20], NITF.format("", "</p>"), NITF.format("", "") * 2])
def test_what_may_be_meant_otherwise_is_refused(text):
    with pytest.raises(ParseError, match="not well-formed"):
        read(text)


@given(st.text(alphabet="<>&;/=\"' abp:x!-[]CDAT\n3", max_size=60))
@settings(max_examples=300)
def test_mending_is_done_once(text):
    once = mended(f"<p>{text}</p>")
    assert mended(once) == once
