"""A second catalogue, thought of when the engine had long passed the first: corners between two rules, not one rule each."""

import gzip
import struct
import zlib

import brotli
import zstandard
from server import Answer

from hostile import bodies as b
from hostile.making import C, ok, to

R = b.rss()
HEAD = b"HTTP/1.1 200 OK\r\n"


def plain(head: bytes, body: bytes = R) -> bytes:
    """A 200 with more lines in its head."""
    return HEAD + head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def with_dictionary(body: bytes) -> bytes:
    """zlib that cannot be unpacked without a dictionary that nobody sent."""
    packer = zlib.compressobj(zdict=b"<rss><channel><item>")
    return packer.compress(body) + packer.flush()


def far_window(body: bytes) -> bytes:
    """zstd that asks the reader for two gigabytes."""
    made = zstandard.ZstdCompressor(compression_params=zstandard.ZstdCompressionParameters(window_log=31)).compressobj()
    return made.compress(body) + made.flush()


def gz_named(body: bytes, name: bytes) -> bytes:
    """gzip with a file name and a comment in its head."""
    bare = gzip.compress(body, mtime=0)
    return bare[:3] + bytes([bare[3] | 0x18]) + bare[4:10] + name + b"\0" + name + b"\0" + bare[10:]


def index(*places: str) -> bytes:
    """A sitemap index of these places."""
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{place}</loc></sitemap>' for place in places)}</sitemapindex>".encode()


NEWS = b"<urlset><url><loc>https://n.example/1</loc><news><title>One</title></news></url></urlset>"
XHTML = b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><body>Hi</body></html>'
SOAP = (
    b'<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault/></s:Body></s:Envelope>'
)
OPML = b'<opml version="2.0"><body><outline type="rss" xmlUrl="http://127.0.0.1:1/"/></body></opml>'
SURROGATE_JSON = b.JSON.replace(b'"One"', b'"On\\ud800e", "\\udfff": 1')
DEEP_JSON = b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"
LONG_NUMBER_JSON = b.JSON.replace(b'"id": "1"', b'"id": ' + b"9" * 5000)
MIXED_JSON = b.JSON.replace(b'"items": [', b'"items": [null, 7, "x", [], {}, ')

HTTP = [
    C("unseen-status-000", "soft:http_status|soft:protocol", b"HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n"),
    C("unseen-status-1000", "soft:protocol|soft:http_status", b"HTTP/1.1 1000 X\r\nContent-Length: 0\r\n\r\n"),
    C("unseen-hints-endless", "soft:protocol", ("endless", (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 50))),
    C("unseen-hints-ten", "ok:3", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 10 + plain(b"X: y")),
    C("unseen-reason-100k", "soft:protocol", b"HTTP/1.1 200 " + b"O" * 100_000 + b"\r\nContent-Length: 0\r\n\r\n"),
    C("unseen-part-of-a-feed", "soft:http_status", ok(R, status=206, Content_Range="bytes 0-9/9999")),
    C("unseen-nothing-promised", "soft:empty_body", b.raw(HEAD + b"Content-Length: 0", R)),
    C("unseen-length-plus", "soft:protocol", b.raw(HEAD + b"Content-Length: +%d" % len(R), R)),
    C("unseen-length-underscore", "soft:protocol", b.raw(HEAD + b"Content-Length: 1_0", R)),
    C("unseen-length-spaced-colon", "soft:protocol|ok:3", b.raw(HEAD + b"Content-Length : %d" % len(R), R)),
    C("unseen-never-closed", "soft:timeout", ("stall", HEAD + b"\r\n" + R)),
    C("unseen-events", "soft:timeout", ("drip", HEAD + b"Content-Type: text/event-stream\r\n\r\n" + b"data: x\n\n" * 20)),
    C("unseen-multipart-endless", "soft:too_large|soft:timeout", ("endless", (HEAD + b"Content-Type: multipart/x-mixed-replace; boundary=x\r\n\r\n", b"--x\r\n\r\n<rss/>\r\n" * 900))),
    C("unseen-chunks-bare-lf", "soft:truncated|soft:protocol|ok:3", HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\n%s\n0\n\n" % (len(R), R)),
    C("unseen-chunks-0x", "soft:truncated|soft:protocol", b.chunked(R, size=b"0x%x" % len(R))),
    C("unseen-trailers-endless", "ok:3|soft:protocol|soft:truncated|soft:timeout|soft:too_large", ("endless", (b.chunked(R)[:-2], b"X-Y: z\r\n" * 500))),
    C("unseen-chunked-twice", "ok:3|soft:protocol|soft:truncated", b.raw(HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(R), R))),
    C("unseen-transfer-gzip", "ok:3|soft:protocol|soft:decode", b.raw(HEAD + b"Transfer-Encoding: gzip, chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(b.gz(R)), b.gz(R)))),
    C("unseen-cookies-150", "ok:3|soft:protocol", plain(b"\r\n".join(b"Set-Cookie: c%d=%s" % (n, b"v" * 50) for n in range(150)))),
    C("unseen-two-types", "ok:3", plain(b"Content-Type: text/html\r\nContent-Type: application/rss+xml; charset=utf-8")),
    C("unseen-charset-no-text", "ok:3", ok(R, Content_Type="application/xml; charset=zlib_codec")),
    C("unseen-charset-nul", "ok:3|soft:protocol", plain(b"Content-Type: application/xml; charset=\"utf\0-8\"")),
    C("unseen-etag-twice", ["ok:3", "not_modified"], plain(b'ETag: "a"\r\nETag: "b"'), Answer(304)),
    C("unseen-etag-empty", ["ok:3", "unchanged"], ok(ETag="")),
    C("unseen-etag-bell", ["ok:3|soft:protocol", "ok:4"], plain(b'ETag: "\x07"'), ok(b.rss(4))),
    C("unseen-304-chunked", ["ok:3", "not_modified"], ok(ETag='"1"'), b"HTTP/1.1 304 X\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"),
    C("unseen-304-then-500s", ["ok:3", "not_modified", "soft:http_5xx", "soft:timeout", "not_modified"], ok(Last_Modified="0"), Answer(304), Answer(500), ("stall", b""), Answer(304)),
    C("unseen-refused-again", ["soft:dtd_forbidden", "soft:dtd_forbidden", "ok:3"], ok(b.LAUGHS, ETag='"1"'), ok(b.LAUGHS, ETag='"1"'), ok(ETag='"2"')),
]  # fmt: skip
TIMES = [
    C("unseen-expires-before-time", ["ok:3", "unchanged"], ok(Expires="Mon, 01 Jan 0001 00:00:00 +2359")),
    C("unseen-expires-after-time", ["ok:3", "unchanged"], ok(Expires="Fri, 31 Dec 9999 23:59:59 -2359", Date="Fri, 31 Dec 9999 23:59:59 -2359")),
    C("unseen-age-of-ages", ["ok:3", "unchanged"], ok(Cache_Control="max-age=60, max-age=99999999", Age="-" + "9" * 60)),
    C("unseen-retry-before-time", "soft:http_503", Answer(503, [("Retry-After", "Mon, 01 Jan 0001 00:00:00 +2359")])),
    C("unseen-retry-digits", "soft:http_429", Answer(429, [("Retry-After", "\xb2\xb2")])),
    C("unseen-skip-nonsense", "ok:3", ok(b.rss(head="<ttl>-5</ttl><skipHours><hour>99</hour><hour>-1</hour></skipHours><skipDays><day>Someday</day></skipDays>"))),
    C("unseen-frequency-zero", "ok:3", ok(b.rss(head="<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>00000</sy:updateFrequency>"))),
]  # fmt: skip
REDIRECT = [
    C("unseen-redirect-query-only", "soft:too_many_redirects", to("?page=2"), requests=11),
    C("unseen-redirect-fragment-only", "soft:too_many_redirects", to("#top"), requests=11),
    C("unseen-redirect-user", "ok:1", to("http://user:pass@{place}/good"), requests=2),
    C("unseen-redirect-port-0", "soft:bad_redirect|soft:connect|soft:dns|soft:protocol|blocked:ssrf_address", to("http://192.0.2.1:0/"), requests=2),
    C("unseen-redirect-bad-punycode", "soft:bad_redirect|soft:dns|soft:dns_temp", to("http://xn--a-ecp.xn--\x80/"), requests=2),
    C("unseen-redirect-tab-in-scheme", "blocked:bad_scheme|soft:bad_redirect|soft:http_404|soft:protocol", to("java\tscript:alert(1)"), requests=2),
    C("unseen-redirect-305-proxy", "soft:http_status", to("{canary}", 305)),
    C("unseen-redirect-300-choice", "soft:http_status", to("{canary}", 300)),
    C("unseen-redirect-201", "soft:http_status", to("{canary}", 201)),
    C("unseen-redirect-from-tls", "soft:bad_redirect", to("http://{place}/good", 308), tls="good"),
    *(
        C(f"unseen-inside-{n}", "blocked:ssrf_address|soft:bad_redirect|soft:dns|soft:dns_temp", to(address))
        for n, address in enumerate((
            "http://[::ffff:7f00:1]:{port}/", "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/", "http://[::127.0.0.1]:{port}/", "http://[fe80::1%25lo]:{port}/",
            "http://0x7f.1:{port}/", "http://017700000001:{port}/", "http://127.0.0.1\\@n.example:{port}/", "http://n.example:80@127.0.0.1:{port}/",
            "http://127\xe3\x80\x820\xe3\x80\x820\xe3\x80\x821:{port}/", "http://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1:{port}/", "http://192.0.0.8/", "http://[2001::1]/", "http://[ff02::1]:{port}/",
        ))
    ),
]  # fmt: skip
ENCODED = [
    C("unseen-length-of-the-unpacked", "soft:truncated", b.raw(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d" % len(R), b.gz(R))),
    C("unseen-deflate-in-gzip", "ok:3", ok(b.gz(zlib.compress(R)), Content_Encoding="deflate, gzip")),
    C("unseen-bomb-in-br", "soft:too_large", ok(brotli.compress(b.gz_bomb()), Content_Encoding="gzip, br")),
    C("unseen-gzip-named", "ok:3", ok(gz_named(R, b"n" * 200_000), Content_Encoding="gzip")),
    C("unseen-gzip-reserved-flag", "soft:decode", ok(b"\x1f\x8b\x08\xe0" + b.gz(R)[4:], Content_Encoding="gzip")),
    C("unseen-zlib-dictionary", "soft:decode", ok(with_dictionary(R), Content_Encoding="deflate")),
    C("unseen-zstd-window", "soft:decode|ok:3", ok(far_window(R), Content_Encoding="zstd")),
    C("unseen-zstd-skippable", "ok:3|soft:decode", ok(struct.pack("<II", 0x184D2A50, 4) + b"skip" + zstandard.compress(R), Content_Encoding="zstd")),
    C("unseen-zstd-skip-forever", "soft:decode|soft:truncated|soft:empty_body", ok(struct.pack("<II", 0x184D2A50, 0xFFFFFFFF), Content_Encoding="zstd")),
    C("unseen-encoding-a-charset", "ok:3|soft:decode", ok(R, Content_Encoding="UTF-8")),
    C("unseen-members-4000", "ok:3", ok(b"".join(b.gz(R[at : at + 1]) for at in range(len(R))), Content_Encoding="gzip")),
]  # fmt: skip
TLS = [
    C("unseen-tls-name-without-san", "soft:tls", ok(), tls="nameless"),
    C("unseen-tls-missing-middle", "soft:tls", ok(), tls="gap"),
    C("unseen-tls-leaf-as-authority", "soft:tls", ok(), tls="usurper"),
    C("unseen-tls-weak-key", "soft:tls", ok(), tls="weak"),
    C("unseen-tls-wants-ours", "soft:tls|soft:connect|soft:truncated", ok(), tls="mutual"),
]  # fmt: skip
SNIFF = [
    C("unseen-utf-32", "ok:3", ok(R.decode().replace("UTF-8", "UTF-32").encode("utf-32"))),
    C("unseen-utf-16-unmarked", "ok:3", ok(R.decode().replace("UTF-8", "UTF-16").encode("utf-16-be"))),
    C("unseen-utf-16-says-8", "ok:3", ok(R.decode().encode("utf-16"))),
    C("unseen-ebcdic", "ok:3|soft:parse_error|soft:not_a_feed|soft:unknown_format", ok(R.decode().replace("UTF-8", "cp037").encode("cp037"))),
    C("unseen-warning-first", "ok:3", ok(b"<br />\n<b>Warning</b>: mysql_connect() in <b>/srv/x.php</b> on line <b>3</b><br />\n" + R)),
    C("unseen-xhtml-as-xml", "soft:html_not_feed", ok(XHTML, Content_Type="application/xml")),
    C("unseen-page-that-quotes-a-feed", "soft:html_not_feed", ok(b"<!-- saved -->\n" + b.PAGE.replace(b"Hello", b"<pre><rss></pre>" + R))),
    C("unseen-soap", "soft:not_a_feed|soft:unknown_format", ok(SOAP)),
    C("unseen-opml", "soft:not_a_feed|soft:unknown_format", ok(OPML)),
    C("unseen-svg-canary", "soft:not_a_feed|soft:unknown_format", ok(b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:1/"/></svg>')),
    C("unseen-zip", "soft:not_a_feed|soft:unknown_format|soft:decode", ok(b"PK\x03\x04" + bytes(400) + R)),
    C("unseen-sitemap-of-no-news", "soft:no_entries", ok(b"<urlset><url><loc>https://n.example/1</loc></url></urlset>")),
    C("unseen-index-of-itself", "soft:no_entries|soft:not_a_feed", ("site", {"": Answer(body=index("{self}"))}), requests=2),
    C("unseen-index-of-the-inside", ["blocked:ssrf_address|unchanged|soft:no_entries", "skipped|unchanged|soft:no_entries"], ("site", {"": Answer(body=index("{canary}/news.xml", "http://[bad/news.xml", "file:///etc/news"))})),
    C("unseen-index-child-goes-inside", ["blocked:ssrf_address", "skipped"], ("site", {"": Answer(body=index("{self}-child")), "-child": to("{canary}/")}), requests=2),
    C("unseen-index-child-late", ["soft:http_503", "ok:1", "unchanged"], ("site", {"": Answer(body=index("{self}-child")), "-child": Answer(503)}), ("site", {"": Answer(body=index("{self}-child")), "-child": Answer(body=NEWS)}), requests=2),
    C("unseen-index-40000", "unchanged|soft:no_entries", ok(index(*(f"https://elsewhere.example/{n}" for n in range(15_000))))),
]  # fmt: skip
FEED = [
    C("unseen-namespaces-40000", "soft:too_complex|ok:1|soft:parse_error", ok(b.rss(1, each="<x " + " ".join(f'xmlns:a{n}="u:{n}"' for n in range(40_000)) + "/>"))),
    C("unseen-instructions-100000", "ok:1|soft:too_complex", ok(b.rss(1, each="<?x y?>" * 100_000))),
    C("unseen-cdata-open", "ok:2|ok:3|ok:0|soft:parse_error", ok(b.rss(3).replace(b"<title>Item 2", b"<title><![CDATA[Item 2"))),
    C("unseen-comment-open", "ok:2|ok:3|soft:parse_error", ok(b.rss(3).replace(b"<title>Item 2", b"<!-- <title>Item 2"))),
    C("unseen-name-of-a-megabyte", "ok:1|soft:too_complex|soft:parse_error", ok(b.rss(1, each="<" + "n" * 900_000 + "/>"))),
    C("unseen-attribute-of-a-megabyte", "ok:1|soft:too_complex|soft:parse_error", ok(b.rss(1, each=f'<x y="{"v" * 900_000}"/>'))),
    C("unseen-deep-400", "ok:1|soft:too_deep", ok(b.deep(400))),
    C("unseen-attribute-twice", "ok:2", ok(b.rss(2).replace(b"<item>", b'<item a="1" a="2">'))),
    C("unseen-two-feeds", "ok:3|ok:6", ok(R + R)),
    C("unseen-nuls-between", "ok:3", ok(R.replace(b"><", b">\0<"))),
    C("unseen-marks-twice", "ok:3", ok(b"\xef\xbb\xbf\xef\xbb\xbf" + R)),
    C("unseen-items-outside", "ok:3|ok:0", ok(R.replace(b"</channel>", b"").replace(b"<item>", b"</channel><item>", 1).replace(b"</rss>", b"</rss>"))),
    C("unseen-upper-case", "ok:2|ok:0|soft:not_a_feed|soft:unknown_format", ok(b.rss(2).replace(b"item>", b"ITEM>"))),
    C("unseen-json-surrogate", "ok:1", ok(SURROGATE_JSON)),
    C("unseen-json-deep", "soft:too_deep|soft:parse_error|soft:not_a_feed|soft:unknown_format", ok(DEEP_JSON)),
    C("unseen-json-long-number", "ok:1|soft:parse_error|soft:unknown_format", ok(LONG_NUMBER_JSON)),
    C("unseen-json-mixed", "ok:1|ok:6", ok(MIXED_JSON)),
    C("unseen-atom-xhtml-script", "ok:1", ok(b.ATOM.replace(b"</entry>", b'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script>x</div></content></entry>'))),
    C("unseen-atom-base-inside", "ok:1", ok(b.ATOM.replace(b"<feed ", b'<feed xml:base="file:///etc/" ').replace(b"https://n.example/1", b"passwd"))),
]  # fmt: skip
CONTENT = [
    C("unseen-date-of-5000-digits", "ok:2", ok(b.rss(2, each="<pubDate>" + "9" * 5000 + "</pubDate>"))),
    C("unseen-date-before-time", "ok:2", ok(b.rss(2, each="<pubDate>Mon, 01 Jan 0001 00:00:00 +2359</pubDate><dc:date>0001-01-01T00:00:00+23:59</dc:date>"))),
    C("unseen-dateline-of-capitals", "ok:1", ok(b.rss(1, title="A" * 1500 + "!", each="<description>" + "A" * 60_000 + "!</description>"))),
    C("unseen-dateline-of-brackets", "ok:1", ok(b.rss(1, each="<description>KARACHI (" + "(AP - " * 20_000 + "</description>"))),
    C("unseen-dateline-of-dashes", "ok:1", ok(b.rss(1, each="<description>PARIS" + " - " * 30_000 + "</description>"))),
    C("unseen-title-of-nothing", "ok:1|ok:0", ok(b.rss(1, title="\u200b\u200e\u2060\ufeff"))),
    C("unseen-guid-of-controls", "ok:1", ok(b.rss(1).replace(b"n.example/0</guid>", b"n.example/\n\t\x01/..//</guid>"))),
    C("unseen-link-of-100k", "ok:1", ok(b.rss(1).replace(b"<link>https://n.example/0", b"<link>https://n.example/" + b"p" * 100_000))),
    C("unseen-categories-20000", "ok:1", ok(b.rss(1, each="".join(f"<category>c{n}</category>" for n in range(20_000))))),
    C("unseen-picture-in-the-text", "ok:1", ok(b.rss(1, each="<description>&lt;img src='data:image/png;base64," + "QUJD" * 150_000 + "'&gt; text</description>"))),
    C("unseen-tables-in-tables", "ok:1|soft:parse_timeout|soft:too_complex", ok(b.rss(1, each="<description><![CDATA[" + "<table><tr><td><a><select>" * 5_000 + "x]]></description>"))),
    C("unseen-words-of-one-letter", "ok:1", ok(b.rss(1, each="<description>" + "a " * 100_000 + "</description>"))),
    C("unseen-items-that-are-one", "ok:200", ok(b.rss(200, title="The same again", each="<description>The same text in every item of the feed.</description>"))),
]  # fmt: skip
LENIENT = [
    C("lenient-identity-and-length", "ok:3", plain(b"Transfer-Encoding: identity")),
    C("lenient-identity-then-chunked", "ok:3", b.chunked(R).replace(b"chunked", b"identity, chunked")),
    C("lenient-length-twice-the-same", "ok:3", plain(b"Content-Length: %d" % len(R))),
    C("lenient-name-with-a-space", "ok:3", plain(b"X-Cache : hit")),
    C("lenient-first-field-folded", "ok:3", plain(b"X: y").replace(b"\r\n", b"\r\n ", 1)),
    C("lenient-blank-line-first", ["ok:3", "not_modified"], b"\r\n" + plain(b'ETag: "1"'), b"\n" + b"HTTP/1.1 304 X\r\n\r\n"),
    C("lenient-blank-lines-endless", "soft:protocol", ("endless", (b"", b"\r\n" * 500))),
    *(C(f"lenient-coding-{name.strip(chr(34)).lower() or 'quotes'}", "ok:3", ok(R, Content_Encoding=name)) for name in ("UTF-8", "none", "binary", "aws-chunked", '""')),
    C("lenient-coding-unknown-and-packed", "soft:decode", ok(bytes(range(256)) * 40, Content_Encoding="x-own")),
    C("cut-off-then-whole", ["ok:2", "ok:3", "not_modified"], ok(R[: R.rindex(b"<item>")], ETag='"1"'), ok(R, ETag='"1"'), Answer(304)),
]  # fmt: skip

UNSEEN = [*HTTP, *TIMES, *REDIRECT, *ENCODED, *TLS, *SNIFF, *FEED, *CONTENT, *LENIENT]
