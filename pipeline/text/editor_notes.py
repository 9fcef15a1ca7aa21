"""Notes to editors above a text: `(Adds detail)`, `(Actualiza con comentarios)`, and what of a telling they say (docs/design/wire-copy.md#tellings)."""

import re
from functools import cache
from pathlib import Path

from newsbeam.schemas.codes import RevisionKind

_FILE = Path(__file__).with_name("note_words.tsv")
_BRACKETED = re.compile(r"[(（](?P<note>[^()（）\n]{3,300})[)）]")
_EDS = re.compile(r"\(?\s*Eds?[.:]{1,2}\s{1,4}", re.IGNORECASE)
"""AP begins its notes so: `Eds: UPDATES: Adds quotes.`"""
_KEY = 2
_REACH = 40
"""Characters in which a note says what it is."""
_UNSPACED = "\u3040"
_SILENT = "note"
_STOPS = (".", "!", "?", "。")
"""What ends a sentence, which a note is not."""


def bracketed(line: str) -> str | None:
    """What stands in a line that is one bracket from its first letter to its last."""
    found = _BRACKETED.fullmatch(line) if line[:1] in "(（" else None
    return found["note"].strip() if found is not None else None


def kind_of_note(note: str | None) -> RevisionKind | None:
    """What a note says of its telling by its first word; None where that says nothing.

    >>> kind_of_note("Corrige cifra"), kind_of_note("Neu: weitere Details"), kind_of_note("Neubau"), kind_of_note("Eds: A picture")
    (<RevisionKind.CORRECTION: 'correction'>, <RevisionKind.UPDATE: 'update'>, None, None)
    """
    begun = _EDS.match(note) if note else None
    word = _word(note[begun.end() :] if note and begun else note or "")
    return RevisionKind(word) if word and word != _SILENT else None


def is_known(note: str) -> bool:
    """Whether it begins as notes do."""
    return _word(note) is not None


def is_note(line: str) -> bool:
    """Whether a line is a note in brackets by its first word; one of small letters may go on with a sentence, and a stop ends one.

    >>> is_note("(Actualiza con comentarios)"), is_note("(writes Jane Roe)"), is_note("(The harbour)")
    (True, False, False)
    """
    note = bracketed(line)
    return note is not None and not note[0].islower() and not note.endswith(_STOPS) and is_known(note)


def _word(note: str) -> str | None:
    low = note[:_REACH].casefold().lstrip("( ")
    for word, begins, kind in _words().get(low[:_KEY], ()):
        if low.startswith(word) and (begins or not low[len(word) : len(word) + 1].isalpha() or word >= _UNSPACED):
            return kind
    return None


@cache
def _words() -> dict[str, list[tuple[str, bool, str]]]:
    """The words by their first letters: (word, whether it may go on, what it says), the longer ones first."""
    found: dict[str, list[tuple[str, bool, str]]] = {}
    for row in _FILE.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        kind, _, words = row.split("\t")
        for one in words.casefold().split("|"):
            word = one.removesuffix("*")
            found.setdefault(word[:_KEY], []).append((word, word != one, kind))
    for rows in found.values():
        rows.sort(key=lambda row: -len(row[0]))
    return found
