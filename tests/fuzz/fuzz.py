"""`make fuzz`: mutants of the golden documents through detect, parse and normalise; dates over the whole range; bytes of HTTP.

`python tests/fuzz/fuzz.py SECONDS [SEED]`. What may come out is an Item or Story, or a ParseError (of HTTP: a refusal); anything else, and
anything over `SLOW_S`, is a finding: its input is kept below `.cache/fuzz/`, and the run ends with 1. By chance, from a
seed; `guided.py` goes by coverage.
"""

import contextlib
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from newsbeam.connectors.formats import FORMATS, parse
from newsbeam.connectors.http.decode import decode_body
from newsbeam.connectors.http.headers import content_type, freshness, http_date, retry_after
from newsbeam.connectors.polling.sniff import alternates, is_cut_off, refuse
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.stages.write_stories import rows_of
from newsbeam.pipeline.text.dates import parse_time
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.errors import NewsbeamError
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError

GOLDEN = Path(__file__).parents[1] / "formats"
KEPT = Path(__file__).parents[2] / ".cache" / "fuzz"
SLOW_S = 20.0
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
FEED = Feed(id="fuzz", provider="fuzz.example", url="https://fuzz.example/feed")
_TOKENS = [
    b"<", b">", b"&", b"&amp;", b"&#0;", b"&#xD800;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"</item>", b"<item>", b"<entry>", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"0", b"-1", b"9" * 400, b"1e999", b"null", b"{", b"}", b"[", b"]", b'"', b"\\u0000", b"\\ud800", b"\r", b"\n",
    b"\x01\x16\x16", b"\x02", b"\x03", b"\x1f", b"\x1e", b"9999-12-31T23:59:59.999999-23:59", b"0001-01-01T00:00:00+23:59", b"Thu, 32 Foo 2026 25:61:61 +9999",
    b"<guid></guid>", b"xmlns:x='y'", "\u202e".encode(), "\U0010ffff".encode(), b"http://[::1", b"javascript:1", b"data:,", b"%00", b"../../etc",
]  # fmt: skip


def seeds() -> list[tuple[str, bytes]]:
    """(format, document) of every golden folder."""
    return [(path.parent.parent.name, path.read_bytes()) for path in sorted(GOLDEN.glob("*/*/document*"))]


def mutant(chance: random.Random, bodies: list[tuple[str, bytes]]) -> bytes:
    """A document with one to six changes: bytes, tokens, pieces of another, repetitions, cuts."""
    body = bytearray(chance.choice(bodies)[1][:60_000])
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body) + 1)
        end = min(len(body), at + chance.choice((1, 2, 8, 60, 800)))
        kind = chance.randrange(7)
        if kind == 0 and body:
            body[at % len(body)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            body[at:at] = chance.choice(_TOKENS)
        elif kind == 2:
            del body[at:end]
        elif kind == 3:
            body[at:at] = bytes(body[at:end]) * chance.choice((1, 2, 40))
        elif kind == 4:
            other = chance.choice(bodies)[1]
            begin = chance.randrange(len(other) + 1)
            body[at:end] = other[begin : begin + chance.choice((4, 40, 400))]
        elif kind == 5:
            body[at:end] = chance.choice(_TOKENS)
        elif chance.random() < 0.3:
            del body[at:]
    return bytes(body[:200_000])


def document(body: bytes, form: str = "auto") -> None:
    """A whole document through its parser and the normaliser to rows."""
    complaint = Document(
        feed_id="fuzz",
        uri="https://fuzz.example/feed",
        fetched_at=NOON,
        payload=body,
        landing_ref=LandingRef(file="f", offset=0, record_id="r"),
    )
    context = ItemContext(feed=FEED, fetched_at=NOON, as_of=NOON, landing_ref="f#0#r")
    stories = []
    with contextlib.suppress(ParseError):
        for one in parse(complaint, form):
            if isinstance(one, Item):
                with contextlib.suppress(ParseError):
                    stories.append(normalise(one, context))
            elif not isinstance(one, ParseError):
                raise TypeError(f"the parser gave {type(one).__name__}")
    table, refused = rows_of(stories) if stories else (None, [])
    if stories and (table.num_rows if table is not None else 0) + len(refused) != len(stories):
        raise AssertionError("a story is neither row nor refused")


_DATE_WORDS = [
    "Mon", "Tue,", "32", "31", "30", "29", "1", "00", "Feb", "February", "févr.", "Mär", "марта", "مارس", "三月", "2026", "26", "0001", "9999", "10000", "1969",
    "23:59:60", "24:00", "25:61", "T", "Z", "+00:00", "-23:59", "+14:00", "GMT", "EST", "PKT", "+9999", "am", "PM", "-", "/", ".", ",", "yesterday", "二〇二六年",
    "1e9", "253402300799", "-62135596800", "1773144000", "1773144000000", "W10-2",
]  # fmt: skip


def date(chance: random.Random) -> str:
    """Something like a time: words of one, or a true one of the whole range, in one of its ways, damaged."""
    if chance.random() < 0.5:
        return chance.choice(("", " ")).join(chance.choices(_DATE_WORDS, k=chance.randint(1, 7)))
    moment = datetime.min.replace(tzinfo=UTC) + timedelta(seconds=chance.randrange(315_537_897_599))
    text = chance.choice((moment.isoformat(), moment.strftime("%a, %d %b %Y %H:%M:%S +0000"), moment.strftime("%d.%m.%Y %H:%M")))
    at = chance.randrange(len(text))
    return text if chance.random() < 0.5 else text[:at] + chance.choice(_DATE_WORDS) + text[at + chance.randrange(3) :]


def dated(text: str) -> None:
    """A time as sent, alone and in an entry that becomes a row."""
    with contextlib.suppress(ParseError):
        parse_time(text, zone=FEED.timezone)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    entry = f"<item><title>Ferry {escaped}</title><pubDate>{escaped}</pubDate><description>LAGOS, {escaped} - It sails.</description></item>"
    document(f"<rss><channel><title>t</title>{entry}</channel></rss>".encode(), "rss_atom")


def http(body: bytes, chance: random.Random) -> None:
    """Bodies under any coding, headers with any value."""
    for coding in chance.sample(["gzip", "br", "zstd", "deflate", "gzip, br", "identity", "x", "gzip" * 9], 3):
        with contextlib.suppress(NewsbeamError, ParseError):
            decode_body(body, coding, max_body_bytes=1 << 20, max_ratio=200)
    refuse(body)
    is_cut_off(body)
    alternates(body)
    value = body[:200].decode("latin-1").replace("\r", " ").replace("\n", " ")
    retry_after(value, NOON)
    http_date(value)
    headers = tuple((name, value) for name in ("Cache-Control", "Expires", "Age", "Date", "Content-Type", "Retry-After"))
    freshness(headers, NOON)
    content_type(headers)


def main() -> int:
    seconds, seed = float((sys.argv[1:] or ["60"])[0]), int((sys.argv[2:] or ["1"])[0])
    chance, bodies = random.Random(seed), seeds()
    forms = sorted(FORMATS)
    began = time.monotonic()
    tried: Counter[str] = Counter()
    findings: dict[str, str] = {}

    def one(kind: str, given: bytes, work: Callable[[], None]) -> None:
        started = time.monotonic()
        try:
            work()
            complaint = ""
        except Exception as error:  # noqa: BLE001 (whatever it is, that is what is sought)
            last = traceback.extract_tb(error.__traceback__)[-1]
            complaint = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {' '.join(str(error).split())[:120]}"
        took = time.monotonic() - started
        if not complaint and took > SLOW_S:
            complaint = f"slow: {took:.0f} s"
        tried[kind] += 1
        name = f"{kind}: {complaint.partition(': ')[0]}"
        if complaint and name not in findings:
            KEPT.mkdir(parents=True, exist_ok=True)
            path = KEPT / f"{kind}-{sha256(given).hexdigest()[:12]}"
            path.write_bytes(given)
            findings[name] = f"{complaint} ({path.name})"
            print(f"found: {kind}: {findings[name]}", flush=True)

    while time.monotonic() - began < seconds:
        body = mutant(chance, bodies)
        one("auto", body, lambda body=body: document(body))
        form = chance.choice(forms)
        one(form, body, lambda body=body, form=form: document(body, form))
        text = date(chance)
        one("date", text.encode(), lambda text=text: dated(text))
        one("http", body, lambda body=body: http(body, random.Random(len(body))))
    print(
        f"fuzz: {sum(tried.values())} inputs in {time.monotonic() - began:.0f} s (seed {seed}): {dict(sorted(tried.items()))}; {len(findings)} findings"
    )
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
