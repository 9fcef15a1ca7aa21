"""The lines of a teletype message told apart: slug, headline, byline and note above, indented paragraphs below (WIRE.md 4.3)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_NOTE = re.compile(
    r"\(?(?:eds?\b|editors?\b|editor's note|note to|attention|achtung|adds\b|recasts\b|corrects\b|updates\b|please)", re.IGNORECASE
)
_BYLINE = re.compile(r"(?:by|von|par|por)\s+\S", re.IGNORECASE)
_RULE = re.compile(r"[_\-=*\s]{3,}$")
_INDENT = ("   ", "\t", "  ")


class Lines(NamedTuple):
    """A message's parts, line ends repaired, transmission marks (`=`, `<`, `^`) cut from the lines above the text."""

    slugline: str | None
    headline: str | None
    byline: str | None
    note: str | None
    body: str | None


def lines_of(lines: Sequence[str]) -> Lines:
    """Everything before the first indented line is head; without one, the head ends at the first blank line after a line."""
    start = next((i for i, line in enumerate(lines) if line.startswith(_INDENT) and line.strip()), None)
    if start is None:
        first = next((i for i, line in enumerate(lines) if line.strip()), 0)
        start = next((i for i in range(first, len(lines)) if not lines[i].strip()), first)
    slug: str | None = None
    headlines: list[str] = []
    bylines: list[str] = []
    notes: list[str] = []
    for line in lines[:start]:
        clean = line.strip().strip("^<=").strip()
        if not clean or _RULE.fullmatch(clean):
            continue
        if _NOTE.match(clean) or (clean.startswith("(") and clean.endswith(")")):
            notes.append(clean)
        elif _BYLINE.match(clean) or bylines:
            bylines.append(clean)
        elif slug is None and not line.rstrip().endswith("=") and not headlines and _is_slug(clean):
            slug = clean
        else:
            headlines.append(clean)
    return Lines(
        slugline=slug,
        headline=" ".join(headlines) or None,
        byline="\n".join(bylines) or None,
        note="\n".join(notes) or None,
        body=_paragraphs(lines[start:]),
    )


def _is_slug(line: str) -> bool:
    """A keyword line: joined by slashes or dashes, or one or two words."""
    return "/" in line or "--" in line or bool(re.fullmatch(r"[\w.]+(?:-[\w.]+)+.{0,40}", line)) or len(line.split()) <= 2


def _paragraphs(lines: Sequence[str]) -> str | None:
    """Lines joined into paragraphs: an indented line or one after a blank begins a new one."""
    paragraphs: list[list[str]] = []
    fresh = True
    for line in lines:
        clean = line.strip().strip("\x00\x11\x12\x13\x14\x16")
        if not clean or _RULE.fullmatch(clean):
            fresh = True
            continue
        if fresh or line.startswith(_INDENT) or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(clean.removesuffix("<").rstrip())
        fresh = False
    return "\n\n".join(" ".join(one) for one in paragraphs) or None
