"""The charset of bytes that say nothing of it and are no UTF-8: guessed only where they can be no Latin letters."""

import re

_RUNS = re.compile(rb"[\x80-\xff]{4,}")
_HIRAGANA = re.compile("[\u3041-\u3093]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_FEWEST = 12
"""Bytes outside ASCII that a guess is made from."""
_LATIN = "cp1252"
_WIDE = ("big5hkscs", "cp932", "cp949", "euc_jp", "gb18030")
"""Charsets in which the second byte of a character may be a Latin letter's."""
_NARROW = ("cp1251", "koi8_u", "cp866", "iso8859_5", "cp1253", "iso8859_7", "cp1255", "cp1256", "iso8859_6", "cp874")


def guessed(payload: bytes) -> tuple[str, str] | None:
    """(the text, its codec) that charset-normalizer finds among the charsets of other scripts that browsers read; None for Latin letters."""
    if outside_ascii(payload) < _FEWEST:
        return None
    if japanese := _japanese(payload):
        return japanese
    from charset_normalizer import from_bytes  # 20 ms, and few documents need it

    found = from_bytes(payload, cp_isolation=[*_WIDE, *(_NARROW if is_not_latin(payload) else ()), _LATIN]).best()
    return None if found is None or found.encoding == _LATIN else (str(found), found.encoding)


def _japanese(payload: bytes) -> tuple[str, str] | None:
    """Japanese for certain: read whole, and one in eight of its characters hiragana. The library takes short pieces of it for Korean."""
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
    high = outside_ascii(payload)
    return high >= _FEWEST and sum(map(len, _RUNS.findall(payload))) * 2 > high


def outside_ascii(payload: bytes) -> int:
    """How many bytes are no ASCII."""
    return len(payload) - len(payload.translate(None, bytes(range(128, 256))))
