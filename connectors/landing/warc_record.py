"""One document as one WARC 1.1 record, and back. The library writes and reads the records; here is what goes into them.

`response` for HTTP (head and body), `resource` for files, `revisit` (identical-payload-digest) for a body that is landed
already. What WARC has no field for goes into `Newsbeam-...` header fields, which the standard lets readers skip.
"""

import base64
import io
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders

from newsbeam.connectors.landing.body_sum import sha256_of
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.item import ParseError

SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_HTTP = "application/http; msgtype=response"
_RECODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers that no longer describe the decoded body; kept under the prefix that Common Crawl's archives use."""
_PREFIX = "X-Crawl-"


def digest_of(payload: bytes) -> str:
    """A body's digest as WARC writes it. SHA-256: with SHA-1 a hostile feed could make two bodies of one digest."""
    return "sha256:" + base64.b32encode(sha256_of(payload)).decode("ascii")


def record_id_for(document: Document, digest: str) -> str:
    """The record's id, from what it holds: the same bytes fetched at the same moment are the same record (.github/CONTRIBUTING.md, 12)."""
    what = "\x1f".join((document.feed_id, document.uri, document.member or "", document.fetched_at.isoformat(), digest))
    return str(uuid.uuid5(uuid.NAMESPACE_URL, what))


def record_of(document: Document, digest: str, extra: Mapping[str, str], original: LandingRef | None) -> tuple[ArcWarcRecord, str]:
    """The WARC record of a document, whose body has this digest, and its record id; `original` is the landed record with the same body, if any."""
    record_id = record_id_for(document, digest)
    head = b"" if document.http_status is None else _head(document.http_status, document.headers)
    block = head if original else head + document.payload
    kind = "revisit" if original else "resource" if document.http_status is None else "response"
    fields = {
        "WARC-Record-ID": f"<urn:uuid:{record_id}>",
        "WARC-Date": document.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "WARC-Payload-Digest": digest,
        "WARC-Block-Digest": digest_of(block) if head or original else digest,
        "Newsbeam-Feed": document.feed_id,
        "Newsbeam-Document": _json(
            {
                "uri": document.uri,
                "media_type": document.media_type,
                "charset": document.charset,
                "http_status": document.http_status,
                "member": document.member,
                "headers": [] if document.http_status is not None else [list(h) for h in document.headers],
                "bytes": len(document.payload),
            }
        ),
        "Newsbeam-Extra": _json(dict(extra)),
    }
    if original:
        fields["WARC-Profile"] = SAME_PAYLOAD
        fields["WARC-Refers-To"] = f"<urn:uuid:{original.record_id}>"
        fields["Newsbeam-Refers-To"] = str(original)
    media_type = _HTTP if document.http_status is not None else (document.media_type or "application/octet-stream")
    fields["WARC-Type"] = kind
    # The standard allows no space here and readers complain; Newsbeam-Document has the address exactly.
    fields["WARC-Target-URI"] = _line(document.uri).replace(" ", "%20")
    headers = StatusAndHeaders("", list(fields.items()), protocol="WARC/1.1")
    # The head goes into the block as bytes: the library's own header objects would percent-encode what is not ASCII.
    record = ArcWarcRecord("warc", kind, headers, io.BytesIO(block), None, _line(media_type), len(block))
    return record, record_id


def parse_record(member: bytes) -> ArcWarcRecord:
    """One uncompressed record. Raises ParseError (corrupt_record) where it is none."""
    try:
        record = ArcWarcRecordLoader(verify_http=False).parse_record_stream(io.BytesIO(member), no_record_parse=True)
    except Exception as error:  # the library raises its own, ValueError, EOFError and others on torn input
        raise ParseError(Reason.CORRUPT_RECORD, f"no WARC record: {error}") from error
    if record is None or not record.rec_headers.get_header("WARC-Record-ID"):
        raise ParseError(Reason.CORRUPT_RECORD, "no WARC record: without an id")
    return record


def id_of(record: ArcWarcRecord) -> str:
    """The record's id without its brackets."""
    return (record.rec_headers.get_header("WARC-Record-ID") or "").removeprefix("<urn:uuid:").removesuffix(">")


def facts_of(record: ArcWarcRecord) -> dict[str, Any]:
    """What a scan tells of a record: `kind, feed_id, uri, fetched_at, digest, bytes, extra, original` and the document's fields."""
    field = record.rec_headers.get_header
    try:
        facts: dict[str, Any] = json.loads(field("Newsbeam-Document") or "{}")
        extra = json.loads(field("Newsbeam-Extra") or "{}")
        fetched_at = datetime.fromisoformat(field("WARC-Date"))
    except (ValueError, TypeError) as error:
        raise ParseError(Reason.CORRUPT_RECORD, f"{id_of(record)}: unreadable fields: {error}") from error
    refers = field("Newsbeam-Refers-To")
    return facts | {
        "kind": record.rec_type,
        "feed_id": field("Newsbeam-Feed"),
        "uri": facts.get("uri") or field("WARC-Target-URI"),
        "fetched_at": fetched_at,
        "digest": field("WARC-Payload-Digest"),
        "extra": extra,
        "original": LandingRef.from_text(refers) if refers else None,
    }


def document_of(record: ArcWarcRecord, ref: LandingRef, body: bytes | None = None) -> Document:
    """The Document of a record that we wrote; `body` is the original's payload for a revisit.

    Raises ParseError (corrupt_record) where the body is not the one whose digest was landed.
    """
    facts = facts_of(record)
    block = record.raw_stream.read()
    head, payload = (b"", block) if facts.get("http_status") is None else _split(block)
    payload = payload if body is None else body
    if digest_of(payload) != facts["digest"]:
        raise ParseError(Reason.CORRUPT_RECORD, f"{ref}: the bytes do not have the digest they were landed with")
    sent = _headers(head) if head else tuple((k, v) for k, v in facts.get("headers", []))
    return Document(
        feed_id=facts["feed_id"] or "",
        uri=facts["uri"],
        fetched_at=facts["fetched_at"],
        payload=payload,
        media_type=facts.get("media_type"),
        charset=facts.get("charset"),
        http_status=facts.get("http_status"),
        headers=sent,
        landing_ref=ref,
        member=facts.get("member"),
    )


def headers_come_back(document: Document) -> bool:
    """Whether a document's headers are read as they were written: none holds a line's end."""
    status, sent = document.http_status, document.headers
    return status is None or _headers(_split(_head(status, sent))[0]) == sent


def _head(status: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    lines = [f"HTTP/1.1 {status} "]
    for name, value in headers:
        kept = _PREFIX + name if name.lower() in _RECODED else name
        lines.append(f"{_line(kept)}: {_line(value)}")
    # surrogateescape: a header value is bytes from outside, and an ETag must come back exactly as it was received
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def _split(block: bytes) -> tuple[bytes, bytes]:
    head, found, payload = block.partition(b"\r\n\r\n")
    if not found:
        raise ParseError(Reason.CORRUPT_RECORD, "an HTTP response without the end of its head")
    return head, payload


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    lines = head.decode("utf-8", "surrogateescape").split("\r\n")[1:]
    return tuple((name.removeprefix(_PREFIX), value) for name, _, value in (line.partition(": ") for line in lines))


def _line(text: str) -> str:
    """Text that cannot end its header line early and begin another."""
    return text.replace("\r", " ").replace("\n", " ")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
