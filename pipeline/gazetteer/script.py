"""How the script of a name treats a word's edge: decided once, when the gazetteer is built."""

STRICT, FREE, PREFIXED, SUFFIXED, KATAKANA, BOUND, LED = range(7)
"""`BOUND`: a short name in a script that puts endings behind: only a known ending may follow. `LED`: a short name in a script
without spaces: a word of place must lead to it."""

UNCASED = "\u0590"
"""The scripts from here on have no capitals (but for Georgian and Cherokee)."""

NEEDED = (
    ("\u0590", "\u0780", 4),  # Hebrew, Arabic
    ("\u0900", "\u0e00", 5),  # the scripts of India: vowel signs count as letters
    ("\u0e00", "\u10a0", 6),  # Thai, Lao, Burmese
    ("\u10a0", "\u1100", 6),  # Georgian
    ("\u3040", "\u30a0", 9),  # hiragana: a word of the language more often than a town
    ("\u30a0", "\u3100", 4),  # katakana
    ("\u3400", "\ua000", 2),  # Han
    ("\uac00", "\ud7b0", 3),  # Hangul
)
"""First letters of each script, and how many letters a name in it needs to be believed wherever it stands."""


def needed(name: str) -> int | None:
    """How many letters a name in this one's script needs; None for scripts with spaces and plain edges."""
    return next((length for begin, end, length in NEEDED if begin <= name[0] < end), None)


def edge_of(surface: str) -> int:
    """How the script of `surface` treats a word's edge."""
    char = surface[-1]
    if char < UNCASED:
        return STRICT
    short = len(surface) < (needed(surface) or 0) or "\u0b95" <= char <= "\u0bb9"  # a Tamil stem: an ending must follow it
    if char < "\u0780":
        return STRICT if len(surface) < 4 else PREFIXED
    if "\u0900" <= char < "\u0e00" or "\uac00" <= char < "\ud7b0" or "\u10a0" <= char < "\u1200":
        return BOUND if short else SUFFIXED
    if "\u1200" <= char < "\u1380":
        return PREFIXED
    if "\u30a0" <= char < "\u3100":
        return KATAKANA
    if "\u0e00" <= char < "\u0e80" and short:
        return LED
    return FREE if "\u0e00" <= char < "\u10a0" or char >= "\u2e80" else STRICT
