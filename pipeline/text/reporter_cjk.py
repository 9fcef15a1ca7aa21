"""Chinese leads that name their reporter: `【記者王明／台北報導】`, `記者王明◎高雄報導 `, `大河网讯（记者 王明）`."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.persons_cjk import is_name

MARKS = frozenset("記记特訊讯")
"""One of these is among the first characters of each such lead."""
LOOK = 10
_PARTED = r"/／◎\\＼|｜●"
_SENT = late(
    rf"(?P<open>[【\[（(])?(?:本[报報刊网網])?(?:记者|記者|特派員|特派员|特約記者|實習記者)\s?(?P<who>[\u3400-\u9fff·、，\s{_PARTED}]{{4,30}}?)"
    r"(?:綜合|即時|专题|專題)?(?:報導|報道|报道)(?(open)[】\]）)]|(?=[\s:：]))[\s　:：]*"
)
_OF_HOUSE = late(
    r"(?P<src>[\u3400-\u9fff]{1,6}[网網報报社])[訊讯]\s?[（(](?:记者|記者)\s?(?P<who>[\u3400-\u9fff·、，\s]{2,30})[）)][\s　:：]*"
)
_SPLIT = late(rf"[{_PARTED}]\s?")
_AND = late(r"[、，\s]+")
_LONGEST = 4
_LITTLE = frozenset("从從在自今昨到就對对的")
"""No name begins so: 记者从市府报道."""


class Lead(NamedTuple):
    """What such a lead says."""

    end: int
    names: tuple[str, ...]
    place: str | None = None
    place_at: int = -1
    house: str | None = None


@lru_cache(maxsize=512)
def lead(text: str) -> Lead | None:
    """The lead that begins `text`, where all its names may be persons' and its place is known.

    >>> lead("【記者王明、李小華台北報導】市府表示"), lead("中国网讯 （记者 王明）市府")
    (Lead(end=14, names=('王明', '李小華'), place='台北', place_at=9, house=None), Lead(end=12, names=('王明',), place=None, place_at=-1, house='中国网'))
    >>> lead("記者會報導 市府"), lead("【記者會重點報導】市府"), lead("网讯（记者 王明）")
    (None, None, None)
    """
    if (signed := _OF_HOUSE.match(text)) is not None:
        names = _names(signed["who"])
        return Lead(signed.end(), names, house=None if signed["src"][0] == "本" else signed["src"]) if names else None
    sent = _SENT.match(text)
    if sent is None:
        return None
    for printed, place in _halves(sent["who"].strip()):
        town = place.replace("臺", "台")  # the gazetteer has the usual character only
        if is_place(town) and (names := _names(printed)):
            return Lead(sent.end(), names, town, text.rindex(place, 0, sent.end()))
    return None


def _halves(who: str) -> Iterator[tuple[str, str]]:
    """Names and place, parted at a sign, or where the last name may end."""
    if len(parted := _SPLIT.split(who)) > 1:
        if len(parted) == 2:
            yield parted[0].strip(), parted[1].strip()
        return
    last = max(who.rfind(sign) for sign in "、， ") + 1
    for length in (3, 2, 4):
        if len(who) - last - length >= 2:
            yield who[: last + length], who[last + length :].strip()


def _names(printed: str) -> tuple[str, ...]:
    """The names as printed, one of two characters without the space that fills it up (`孟 威`)."""
    found = [one for one in _AND.split(printed) if one]
    if len(found) == 2 and all(len(one) == 1 for one in found):
        found = ["".join(found)]
    ours = all(
        2 <= len(one) <= _LONGEST and one[0] not in _LITTLE and is_name(one) and agency(one) is None and not is_place(one)
        for one in found
    )
    return tuple(found) if ours else ()
