"""Entries known at sight: a polled feed gives the very same, whether what is known is looked at or not."""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from xxhash import xxh3_64_hexdigest

from newsbeam.connectors.formats.feed_items import item_of
from newsbeam.connectors.formats.feed_pieces import READING, pieces_of
from newsbeam.connectors.formats.rss_atom import parse
from newsbeam.pipeline.runs.state_change import state_change
from newsbeam.pipeline.stages import parse_documents
from newsbeam.pipeline.stages.gathering import ledger_of
from newsbeam.pipeline.stages.known_entries import entries_of
from newsbeam.pipeline.stages.ledger import Live
from newsbeam.pipeline.stages.parse_documents import Arrival, ParseStage
from newsbeam.pipeline.stages.stage import ForLedger
from newsbeam.pipeline.text.ids import item_hash
from newsbeam.schemas.document import Document, DocumentTask, LandingRef
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError

HERE = Path(__file__).parent.parent
SAMPLES = sorted(
    path
    for folder in ("formats/rss_atom", "samples")
    for path in (HERE / folder).rglob("*")
    if path.is_file() and path.suffix in (".xml", ".rss", ".atom", ".rdf")
)
NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
FEED = Feed(id="lagoon", url="https://lagoon.example/feed", provider="Lagoon")
RSS = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lagoon</title><link>https://lagoon.example/</link>'
    "<description>d</description>{head}{items}</channel></rss>"
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Heron</title><id>urn:heron</id>{head}{items}</feed>'
ITEM = (
    "<item><title>Ferry {0} sails &amp; returns</title><link>{1}ferry-{0}</link><guid>{1}ferry-{0}</guid>"
    "<pubDate>Sun, 03 May 2026 0{2}:00:00 GMT</pubDate><description><![CDATA[<p>Ferry {0}.</p>]]></description></item>"
)
ENTRY = (
    '<entry><title>Pier {0}</title><link href="{1}pier-{0}"/><id>{1}pier-{0}</id><updated>2026-05-03T0{2}:00:00Z</updated>'
    "<summary>Pier {0}.</summary></entry>"
)
HEADS = (
    "", "<lastBuildDate>Sun, 03 May 2026 01:00:00 GMT</lastBuildDate>", "<lastBuildDate>now &amp; then</lastBuildDate>",
    "<copyright>Lagoon</copyright>", "<copyright>Heron</copyright>", "<rights>of Heron</rights>", "<author><name>A. Heron</name></author>",
    "<link>https://other.example/</link>", "<language>pt</language>", "<!-- made in 3 ms -->", "<!-- a -- b -->", "<?page cache?>",
    '<link href="https://heron.example/"/>', "<updated>2026-05-03T01:00:00Z</updated>", "<pubDate>\x0b</pubDate>",
    "<generator><![CDATA[<pubDate>1</pubDate>]]></generator>", "<copyright><![CDATA[<pubDate>2</pubDate>]]></copyright>",
    '<image xml:base="https://pictures.example/"/>', "<image>&nbsp;</image>", "<dc:date>2026-05-03</dc:date>",
)  # fmt: skip
STARTS = ("https://lagoon.example/", "/", "http://lagoon.example/?id=1#")


def made(dice):
    """A small feed, and now and then one whose entries share a guid, are odd, or cannot be read by the tree."""
    shape, one = dice.choice(((RSS, ITEM), (ATOM, ENTRY)))
    start = dice.choice(STARTS)
    items = [one.format(number, start, dice.randrange(3)) for number in dice.sample(range(12), dice.randrange(1, 8))]
    return shape.format(head="".join(dice.sample(HEADS, dice.randrange(2))), items="\n".join(items)).encode()


def later(dice, payload):
    """The feed of a later poll: entries gone, new, moved, altered; and what stands around them."""
    for _ in range(dice.randrange(1, 3)):
        payload = dice.choice(CHANGES)(dice, payload)
    return payload


def _entries(payload):
    return list(re.finditer(rb"<(item|entry)[\s>].*?</\1>\s*", payload, re.DOTALL))


def _gone(dice, payload):
    found = _entries(payload)
    one = dice.choice(found) if found else None
    return payload[: one.start()] + payload[one.end() :] if one else payload


def _new(dice, payload):
    found = _entries(payload)
    if not found:
        return payload
    one = dice.choice(found)
    number = str(dice.randrange(12, 99)).encode()
    other = re.sub(rb"(erry |ier |ferry-|pier-)\d+", lambda m: m[1] + number if dice.random() < 0.9 else m[0], one[0])
    return payload[: one.start()] + other + payload[one.start() :]


def _twice(dice, payload):
    found = _entries(payload)
    one = dice.choice(found) if found else None
    return payload[: one.end()] + one[0] + payload[one.end() :] if one else payload


def _turned(_dice, payload):
    found = _entries(payload)
    if len(found) < 2:
        return payload
    return payload[: found[0].start()] + b"".join(one[0] for one in reversed(found)) + payload[found[-1].end() :]


def _word(dice, payload):
    at = dice.randrange(len(payload))
    return (
        payload[:at]
        + dice.choice((b"", b"x", b" ", b"<", b">", b"&", b"&#146;", b"&#x41", b"\x0b", b"\xff", b"]]>", b"--"))
        + payload[at + 1 :]
    )


def _around(dice, payload):
    found = _entries(payload)
    if not found:
        return payload
    at = dice.choice((found[0].start(), found[-1].end(), dice.choice(found).start()))
    return payload[:at] + dice.choice(HEADS).encode() + payload[at:]


def _within(dice, payload):
    found = _entries(payload)
    if not found:
        return payload
    at = dice.choice(found).end() - len(b"</item>")
    more = (
        "<item/>", "<title>Another</title>", "<div xmlns='http://www.w3.org/1999/xhtml'>a</div>", "<!-- <item> -->", "<guid>same</guid>",
        "<description>&lt;![CDATA[ twice ]]&gt;</description>", "<title>&#60;![CDATA[ once ]]&gt;</title>", "<link>/rel</link>", "<id/>",
        "<media:content xmlns:media='http://search.yahoo.com/mrss/' url='a.jpg'/>", "<description>caf\u00c3\u00a9</description>",
    )  # fmt: skip
    return payload[:at] + dice.choice(more).encode() + payload[at:]


def _space(dice, payload):
    return payload.replace(b"xmlns:dc=", b"xmlns:dd=") if dice.random() < 0.5 else payload.replace(b"Atom", b"atom", 1)


def _torn(dice, payload):
    return payload[: dice.randrange(len(payload) // 2, len(payload))]


CHANGES = (*[_gone] * 3, *[_new] * 8, _twice, _turned, _word, _around, _around, _within, _within, _space, _torn)


def task(live, basis, number):
    ref = LandingRef(file="f", offset=number, record_id=str(number))
    return DocumentTask(ref=ref, feed=FEED, fetched_at=NOON, live=live, id_basis=basis)


def document(payload):
    return Document(feed_id=FEED.id, uri=FEED.url, fetched_at=NOON, payload=payload)


def bare(live):
    return {key: one._replace(raw_hash=b"", name_hash=b"") for key, one in live.items()}


def parsed(stage, payload, live, basis, number):
    """What the parse stage says: the arrivals, and the ledger's records but for the marks."""
    said = stage.work((task(live, basis, number), document(payload)))
    arrivals = [one for one in said if type(one) is not ForLedger]
    return arrivals, [tuple(one) for one in said if type(one) is ForLedger]


def compared(arrivals, records):
    known = [one.known and one.known._replace(raw_hash=b"", name_hash=b"") for one in arrivals]
    return (
        [(one.item, one.id_basis, one.key, one.item_hash, was) for one, was in zip(arrivals, known, strict=True)],
        sorted(one[:10] if one[0] == "Seen" else one for one in records),
    )


def remembered(arrivals, records, live, basis, number, refused=()):
    """What the cursor keeps when a batch has settled all arrivals but those `refused`."""
    settled = [
        (
            "Live",
            FEED.id,
            one.key,
            one.item_hash.hex(),
            f"story {one.key}",
            "t",
            "c",
            "2026-05-03",
            "ZZ",
            f"f#{number}#{number}",
            one.item.entry,
        )
        for at, one in enumerate(arrivals)
        if at not in refused
    ]
    assert all(len(one) == len(Live._fields) + 1 for one in settled)
    change = state_change([task(live, basis, number)], ledger_of([*records, *settled]), {}, None, {})
    return {**change.live}.get(FEED.id, live), change.bases.get(FEED.id, basis)


@pytest.fixture
def whole(monkeypatch):
    """The parse stage that reads each feed as a whole."""

    class Whole(ParseStage):
        def work(self, element):
            with monkeypatch.context() as context:
                context.setattr(parse_documents, "cut", lambda *_: None)
                return super().work(element)

    return Whole("landing")


def polls(first, dice, whole, stage):
    """Three polls of a feed, by both; how many entries were known at sight."""
    payload, live, basis, sights = first, {}, None, 0
    for number in range(4):
        quick = parsed(stage, payload, live, basis, number)
        slow = parsed(whole, payload, bare(live), basis, number)
        assert compared(*quick) == compared(*slow), payload
        pieces = pieces_of(document(payload))
        entries = entries_of(pieces, task(live, basis, number)) if pieces else None
        sights += len(entries.known) if entries else 0
        refused = {at for at in range(len(quick[0])) if dice.random() < 0.1}
        live, basis = remembered(*quick, live, basis, number, refused)
        payload = later(dice, payload)
    return sights


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 10))])
def test_a_feed_gives_the_same_whether_known_entries_are_parsed_or_not(seed, whole):
    dice, stage = random.Random(seed), ParseStage("landing")
    assert sum(polls(made(dice), dice, whole, stage) for _ in range(48)) > 50


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recorded_feed_does_too(path, whole):
    dice, stage = random.Random(path.name), ParseStage("landing")
    for _ in range(3):
        polls(path.read_bytes(), dice, whole, stage)


def fully(head="", items=("1", "2", "3")):
    return RSS.format(head=head, items="".join(ITEM.format(one, STARTS[0], 1) for one in items)).encode()


def looked_at(monkeypatch, before, after):
    """How many entries of `after` were parsed, where `before` was polled first."""
    stage = ParseStage("landing")
    live, basis = remembered(*parsed(stage, before, {}, None, 0), {}, None, 0)
    met: list[Item] = []
    monkeypatch.setattr("newsbeam.connectors.formats.feed_pieces.item_of", lambda *given: met.append(given) or item_of(*given))
    arrivals, _ = parsed(stage, after, live, basis, 1)
    assert all(type(one) is Arrival for one in arrivals)
    return len(met)


@pytest.mark.parametrize(
    ("after", "met"),
    [
        (fully(), 0),
        (fully("<lastBuildDate>Mon, 04 May 2026 01:00:00 GMT</lastBuildDate>"), 3),  # the element is new
        (fully(items=("4", "1", "2")), 1),
        (fully(items=("3", "1")), 0),
        (fully("<copyright>Heron</copyright>"), 3),  # an entry that names no rights has the feed's
        (fully().replace(b"lagoon.example/</link>", b"heron.example/</link>", 1), 3),
    ],
)
def test_only_what_is_not_known_is_parsed(after, met, monkeypatch):
    assert looked_at(monkeypatch, fully(), after) == met


def test_a_build_date_changes_no_entry(monkeypatch):
    date = "<lastBuildDate>Mon, 0{} May 2026 01:00:00 GMT</lastBuildDate>"
    assert looked_at(monkeypatch, fully(date.format(4)), fully(date.format(5))) == 0


def test_what_a_feed_says_for_its_entries_reaches_them(whole):
    """Rights that the feed changes are every entry's: each is a new telling, as it is where all are parsed."""
    stage = ParseStage("landing")
    live, basis = remembered(*parsed(stage, fully("<copyright>Lagoon</copyright>"), {}, None, 0), {}, None, 0)
    arrivals, _ = parsed(stage, fully("<copyright>Heron</copyright>"), live, basis, 1)
    assert [one.item.rights for one in arrivals] == ["Heron"] * 3


HIDDEN = "</item> <item><title>Heron</title>"
"""What looks like an entry's end and the next one's beginning."""
R = 'r:item xmlns:r="http://purl.org/rss/1.0/"'
TRICKS = {
    "in CDATA": f"<item><title>A</title><description><![CDATA[ {HIDDEN} ]]></description></item>",
    "in CDATA, and an entry of another name": f"<item><title>A</title><description><![CDATA[ {HIDDEN} ]]></description></item> <{R}><title>B</title></r:item>",
    "in a comment": f"<item><title>A</title><!-- {HIDDEN} --></item>",
    "in an instruction": f"<item><title>A</title><?a {HIDDEN} ?></item>",
    "an entry in a comment": "<item><title>A</title></item> <!-- <item><title>B</title></item> -->",
    "within another": "<item><title>A</title><item><title>B</title></item></item>",
    "empty": "<item/> <item><title>B</title></item>",
    "of another name": f"<item><title>A</title></item> <{R}><title>B</title></r:item> <item><title>C</title></item>",
    "the end is spaced": "<item><title>A</title></item > <item><title>B</title></item\n>",
    "a longer name": "<item><title>A</title></item> <items><title>B</title></items>",
    "no end": "<item><title>A</title></item> <item><title>B</title>",
}


@pytest.mark.parametrize("more", TRICKS.values(), ids=TRICKS)
def test_what_is_no_entry_is_not_taken_for_one(more, whole):
    dice, stage = random.Random(more), ParseStage("landing")
    for items in (("1", "2"), ()):
        first = fully(items=items).replace(b"</channel>", more.encode() + b"</channel>")
        for _ in range(3):
            polls(first, dice, whole, stage)
        pieces = pieces_of(document(first))
        read = pieces and pieces.read(range(len(pieces.spans)))
        for one in read.items if read else ():
            begin, end = pieces.spans[one.entry]
            assert f"<title>{one.headline.replace('&', '&amp;')}</title>".encode() in pieces.text[begin:end]


def test_a_feed_with_something_between_its_entries_is_not_parsed_in_pieces():
    assert pieces_of(document(fully().replace(b"</item><item>", b"</item> <!-- --> <item>", 1))) is None


LONG = b"<!--" + b"x" * 40_000 + b"-->"
AT = (b"<title>Lagoon", b"Heron</copyright>", b"<item>", b"Ferry 2", b"</item>", b"</channel>", b"</rss>")


@pytest.mark.parametrize("at", AT)
@pytest.mark.parametrize("start", [b"", LONG], ids=["at once", "late"])
def test_bytes_that_are_no_text_are_met(at, start, whole):
    """A feed that was read as it should be, and later has a byte that is no UTF-8; or had the sign for one."""
    stage, feed = ParseStage("landing"), fully("<copyright>Heron</copyright>").replace(b"<channel>", b"<channel>" + start)
    for before in (feed, feed.replace(at, "\ufffd".encode() + at, 1)):
        live, basis = remembered(*parsed(stage, before, {}, None, 0), {}, None, 0)
        after = feed.replace(at, b"\x80" + at, 1)
        quick, slow = parsed(stage, after, live, basis, 1), parsed(whole, after, bare(live), basis, 1)
        assert compared(*quick) == compared(*slow)


@pytest.mark.parametrize(
    "before", ["Notice: none\n", "\ufeff", "<!--" + "x" * (32 * 1024 - 10) + "-->", "<!--" + "é" * 40_000 + "-->"]
)
def test_a_feed_is_cut_whatever_stands_before_it(before):
    feed = document(before.encode() + fully())
    pieces = pieces_of(feed)
    assert pieces.hashes == pieces_of(document(fully())).hashes
    assert pieces.read(range(3)).items == list(parse(feed))


def test_marks_of_cdata_that_is_text_are_seen():
    """Where nothing of the feed is known, and where such an entry is the only new one."""
    twice = "<description>&lt;![CDATA[ twice ]]&gt;</description>", "<description><![CDATA[<![CDATA[ twice ]]></description>"
    for said in (*twice, twice[1].replace("[<", "[ <")):
        payload = fully().replace(b"</guid>", f"</guid>{said}".encode(), 1)
        pieces = pieces_of(document(payload))
        assert pieces.read([0]) is None
        assert pieces.read([0, 1, 2]) is None
        assert pieces.read([1, 2])


def test_an_entry_that_was_refused_is_met_again():
    stage = ParseStage("landing")
    live, basis = remembered(*parsed(stage, fully(), {}, None, 0), {}, None, 0, refused={1})
    arrivals, _ = parsed(stage, fully(), live, basis, 1)
    assert [one.item.entry for one in arrivals] == [1]


def test_a_feed_with_secrets_is_read_as_a_whole(monkeypatch):
    monkeypatch.setenv("LAGOON_KEY", "s3cret-key")
    feed = replace(FEED, url="https://lagoon.example/feed?key=${LAGOON_KEY}")
    assert parse_documents.cut(replace(task({}, None, 0), feed=feed), document(fully())) is None


def test_the_reading_has_the_number_of_what_it_reads():
    """Where this fails because entries are read otherwise, raise `READING` with the digest: cursors then look at each entry once."""
    dice = random.Random(1)
    hashes = [item_hash(one) for _ in range(200) for one in _items(later(dice, made(dice)))]
    assert (READING, len(hashes), xxh3_64_hexdigest(b"".join(hashes))) == (b"3", 835, "8c42bd617ee93d40")


def _items(payload):
    try:
        return [one for one in parse(document(payload)) if isinstance(one, Item)]
    except ParseError:
        return []
