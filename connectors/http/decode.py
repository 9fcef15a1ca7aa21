"""Content decoding that cannot be overrun: every step has a ceiling (docs/design/guarding.md#decoding).

httpx decodes each network read in one go, and 481 bytes of brotli came out as one chunk of 314 MB; so the bytes are taken
raw, and unpacked here in steps of at most 64 KiB in and 256 KiB out.
"""

import zlib
from collections.abc import Callable, Iterator

from newsbeam.schemas.codes import Reason
from newsbeam.schemas.errors import NewsbeamError

STEP_IN = 64 * 1024
STEP_GZIP = 8 * 1024
"""What a gzip member leaves of a step is copied, and a body may be a million empty members."""
STEP_OUT = 256 * 1024
STEP_ZSTD = 256
MAX_FRAMES = 10_000
"""Of zstd: a frame costs some 20 us to begin, and an empty one is nine bytes."""
RATIO_FROM = 1024 * 1024
"""The ratio of decoded to wire bytes is asked once a body is larger than this."""
MAX_LAYERS = 2
NOT_READ = frozenset(
    {"compress", "x-compress", "sdch", "exi", "pack200-gzip", "dcb", "dcz", "bzip2", "x-bzip2", "xz", "lzma", "lz4", "snappy"}
)
"""Codings that exist and that we neither ask for nor unpack."""
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x01\x02\x03\x04\x1a")
"""Control characters of text, and of wire copy (IPTC 7901)."""


class BodyError(NewsbeamError):
    """The body cannot be used: `too_large`, `truncated` or `decode`."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def decode_body(wire: bytes, content_encoding: str, *, max_body_bytes: int, max_ratio: int) -> bytes:
    """The body without its content encodings, never more than `max_body_bytes`. Raises BodyError.

    A body that says gzip and is plain text is taken as it is (some servers say so of everything); one that does not say so
    and begins with gzip's magic is unpacked, because no feed begins with it. A token that names no coding (`UTF-8`, `none`,
    `binary`, `aws-chunked`) says nothing of a body that can be read.
    """
    named = [name for part in content_encoding.lower().split(",") if (name := part.strip(" \t\"'")) and name != "identity"]
    layers = [name for name in named if name in DECODERS]
    if len(named) > MAX_LAYERS + 1 or len(layers) > MAX_LAYERS:
        raise BodyError(Reason.DECODE, f"{len(named)} layers of content encoding, at most {MAX_LAYERS} are unpacked")
    for name in named:
        if name in NOT_READ or (name not in DECODERS and not layers and _is_packed(wire)):
            raise BodyError(Reason.DECODE, f"content encoding {name[:40]!r} was not asked for")
    body = wire
    for name in reversed(layers):
        if _is_plain(body, name):
            continue
        body = _gather(DECODERS[name](body), len(wire), max_body_bytes, max_ratio)
    if body[:3] == b"\x1f\x8b\x08" and len(layers) < MAX_LAYERS:
        body = _gather(_gunzip(body), len(wire), max_body_bytes, max_ratio)
    if len(body) > max_body_bytes:
        raise BodyError(Reason.TOO_LARGE, f"body over {max_body_bytes} bytes")
    return body


def _gather(pieces: Iterator[bytes], wire_bytes: int, max_body_bytes: int, max_ratio: int) -> bytes:
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > max_body_bytes:
            raise BodyError(Reason.TOO_LARGE, f"{wire_bytes} bytes unpack to over {max_body_bytes}")
        if len(found) > RATIO_FROM and len(found) > max_ratio * wire_bytes:
            raise BodyError(Reason.TOO_LARGE, f"{wire_bytes} bytes unpack to more than {max_ratio} times as many")
    return bytes(found)


def _is_plain(body: bytes, name: str) -> bool:
    """Whether a body that claims an encoding is plain text after all."""
    if name in ("gzip", "x-gzip") and body[:2] == b"\x1f\x8b":
        return False
    head = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"<", b"{")


def _is_packed(body: bytes) -> bool:
    """Whether a body is neither text in some encoding nor gzip, which shows itself."""
    if body[:2] in (b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff"):
        return False
    head = body[:512].replace(b"\0", b"")
    return sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in head) * 20 > len(head)


def _gunzip(body: bytes) -> Iterator[bytes]:
    return _inflate(body, 31, many=True)


def _deflate(body: bytes) -> Iterator[bytes]:
    # RFC 9110 8.4.1.2 means zlib, many servers send raw deflate or gzip: the first bytes tell.
    if body[:3] == b"\x1f\x8b\x08":
        return _gunzip(body)
    zlib_header = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, 15 if zlib_header else -15, many=False)


def _inflate(body: bytes, wbits: int, *, many: bool) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits)
    at = 0
    try:
        while at < len(body) and not unpacker.eof:
            chunk = body[at : at + STEP_GZIP]
            at += len(chunk)
            while chunk and not unpacker.eof:
                yield unpacker.decompress(chunk, STEP_OUT)
                chunk = unpacker.unconsumed_tail
            if unpacker.eof:
                at -= len(unpacker.unused_data)
                if many and body[at : at + 2] == b"\x1f\x8b":  # gzip members may follow each other
                    unpacker = zlib.decompressobj(wbits)
        while piece := unpacker.decompress(unpacker.unconsumed_tail, STEP_OUT):
            yield piece
    except zlib.error as error:
        raise BodyError(Reason.DECODE, f"the compressed body is damaged: {error}") from None
    if not unpacker.eof:
        raise BodyError(Reason.TRUNCATED, "the compressed body ends early")


def _brotli(body: bytes) -> Iterator[bytes]:
    import brotli  # type: ignore[import-untyped]  # ships no types

    unpacker = brotli.Decompressor()
    try:
        for at in range(0, len(body), STEP_IN):
            yield unpacker.process(body[at : at + STEP_IN], output_buffer_limit=STEP_OUT)
            while not unpacker.can_accept_more_data():
                yield unpacker.process(b"", output_buffer_limit=STEP_OUT)
    except brotli.error as error:
        raise BodyError(Reason.DECODE, f"the brotli body is damaged: {error}") from None
    if not unpacker.is_finished():
        raise BodyError(Reason.TRUNCATED, "the brotli body ends early")


def _zstd(body: bytes) -> Iterator[bytes]:
    import zstandard

    # RFC 9659: a decoder need not accept windows over 8 MB, and a larger one is memory that the sender chose. A block of
    # 128 KiB can come out of 4 bytes, and the library has no ceiling of its own: so it is fed in small steps.
    decompressor = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    unpacker, at, frames = decompressor.decompressobj(), 0, 1
    try:
        while at < len(body):
            chunk = body[at : at + STEP_ZSTD]
            at += len(chunk)
            yield unpacker.decompress(chunk)
            if unpacker.eof:
                at -= len(unpacker.unused_data)
                if body[at : at + 4] != b"\x28\xb5\x2f\xfd":  # no further frame
                    return
                frames += 1
                if frames > MAX_FRAMES:
                    raise BodyError(Reason.TOO_LARGE, f"over {MAX_FRAMES} zstd frames in {len(body)} bytes")
                unpacker = decompressor.decompressobj()
    except zstandard.ZstdError as error:
        raise BodyError(Reason.DECODE, f"the zstd body is damaged: {error}") from None
    raise BodyError(Reason.TRUNCATED, "the zstd body ends early")


DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
