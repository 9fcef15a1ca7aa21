"""Given names in Arabic, Persian and Hebrew, and how far the name goes that one begins; Arabic's ministries."""

# ruff: noqa: SIM905  word lists read best as words

import re
from collections.abc import Iterator, Sequence

from newsbeam.pipeline.taggers.name_lists import given
from newsbeam.pipeline.taggers.name_mentions import Span
from newsbeam.pipeline.taggers.name_title_words import STOPS


def given_name(word: str) -> bool:
    """Whether a word is a given name, in whichever of the letters that Arabic and Persian write alike."""
    return (word not in STOPS and any(one in given() for one in _spelled(word))) or word.startswith(("عبدال", "عبد ال"))


def _spelled(word: str) -> Iterator[str]:
    yield word
    arabic = word.translate(_ARABIC)
    yield arabic
    yield arabic.translate(_PERSIAN)
    if arabic[:1] == "ا":
        yield from (first + arabic[1:] for first in "أإآ")


_ARABIC = str.maketrans("یک", "يك")
_PERSIAN = str.maketrans("يكأإ", "یکاا")


def extended(words: list[str]) -> list[str]:
    """The words of a name that begins here: two, more where a joiner or another given name says so."""
    name = [words[0]]
    want = 2
    for word in words[1:]:
        if word in STOPS:
            break
        name.append(word)
        if word in ("بن", "ابن", "أبو", "آل", "بنت", "بو", "عبد", "בן", "דה"):
            want = len(name) + 1
        elif len(name) >= want:
            break
    return name if name[-1] not in ("بن", "ابن", "أبو", "آل", "بنت", "عبد") else name[:-1]


_WORD = "وزارة ال"
_MINISTRY = re.compile(r"(?<!\w)[وفبلك]{0,2}(وزارة)(?= ال)")
_MATTERS = frozenset(
    "الصحة السكان التربية التعليم العالي البحث العلمي الخارجية الداخلية الدفاع المالية العدل الطاقة الكهرباء النفط الإعلام الثقافة السياحة الآثار "
    "الزراعة الري الموارد المائية المياه البيئة النقل الاتصالات تكنولوجيا المعلومات التجارة الصناعة الاقتصاد التخطيط التنمية المحلية الاجتماعية الإدارية "
    "التضامن الاجتماعي العمل الشؤون الإسلامية الأوقاف الدينية الشباب الرياضة الإسكان المرافق المجتمعات العمرانية التموين البترول الثروة المعدنية الحيوانية "
    "السمكية الاستثمار التعاون الدولي الهجرة المغتربين الحج العمرة البلديات القروية الإنتاج الحربي الطيران المدني الأشغال العامة الداخلية الأسرة المرأة "
    "الطفولة الحكم المحلي التراث المعادن الصيد البحري الفلاحة الإرشاد القانونية البشرية الحضر الشعبية".split()
)
"""What ministries are for."""


def ministries(text: str, known: Sequence[Span]) -> list[Span]:
    """The known bodies, with Arabic's ministries whole: "وزارة الصحة والسكان" where "وزارة الصحة" is known, or none of it is.

    >>> [name for _, _, name in ministries("أعلنت وزارة السياحة والآثار أن الموقع", [])]
    ['وزارة السياحة والآثار']
    """
    names = {start: (end, name) for start, end, name in known}
    for match in _ministry_words(text):
        start, end = match.start(1), match.end()
        for word in text[end + 1 : end + 80].partition("\n")[0].split(" ")[:6]:
            bare = word.rstrip("،.,:؛")
            if bare not in _MATTERS and (bare[:1] != "و" or bare[1:] not in _MATTERS):
                break
            end += 1 + len(bare)
            if bare != word:
                break
        held, name = names.get(start, (match.end(), None))
        if end > held:
            names[start] = (end, name or text[start:end])
    return [(start, end, name) for start, (end, name) in sorted(names.items())]


def _ministry_words(text: str) -> Iterator[re.Match[str]]:
    """What `_MINISTRY` matches: it is asked where the word stands, for by itself it tries every place."""
    at = text.find(_WORD)
    while at >= 0:
        if (match := _MINISTRY.search(text, max(0, at - 2), at + len(_WORD))) is not None:
            yield match
        at = text.find(_WORD, at + 1)
