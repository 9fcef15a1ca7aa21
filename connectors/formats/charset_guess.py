"""The charset of bytes that say nothing of it and are no UTF-8: guessed only where the letters leave no doubt."""

import re

_RUNS = re.compile(rb"[\x80-\xff]{4,}")
_HIRAGANA = re.compile("[\u3041-\u3093]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_FEWEST = 12
"""Bytes outside ASCII that a guess is made from."""


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


_SAMPLE = 20_000
"""Characters that a reading is judged by."""
_LEAST_MIXED, _MOST_MIXED = 0.25, 0.9
"""Shares of capitals that no text has: letters of another charset."""
_HALF_ASCII = ("big5hkscs",)
"""The second byte of a character may be a Latin letter's."""
_LETTERS = {
    ("cp1251", "koi8-u", "cp866", "iso8859-5"): (0.58, "оеаинтсрвлкмдп"),
    ("cp1256", "iso8859-6"): (0.7, "اليمنتروبعدسفهقةكحجأىإ"),
    ("cp1253", "iso8859-7"): (0.7, "αοιετσνηυρπκμλςάέήίόύώγδθχ"),
    ("cp1255",): (0.55, "יוהלאמרתבשנם"),
    ("cp874",): (0.7, "านรอกเงคมยลวดทสตะปบหแ่้ิีัุู์"),
    ("gb18030",): (
        0.2,
        (
            "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学"
            "如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日新市月报记者长，。、“”"
        ),
    ),
    _HALF_ASCII: (
        0.2,
        (
            "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作里用道行所然家種事成方多經麼去法學"
            "如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日新市月報記者長，。、「」"
        ),
    ),
    ("cp949",): (0.3, "이다는의에가을를은고하지로기사한대리도인자시서해수전정일부"),
}
"""Codecs -> the share of the characters outside ASCII that must be these, a language's commonest; read in another codec few of them are."""


def by_letters(payload: bytes) -> tuple[str, str] | None:
    """(the text, its codec) of bytes that can be no Latin letters, where one reading has a language's own letters by far the most."""
    apart = is_not_latin(payload)
    best: tuple[float, str, str] = (0.0, "", "")
    for names, (least, letters) in _LETTERS.items():
        for name in names if apart or names == _HALF_ASCII else ():
            try:
                text = payload.decode(name)
            except UnicodeDecodeError:
                continue
            outside = _NOT_ASCII.findall(text)[:_SAMPLE]
            if len(outside) * 2 < _FEWEST or _LEAST_MIXED < sum(map(str.isupper, outside)) / len(outside) < _MOST_MIXED:
                continue
            share = sum(one in letters for one in map(str.lower, outside)) / len(outside) / least
            if share >= 1 and share > best[0]:
                best = share, text, name
    return (best[1], best[2]) if best[0] else None
