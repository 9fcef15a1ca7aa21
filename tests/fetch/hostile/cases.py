"""The catalogue: what a server does, and what each poll of it must come to. Data; the harness gives it a path of its own.

An expectation is `outcome`, `outcome:reason`, `ok:N` (N items out of the document) or several of them with `|` between where more than one is right. `R` is an answer, or several, one per poll.
`{canary}` in a header stands for a place that must never be reached, `{self}` for the case's own address, `{good}` for a
feed that is fine, `{tls}` for the same server's TLS twin.
"""

from collections.abc import Sequence
from typing import NamedTuple

from server import Answer

from hostile import bodies as b


class Case(NamedTuple):
    name: str
    expect: tuple[str, ...]
    answers: tuple[object, ...]
    """Answer, bytes (written as they are, then closed), or (kind, argument) for a way of sending: see the harness."""
    tls: str | None = None
    """The certificate to serve it with; None: plain HTTP."""
    max_requests: int = 1
    """Per poll."""


def C(name: str, expect: str | Sequence[str], *answers: object, tls: str | None = None, requests: int = 1) -> Case:  # noqa: N802 (a table's column head)
    return Case(name, (expect,) if isinstance(expect, str) else tuple(expect), answers, tls, requests)


def ok(body: bytes = b.rss(), status: int = 200, **headers: str) -> Answer:
    return Answer(status, [(k.replace("_", "-"), v) for k, v in headers.items()], body)


def to(location: str, status: int = 302) -> Answer:
    return Answer(status, [("Location", location)])


R = b.rss()
SOFT_STATUSES = {
    **dict.fromkeys((204, 205, 206, 300, 305, 306, 600, 999), "http_status"),
    **dict.fromkeys((400, 405, 406, 408, 409, 411, 413, 414, 415, 416, 417, 418, 421, 422, 425, 426, 428, 431, 444, 499), "http_4xx"),
    **dict.fromkeys((500, 501, 502, 504, 505, 507, 508, 511, 520, 522, 525, 530, 599), "http_5xx"),
    403: "http_403", 404: "http_404", 429: "http_429", 503: "http_503",
}  # fmt: skip

STATUS = [
    *(C(f"status-{code}", f"soft:{reason}", Answer(code, body=b"" if code in (204, 205) else b"x")) for code, reason in SOFT_STATUSES.items()),
    *(C(f"status-{code}", [f"hard:http_{code}"] * 3 + ["skipped"], Answer(code)) for code in (401, 402, 407, 451)),
    C("status-203", "ok:3", ok(status=203)),
    C("status-226", "ok:3", ok(status=226, ETag='"d"')),
    C("status-410-twice", ["gone:http_410", "gone:http_410", "skipped"], Answer(410)),
    C("status-410-and-back", ["gone:http_410", "ok:3"], Answer(410), ok()),
    C("status-401-and-back", ["hard:http_401", "ok:3"], Answer(401), ok()),
    C("status-500-and-back", ["soft:http_5xx", "ok:3", "not_modified"], Answer(500), ok(ETag='"1"'), Answer(304)),
    C("challenge-cf", "soft:challenge", Answer(403, [("cf-mitigated", "challenge")], b"x")),
    C("challenge-403", "soft:challenge", Answer(403, body=b.WALL)),
    C("challenge-503", "soft:challenge", Answer(503, body=b.WALL)),
    C("challenge-200", "soft:challenge", ok(b.WALL, Content_Type="text/html")),
    C("error-with-feed-body", "soft:http_404", Answer(404, body=R)),
]  # fmt: skip
CONDITIONAL = [
    C("same-bytes", ["ok:3", "unchanged", "unchanged"], ok()),
    C("etag", ["ok:3", "not_modified", "not_modified"], ok(ETag='"1"'), Answer(304)),
    C("etag-odd", ["ok:3", "not_modified"], ok(ETag="W/un quoted, \\odd"), Answer(304)),
    C("etag-8bit", ["ok:3", "ok:4"], ok(ETag='"\xe9\xff"'), ok(b.rss(4))),
    C("etag-turns", ["ok:3", "not_modified", "ok:4"], ok(ETag='"1"'), Answer(304, [("ETag", '"2"')]), ok(b.rss(4), ETag='"3"')),
    C("etag-same-body-new", ["ok:3", "ok:4"], ok(ETag='"1"'), ok(b.rss(4), ETag='"1"')),
    C("etag-huge", ["ok:3", "ok:4|soft:protocol"], ok(ETag='"' + "x" * 7000 + '"'), ok(b.rss(4))),
    C("modified-only", ["ok:3", "not_modified"], ok(Last_Modified="Sat, 16 Nov 2041 00:00:00 GMT"), Answer(304)),
    C("304-first", "soft:unexpected_304", Answer(304)),
    C("304-first-then-feed", ["soft:unexpected_304", "ok:3"], Answer(304), ok()),
    C("304-with-body", ["ok:3", "not_modified"], ok(ETag='"1"'), b"HTTP/1.1 304 X\r\nContent-Length: 5\r\n\r\nhello"),
    C("304-with-length", ["ok:3", "not_modified"], ok(ETag='"1"'), Answer(304, [("Content-Length", "999")])),
    C("refuses-conditions", ["ok:3", "soft:http_4xx", "ok:4", "soft:http_4xx", "ok:5", "ok:6"], ok(ETag='"1"'), Answer(412), ok(b.rss(4), ETag='"2"'), Answer(412), ok(b.rss(5), ETag='"3"'), ok(b.rss(6))),
    C("error-keeps-validators", ["ok:3", "soft:http_5xx", "not_modified"], ok(ETag='"1"'), Answer(502), Answer(304)),
    C("cookie-is-not-kept", ["ok:3", "ok:4"], ok(Set_Cookie="a=1; Max-Age=9999999"), ok(b.rss(4))),
]  # fmt: skip
REDIRECT = [
    *(C(f"redirect-{code}", "ok:1", to("{good}", code), requests=2) for code in (301, 302, 303, 307, 308)),
    C("redirect-chain-10", "ok:1", ("hops", 10), requests=11),
    C("redirect-chain-11", "soft:too_many_redirects", ("hops", 11), requests=11),
    C("redirect-self", "soft:too_many_redirects", to("{self}"), requests=11),
    C("redirect-to-cookie-wall", "soft:too_many_redirects", Answer(307, [("Location", "{self}"), ("Set-Cookie", "seen=1")]), requests=11),
    C("redirect-none", "soft:bad_redirect", Answer(302)),
    C("redirect-empty", "soft:bad_redirect", to("")),
    C("redirect-blank", "soft:bad_redirect|soft:protocol", to("   ")),
    C("redirect-bad-host", "soft:bad_redirect", to("http://[bad")),
    C("redirect-bad-port", "soft:bad_redirect", to("http://n.example:99999/")),
    C("redirect-no-host", "soft:bad_redirect", to("http:///path")),
    C("redirect-nul", "soft:bad_redirect|soft:protocol|soft:dns", to("http://n.exa\0mple/")),
    C("redirect-space-host", "soft:bad_redirect", to("http://a b/")),
    C("redirect-endless-name", "soft:bad_redirect|soft:dns", to("http://" + "a." * 400 + "example/")),
    C("redirect-20k", "soft:protocol|soft:http_404|soft:bad_redirect", to("/" + "x" * 20_000), requests=2),
    C("redirect-8bit", "soft:http_404", to("/caf\xc3\xa9"), requests=2),
    C("redirect-fragment", "ok:1", to("{good}#top"), requests=2),
    C("redirect-relative", "ok:1", to("/good"), requests=2),
    C("redirect-no-scheme", "ok:1", to("//{place}/good"), requests=2),
    C("redirect-dot-segments", "ok:1", to("/a/../good"), requests=2),
    C("redirect-backslash", "soft:bad_redirect|soft:dns|blocked:ssrf_address|soft:http_404", to("http:\\\\127.0.0.1\\"), requests=2),
    C("redirect-twice", "ok:1", Answer(302, [("Location", "{good}"), ("Location", "{canary}")]), requests=2),
    C("refresh-header", "ok:3", ok(Refresh="0; url={canary}")),
    C("link-header", "ok:3", ok(Link="<{canary}>; rel=self")),
    C("content-location", "ok:3", ok(Content_Location="{canary}")),
    *(C(f"scheme-{scheme.split(':')[0]}", ["blocked:bad_scheme", "skipped"], to(scheme)) for scheme in ("file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "ftp://n.example/", "data:text/xml,<rss/>", "javascript:alert(1)", "jar:http://n.example!/", "view-source:http://n.example/", "feed:http://n.example/")),
]  # fmt: skip
ADDRESSES = [
    "http://127.0.0.1:{port}/", "http://2130706433:{port}/", "http://127.1:{port}/", "http://0177.0.0.1:{port}/", "http://0x7f.0.0.1:{port}/",
    "http://0x7f000001:{port}/", "http://0.0.0.0:{port}/", "http://0:{port}/", "http://[::1]:{port}/", "http://[::]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/", "http://[2002:7f00:1::]:{port}/", "http://[fe80::1]:{port}/", "http://[fc00::1]:{port}/",
    "http://localhost:{port}/", "http://LOCALHOST.:{port}/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://news.example@127.0.0.1:{port}/",
    "http://127.0.0.1.:{port}/", "http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1:{port}/",
]  # fmt: skip
INSIDE = [
    C(f"inside-{n:02}", ["blocked:ssrf_address|soft:bad_redirect", "skipped|soft:bad_redirect"], to(address))
    for n, address in enumerate(ADDRESSES)
]
FRAMING = [
    C("closed-at-once", "soft:connect", b""),
    C("reset", "soft:connect", ("reset", b"")),
    C("reset-mid-head", "soft:connect|soft:protocol|soft:truncated", ("reset", b"HTTP/1.1 200 OK\r\nContent-")),
    C("reset-mid-body", "soft:truncated", ("reset", b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9999", R))),
    C("length-too-long", "soft:truncated", b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9999", R)),
    C("length-too-short", "soft:parse_error|ok:0|ok:1|ok:2|soft:truncated|soft:no_entries", b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 150", R)),
    C("length-none", "ok:3", b.raw(b"HTTP/1.1 200 OK", R)),
    C("length-none-1.0", "ok:3", b.raw(b"HTTP/1.0 200 OK", R)),
    C("length-negative", "soft:protocol", b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5", R)),
    C("length-word", "soft:protocol", b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: many", R)),
    C("length-twice", "soft:protocol|soft:truncated", b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 500", R)),
    C("length-and-chunked", "ok:3|soft:protocol", b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(R), R))),
    C("length-huge", "soft:too_large", b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999", R)),
    C("length-beyond-numbers", "soft:protocol|soft:too_large", b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 40, R)),
    C("chunked", "ok:3", b.chunked(R)),
    C("chunked-torn", "soft:truncated", b.chunked(R, end=False)),
    C("chunked-bad-size", "soft:truncated|soft:protocol", b.chunked(R, size=b"zz")),
    C("chunked-negative", "soft:truncated|soft:protocol", b.chunked(R, size=b"-1")),
    C("chunked-huge-size", "soft:truncated|soft:protocol|soft:too_large", b.chunked(R, size=b"ffffffffffffffffff")),
    C("chunked-long-extension", "ok:3|soft:protocol|soft:truncated", b.chunked(R, extension=b";x=" + b"y" * 100_000)),
    C("chunked-trailers", "ok:3", b.chunked(R)[:-2] + b"X-Sum: 1\r\n\r\n"),
    C("many-chunks", "ok:3", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(b"1\r\n%c\r\n" % c for c in R) + b"0\r\n\r\n"),
    C("http-0.9", "soft:protocol", R),
    C("garbage", "soft:protocol", b"\x16\x03\x01\x00\xa5" + bytes(range(256)) * 20),
    C("ssh-banner", "soft:protocol", b"SSH-2.0-OpenSSH_9.6\r\n"),
    C("http-2-frames", "soft:protocol", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\0" * 18),
    C("no-reason-phrase", "ok:3", b.raw(b"HTTP/1.1 200\r\nContent-Length: %d" % len(R), R)),
    C("status-glued", "soft:protocol", b.raw(b"HTTP/1.1 200OK\r\nContent-Length: %d" % len(R), R)),
    C("status-words", "soft:protocol", b.raw(b"HTTP/1.1 OK", R)),
    C("version-9.9", "ok:3|soft:protocol", b.raw(b"HTTP/9.9 200 OK\r\nContent-Length: %d" % len(R), R)),
    C("lf-only", "ok:3|soft:protocol", b"HTTP/1.1 200 OK\nContent-Length: %d\n\n" % len(R) + R),
    C("blank-lines-first", "ok:3|soft:protocol", b"\r\n\r\n" + b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d" % len(R), R)),
    C("folded-header", "ok:3|soft:protocol", b.raw(b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: %d" % len(R), R)),
    C("header-no-colon", "soft:protocol|ok:3", b.raw(b"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: %d" % len(R), R)),
    C("header-nul", "soft:protocol|ok:3", b.raw(b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: %d" % len(R), R)),
    C("header-8bit", "ok:3", b.raw(b"HTTP/1.1 200 OK\r\nX: caf\xe9 \xff\r\nContent-Length: %d" % len(R), R)),
    C("headers-500", "soft:protocol", b.raw(b"HTTP/1.1 200 OK\r\n" + b"\r\n".join(b"X-%d: y" % n for n in range(500)), R)),
    C("header-100k", "soft:protocol", b.raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000, R)),
    C("headers-endless", "soft:protocol|soft:timeout|soft:connect", ("endless", (b"HTTP/1.1 200 OK\r\n", b"X-Y: zzzzzzzzzzzzzzzzzzzzzzz\r\n" * 100))),
    C("header-line-endless", "soft:protocol|soft:timeout|soft:connect", ("endless", (b"HTTP/1.1 200 OK\r\nX: ", b"y" * 4096))),
    C("body-endless", "soft:too_large", ("endless", (b"HTTP/1.1 200 OK\r\n\r\n<rss>", b" " * 65536))),
    C("error-body-endless", "soft:http_404", ("endless", (b"HTTP/1.1 404 X\r\n\r\n", b" " * 65536))),
    C("redirect-body-endless", "ok:1", ("endless", (b"HTTP/1.1 302 X\r\nLocation: {good}\r\n\r\n", b" " * 65536)), requests=2),
    C("early-hints", "ok:3", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d" % len(R), R)),
    C("continue-100", "ok:3", b"HTTP/1.1 100 Continue\r\n\r\n" + b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d" % len(R), R)),
    C("switching-101", "soft:http_status|soft:protocol", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nxx"),
    C("junk-after-body", ["ok:3", "unchanged"], b.raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d" % len(R), R) + b"HTTP/1.1 500 X\r\n\r\n"),
    C("silent", "soft:timeout", ("stall", b"")),
    C("silent-after-head", "soft:timeout", ("stall", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")),
    C("silent-mid-body", "soft:timeout", ("stall", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>")),
    C("drip-body", "soft:timeout", ("drip", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + R)),
    C("drip-head", "soft:timeout", ("drip", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 90)),
]  # fmt: skip
ENCODED = [
    C("gzip", "ok:3", ok(b.gz(R), Content_Encoding="gzip")),
    C("gzip-x", "ok:3", ok(b.gz(R), Content_Encoding="X-GZIP")),
    C("gzip-twice", "ok:3", ok(b.gz(b.gz(R)), Content_Encoding="gzip, gzip")),
    C("gzip-thrice", "soft:decode", ok(b.gz(b.gz(b.gz(R))), Content_Encoding="gzip, gzip, gzip")),
    C("gzip-50-layers", "soft:decode", ok(R, Content_Encoding=", ".join(["gzip"] * 50))),
    C("gzip-two-headers", "ok:3", Answer(200, [("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")], b.gz(b.gz(R)))),
    C("gzip-claimed", "ok:3", ok(R, Content_Encoding="gzip")),
    C("gzip-untold", "ok:3", ok(b.gz(R), Content_Type="application/xml")),
    C("gzip-members", "ok:3", ok(b.gz(R[:100]) + b.gz(R[100:]), Content_Encoding="gzip")),
    C("gzip-junk-after", "ok:3", ok(b.gz(R) + b"junk" * 10, Content_Encoding="gzip")),
    C("gzip-torn", "soft:truncated", ok(b.gz(R)[:-30], Content_Encoding="gzip")),
    C("gzip-garbage", "soft:decode", ok(b"\x1f\x8b\x08" + b"\xff" * 200, Content_Encoding="gzip")),
    C("gzip-bad-sum", "soft:decode", ok(b.gz(R)[:-8] + b"\0" * 8, Content_Encoding="gzip")),
    C("gzip-empty", "soft:empty_body", ok(b.gz(b""), Content_Encoding="gzip")),
    C("gzip-no-bytes", "soft:truncated|soft:empty_body|soft:decode", ok(b"", Content_Encoding="gzip")),
    C("gzip-bomb", "soft:too_large", ok(b.gz_bomb(), Content_Encoding="gzip")),
    C("gzip-bomb-inside", "soft:too_large", ok(b.gz(b.gz_bomb()), Content_Encoding="gzip, gzip")),
    C("gzip-bomb-untold", "soft:too_large", ok(b.gz_bomb())),
    C("deflate", "ok:3", ok(__import__("zlib").compress(R), Content_Encoding="deflate")),
    C("deflate-raw", "ok:3", ok(b.raw_deflate(R), Content_Encoding="deflate")),
    C("deflate-garbage", "soft:decode|soft:truncated", ok(b"\xff" * 99, Content_Encoding="deflate")),
    C("br", "ok:3", ok(__import__("brotli").compress(R), Content_Encoding="br")),
    C("br-claimed", "ok:3", ok(R, Content_Encoding="br")),
    C("br-torn", "soft:truncated", ok(__import__("brotli").compress(R)[:-9], Content_Encoding="br")),
    C("br-bomb", "soft:too_large", ok(b.br_bomb(), Content_Encoding="br")),
    C("zstd", "ok:3", ok(__import__("zstandard").compress(R), Content_Encoding="zstd")),
    C("zstd-torn", "soft:truncated|soft:decode", ok(__import__("zstandard").compress(R)[:-9], Content_Encoding="zstd")),
    C("zstd-bomb", "soft:too_large", ok(b.zstd_bomb(), Content_Encoding="zstd")),
    C("identity", "ok:3", ok(R, Content_Encoding="identity")),
    C("encoding-unknown", "soft:decode", ok(R, Content_Encoding="sdch")),
    C("encoding-empty", "ok:3", ok(R, Content_Encoding="")),
    C("wire-too-large", "soft:too_large", ok(R + b" " * 3_000_000)),
]  # fmt: skip
TLS = [
    C("tls-good", "ok:3", ok(), tls="good"),
    C("tls-expired", "soft:tls", ok(), tls="expired"),
    C("tls-not-yet", "soft:tls", ok(), tls="early"),
    C("tls-wrong-name", "soft:tls", ok(), tls="other"),
    C("tls-self-signed", "soft:tls", ok(), tls="self"),
    C("tls-unknown-authority", "soft:tls", ok(), tls="stranger"),
    C("tls-1.1", "soft:tls|soft:connect", ok(), tls="old"),
    C("tls-to-plain-port", "soft:tls|soft:connect|soft:timeout", ok(), tls="plain"),
    C("tls-downgrade", "soft:bad_redirect", to("{good}"), tls="good"),
]  # fmt: skip
SNIFF = [
    C("empty", "soft:empty_body", ok(b"")),
    C("blank", "soft:empty_body", ok(b" \r\n\t" * 50)),
    C("bom-only", "soft:empty_body", ok(b"\xef\xbb\xbf")),
    C("nuls", "soft:empty_body|soft:not_a_feed|soft:unknown_format", ok(b"\0" * 5000)),
    C("page", "soft:html_not_feed", ok(b.PAGE, Content_Type="text/html")),
    C("page-as-rss", "soft:html_not_feed", ok(b.PAGE, Content_Type="application/rss+xml")),
    C("page-then-feed", ["soft:html_not_feed", "ok:3"], ok(b.PAGE), ok()),
    C("feed-then-page", ["ok:3", "soft:html_not_feed", "not_modified"], ok(ETag='"1"'), ok(b.PAGE), Answer(304)),
    C("feed-as-html", "ok:3", ok(R, Content_Type="text/html; charset=utf-8")),
    C("feed-as-binary", "ok:3", ok(R, Content_Type="application/octet-stream")),
    C("feed-type-nonsense", "ok:3", ok(R, Content_Type="; ; charset")),
    C("json-error", "soft:unknown_format|soft:not_a_feed|soft:parse_error|soft:no_entries", ok(b'{"error": "no"}', Content_Type="application/json")),
    C("plain-text", "soft:unknown_format|soft:not_a_feed|soft:parse_error", ok(b"try again later")),
    C("png", "soft:unknown_format|soft:not_a_feed|soft:parse_error", ok(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50)),
    C("binary-2m", "soft:too_large|soft:unknown_format|soft:not_a_feed|soft:parse_error", ok(bytes(range(256)) * 4000)),
    C("atom", "ok:1", ok(b.ATOM)),
    C("rdf", "ok:1", ok(b.RDF)),
    C("json-feed", "ok:1", ok(b.JSON, Content_Type="application/feed+json")),
    C("bom", "ok:3", ok(b"\xef\xbb\xbf" + R)),
    C("utf-16", "ok:3", ok(R.decode().replace("UTF-8", "UTF-16").encode("utf-16"))),
    C("spaces-first", "ok:3", ok(b"\n\n  " + R)),
    C("ttl-silly", "ok:3", ok(b.rss(head="<ttl>99999999999999999999</ttl>"))),
    C("skip-always", ["ok:3", "unchanged"], ok(b.rss(head="<skipHours>" + "".join(f"<hour>{h}</hour>" for h in range(24)) + "</skipHours>"))),
    C("max-age-silly", ["ok:3", "unchanged"], ok(Cache_Control="max-age=99999999999999999999")),
    C("retry-after-silly", "soft:http_503", Answer(503, [("Retry-After", "9" * 400)])),
]  # fmt: skip
FEED = [
    C("dtd-internal", "soft:dtd_forbidden", ok(b.doctype('[<!ENTITY x "y">]'))),
    C("dtd-laughs", "soft:dtd_forbidden", ok(b.LAUGHS)),
    C("dtd-external-entity", "soft:dtd_forbidden", ok(b.doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]'))),
    C("dtd-parameter-entity", "soft:dtd_forbidden", ok(b.doctype('[<!ENTITY % x SYSTEM "http://127.0.0.1:1/"> %x;]'))),
    C("dtd-netscape", "ok:3", ok(b.doctype('PUBLIC "-//Netscape//DTD RSS 0.91//EN" "rss-0.91.dtd"'))),
    C("dtd-late", "soft:dtd_forbidden|soft:parse_error|ok:3|ok:0", ok(R + b'<!DOCTYPE x [<!ENTITY a "b">]>')),
    C("deep-5000", "soft:too_deep|ok:1", ok(b.deep(5000))),
    C("deep-100000", "soft:too_deep|ok:1", ok(b.deep(100_000))),
    C("attributes-40000", "soft:too_complex", ok(b.attributes(40_000))),
    C("comments-in-cdata", "ok:1|soft:too_complex|soft:parse_timeout", ok(b.rss(1, each="<description><![CDATA[" + "<!--" * 100_000 + "]]></description>"))),
    C("ampersands", "ok:1|soft:too_complex|soft:parse_timeout|soft:parse_error", ok(b.rss(1, each="<description>" + "&" * 500_000 + "</description>"))),
    C("open-tags", "soft:too_deep|soft:too_complex|ok:1|ok:0|soft:parse_timeout|soft:parse_error", ok(b.rss(1, each="<b>" * 60_000))),
    C("items-2500", "ok:2000", ok(b.rss(2500))),
    C("items-none", "ok:0", ok(b.rss(0))),
    C("reference-surrogate", "ok:2", ok(b.rss(2, title="a&#xD800;b{n}"))),
    C("reference-too-big", "ok:2", ok(b.rss(2, title="a&#x110000;b{n}"))),
    C("reference-nul", "ok:2", ok(b.rss(2, title="a&#0;b{n}"))),
    C("entity-undeclared", "ok:2", ok(b.rss(2, title="caf&ecirc;&nbsp;{n}"))),
    C("ampersand-bare", "ok:2", ok(b.rss(2, title="A & B {n}"))),
    C("control-characters", "ok:2", ok(b.rss(2, title="a\x08\x13\x1e{n}"))),
    C("utf-8-torn", "ok:2", ok(b.rss(2, title="XX{n}").replace(b"XX", b"\xc3\x28\xff"))),
    C("cut-in-an-item", "ok:3|ok:2", ok(b.rss(3)[:-60])),
    C("cut-in-a-tag", "ok:2|ok:3|soft:parse_error", ok(b.rss(3)[:-85])),
    C("mismatched-tags", "ok:2", ok(b.rss(2, title="<b>x{n}"))),
    C("stylesheet", "ok:3", ok(R.replace(b"<rss", b'<?xml-stylesheet href="http://127.0.0.1:1/x.xsl" type="text/xsl"?><rss', 1))),
    C("xinclude", "ok:1", ok(b.rss(1, each='<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'))),
    C("prefix-undeclared", "ok:2", ok(b.rss(2, each="<media:content url='https://n.example/x.jpg'/><dc:date>2026-11-24</dc:date>"))),
    C("encoding-unknown-declared", "ok:3", ok(R.replace(b"UTF-8", b"x-nonsense"))),
    C("encoding-utf-7", "ok:3", ok(R.replace(b"UTF-8", b"UTF-7"))),
    C("charset-wrong", "ok:3", ok(b.rss(3, title="Überblick {n}"), Content_Type="application/xml; charset=us-ascii")),
    C("windows-1252", "ok:3", ok(b.rss(3, title="caf\xe9 {n}").decode().replace("UTF-8", "windows-1252").encode("cp1252"))),
]  # fmt: skip
CONTENT = [
    C("title-1m", "ok:1", ok(b.rss(1, title="x" * 900_000))),
    C("guid-100k", "ok:1", ok(b.rss(1, each="<guid>" + "g" * 100_000 + "</guid>"))),
    C("title-script", "ok:1", ok(b.rss(1, title="&lt;script&gt;alert(1)&lt;/script&gt;"))),
    C("title-escape", "ok:1", ok(b.rss(1, title="\x1b]0;pwned\x07{n}"))),
    C("title-bidi", "ok:1", ok(b.rss(1, title="\u202eevil\u2066{n}"))),
    C("title-formula", "ok:1", ok(b.rss(1, title="=cmd|' /C calc'!A0"))),
    C("title-format", "ok:1", ok(b.rss(1, title="%s {{0}} ${{HOME}} {{{{7*7}}}}"))),
    C("title-marks", "ok:1", ok(b.rss(1, title="e" + "\u0301" * 10_000))),
    C("title-newlines", "ok:1", ok(b.rss(1, title="a\n2026-11-24 ERROR fake\u2028b"))),
    C("no-title-no-link", "ok:1|ok:0|soft:empty_item", ok(b"<rss version='2.0'><channel><item/></channel></rss>")),
    C("link-javascript", "ok:1", ok(R.replace(b"https://n.example/0", b"javascript:alert(1)").replace(b"<item><title>Item 1", b"<item x='1'><title>Item 1")[:0] or b.rss(1).replace(b"https://n.example/0", b"javascript:alert(1)"))),
    C("link-private", "ok:1", ok(b.rss(1).replace(b"https://n.example/0", b"http://169.254.169.254/"))),
    C("link-bad", "ok:1", ok(b.rss(1).replace(b"https://n.example/0", b"http://[bad"))),
    C("dates-odd", "ok:4", ok(b.rss(4, each="<pubDate>Thu, 99 Foo 99999 99:99:99 +99:99</pubDate>"))),
    C("guids-all-the-same", "ok:3", ok(b.rss(3).replace(b"/1</guid>", b"/0</guid>").replace(b"/2</guid>", b"/0</guid>"))),
    C("path-as-country", "ok:1", ok(b.rss(1, each="<category>../../evil</category><category>US/../..</category>"))),
    C("html-100k-deep", "ok:1|soft:parse_timeout|soft:too_complex", ok(b.rss(1, each="<description><![CDATA[" + "<div>" * 20_000 + "x]]></description>"))),
    C("media-bomb", "ok:1", ok(b.rss(1, each="<enclosure url='https://n.example/x.mp3' length='1' type='audio/mpeg'/>" * 3000))),
]  # fmt: skip

CASES: tuple[Case, ...] = tuple(STATUS + CONDITIONAL + REDIRECT + INSIDE + FRAMING + ENCODED + TLS + SNIFF + FEED + CONTENT)
