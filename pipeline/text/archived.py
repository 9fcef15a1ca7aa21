"""Archived releases: `date YYYY-MM-DD <summary>`, whose summary slot holds whatever the archive found (docs/design/wire-copy.md#archived-releases)."""

import re
from dataclasses import replace

from newsbeam.pipeline.providers import ProviderRules, folded
from newsbeam.schemas.item import Item

_HANDLE = re.compile(r"(?:by\s)?@\w{1,40}", re.IGNORECASE)
_SITE = re.compile(r"(?:www\.)?[\w-]{2,40}(?:\.[\w-]{2,20}){1,3}")
_RELATIVE = re.compile(
    r"(?:(?:a|an|one|\d{1,3}) (?:second|minute|min|hour|day|week|month|year)s? ago|yesterday|today|just now|last updated .{1,40})",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…۔।]\W{0,2}$")
_SMALL = frozenset(
    "a an and as at but by for from in into of off on onto or over per the to up via vs with".split()  # noqa: SIM905 (a word list reads better as words)
)


def summary_slot(item: Item, rules: ProviderRules) -> Item:
    """The item with its slot's text in the field that it belongs to: summary, headline, byline, or nowhere.

    A handle names a writer; a site's name and "2 hours ago" say nothing of the story (the printed day is in the header).
    """
    slot = " ".join((item.summary or "").split())
    if not slot:
        return item
    if _HANDLE.fullmatch(slot):
        return replace(item, summary=None, byline=item.byline or slot)
    if _RELATIVE.fullmatch(slot) or _SITE.fullmatch(slot) or folded(slot) in rules.aliases:
        return replace(item, summary=None)
    if item.headline is None and _is_headline(slot):
        return replace(item, summary=None, headline=slot)
    return item


def _is_headline(slot: str) -> bool:
    """Title Case without a full stop, in one line's length."""
    words = [word for word in slot.split() if word[0].isalpha()]
    if not 3 <= len(words) <= 25 or _SENTENCE_END.search(slot):
        return False
    large = sum(word[0].isupper() for word in words if word.casefold() not in _SMALL)
    return large >= 0.8 * sum(word.casefold() not in _SMALL for word in words)
