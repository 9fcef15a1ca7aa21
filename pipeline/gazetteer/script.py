"""How the script of a name treats a word's edge: decided once, when the gazetteer is built."""

STRICT, FREE, PREFIXED, SUFFIXED, KATAKANA = range(5)


def edge_of(surface: str) -> int:
    """How the script of `surface` treats a word's edge."""
    char = surface[-1]
    if char < "\u0590":
        return STRICT
    if char < "\u0780":
        return PREFIXED
    if "\u0900" <= char < "\u0e00" or "\uac00" <= char < "\ud7b0" or "\u1100" <= char < "\u1200":
        return SUFFIXED
    if "\u30a0" <= char < "\u3100":
        return KATAKANA
    return FREE if "\u0e00" <= char < "\u1100" or char >= "\u2e80" else STRICT
