"""Bodies for hostile cases: feeds, bombs and torn things, all made here."""

import gzip
import zlib
from functools import cache

import brotli
import zstandard
from isal import isal_zlib


def rss(items: int = 3, *, head: str = "", title: str = "Item {n}", each: str = "", version: int = 0) -> bytes:
    """An RSS feed of so many items; `version` changes its bytes."""
    entries = "".join(
        f"<item><title>{title.format(n=n)}</title><link>https://n.example/{n}</link><guid>https://n.example/{n}</guid>{each}</item>"
        for n in range(items)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Feed {version}</title>{head}{entries}</channel></rss>'.encode()


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>urn:a</id><updated>2026-11-24T00:00:00Z</updated>
<entry><title>One</title><id>urn:1</id><link href="https://n.example/1"/><updated>2026-11-24T00:00:00Z</updated></entry></feed>"""
RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://n.example/"><title>R</title></channel><item rdf:about="https://n.example/1"><title>One</title><link>https://n.example/1</link></item></rdf:RDF>"""
JSON = b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "title": "One", "url": "https://n.example/1", "content_text": "x"}]}'
PAGE = b'<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"><title>Home</title></head><body>Hello</body></html>'
WALL = b"<html><head><title>Just a moment...</title></head><body>Checking your browser before accessing n.example</body></html>"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><rss><channel><item><title>&a9;</title></item></channel></rss>"
)


def doctype(internal: str) -> bytes:
    return rss().replace(b"<rss", f"<!DOCTYPE rss {internal}><rss".encode(), 1)


def deep(levels: int) -> bytes:
    return rss(1, each="<x>" * levels + "</x>" * levels)


def attributes(count: int) -> bytes:
    return rss(1, each="<x " + " ".join(f'a{n}="1"' for n in range(count)) + "/>")


def gz(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@cache
def gz_bomb(megabytes: int = 100) -> bytes:
    packer = isal_zlib.compressobj(3, wbits=31)
    block = b" " * 1_000_000
    return packer.compress(b"<rss>") + b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


@cache
def br_bomb() -> bytes:
    return brotli.compress(b"<rss>" + b" " * 100_000_000, quality=1)


@cache
def zstd_bomb() -> bytes:
    return zstandard.compress(b"<rss>" + b" " * 100_000_000)


def chunked(body: bytes, *, size: bytes | None = None, end: bool = True, extension: bytes = b"") -> bytes:
    """A chunked response, whole or torn."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + (size or b"%x" % len(body)) + extension + b"\r\n" + body + b"\r\n" + (b"0\r\n\r\n" if end else b"")


def raw(head: bytes, body: bytes = b"") -> bytes:
    """A response with a head of its own."""
    return head + b"\r\n\r\n" + body
