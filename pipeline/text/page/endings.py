"""A page's own last lines, by their shape alone: a way back, a row of networks, a source, a house, whom to ask, what another page tells.

Nothing here asks whether a page was printed with the text: no story ends so.
"""

import re
from collections.abc import Sequence

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.dateline_source import DOMAIN
from newsbeam.pipeline.text.houses import is_house
from newsbeam.pipeline.text.months import ascii_digits, month_of
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.page.share import networks
from newsbeam.pipeline.text.page.words import words_of
from newsbeam.pipeline.text.person_words import NO_PERSON
from newsbeam.pipeline.text.signoff import is_label_of_source, is_sourced, source_line

_BACK = re.compile(r"[«‹←↩▲↑<]{1,2}\s?[^\W\d_][^\n.,:;!?«»‹›\"”]{1,28}")
"""`« Voltar`, `← All news`: a way back."""
_OFFICE, _OFFICES = 3, 3
"""Spaces of a line in capitals that is the name of whoever issued the text; how many such lines stand below a text, at most."""
_BACK_WORDS, _NETWORKS, _SHORT, _SOURCE = 3, 3, 40, 80
"""Words of a way back; networks named in a row; what a house's name, and a source's line, weigh at most."""
_PICTURED = late(
    r"[(\[（【]\s?[^()\[\]\n]{0,60}?(?:photos?|images?|pictures?|fotos?|fotók?|képe?k?|bilder?|foto|фото|zdjęci[ae]|imagen|imagem|immagine|사진|写真|图)"
    r"(?:\s[^\W\d_]{2,12})?\s?[:：=–-]\s?[^()\[\]\n]{2,80}[)\]）】]",
    re.IGNORECASE,
)
"""`(Kiemelt kép: Kiss Jane/Facebook)`, `(Foto - ISU)`: whose the picture is, in a bracket of its own."""
_MAIL = re.compile(r"[\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,20}")
_PHONE = re.compile(r"(?<![\d.,])(?:\+|\(?0)\d[\d\s()/.–-]{6,20}\d(?![\d.,]\d)")
_LABELLED = re.compile(r"[^\W\d_][^:：\n]{1,38}[:：]")
_ASKED = late(
    r"\b(?:contact|kontakt|contato|contatt|enquir|inquir|rsvp|rückfrage|press|prensa|imprensa|stampa|media|sajtó|prasow|tisk|tlač|presă|"
    r"basın|pers|lehdist|pressi|spaud|pres[eē]|tel|phone|fax|e-?mail|mail|контакт|пресс|прес|тел|для сми|επικοινων|τηλ|للتواصل|هاتف)",
    re.IGNORECASE,
)
"""How words begin by which a line says whom to ask."""
_HOUSES = tuple("電台 电台 電視台 电视台 通讯社 通訊社 新聞網 新闻网 日報 日报 晚報 晚报 신문 일보 뉴스 新聞 放送 テレビ".split())  # noqa: SIM905
"""How a house's name ends in scripts that part no words."""
_PAPER = late(r"[（(]?《[\u3400-\u9fff]{2,10}[报報网網社刊]》[）)]?")
"""`《水岸日报》`: the paper that a Chinese text was taken from."""
_BLOCK, _ASKS, _HEAD = 12, 140, (":", "：", ";")
"""Last lines among which they are looked for; what one weighs at most; how the line above them ends."""
_ABOVE = 4
"""Lines between a heading that says whom to ask and the first number below it."""
_BELOW, _PARTED, _EDGES = 6, re.compile(r"\s[|/–—-]\s"), " .()[]"
"""Lines below a text among which its source stands; what parts the source's name from what else its line says."""
_OTHERS, _TITLE = 2, 12
"""How many other stories, each below its time, make a list of them; what the title of one weighs at least."""
_AKIN = 0.34
"""The share of a line's words that the story has at most, where it is another's."""


def is_own(lines: Sequence[Line], number: int) -> bool:
    """Whether a text's last line is the page's."""
    text = lines[number].text.rstrip(" |")
    if number == 0 or not text:
        return False
    above = lines[number - 1].text
    if shapes.weight(text) <= _SOURCE and (
        is_sourced(text) or is_label_of_source(text) or (is_label_of_source(above) and not shapes.ends(text))
    ):
        return True
    if shapes.is_prose(text):
        return False
    if (_BACK.fullmatch(text) is not None and text.count(" ") <= _BACK_WORDS) or _PAPER.fullmatch(text) is not None:
        return True
    if text[-1] in ")]）】" and text[0] in "([（【":
        return _PICTURED.fullmatch(text) is not None
    if shapes.ends(text):
        return False
    if len(networks(text)) >= _NETWORKS or _is_office(text, lines[:number]):
        return True
    if shapes.weight(text) <= _SOURCE and _LABELLED.match(text) is not None and shapes.is_caption(text):
        return True
    if shapes.weight(text) > _SHORT or not shapes.ends(above) or any(map(str.isdigit, text)):
        return False
    return is_house(text) or text.endswith(_HOUSES)


def _is_office(text: str, above: Sequence[Line]) -> bool:
    """`OFFICE OF PRESS AND INFORMATION`: an office or a house in capitals alone, below a text that is not all in capitals.

    Results, verses and headings in capitals are how stories end too.
    """
    if not text.isupper() or text.count(" ") < _OFFICE or any(map(str.isdigit, text)) or ":" in text:
        return False
    if all(line.text.isupper() for line in above[-_OFFICES:]):
        return False
    return NO_PERSON.search(text) is not None or is_house(text)


def source_below(taken: Sequence[str]) -> str | None:
    """The house that a line right below a text names as its source: an agency, a paper, a site.

    >>> source_below(["Share", "Source : La Dépêche du Lac"]), source_below(["《水岸日报》"]), source_below(["Source: a neighbour"])
    ('La Dépêche du Lac', '水岸日报', None)
    """
    for line in taken[:_BELOW]:
        if "》" in line and _PAPER.fullmatch(line) is not None:
            return line.strip("（(《》）)")
        if ":" not in line and "：" not in line:
            continue
        if (known := source_line(line)) is not None:
            return known
        if is_sourced(line) and len(line) <= _SOURCE:
            name = _PARTED.split(line.replace("：", ":").partition(":")[2])[0].strip(_EDGES)
            if name and (is_house(name) or DOMAIN.fullmatch(name)):
                return name
    return None


def contacts_of(lines: Sequence[Line]) -> int:
    """Where the lines begin that say whom to ask, at a text's end; their count where none do.

    Each has an address or a number and no sentence; what stands among and below them is no sentence either.
    """
    first = end = len(lines)
    asked = [at for at in range(max(1, end - _BLOCK), end) if _is_contact(lines[at].text)]
    for at in reversed(asked):
        if any(shapes.is_prose(line.text) for number, line in enumerate(lines[at:first], at) if number not in asked):
            break
        first = at
    if first == end:
        return end
    above = next((at for at in range(first - 1, max(0, first - 1 - _ABOVE), -1) if _is_head(lines[at].text)), first)
    if all(not shapes.ends(line.text) for line in lines[above:first]):
        first = above  # whoever is asked stands between the heading and the numbers
    while first > 1 and _is_head(lines[first - 1].text):
        first -= 1
    return first


def _is_head(text: str) -> bool:
    return text.endswith(_HEAD) and len(text) <= _ASKS and _ASKED.search(text) is not None


def _is_contact(text: str) -> bool:
    if len(text) > _ASKS or ("@" not in text and "0" not in text and "+" not in text):
        return False
    if ("@" not in text or _MAIL.search(text) is None) and _PHONE.search(text) is None:
        return False
    if shapes.weight(text) > (_SOURCE if shapes.ends(text) else _ASKS):
        return False
    return _ASKED.search(text) is not None and (_LABELLED.match(text) is not None or "@" in text)


def others_of(lines: Sequence[Line]) -> int:
    """Where a list of other stories begins, each below its day or length; the lines' count where none does."""
    begun = next((at for at, line in enumerate(lines) if shapes.is_prose(line.text)), len(lines))
    times = [at for at in range(begun + 1, len(lines) - 1) if _is_entry(lines, at)]
    if len(times) < _OTHERS:
        return len(lines)
    first = times[0]
    story = words_of("\n".join(line.text for line in lines[:first]))
    if any(
        len(words_of(line.text) & story) > _AKIN * len(words_of(line.text)) for line in lines[first:] if not _is_when(line.text)
    ):
        return len(lines)
    if first > 1 and not shapes.ends(lines[first - 1].text) and shapes.weight(lines[first - 1].text) <= _SHORT:
        first -= 1
    return first


def _is_entry(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is a time alone, and the next a title."""
    text, title = lines[at].text, lines[at + 1].text
    return _is_when(text) and not shapes.ends(title) and not _is_when(title) and shapes.weight(title) >= _TITLE


def _is_when(text: str) -> bool:
    if len(text) > _SHORT or not shapes.is_time(text):
        return False
    return ":" in ascii_digits(text) or any(month_of(word) is not None for word in text.split())
