"""Runs of capitalised words: what of a text may be a name, in Latin, Greek, Cyrillic and Armenian letters."""

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers.name_cues import ABBREVIATIONS, AND, SMALL
from newsbeam.pipeline.taggers.name_kinds import ARTICLE, FRONT, HEAD, MARK, STOPPED, Word, union, word_of
from newsbeam.pipeline.taggers.name_kinds import SMALL as SMALL_WORD

UP = (
    "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĞĢĦĪĮİĶĹĻĽŁŃŅŇŊŌŐŒŔŘŚŜŞŠŢŤŪŮŰŲŴŶŸŹŻŽƏƠƯȘȚẀẂẄẞΆΈ-ΏΑ-ΫЀ-ЯҐҒҖҘҚҠҢҪҮҰҲҶҺӘӢӨӮԱ-Ֆ"
    + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))  # Vietnamese: capitals and small letters in turn
)
"""Capital letters, as a regular expression's class."""
_LETTERS = "a-zа-я"
"""The commonest small letters, named beside `\\w`: a table knows them at once, of others Python is asked."""
_WORD = rf"[{UP}](?:\.[{UP}](?:\.[{UP}]){{0,19}}\.|[{_LETTERS}\w&'’-]{{0,3}}+\.(?= [{UP}])|[{_LETTERS}\w&'’/-]{{0,80}}+)"
"""A capitalised word; a short one may end with a stop, which `cut` takes for an abbreviation's only where it is one. Bounded: a
text of one word of sixty thousand capitals must not be walked through from each of them."""
_LOW = rf"[^\W\d_{UP}]"
_MORE = rf"(?: (?:(?:{_LOW}{_LOW}{{0,3}}+|dell[ae]|degli) (?:{_LOW}{_LOW}{{0,2}}+ |)|& (?:{_LOW}{_LOW}{{0,2}}+ |)|)(?:[dlDL](?:ell)?['’]|){_WORD})"
"""The next one, behind a small word or two. Alternatives that begin with a letter are dismissed at sight; an optional group is entered."""
SHORT = late(rf" ?\(([{UP}][{UP}a-z&.-]{{0,10}}[{UP}])[);,]")
"""The abbreviation in brackets after a name."""


_DIVIDERS = SMALL_WORD | STOPPED
"""Kinds that may divide a run, beside a "The" within."""
_CUTTERS = _DIVIDERS | ARTICLE
LONGEST = 24
"""Words of a run behind its first: a longer one is a table, or Title Case; it is read in pieces."""
SEVERAL = late(f"{_WORD}{_MORE}{{1,{LONGEST}}}+")
"""A run of capitalised words; a small word or two may stand between ("Ministry of Finance")."""
ANY = late(f"{_WORD}(?:(?= )({_MORE}{{1,{LONGEST}}}+)|)")
"""The same, or one such word; the group is what stands behind it, for most do alone."""


def parts(words: list[Word], kinds: int, *, whole: bool = False) -> list[tuple[int, list[Word]]]:
    """(offset, words) of each part of a run of these words, whose kinds together are `kinds`: cut where a sentence ends, at small words that no name holds, and at a "The" within.

    Nothing of a run of several parts that names nobody, unless `whole`.

    >>> run = [word_of(one) for one in "Rome. The Bank of Italy will Fail".split()]
    >>> [(at, [word[0] for word in words]) for at, words in parts(run, union(run))]
    [(0, ['Rome']), (6, ['The', 'Bank', 'of', 'Italy']), (29, ['Fail'])]
    """
    if not kinds & _DIVIDERS and (not kinds & ARTICLE or not union(words[1:]) & ARTICLE):
        return [(0, words)]
    if not whole and kinds & SMALL_WORD and not kinds & MARK and len(words) > 3 and all(word[0].isalpha() for word in words):
        return []
    return _cut(words)


_OF_ROMANIAN = ("ei", "ui", "or")
"""The second case in Romanian: "Banca Națională a României"."""


def _cut(words: list[Word]) -> list[tuple[int, list[Word]]]:
    found: list[tuple[int, list[Word]]] = []
    at = first = start = 0
    while at < len(words):
        text, kinds = words[at][:2]
        if not kinds & _CUTTERS:
            at += 1
            continue
        step, held = 1, True
        if kinds & SMALL_WORD:
            if at + 1 < len(words) and words[at + 1][1] & SMALL_WORD:
                step, text = 2, f"{text} {words[at + 1][0]}"
            romanian = text == "a" and words[start][1] & FRONT and at + 1 < len(words) and words[at + 1][0].endswith(_OF_ROMANIAN)
            held = text in SMALL or bool(romanian)
        elif kinds & ARTICLE and at > first:
            held = False
        if not held:
            if at > start:
                found.append((start, words[start:at]))
            start = at + step
        elif kinds & STOPPED and at + 1 < len(words) and _ends(text[:-1]):
            found.append((start, [*words[start:at], word_of(text[:-1])]))
            start = first = at + 1
        at += step
    if start < len(words):
        found.append((start, words[start:]))
    return _placed(words, found)


def _placed(words: list[Word], found: list[tuple[int, list[Word]]]) -> list[tuple[int, list[Word]]]:
    """Parts with the characters before them in place of the words before them."""
    counted = place = 0
    placed = []
    for start, part in found:
        place += sum([len(word[0]) + 1 for word in words[counted:start]])
        counted = start
        placed.append((place, part))
    return placed


_ELISION = late(rf"(?<!\S)(?:[LlDd]|[DdNnSsAa]\w{{0,2}}ll|[Uu]n|[Qq]u)['’](?=[{UP}])")
"""An article that French and Italian write as one word with the name behind it."""


def elided(run: str) -> tuple[int, int] | None:
    """(end of what stands before, start of the body) where a body begins behind an article of its own word: "L'Université de Genève".

    >>> elided("L'Institut Pasteur"), elided("Lyon et l'Institut Pasteur"), elided("Banque de l'Union")
    ((0, 2), (4, 10), None)
    """
    for match in _ELISION.finditer(run):
        if word_of(run[match.end() :].partition(" ")[0])[1] & FRONT:
            before = run[: match.start()].split()
            joined = before[-1:] and before[-1] in AND
            if not before or joined or not union([word_of(word) for word in before]) & (FRONT | HEAD):
                while before and before[-1].islower():
                    before.pop()
                return len(" ".join(before)), match.end()
    return None


def _ends(word: str) -> bool:
    """Whether a stop behind a word ends its sentence: not in "Mr. Khan"."""
    return word not in ABBREVIATIONS and len(word) > 1 and "." not in word
