"""A dateline's place without shouting."""

_LETTERS = ("DC", "D.C")
_SMALL = frozenset("de la el del of the and du do da au en sur am an sous le a al as ar und et bin".split())  # noqa: SIM905 (words read better than a list of them)


def cased(name: str) -> str:
    """A place without shouting: `RIO DE JANEIRO` becomes `Rio de Janeiro`, `PORT-AU-PRINCE` `Port-au-Prince`."""
    if not name.isupper() or len(name) < 3:
        return name
    text = " ".join("-".join(map(_capital, word.split("-"))) for word in name.split())
    return name[:1] + text[1:].replace("եվ", "և")


def _capital(word: str) -> str:
    if word.strip(".") in _LETTERS:
        return word
    # Python lowers İ to i and a combining dot, which no printed name has.
    return word.lower() if word.lower() in _SMALL else word[:1] + word[1:].lower().replace("i\u0307", "i")
