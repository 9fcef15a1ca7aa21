"""Which earlier story a telling belongs to, where the provider gave it another id (docs/design/wire-copy.md#tellings). Pure, over stories.

Reuters sends `UPDATE 1-` under a new number, AP a `1st Ld-Writethru`: only a telling that says that it tells again is
joined, for one slug names many stories in a day. Rules in their order: the number that a kill names, same address, slug series within 48 hours,
headline without markers within 48 hours and half the words in common. Of several stories that a rule offers the one is joined that the telling
is most like, and none where it is like none of them. The rule that fired goes into `join_basis`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.likeness import ALIKE, share, words_of
from newsbeam.pipeline.text.markers import strip_markers
from newsbeam.pipeline.text.urls import canonical
from newsbeam.schemas.codes import RevisionKind
from newsbeam.schemas.story import Story

WINDOW = timedelta(hours=48)
OF_SEVERAL = 0.4
"""The share of the shorter text's words that is asked of the story that a telling is most like, where a slug or an address offers several."""
OF_ONE = 0.35
"""Below it, in headline and text, two tellings are of two stories whatever slug or address they share."""
_SUBSTANCE, _TITLE = 6, 3
"""Words from which a headline and a text together say what a story is about, and from which a headline does."""
_NOTICE = late(
    r"\b(?:kill(?:s|ed)?|withdr[ae]w\w*|disregard|retract\w*|delete|annul\w*|anul\w*|retir(?:ad|é|er|ar)\w*|ritirat\w*|zurückgezogen|zurückziehen|storn\w*"
    r"|ingetrokken|intrekk\w*|отозван\w*|отзыва\w*|аннулир\w*|iptal)\b|撤回|取り消|撤稿|취소|سحب|إلغاء",
    re.IGNORECASE,
)
"""In the text of a kill: it speaks of the story, and does not tell it again."""

_SLUG_MARKERS = late(
    r"\s*\((?:UPDATE|CORRECTED|REFILE|PIX|TV|WRAPUP|RPT)[^()]{0,60}\)|,?\s*\(?\d+(?:st|nd|rd|th) (?:Ld|Lead)(?:-Writethru)?\)?|,?\s*\bLd-Writethru\b|,\s*(?:(?:BULLETIN|MANDATORY|URGENT) )?(?:KILL|CORRECTIVE|ELIMINATION|WITHDRAWAL)\b|,\s?\d{2,4}(?=[<^]?$)|[<^]",
    re.IGNORECASE,
)


_KILLED = late(
    r"\b(?:kill|disregard|withdraw)\s+(?:the\s+)?(?:item|story|message)?\s*([a-z]{2,8})\s?-?0*(\d{1,5})\b", re.IGNORECASE
)
_NAMED = late(
    r"\b(?:kills?|disregard|withdraws?|eliminate|used)\s+[A-Z]{2}-{1,2}[^\n,]{2,60}(?:,\s?\d[^\n,]{1,20})?,\s?([a-z])0*(\d{1,4})\b",
    re.IGNORECASE,
)
"""AP names an item by slug and number: `Kill BC-Peru-Mine, a0001.`, `Members who used BC-Peru-Mine, a0001, are asked ...`."""
NUMBERS = re.compile(r"([a-z]{2,8}|(?<![a-z\d])[a-z](?=\d{4}(?!\d)))-?0*(\d{1,5})(?!\d)")


class JoinKey(NamedTuple):
    """What two tellings of one story share: equal keys of one basis and provider are candidates for each other."""

    basis: str
    """`canonical_url`, `slug`, `headline` or `story_number`."""
    key: str


class Join(NamedTuple):
    """The story that a telling joins, and the rule that says so."""

    story_id: str
    basis: str


def join_keys(story: Story) -> tuple[JoinKey, ...]:
    """Under which keys a story can be found, strongest first."""
    provider = story.provider.casefold()
    keys = []
    if story.canonical_url:
        keys.append(JoinKey("canonical_url", f"{provider}\x1f{story.canonical_url}"))
    if story.slugline and (slug := slug_series(story.slugline)):
        keys.append(JoinKey("slug", f"{provider}\x1f{slug}"))
    if story.headline and len(bare := strip_markers(story.headline)[0].casefold()) >= 12:
        keys.append(JoinKey("headline", f"{provider}\x1f{bare}"))
    return tuple(keys)


def join(story: Story, candidates: Iterable[Story]) -> Join | None:
    """The one of `candidates` that `story` tells again, by the first rule that fits; None where it stands alone.

    `candidates` share a key with it, in any order; those of other providers are ignored.
    """
    if story.revision_kind == RevisionKind.ORIGINAL:
        return None
    others = [c for c in candidates if c.provider.casefold() == story.provider.casefold() and c.story_id != story.story_id]
    others.sort(key=lambda c: (_at(c), c.story_id))
    if (number := killed_number(story)) is not None:
        for other in others:
            if number in NUMBERS.findall((other.guid or "").casefold()) and abs(_at(story) - _at(other)) <= WINDOW:
                return Join(other.story_id, "story_number")
    mine = dict(join_keys(story))
    for basis in ("canonical_url", "slug", "headline"):
        if basis not in mine:
            continue
        sharing = [other for other in others if dict(join_keys(other)).get(basis) == mine[basis]]
        if basis == "canonical_url" and len({other.story_id for other in sharing}) > 1:
            continue  # an address that several stories share (a live blog's, the site's own) names none of them
        if (found := _likest(story, [other for other in sharing if _fits(basis, story, other)])) is not None:
            return Join(found.story_id, basis)
    return None


def _likest(story: Story, others: Sequence[Story]) -> Story | None:
    """The one that says most of what `story` says, the nearest in time of equals; the earliest of equals. A kill of the wrong one
    would take a living story away, so where none is like it none is named.
    """
    if not others:
        return None
    least = OF_SEVERAL if len({other.story_id for other in others}) > 1 else OF_ONE
    found = [(_likeness(story, other), -abs(_at(story) - _at(other))) for other in others]
    best = max(range(len(found)), key=found.__getitem__)
    return others[best] if found[best][0] >= least else None


def killed_number(story: Story) -> tuple[str, str] | None:
    """(source, number) of the item that a kill or a correction names: "Please kill item dpa 157" (docs/design/wire-copy.md#tellings)."""
    if story.revision_kind not in (RevisionKind.KILL, RevisionKind.CORRECTION):
        return None
    text = f"{story.ed_note or ''} {story.body_text or story.summary or ''}"[:500]
    match = _NAMED.search(text) or (_KILLED.search(text) if story.revision_kind == RevisionKind.KILL else None)
    return (match[1].casefold(), match[2]) if match else None


def slug_series(slugline: str) -> str:
    """A slug without what numbers its tellings.

    >>> slug_series("USA-WEATHER/ (UPDATE 1, PIX)"), slug_series("BC-US--Giant Lobster, 1st Ld-Writethru,127<")
    ('usa-weather', 'bc-us--giant lobster')
    """
    return _SLUG_MARKERS.sub("", slugline[:300]).strip(" /,-").casefold()


def _fits(basis: str, story: Story, other: Story) -> bool:
    if basis == "canonical_url":
        # Guids that differ only in a fragment or the like name the posts of one page.
        named = canonical(story.guid)
        return named is None or story.guid == other.guid or named != canonical(other.guid)
    if abs(_at(story) - _at(other)) > WINDOW:
        return False
    return basis == "slug" or story.revision_kind == RevisionKind.KILL or _contained(story, other) >= ALIKE


def _likeness(one: Story, other: Story) -> float:
    """The share of words in common, 0 to 1, of headlines or of texts, whichever is more; 2 for the same headline and more for more text.

    A telling that says next to nothing (a bare `KILL`), or only that a story is killed, is like one that stands alone; of several it has to
    name one.
    """
    a, b = (strip_markers(s.headline or "")[0].casefold() for s in (one, other))
    contained = _contained(one, other)
    if a and a == b:
        return 2.0 + contained
    mine, title = words_of(one.body_text or one.summary or ""), words_of(b)
    found = max(share(words_of(a), title), contained)
    notice = one.revision_kind == RevisionKind.KILL and _NOTICE.search(
        f"{one.ed_note or ''} {one.body_text or one.summary or ''}"[:500]
    )
    if notice and len(title) >= _TITLE:
        found = max(found, len(title & (mine | words_of(a))) / len(title))  # "our story headlined ..."
    if notice or len(words_of(a)) + len(mine) < _SUBSTANCE:
        return max(found, OF_ONE)
    return found


def _contained(one: Story, other: Story) -> float:
    """The share of the shorter text's words that the longer one has too."""
    return share(*(words_of(s.body_text or s.summary or "") for s in (one, other)))


def _at(story: Story) -> datetime:
    return story.version_created or story.first_created or story.fetched_at
