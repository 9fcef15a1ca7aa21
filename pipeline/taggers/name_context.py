"""What the text around a run says of it: which of its readings hold."""

from collections.abc import Sequence

from newsbeam.pipeline.taggers import name_latin_cases
from newsbeam.pipeline.taggers.disambiguate import Mention
from newsbeam.pipeline.taggers.name_around import (
    ENOUGH,
    PERSONAL,
    acts,
    begins,
    behind_determiner,
    behind_title,
    between_quotes,
    is_glued,
    is_office,
    may_be_surname,
    quoted,
    signed,
    spoken_for,
    titled,
    word_before,
)
from newsbeam.pipeline.taggers.name_bodies import behind_body
from newsbeam.pipeline.taggers.name_capitals import Capitals, matches
from newsbeam.pipeline.taggers.name_cases import DECLINED
from newsbeam.pipeline.taggers.name_cues import AND, DEMONYMS, PLACED
from newsbeam.pipeline.taggers.name_defined import defined_bodies, led_bodies
from newsbeam.pipeline.taggers.name_found import Found
from newsbeam.pipeline.taggers.name_heads import apart, without_head
from newsbeam.pipeline.taggers.name_kinds import FRONT, HEAD, OFFICE, OTHER, PEOPLE, SHOUTED, SKIP, TITLE, word_of
from newsbeam.pipeline.taggers.name_listed import formed_bodies, listed_bodies, office_holders
from newsbeam.pipeline.taggers.name_mentions import Gathered, Span, merged_bodies, merged_persons
from newsbeam.pipeline.taggers.name_reader import read, read_alone
from newsbeam.pipeline.taggers.name_runs import ANY, SEVERAL, SHORT
from newsbeam.pipeline.taggers.name_slavic import bodies_in_small_letters
from newsbeam.pipeline.taggers.name_words import (
    ALONE,
    BEHIND_PLACE,
    MAYBE,
    NOTHING,
    ORGANISATION,
    PERSON,
    WEAK_ORGANISATION,
    Reading,
)


def gather(
    text: str, headline: str, bodies: Sequence[Span], mentions: Sequence[Mention], language: str | None, capitals: Capitals
) -> Gathered:
    """The names of a text in a script with capitals; `bodies` are the organisations known by name that stand in it."""
    one = _Text(text, [*bodies, *bodies_in_small_letters(text, language)], mentions, language)
    # A headline in capitals or in Title Case has no runs that are names.
    begin = len(headline) if titled(headline) else 0
    runs, acronyms, brackets, commas = capitals if not begin else [list(filter(begin.__le__, starts)) for starts in capitals]
    if language == "sn":
        runs = [start for start in runs if not is_glued(text, start)]
    if language in PERSONAL:
        one.read_any(runs)
    else:
        one.read_several(runs)
    if brackets:
        one.define(begin, brackets)
    one.lengthen(begin, commas)
    if acronyms:
        one.led(acronyms)
    one.settle()
    if language in DECLINED or language in name_latin_cases.LANGUAGES:
        one.decline(language)
    return Gathered(merged_bodies(text, one.organisations, one.known, one.shorts), merged_persons(text, one.persons, one.surnames))


PREPOSED = frozenset("es pt it fr ca gl nl".split())  # noqa: SIM905
"""Languages in which a preposition stands between an office and what it is for."""
NO_FIRST = TITLE | SKIP | HEAD | FRONT | OFFICE | PEOPLE | SHOUTED | OTHER


_EDGE = ("", "\n")
"""What stands before and behind a line."""


class _Text(Found):
    """A text that is read for names."""

    def read_several(self, starts: list[int]) -> None:
        """Runs of two words and more: in English a single one says nothing."""
        text = self.text
        brackets = "(" in text
        for match in matches(SEVERAL, text, starts):
            short = None
            if brackets and text[match.end() + 1 : match.end() + 2] == "(" and (found := SHORT.match(text, match.end())):
                short = found[1]
            # Most runs name nobody: one look at what is remembered, and on.
            if readings := read_alone(match[0]) if short is None else read(match[0], short):
                self.take(readings, *match.span(), short)

    def read_any(self, starts: list[int]) -> None:
        """Single words too, behind a title in small letters: "il premier Renzi"."""
        text = self.text
        for match in matches(ANY, text, starts):
            if match.lastindex:
                start, end = match.span()
                abbreviated = SHORT.match(text, end) if text[end + 1 : end + 2] == "(" else None
                short = abbreviated[1] if abbreviated else None
                if readings := read_alone(match[0]) if short is None else read(match[0], short):
                    self.take(readings, start, end, short)
            elif (start := match.start()) > 1 and text[start - 2].islower():
                if not behind_title(text, start) or word_before(text, start) in PLACED:
                    continue
                run = match[0]
                bare = run.removesuffix("'s").removesuffix("’s").rstrip("'’.-")
                if len(bare) > 2 and bare not in DEMONYMS and not run.isupper() and start not in self.covered:
                    self.surname(start, bare)

    def take(self, readings: Sequence[Reading], start: int, end: int, short: str | None) -> None:
        """The readings of one run, with the abbreviation in brackets after it."""
        for one in apart(readings, self.language):
            offset, name, kind, _ = one
            at = start + offset
            stop = at + len(name)
            if PERSON <= kind <= ALONE:  # or MAYBE
                whole = offset and kind == PERSON and self.language in PREPOSED and self.is_first(start, at)
                self.somebody(start if whole else at, stop, Reading(0, self.text[start:stop], PERSON, 0) if whole else one)
            elif kind == ORGANISATION and " " in name and (cut := behind_body(name)) and self.is_held(at, stop):
                if " " in name[: cut - 1]:
                    self.body(at, at + cut - 1, name[: cut - 1])
                self.somebody(at + cut, stop, Reading(0, name[cut:], PERSON, 0))
            elif kind == ORGANISATION or (kind == WEAK_ORGANISATION and (not begins(self.text, at) or acts(self.text, stop))):
                if self.body(at, stop, name) and short and stop >= end - 1:
                    self.shorts[short] = name
            elif kind == BEHIND_PLACE and (end_of_place := self.places.get(at, stop)) < stop - 1:
                self.somebody(end_of_place + 1, stop, Reading(0, self.text[end_of_place + 1 : stop], PERSON, 0))

    def is_first(self, start: int, at: int) -> bool:
        """Whether a word before a given name is one too, for a title stands right before it: "el fiscal Tarek William Saab"."""
        word = self.text[start : at - 1]
        known = word.isalpha() and not self.is_spoken_of(start) and not word_of(word)[1] & NO_FIRST
        return known and behind_title(self.text, start)

    def define(self, begin: int, starts: list[int]) -> None:
        """The bodies that the text abbreviates, in place of what their capitalised words were read as."""
        for at, stop, short in defined_bodies(self.text, starts):
            if at < begin or any(start == at and end >= stop - 2 for start, end, _ in self.organisations):
                continue
            if self.covered and any(start <= at and stop <= end for start, end in self.covered.items()):
                continue
            self.shorts[short] = self.whole(at, stop)

    def lengthen(self, begin: int, starts: list[int]) -> None:
        """Names that go on over a comma."""
        known = [(at, stop, self.text[at:stop]) for at, stop, _ in self.known]
        for at, stop in listed_bodies(self.text, [*self.organisations, *known], self.covered):
            self.whole(at, stop)
        if ", " not in self.text:
            return
        for at, stop, bare in formed_bodies(self.text, begin, starts):
            if self.covered.get(at) != at + len(bare):  # not "Facebook, Inc.", which is known as Facebook
                self.whole(at, stop)
        for at, stop in office_holders(self.text, begin):
            self.clear(at, stop)
            self.persons[self.text[at:stop]] = [at]

    def led(self, starts: list[int]) -> None:
        """Abbreviations behind a title that are no known body's and no place's."""
        for at, stop in led_bodies(self.text, starts, self.language):
            short = self.text[at:stop]
            if at not in self.covered and short not in self.shorts and not self.is_spoken_of(at):
                self.organisations.append((at, stop, short))

    def somebody(self, at: int, stop: int, one: Reading) -> None:
        """A person or a word that may be one, unless a known body's name begins there or it is a line of its own (a byline)."""
        text = self.text
        begin = self.behind_bodies(at, stop) if self.covered else at
        if begin == stop or (text[at - 1 : at] in _EDGE and text[stop : stop + 1] in _EDGE):
            return
        if begin > at:
            at, one = begin, Reading(0, text[begin:stop], one.kind, one.score)  # "речниця Міноборони Діана Давітян"
        at, one = without_head(text, at, one, self.language)
        _, name, kind, score = one
        if kind == NOTHING or between_quotes(text, at, stop):
            return
        if self.places:
            behind = self.places.get(at)
            if behind is not None and self.language in PERSONAL and " " in (rest := name[behind + 1 - at :]) and rest[0].isupper():
                # "министр иностранных дел Польши Радослав Сикорский": the country of an office, then who holds it.
                at, one, kind = behind + 1, Reading(0, rest, MAYBE, score + 1), MAYBE
            elif kind == PERSON and (behind == stop or self.of_a_place(stop, name)):
                return
        if kind == MAYBE:
            self.maybe.append((at, one))
        elif kind != PERSON:
            self.surname(at, name)
        elif not signed(text, at):
            self.persons.setdefault(name, []).append(at)

    def is_held(self, at: int, stop: int) -> bool:
        """Whether a body stands between a title and its bearer: "la presidente del Partito Democratico Elly Schlein"."""
        return is_office(self.text, at) and not (self.text[stop : stop + 2] == ", " and self.text[stop + 2 : stop + 3].isupper())

    def of_a_place(self, stop: int, name: str) -> bool:
        """Whether a name ends with "of" a place: "Thomas de Londres"."""
        head, _, last = name.rpartition(" ")
        return stop - len(last) in self.places and head.endswith((" de", " di", " da", " von", " of"))

    def surname(self, at: int, name: str) -> None:
        """One word behind a title."""
        if at not in self.places and may_be_surname(self.text, at, name, self.language):
            self.surnames.append((at, name))

    def settle(self) -> None:
        """What may be persons, now that the text has been read."""
        text, persons = self.text, self.persons
        for at, one in self.maybe:
            stop = at + len(one.name)
            if one.name in persons:
                persons[one.name].append(at)
            elif (
                behind_determiner(text, at, self.language)
                or signed(text, at)
                or (
                    self.places
                    and not self.places.keys().isdisjoint(range(at, stop))
                    and not (self.introduced(at) or quoted(text, at))
                )
            ):
                continue
            elif (score := spoken_for(text, at, stop, one, self.language)) >= ENOUGH or (score >= 0 and self.beside(at)):
                persons[one.name] = [at]

    def beside(self, at: int) -> bool:
        """Whether somebody's name and an "and" stand before: "Justices Surya Kant and Joymalya Bagchi"."""
        joiner = self.text[max(0, at - 6) : at].rstrip().rpartition(" ")[2]
        end = at - len(joiner) - 2
        return joiner in AND and any(end - len(who) in offsets for who, offsets in self.persons.items())

    def introduced(self, at: int) -> bool:
        """Whether a title stands before a name that begins with no place: "ex-ministro Geddel Vieira Lima"."""
        return at not in self.places and behind_title(self.text, at)
