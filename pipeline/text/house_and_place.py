"""An agency and where it wrote, in a writer's place: `AFP in Nairobi`, `PTI, Chennai`, `رويترز - بيروت`, `共同通信＝ソウル` (docs/design/wire-copy.md#who-said-it)."""

from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency, is_printed, is_word, may_name
from newsbeam.pipeline.text.dateline_place import is_lone_town, is_region
from newsbeam.pipeline.text.person_words import PREFIX

_LIMIT, _TOWN = 90, 40
_PARTED = late(r"\s*[,،、，/|=＝·・]\s*|\s+[-–—]\s+|\s?[(（](?=[^()（）]{2,30}$)")
_IN = late(r"\s+(?:in|à|au|en|em|aus|a|da|i|ve|w|we|v|в|у|u|på|te|di|from|at|från|fra|de|dari|de|tại|في|من|در|از|میں|ב|में)\s+")
_WIDE = "\u3040"
_FEW, _MANY = 2, 8
_PIECES = 3


class Sent(NamedTuple):
    """What a writer's line says where it is an agency's."""

    house: str
    place: str
    region: str | None = None
    writer: str | None = None
    """Who stands before them."""


@lru_cache(maxsize=2048)
def house_and_place(printed: str) -> Sent | None:
    """The agency and the town of a line that has both, and nobody or one writer beside them; a word that is an agency's name, too, is none.

    >>> house_and_place("AFP in Nairobi"), house_and_place("Jane Roe, Reuters, Cairo").writer, house_and_place("Jane Roe, AFP")
    (Sent(house='AFP', place='Nairobi', region=None, writer=None), 'Jane Roe', None)
    """
    if not _FEW < len(printed) <= _LIMIT or not (may_name(printed) or printed[0] >= _WIDE):
        return None
    line = " ".join(printed.split()).strip(" .()[]")
    if begun := PREFIX.match(line):
        line = line[begun.end() :]
    pieces = [piece for piece in _PARTED.split(line) if piece]
    if len(pieces) == 1:
        return _joined(line)
    if len(pieces) > _PIECES:
        return None
    return _of_pieces(pieces)


def _of_pieces(pieces: list[str]) -> Sent | None:
    houses = [at for at, piece in enumerate(pieces) if _is_house(piece)]
    if len(houses) != 1:
        return None
    house, others = pieces[houses[0]], [piece for at, piece in enumerate(pieces) if at != houses[0]]
    if len(others) == 1:
        return Sent(house, others[0]) if _is_town(others[0]) else None
    if houses[0] == 0:
        return Sent(house, others[0], others[1]) if _is_town(others[0]) and is_region(others[1]) else None
    if houses[0] == 1 and _is_town(others[1]):
        return Sent(house, others[1], None, others[0])
    return None


def _joined(line: str) -> Sent | None:
    """A house and a town with a little word, a space or, in scripts that part no words, nothing between them."""
    for found in _IN.finditer(line):
        one, other = line[: found.start()], line[found.end() :]
        if _is_house(one) and _is_town(other):
            return Sent(one, other)
    words = line.split(" ")
    for count in range(1, min(len(words), _PIECES + 1)):
        one, other = " ".join(words[:count]), " ".join(words[count:])
        if _is_house(one) and (one.isupper() or is_printed(one)) and _is_town(other):
            return Sent(one, other)
    if len(words) == 1 and line[0] >= _WIDE and len(line) <= _MANY + _FEW:
        for at in range(_FEW, len(line) - 1):
            if _is_house(line[:at]) and _is_town(line[at:]):
                return Sent(line[:at], line[at:])
    return None


def _is_house(name: str) -> bool:
    return agency(name) is not None and "/" not in name and not is_word(name)


def _is_town(name: str) -> bool:
    return (1 if name[0] >= _WIDE else _FEW) < len(name) <= _TOWN and agency(name) is None and is_lone_town(name)
