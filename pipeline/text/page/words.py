"""The words of a line by which it is told to go on with a text."""

from newsbeam.pipeline.process.late_pattern import late

_LETTERS = 6
WORD = late(r"[^\W\u3040-\U0010ffff]+|[^\W\u0000-\u303f]+")
_WIDE = "\u3040"


def words_of(text: str) -> set[str]:
    """Long words by their beginnings, which no small word is; pairs of characters where words are not parted."""
    found: set[str] = set()
    for word in WORD.findall(text.casefold()):
        if word[0] >= _WIDE:
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) >= _LETTERS:
            found.add(word[:_LETTERS])
    return found
