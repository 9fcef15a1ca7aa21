"""What of a text was found so far: bodies, persons, what may be some, and how they give way to one another."""

from collections.abc import Sequence

from newsbeam.pipeline.taggers import name_latin_cases
from newsbeam.pipeline.taggers.disambiguate import Mention
from newsbeam.pipeline.taggers.kind_codes import DEMONYM
from newsbeam.pipeline.taggers.name_cases import DECLINED, nominative
from newsbeam.pipeline.taggers.name_mentions import Span
from newsbeam.pipeline.taggers.name_words import Reading


class Found:
    """A text, and what was found in it so far."""

    def __init__(self, text: str, known: list[Span], mentions: Sequence[Mention], language: str | None) -> None:
        self.text = text
        self.known = known
        self.language = language
        self.covered = {start: end for start, end, _ in known}
        self.mentions = mentions
        self.places = {one[0]: one[1] for one in mentions if one[4] < DEMONYM}
        self.organisations: list[Span] = []
        self.shorts: dict[str, str] = {}
        self.persons: dict[str, list[int]] = {}
        self.maybe: list[tuple[int, Reading]] = []
        self.surnames: list[tuple[int, str]] = []

    def is_spoken_of(self, at: int) -> bool:
        """Whether a name of a place or a people begins here."""
        return any(one[0] == at for one in self.mentions)

    def behind_bodies(self, at: int, stop: int) -> int:
        """Where a name begins behind the known bodies that begin within it: `stop` where less than two words are left."""
        ends = [end for start, end in self.covered.items() if at <= start < stop]
        if not ends:
            return at
        begin = max(ends) + 1
        return begin if self.text[begin - 1 : begin] == " " and " " in self.text[begin:stop] else stop

    def body(self, at: int, stop: int, name: str) -> bool:
        """An organisation, unless it is a line in capitals or a part of a known one's name."""
        if name.isupper() and len(name) >= 12:
            return False
        if self.covered and any(start <= at and stop <= end and end - start > stop - at for start, end in self.covered.items()):
            return False
        self.organisations.append((at, stop, name))
        return True

    def whole(self, at: int, stop: int) -> str:
        """One body here, in place of what its capitalised words were read as."""
        self.clear(at, stop)
        name = self.text[at:stop]
        self.organisations.append((at, stop, name))
        return name

    def clear(self, at: int, stop: int) -> None:
        """Nothing that begins between."""
        self.organisations = [one for one in self.organisations if not at <= one[0] < stop]
        self.maybe = [one for one in self.maybe if not at <= one[0] < stop]
        self.surnames = [one for one in self.surnames if not at <= one[0] < stop]
        persons = {who: [one for one in offsets if not at <= one < stop] for who, offsets in self.persons.items()}
        self.persons = {who: offsets for who, offsets in persons.items() if offsets}

    def decline(self, language: str) -> None:
        """Each person once, whatever case the sentence asks for."""
        found: dict[str, list[int]] = {}
        for name, offsets in self.persons.items():
            cyrillic = language in DECLINED and name[0] > "\u0370"
            first_case = nominative(name, language) if cyrillic else name_latin_cases.nominative(name)
            found.setdefault(first_case, []).extend(offsets)
        self.persons = _alike(found) if len(found) > 1 else found


def _alike(found: dict[str, list[int]]) -> dict[str, list[int]]:
    """Without those that differ from an earlier one in the last letter alone: "Віталій Кукси" is Віталій Кукса."""
    kept: dict[str, str] = {}
    whole: dict[str, list[int]] = {}
    for name, offsets in found.items():
        whole.setdefault(kept.setdefault(name[:-1], name), []).extend(offsets)
    return whole
