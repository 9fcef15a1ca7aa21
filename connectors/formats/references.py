"""Numeric character references of the half kind: one character written as the two halves of its UTF-16."""

import re

_PAIR = re.compile(
    r"&#(?:[xX]0{0,4}(?P<hex1>[dD][89abAB][0-9a-fA-F]{2})|0{0,4}(?P<dec1>55[2-9]\d\d|56[0-3]\d\d));"
    r"&#(?:[xX]0{0,4}(?P<hex2>[dD][c-fC-F][0-9a-fA-F]{2})|0{0,4}(?P<dec2>56[3-9]\d\d|57[0-3]\d\d));"
)


def paired(text: str) -> str:
    """`text` with each pair of halves as the character that they are.

    >>> paired("&#55357;&#56832; &#xD83D;&#xDE00; &#55357; &#38;")
    '😀 😀 &#55357; &#38;'
    """
    return _PAIR.sub(_character, text) if "#" in text and ";&#" in text else text


def _character(found: re.Match[str]) -> str:
    high, low = (int(found[f"hex{half}"] or "0", 16) or int(found[f"dec{half}"] or "0") for half in (1, 2))
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00) if 0xD800 <= high < 0xDC00 <= low < 0xE000 else found[0]
