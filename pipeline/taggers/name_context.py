"""What the text around a run says of it: which of its readings hold."""

import re
from collections.abc import Iterable, Sequence

from newsbeam.pipeline.taggers import name_latin_cases
from newsbeam.pipeline.taggers.disambiguate import Mention
from newsbeam.pipeline.taggers.kind_codes import DEMONYM
from newsbeam.pipeline.taggers.name_cases import DECLINED, nominative
from newsbeam.pipeline.taggers.name_cues import DEMONYMS, PLACED, cues
from newsbeam.pipeline.taggers.name_lists import family, given
from newsbeam.pipeline.taggers.name_mentions import Gathered, Span, merged_bodies, merged_persons
from newsbeam.pipeline.taggers.name_reader import read
from newsbeam.pipeline.taggers.name_runs import ANY, SEVERAL, SHORT
from newsbeam.pipeline.taggers.name_slavic import bodies_in_small_letters
from newsbeam.pipeline.taggers.name_words import ALONE, MAYBE, ORGANISATION, PERSON, WEAK_ORGANISATION, Reading

ENOUGH = 2
"""What must speak for a MAYBE."""
PERSONAL = frozenset("es pt it fr ca ro gl ru uk bg sr mk hr bs sl cs sk pl el hy sv no da fi lt lv et".split())  # noqa: SIM905
"""Languages that capitalise little else: two such words within a sentence are more often somebody's than not."""
_AGE = re.compile(r"[’']?s?,? (?:\(?\d{2}\)?[,).]|aged \d|, who |, whose )")
_APPOSED = re.compile(r", (?:the|a|an|his|her|its|chief|head|director|president|vice|former|who|el|la|le|il|o|der|die|das) ")
_SIGNED = re.compile(r"(?:ing|ten|ed) by:? $|(?:Editor|Pewarta|Reporter|Redaktion|Redacción|Por|By|BY)s?: ?$|^By $|\nBy $")
_ENDS = frozenset('.!?:;\n\r\t…"“”«»‘([•-–—|*>')
ADJECTIVES = ("ской", "цкой", "ської", "зької", "цької", "ского", "цкого", "ського", "цького")
ROMANIAN = ("ului", "iei", "ției", "ţiei", "urii", "ării", "elor", "ilor")
"""How an office's matter ends in Romanian: "Ministra Mediului"."""
AREA = re.compile(r" (?:област|кра[йяюе]|район|округ|губерн|республик|республік|город|міськ|рад[иу]|думы|громад)")
"""Behind such an adjective: it is an area's and nobody's name ("губернатор Брянской области")."""
_LOCATIVES = frozenset("in at near en à em a dans im nella nel в у на".split())  # noqa: SIM905


def gather(text: str, headline: str, bodies: Sequence[Span], mentions: Iterable[Mention], language: str | None) -> Gathered:
    """The names of a text in a script with capitals; `bodies` are the organisations known by name that stand in it."""
    one = _Text(text, [*bodies, *bodies_in_small_letters(text, language)], mentions, language)
    # A headline in capitals or in Title Case has no runs that are names.
    begin = len(headline) if titled(headline) else 0
    if language in PERSONAL:
        one.read_any(begin)
    else:
        one.read_several(begin)
    one.settle()
    if language in DECLINED or language in name_latin_cases.LANGUAGES:
        one.decline(language)
    return Gathered(merged_bodies(text, one.organisations, one.known, one.shorts), merged_persons(text, one.persons, one.surnames))


def titled(headline: str | None) -> bool:
    """Whether most words of a headline begin with a capital."""
    words = [w[0] for w in (headline or "").split() if len(w) > 3 and w[0].isalpha()]
    return sum(map(str.isupper, words)) > 0.7 * len(words)


class _Text:
    """A text, and what was found in it so far."""

    def __init__(self, text: str, known: list[Span], mentions: Iterable[Mention], language: str | None) -> None:
        self.text = text
        self.known = known
        self.language = language
        self.covered = {start: end for start, end, _ in known}
        self.places = {start: end for start, end, _, _, kind, _, _ in mentions if kind < DEMONYM}
        self.organisations: list[Span] = []
        self.shorts: dict[str, str] = {}
        self.persons: dict[str, list[int]] = {}
        self.maybe: list[tuple[int, Reading]] = []
        self.surnames: list[tuple[int, str]] = []

    def read_several(self, begin: int) -> None:
        """Runs of two words and more: in English a single one says nothing."""
        text = self.text
        brackets = "(" in text
        for match in SEVERAL.finditer(text, begin):
            short = None
            if brackets and text[match.end() + 1 : match.end() + 2] == "(" and (found := SHORT.match(text, match.end())):
                short = found[1]
            # Most runs name nobody: one look at what is remembered, and on.
            if readings := read(match[0], short):
                self.take(readings, *match.span(), short)

    def read_any(self, begin: int) -> None:
        """Single words too, behind a title in small letters: "il premier Renzi"."""
        text, titles = self.text, cues().titles
        for match in ANY.finditer(text, begin):
            run, start, end = match[0], match.start(), match.end()
            if " " in run:
                short = SHORT.match(text, end) if text[end + 1 : end + 2] == "(" else None
                if readings := read(run, short[1] if short else None):
                    self.take(readings, start, end, short[1] if short else None)
            elif text[start - 2 : start - 1].islower() and not run.isupper() and start not in self.covered:
                bare = run.removesuffix("'s").removesuffix("’s").rstrip("'’.-")
                if (
                    len(bare) > 2
                    and bare not in DEMONYMS
                    and (before := _word_before(text, start)) in titles
                    and before not in PLACED
                ):
                    self.surname(start, bare)

    def take(self, readings: Sequence[Reading], start: int, end: int, short: str | None) -> None:
        """The readings of one run, with the abbreviation in brackets after it."""
        for one in readings:
            at = start + one.at
            stop = at + len(one.name)
            if one.kind == ORGANISATION or (one.kind == WEAK_ORGANISATION and not _begins(self.text, at)):
                if self.body(at, stop, one.name) and short and stop >= end - 1:
                    self.shorts[short] = one.name
            elif one.kind in (PERSON, MAYBE, ALONE):
                self.somebody(at, stop, one)

    def body(self, at: int, stop: int, name: str) -> bool:
        """An organisation, unless it is a line in capitals or a part of a known one's name."""
        if name.isupper() and len(name) >= 12:
            return False
        if self.covered and any(start <= at and stop <= end and end - start > stop - at for start, end in self.covered.items()):
            return False
        self.organisations.append((at, stop, name))
        return True

    def somebody(self, at: int, stop: int, one: Reading) -> None:
        """A person or a word that may be one, unless a known body's name begins there or it is a line of its own (a byline)."""
        text = self.text
        if (self.covered and any(at <= start < stop for start in self.covered)) or _fills_its_line(text, at, stop):
            return
        if self.language in PERSONAL and (behind := self.places.get(at)) is not None and " " in one.name[behind + 1 - at :]:
            # "министр иностранных дел Польши Радослав Сикорский": the country of an office, then who holds it.
            at, one = behind + 1, Reading(0, one.name[behind + 1 - at :], MAYBE, one.score + 1)
        if one.kind == PERSON:
            if self.places.get(at) != stop and not _signed(text, at) and not self.of_a_place(stop, one.name):
                self.persons.setdefault(one.name, []).append(at)
        elif one.kind == MAYBE:
            self.maybe.append((at, one))
        else:
            self.surname(at, one.name)

    def of_a_place(self, stop: int, name: str) -> bool:
        """Whether a name ends with "of" a place: "Thomas de Londres"."""
        head, _, last = name.rpartition(" ")
        return head.endswith((" de", " di", " da", " von", " of")) and stop - len(last) in self.places

    def surname(self, at: int, name: str) -> None:
        """One word behind a title."""
        known = cues()
        if (
            at not in self.places
            and name.lower() not in known.titles
            and not (name in known.skips or name in known.others or name in known.heads or name in known.offices)
            and not (name.endswith(ADJECTIVES) and AREA.match(self.text, at + len(name)))
            and not (self.language == "ro" and name.endswith(ROMANIAN))
        ):
            self.surnames.append((at, name))

    def settle(self) -> None:
        """What may be persons, now that the text has been read."""
        for at, one in self.maybe:
            stop = at + len(one.name)
            if one.name in self.persons:
                self.persons[one.name].append(at)
            elif _signed(self.text, at) or (any(at <= place < stop for place in self.places) and not self.introduced(at)):
                continue
            elif self.around(at, stop, one) >= ENOUGH:
                self.persons[one.name] = [at]

    def introduced(self, at: int) -> bool:
        """Whether a title stands before a name that begins with no place: "ex-ministro Geddel Vieira Lima"."""
        return at not in self.places and _word_before(self.text, at) in cues().titles

    def decline(self, language: str) -> None:
        """Each person once, whatever case the sentence asks for."""
        found: dict[str, list[int]] = {}
        for name, offsets in self.persons.items():
            cyrillic = language in DECLINED and name[0] > "\u0370"
            first_case = nominative(name, language) if cyrillic else name_latin_cases.nominative(name)
            found.setdefault(first_case, []).extend(offsets)
        self.persons = found

    def around(self, at: int, stop: int, one: Reading) -> int:
        """How much a run and what stands around it say that it is somebody's name."""
        text, known = self.text, cues()
        before, after = _word_before(text, at), text[stop : stop + 24]
        score = one.score + (2 if before in known.titles else -2 if before in _LOCATIVES else before in known.said)
        mark = after[:1]
        if mark not in ".)":
            score += _speaks(after)
            if mark != " " or after[1:2] in "(a,0123456789":
                score += 2 if _AGE.match(after) else _APPOSED.match(after) is not None
        personal = self.language in PERSONAL
        score += personal and not _begins(text, at)
        if self.language == "hu" and one.name.rpartition(" ")[2] in given():
            score += 2  # "Szenti Szabolcs": the family name stands first
        if self.language in name_latin_cases.LANGUAGES and name_latin_cases.declined(one.name):
            score += 2  # "Tomasza Frankowskiego"
        last = one.name.rpartition(" ")[2]
        if (
            0 <= score < ENOUGH
            and len(last) > 2
            and f"{last} " in text
            and last.lower() not in text
            and text.count(last) > text.count(one.name)
        ):
            score += 2 if one.score or personal or last in family() else 1
        return score


def _speaks(after: str) -> bool:
    """Whether a verb of saying follows: "… said", "…, told"."""
    said = cues().said
    if after[:1] == " " and after[1:].split(" ", 1)[0].rstrip(",.") in said:
        return True
    return after[:2] in (", ", '",') and after[2:].split(" ", 1)[0].rstrip(",.") in said


def _signed(text: str, at: int) -> bool:
    """Whether it is told who wrote: "By ", "(Reporting by ", "Editor: "."""
    return text[at - 2 : at] in ("y ", "Y ", ": ", "r:", "r ", "n ") and _SIGNED.search(text[max(0, at - 14) : at]) is not None


def _fills_its_line(text: str, at: int, stop: int) -> bool:
    return (not at or text[at - 1] == "\n") and text[stop : stop + 1] in ("", "\n")


def _word_before(text: str, at: int) -> str:
    """The word before, in small letters, over a comma or a quotation mark."""
    before = text[at - 26 if at > 26 else 0 : at].rstrip(' ,"“«').rpartition(" ")[2]
    return before.lower().rpartition("\n")[2].lstrip("(\"“«'’").rstrip(".")


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here, so that its capital says nothing."""
    before = text[at - 2 if at > 2 else 0 : at].rstrip(" ")
    return not before or before[-1] in _ENDS
