"""Whether what stands behind a place runs on as text, not as a title does."""

from newsbeam.pipeline.gazetteer.script import UNCASED

_UNCASED_TEXT, _UNCASED_WORDS = 30, 5
_POSTPOSITIONS = frozenset("को में से की का के तक पर ने কে তে থেকে এর کو میں سے کی کا کے تک پر نے".split())  # noqa: SIM905 (as a list it would be a screen long)
_FAR = 120
"""Characters of a text that begins with titles and names."""
_LINE, _SMALL = 80, 0.4
"""Characters of such a lead, and the share of its words in small letters."""


def reads_on(after: str) -> bool:
    """Whether what follows is running text: a capital, some length, and small words before long ("Concert in the Park" is a title)."""
    words = after.split()[1:8]
    if after[:1] >= UNCASED:
        return len(after) >= _UNCASED_TEXT and len(words) > _UNCASED_WORDS and after.split(maxsplit=1)[0] not in _POSTPOSITIONS
    return (
        len(after) >= 40 and not after[0].islower() and sum(w[0].islower() for w in words) >= 0.4 * len(words) if words else False
    )


def reads_on_far(after: str) -> bool:
    """Whether a text goes on in small letters, though it begins with titles and names: "JAKARTA. Kepala Kepolisian Resor Metro Jakarta Selatan"."""
    words = after.split()[1:-1]
    return len(after) >= _FAR and sum(word[0].islower() for word in words) >= 0.4 * len(words)


def goes_on(after: str) -> bool:
    """Whether the first line behind a town is long and mostly of small letters: a lead, no title."""
    line = after.partition("\n")[0]
    words = line.split()[1:]
    return len(line) >= _LINE and sum(word[0].islower() for word in words) >= _SMALL * len(words)
