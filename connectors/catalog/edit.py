"""A feed list changed in place, entry by entry: what else stands in it, comments too, stays as its owner wrote it."""

import re
from pathlib import Path

from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.connectors.catalog.opml import entry_of
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed

_HEAD = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]?\]")
_ID = re.compile(r"""^(\s*id\s*=\s*)(?:"[^"]*"|'[^']*')""", re.MULTILINE)


def append_feed(path: Path, feed: Feed) -> None:
    """Write an entry at the end. Raises ConfigError where the list would not be one any more; then it is as it was."""
    before = _text(path) if path.exists() else ""
    entry = entry_of(feed)
    _write(path, f"{before.rstrip()}\n\n{entry}" if before.strip() else entry)


def remove_feed(path: Path, feed_id: str) -> None:
    """Take an entry out, with the comments inside it."""
    before = _text(path)
    begin, end = _place(path, before, feed_id)
    lines = before.splitlines(keepends=True)
    _write(path, "".join(lines[:begin] + lines[end:]))


def rename_feed(path: Path, feed: Feed, new_id: str) -> None:
    """Give an entry another id. The names of its stories stay, by `was` and by its provider."""
    before = _text(path)
    begin, end = _place(path, before, feed.id)
    lines = before.splitlines(keepends=True)
    block = "".join(lines[begin:end])
    kept = [
        f'{key} = "{value}"\n' for key, value in (("was", feed.was or feed.id), ("provider", feed.provider)) if not _has(block, key)
    ]
    block = _ID.sub(rf'\g<1>"{new_id}"', block, count=1)
    head, _, rest = block.partition(new_id + '"')
    line, newline, rest = rest.partition("\n")
    block = f'{head}{new_id}"{line}{newline or chr(10)}{"".join(kept)}{rest}'
    _write(path, "".join(lines[:begin]) + block + "".join(lines[end:]))


def _has(block: str, key: str) -> bool:
    return re.search(rf"^\s*{key}\s*=", block, re.MULTILINE) is not None


def _text(path: Path) -> str:
    text = path.read_text(encoding="utf-8-sig")
    if text.lstrip().startswith("<"):
        raise ConfigError(f"{path}: is OPML; make it TOML first: newsbeam feeds import {path} > feeds.toml")
    return text


def _place(path: Path, text: str, feed_id: str) -> tuple[int, int]:
    """The lines of a feed's `[[feed]]`, from its head to the next one's."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if _HEAD.match(line)]
    entries = [number for number in heads if lines[number].strip().startswith("[[")]
    ids = [feed.id for feed in load_catalog(path).feeds]
    if feed_id not in ids or len(entries) != len(ids):
        raise ConfigError(f"{path}: no entry for feed {feed_id!r} that could be told apart; edit the file by hand")
    begin = entries[ids.index(feed_id)]
    # A table of the entry's own (`[feed.headers]`) belongs to it.
    end = next((n for n in heads if n > begin and not lines[n].strip().startswith("[feed.")), len(lines))
    return begin, end


def _write(path: Path, text: str) -> None:
    """Read the new list before the old one is touched."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text.lstrip("\n"), encoding="utf-8")
    try:
        load_catalog(aside)
    except ConfigError as error:
        aside.unlink()
        raise ConfigError(str(error).replace(str(aside), str(path))) from None
    aside.replace(path)
