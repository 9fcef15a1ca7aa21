"""What hostile or broken documents do: a quick refusal or the entries that stand, never a crash, a hang or a lost sibling."""

import io
import json
import sys
import time
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from newsbeam.connectors.formats import parse
from newsbeam.connectors.formats.markup import mend, mended_tree, strict_tree
from newsbeam.connectors.formats.parser_child import ParserChild, the_child
from newsbeam.connectors.formats.prescan import MAX_ENTRIES
from newsbeam.connectors.formats.rss_atom import parse_tolerantly
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'
FOOT = "</channel></rss>"


def document(payload: bytes | str, **given: Any) -> Document:
    raw = payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else payload
    return Document(feed_id="t", uri="https://hostile.example/f", fetched_at=datetime(2026, 1, 1, tzinfo=UTC), payload=raw, **given)


def outcome(payload: bytes | str, name: str = "auto", **given: Any) -> list[str]:
    """The headline of each Item and the reason of each refusal, in order; [reason!] for a refused document."""
    try:
        return [one.headline or "" if isinstance(one, Item) else str(one.reason) for one in parse(document(payload, **given), name)]
    except ParseError as error:
        return [f"{error.reason}!" if "\n" not in str(error) else "more than a line"]


def items(*titles: str) -> str:
    return HEAD + "".join(f"<item><title>{title}</title></item>" for title in titles) + FOOT


REFUSED = {
    "empty": (b"", "empty_document"),
    "blank": (b" \r\n\t ", "empty_document"),
    "five megabytes of noise": (bytes(range(256)) * 20_000, "not_a_feed"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not_a_feed"),
    "page": (b"<!DOCTYPE html><html><body>hello", "html_not_feed"),
    "page without a doctype": (b"  <HTML><head>", "html_not_feed"),
    "entities": ('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rss><channel/></rss>', "dtd_forbidden"),
    "parameter entity": ('<!DOCTYPE r SYSTEM "x" [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><rss/>', "dtd_forbidden"),
    "entities without a declaration": ('<!DOCTYPE r [<!ENTITY a "b">]><rss><channel/></rss>', "dtd_forbidden"),
    "entities behind junk": ('x <!DOCTYPE r [<!ENTITY a "b">]><rss><channel/></rss>', "not_a_feed"),
    "unclosed doctype": ("<!DOCTYPE rss [" + "a" * 1000, "dtd_forbidden"),
    "deep": ("<rss>" + "<a>" * 200_000, "too_deep"),
    "deep and closed": ("<rss>" + "<a>" * 3000 + "</a>" * 3000 + "</rss>", "too_deep"),
    "attributes": ("<rss><channel " + " ".join(f'a{i}="1"' for i in range(40_000)) + "/></rss>", "too_complex"),
    "attributes, torn": ("<rss><channel " + " ".join(f'a{i}="1"' for i in range(40_000)) + "/>", "too_complex"),
    "other xml": ("<note><to>me</to></note>", "not_a_feed"),
    "plain words": ("dear editor, this is no feed", "not_a_feed"),
    "json of no format": ('{"a": 1}', "not_a_feed"),
    "broken json": ('{"a": ', "parse_error"),
    "deep json": ("[" * 100_000, "too_deep"),
    "huge integer": ('{"uri": ' + "9" * 5000 + "}", "parse_error"),
    "head only": ('<?xml version="1.0"?><rss version="2.0"><channel><title>Brok', "parse_error"),
    "instructions without end": ("<?x" * 300_000, "not_a_feed"),
    "comments without end": ("<!--" * 300_000, "not_a_feed"),
    "tags without end": ("<rss>" + "<a " * 300_000, "parse_error"),
    "ends without tags": ("<rss>" + "</x>" * 100_000, "parse_error"),
    "deep json with half a character": ('{"uri":"a","x":' + "[" * 900 + '"\\ud800"' + "]" * 900 + "}", "too_deep"),
    "millions of tags": ("<rss>" + "<a/>" * 700_000 + "</rss>", "too_complex"),
    "millions of section ends": ("<rss>" + "]]>" * 700_000 + "</rss>", "too_complex"),
    "a flood of entries": ("<rss>" + "<item/>" * 250_000 + "</rss>", "too_complex"),
    "millions of lists": ("[" + "[]," * 1_100_000 + "[]]", "too_complex"),
    "a flood of messages": (b"\x01elb1 4 vm 1\x02" + b"\x01" * 300_000, "too_complex"),
    "zip in a zip": (None, "not_a_feed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_reason(name: str) -> None:
    payload, reason = REFUSED[name]
    if payload is None:
        payload = zipped({"in.zip": zipped({"a.xml": items("A").encode()})})
    start = time.process_time()
    assert outcome(payload)[0].rstrip("!") == reason
    assert time.process_time() - start < 5


def zipped(files: dict[str, bytes]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return found.getvalue()


TORN = {
    "no end of title": "<item><title>Torn</item>",
    "no end of entry": "<item><title>Torn</title>",
    "misspelt end": "<item><title>Torn</titel></item>",
    "torn cdata": "<item><title><![CDATA[Torn</title></item>",
    "torn comment": "<item><!-- <title>Torn</title></item>",
    "nested entry": "<item><item><title>Torn</title></item>",
}


@pytest.mark.parametrize("name", TORN)
def test_one_torn_entry_among_fifty(name: str) -> None:
    whole = [f"<item><title>{i}</title><description><![CDATA[<p><!-- c -->{i}</p>]]></description></item>" for i in range(49)]
    found = outcome(HEAD + "".join([*whole[:20], TORN[name], *whole[20:]]) + FOOT)
    assert [one for one in found if one.isdigit()] == [str(i) for i in range(49)]
    assert "parse_error" in found


def test_an_end_in_the_middle_keeps_what_was_whole() -> None:
    text = items(*(f"n{i}" for i in range(30)))
    for cut in range(len(HEAD) + 1, len(text), 37):
        found = outcome(text[:cut])
        whole = text[:cut].count("</item>")
        assert [one for one in found if one.startswith("n")] == [f"n{i}" for i in range(whole)]


@pytest.mark.parametrize(
    ("reference", "read"),
    [
        ("&#xD800;", ""),
        ("&#x110000;", ""),
        ("&#0;", ""),
        ("&#x1F600;", "\U0001f600"),
        ("&#150;", "–"),
        ("&#x85;", "…"),
        ("&#65;", "A"),
        ("&#;", ""),
        ("&#x;", ""),
        ("&#31;", ""),
        ("&#x1f;", ""),
        ("&#00000;", ""),
        ("&#xDfFf;", ""),
        ("&#39;", "'"),
        ("&#8217;", "’"),
        ("&#x10FFFF;", "\U0010ffff"),
        ("&#65535;", ""),
        ("&#x0;", ""),
        ("&#9999999;", ""),
        ("&#99999999999;", ""),
    ],
)
def test_references_to_no_character_go(reference: str, read: str) -> None:
    assert outcome(items(f"a{reference}b", "next")) == [f"a{read}b", "next"]


def test_control_characters_and_bare_ampersands_cost_nothing() -> None:
    assert outcome(items("a\x0bb\x00", "Q & A", "x &copy; y", "5 < 6")) == ["ab", "Q & A", "x © y", "5 < 6"]


def test_entries_over_the_limit_are_reported_one_by_one() -> None:
    many = items(*map(str, range(MAX_ENTRIES + 3)))
    found = outcome(many)
    assert found[MAX_ENTRIES - 1 :] == [str(MAX_ENTRIES - 1), "item_limit", "item_limit", "item_limit"]
    torn = outcome(many.replace("<title>7</title>", "<title>7<br>&nbsp;</title>"))
    assert (torn[8], torn[MAX_ENTRIES:]) == ("8", ["item_limit"] * 3)


def test_a_bare_doctype_of_rss_091_is_passed_over() -> None:
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    assert outcome(
        f'<?xml version="1.0"?>{doctype}<rss version="0.91"><channel><item><title>Old</title></item></channel></rss>'
    ) == ["Old"]


CHARSETS = [
    ("utf-8", "utf-8", None),
    ("cp1252", "iso-8859-1", None),
    ("cp1252", None, "windows-1252"),
    ("utf-8", "iso-8859-1", "windows-1252"),
    ("utf-16", None, None),
    ("utf-16-le", "utf-16", None),
    ("utf-32", None, "utf-8"),
    ("cp1252", None, None),
    ("utf-8", "no-such-charset", "rot13"),
    ("cp037", "ebcdic-cp-us", None),
]


@pytest.mark.parametrize(("true", "declared", "http"), CHARSETS)
def test_charsets_are_read_from_the_bytes(true: str, declared: str | None, http: str | None) -> None:
    declaration = f' encoding="{declared}"' if declared else ""
    text = items("Café à Zürich").replace('<?xml version="1.0"?>', f'<?xml version="1.0"{declaration}?>')
    assert outcome(text.encode(true), charset=http) == ["Café à Zürich"]


def test_urdu_in_mislabelled_bytes_is_recovered_and_flagged() -> None:
    text = items("کراچی میں بارش").replace('"1.0"?>', '"1.0" encoding="windows-1256"?>')
    (item,) = parse(document(text.encode()))
    assert isinstance(item, Item)
    assert (item.headline, item.flags) == ("کراچی میں بارش", ("encoding_repaired",))


def test_text_encoded_twice_is_recovered_and_flagged() -> None:
    twice = "Café".encode().decode("latin-1")
    (item,) = parse(document(items(twice)))
    assert isinstance(item, Item)
    assert (item.headline, item.flags) == ("Café", ("mojibake_recovered",))


@pytest.mark.slow
def test_the_child_is_killed_and_started_again() -> None:
    child = ParserChild(cpu_s=1, wall_s=60.0)
    try:
        slow = "<rss><channel><item " + " ".join(f'a{i}="1"' for i in range(30_000)) + "><title>x</title></item></channel></rss><"
        with pytest.raises(ParseError) as refused:
            child.read(slow, "", "u")
        assert refused.value.reason == "parse_timeout"
        assert child.read(items("Next"), "", "u")["entries"][0]["title"] == "Next"
        assert child.started == 2
    finally:
        child.stop()


def test_one_child_reads_all() -> None:
    list(parse_tolerantly(document(items("a"))))
    before = the_child().started
    for _ in range(3):
        assert len(list(parse_tolerantly(document(items("a", "b"))))) == 2
    assert the_child().started == before


def test_the_child_opens_nothing_that_a_feed_names() -> None:
    found = the_child().read(
        '<rss version="2.0"><channel><item><title>/etc/passwd</title><link>file:///etc/passwd</link></item></channel></rss>',
        "",
        "u",
    )
    assert found["entries"][0]["title"] == "/etc/passwd"
    assert "feedparser" not in sys.modules  # it lives in the child only


def test_bombs_in_archives_are_refused() -> None:
    bomb = zipped({"a.xml": b"<" + b" " * 30_000_000, "b.xml": items("Stands").encode()})
    assert outcome(bomb) == ["too_large", "Stands"]


def test_half_a_surrogate_pair_can_be_written_down() -> None:
    hostile = json.dumps({"version": "https://jsonfeed.org/version/1", "title": "t", "items": [{"id": "1", "title": "x"}]}).replace(
        "x", "\\ud83d"
    )
    (one,) = parse(document(hostile))
    assert isinstance(one, Item)
    assert one.headline
    one.headline.encode()


def test_asserts_in_a_circle_end() -> None:
    place = '<assert qcode="a:1"><name>Here</name>' + '<broader qcode="a:2"/>' * 50 + "</assert>"
    back = '<assert qcode="a:2">' + '<broader qcode="a:1"/>' * 50 + "</assert>"
    subject = '<subject type="cpnat:geoArea" qcode="a:1"/>' * 500
    hostile = f'<newsItem guid="g"><contentMeta><headline>h</headline>{subject}</contentMeta>{place}{back}</newsItem>'
    (item,) = parse(document(hostile))
    assert isinstance(item, Item)
    assert {(one.name, one.country) for one in item.places} == {("Here", None)}


@settings(max_examples=settings.default.max_examples * 3 // 2)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))),
    st.sampled_from(["", "<rss>", "{", "date 2020-01-01 ", "\x01a0001 1 x\x02", "<newsItem>", "\x16\x16\x01a0001\x1f\x02"]),
)
def test_any_bytes_end_as_items_or_refusals(payload: bytes, start: str) -> None:
    outcome(start.encode() + payload)


@given(st.data())
def test_a_damaged_feed_loses_no_entry_without_a_word(data: st.DataObject) -> None:
    whole = items(*(f"n{i}" for i in range(6))).encode()
    at = data.draw(st.integers(len(HEAD), len(whole) - len(FOOT) - 1))
    broken = whole[:at] + data.draw(st.binary(min_size=1, max_size=6)) + whole[at + data.draw(st.integers(0, 4)) :]
    found = outcome(broken)
    starts = broken.count(b"<item>")
    assert len(found) >= min(starts, 5) or found[0].endswith("!")


@given(st.text(max_size=80))
def test_mending_is_done_once(text: str) -> None:
    once, _ = mend(text.encode())
    assert mend(once) == (once, False)


FORBIDDEN = (
    *(bytes([code]) for code in range(32) if code not in (9, 10, 13)), b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\x80", b"\xbf", b"\xc0\x80",
    b"\xc0\xaf", b"\xc1\xbf", b"\xc2", b"\xc3(", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xe1\x80", b"\xed\xa0\x80", b"\xed\xbf\xbf",
    b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf", b"\xf0\x90\x80", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xff",
)  # fmt: skip
PLACES = (
    "<r><a>x@y</a></r>", f"<r><a>{'w' * 5000}@y</a></r>", "<r><![CDATA[x@y]]></r>", "<r><a b='x@y'/></r>", '<r><a b="&amp; @"/></r>',
    "<r><!-- x@y --></r>", "<r><?p x@y?></r>", "<r><a@y/></r>", "<r><a b@='y'/></r>", "<r></r@>", "<r/>@", "<r/><!--@-->", "@<r/>",
    "<r>字@é</r>", "<r><![CDATA[字@é]]></r>", "<r><a b='字@é'/></r>", "<r><!--字@é--></r>", "<r xmlns:q='@'/>", "<r>&am@p;</r>",
    f"<r>{'<i>t</i>' * 20_000}@</r>",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES, ids=range(len(PLACES)))
def test_the_parser_refuses_what_xml_forbids_wherever_it_stands(place: str) -> None:
    """`mended_tree` counts on it, and the feeds that are cut (`feed_pieces`): they do not look at each byte themselves."""
    for one in FORBIDDEN:
        with pytest.raises(etree.XMLSyntaxError):
            strict_tree(place.encode().replace(b"@", one))


@pytest.mark.parametrize("mark", ["\x0b", "\ufffe", "&#0;", "\x85", "&#146;", "&#55357;"])
def test_a_tree_is_of_the_mended_text(mark: str) -> None:
    root, mended = mended_tree(f"<r>it{mark}s</r>".encode())
    assert (root.text, mended) == (mend(f"it{mark}s".encode())[0].decode(), True)


@pytest.mark.parametrize("before", [0, 1, 255, 256, 257, 1000])
def test_a_reference_is_found_behind_any_number_of_marks(before: int) -> None:
    said = "# " * before
    assert mended_tree(f"<r>{said}it&#146;s</r>".encode())[0].text == f"{said}it\u2019s"
    assert mended_tree(f"<r>{said}&#8217; &#65;</r>".encode())[1] is False


def _stays(number: int) -> bool:
    """Whether a character is one that XML may name and HTML reads as it is."""
    return (
        number in (9, 10, 13)
        or 0x20 <= number < 0x80
        or 0xA0 <= number < 0xD800
        or 0xE000 <= number < 0xFFFE
        or 0xFFFF < number < 0x110000
    )


def test_a_reference_is_mended_where_it_is_to_no_character() -> None:
    edges = (
        9,
        13,
        31,
        99,
        126,
        128,
        160,
        999,
        9999,
        0xD7FF,
        0xDFFF,
        0xE000,
        55200,
        57344,
        65000,
        65535,
        65536,
        99_999,
        999_999,
        0x10FFFF,
    )
    numbers = {*range(300), *range(0, 1_200_000, 997), *(edge + by for edge in edges for by in range(-3, 4))}
    for number in numbers:
        for written in (f"&#{number};", f"&#0{number};", f"&#x{number:x};", f"&#x0{number:X};"):
            assert mend(f"a{written}".encode())[1] != _stays(number), written
    assert (
        mend(b"a&#8212 b &#32773 c &#xe9 d &#XE9; e &#55357;&#56832;")[0].decode()
        == "a&#8212; b &#32773; c &#xe9; d &#xE9; e \U0001f600"
    )
    assert mend(b"a&\x0b#0; b")[0] == b"a b"
