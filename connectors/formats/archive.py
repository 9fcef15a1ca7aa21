"""A zip, tar or gzip file of documents, read as one: the entries of its members, counted through."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from newsbeam.connectors.formats.archive_members import is_archive, members
from newsbeam.connectors.formats.head import Head
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

Parse = Callable[[Document], Iterator[Item | ParseError]]


def recognises(head: Head) -> bool:
    """By the archive's magic."""
    return is_archive(head.payload)


def reader(parse: Parse) -> Parse:
    """A parser of archives whose members `parse` reads. A member that it refuses whole is one entry, refused."""

    def read(document: Document) -> Iterator[Item | ParseError]:
        entry = 0
        for member in members(document):
            for result in [member] if isinstance(member, ParseError) else _entries(parse, member):
                yield _numbered(result, entry)
                entry += 1

    return read


def _entries(parse: Parse, member: Document) -> Iterator[Item | ParseError]:
    try:
        yield from parse(member)
    except ParseError as error:
        yield ParseError(error.reason, f"{member.member or member.uri}: {error}", raw=member.payload[: 64 * 1024])


def _numbered(result: Item | ParseError, entry: int) -> Item | ParseError:
    if isinstance(result, Item):
        return result if result.entry == entry else replace(result, entry=entry)
    return ParseError(result.reason, str(result), entry=entry, raw=result.raw)
