"""Whether an "and", a "for" or an "on" stands within one name or between two."""

from newsbeam.pipeline.taggers.name_bodies import front, inner_front
from newsbeam.pipeline.taggers.name_cues import AND, NAMED_FOR
from newsbeam.pipeline.taggers.name_kinds import (
    BEGINS,
    FIELD,
    FOR,
    FORM,
    FRONT,
    GIVEN,
    HEAD,
    JOINED,
    JOINS,
    OF,
    OF_FRONT,
    ON,
    PLAIN_GIVEN,
    SHOUTED,
    SKIP,
    TITLE,
    Words,
    stripped,
    union,
)


def holds(words: Words, left: tuple[int, int], right: tuple[int, int], *, the: bool) -> bool:
    """Whether the words on both sides of a joiner are one name: "Food and Drug Administration", "Ministry for the Environment"."""
    joiner = words[left[1]]
    ahead, end = words[right[0]][1], right[1]
    end = next((at for at in range(right[0], end) if words[at][1] & (JOINS | ON | FOR)), end)
    a, b = stripped(words, *left), left[1]
    if joiner[1] & ON and ahead & SKIP:
        return False
    if joiner[0] == "ve":
        return _of_turkey(words, a, b, end)
    fronted = a < b and bool(front(words, a, b) or inner_front(words, a, b))
    if fronted and all(word[3] & FIELD for word in words[right[0] : end]):
        return True  # "Department of Health and Human Services"
    if joiner[1] & JOINS and ahead & GIVEN and b - a == 1 and words[right[1] - 1][3] & (HEAD | FORM):
        # "Bill and Melinda Gates Foundation", "Johnson & Pratt Pharmaceuticals"; not "Bill and Hillary Clinton".
        return joiner[0] == "&" or bool(words[a][1] & GIVEN and words[right[1] - 1][0] in NAMED_FOR)
    if joiner[1] & JOINS and ahead & (GIVEN | TITLE | FRONT):
        return False
    if ahead & (PLAIN_GIVEN | TITLE) and not ahead & FIELD:
        return False
    if fronted:
        return not joiner[1] & JOINS or not _begins_another(words, (a, b), (right[0], end), the=the)
    if joiner[1] & FOR and a < b and words[b - 1][1] & OF_FRONT and (not ahead & BEGINS or ahead & GIVEN):
        return True  # "Institute for the Study of War", "National Institute for Strategic Studies"
    if joiner[0] == "&" or (joiner[0] == "and" and end - right[0] == 1 and words[right[0]][2] in ("Company", "Co", "Sons")):
        return True  # "Eli Lilly and Company"
    return joiner[0] == "and" and a < b and not the and _of_both(words, (a, b), (right[0], end))


def _of_both(words: Words, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether a body is of what stands on both sides of an "and": "Economic and Social Council of Uganda"."""
    (a, b), (begin, end) = left, right
    of = next((at for at in range(begin + 1, end) if words[at][1] & OF), end)
    if b - a > 3 or not words[of - 1][3] & JOINED:
        return False
    return not words[a][1] & GIVEN and not words[b - 1][1] & HEAD and not union(words[a:b]) & TITLE


def _of_turkey(words: Words, a: int, b: int, end: int) -> bool:
    """The same in Turkish: "Bilgi Teknolojileri ve İletişim Kurumu"."""
    return 0 < b - a <= 3 and words[end - 1][2] in TURKISH and not union(words[a:b]) & (TITLE | HEAD)


TURKISH = frozenset(("Bakanlığı", "Başkanlığı", "Kurumu", "Kurulu", "Müdürlüğü"))
"""Offices that are for several matters."""


def _begins_another(words: Words, left: tuple[int, int], right: tuple[int, int], *, the: bool) -> bool:
    """Whether another name begins behind the "and" of a body that its first word announced: "Institute of Technology and Harlow University"."""
    begin, end = right
    if words[begin][1] & SHOUTED or any(word[0] in AND for word in words[slice(*left)]):
        return True
    return end - begin > 1 and (
        the or any(word[3] & HEAD and (word is words[end - 1] or not word[3] & FIELD) for word in words[begin:end])
    )
