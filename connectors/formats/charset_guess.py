"""The charset of bytes that say nothing of it and are no UTF-8: guessed only where the letters leave no doubt."""

import re

_RUNS = re.compile(rb"[\x80-\xff]{4,}")
_HIRAGANA = re.compile("[\u3041-\u3093]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_FEWEST = 12
"""Characters that a guess is made from."""


def japanese(payload: bytes) -> tuple[str, str] | None:
    """(the text, its codec) of Japanese: read whole, and one in eight of its characters hiragana, as in no other language's bytes."""
    for name in ("euc_jp", "cp932"):
        try:
            text = payload.decode(name)
        except UnicodeDecodeError:
            continue
        kana = len(_HIRAGANA.findall(text))
        if kana >= _FEWEST and kana * 8 > len(_NOT_ASCII.findall(text)):
            return text, name
    return None


def is_not_latin(payload: bytes) -> bool:
    """Whether most bytes outside ASCII stand in words of nothing else: Cyrillic, Arabic or Chinese, not accents between letters."""
    high = len(payload) - len(payload.translate(None, bytes(range(128, 256))))
    return high >= _FEWEST and sum(map(len, _RUNS.findall(payload))) * 2 > high
