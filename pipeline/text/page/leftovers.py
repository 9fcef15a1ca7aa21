"""What a page leaves among a story's lines, by its shape: a picture's file, a link printed twice, a choice of languages, where a paper printed it."""

import re

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.months import ascii_digits, month_of
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.stamps import has_day

_PICTURE = re.compile(r"\S{1,160}\.(?:jpe?g|png|gif|webp|svg)(?:[?&)#=]\S*)?", re.IGNORECASE)
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}[^%\s]{0,40}(?:%[0-9A-Fa-f]{2}|\+)")
"""A file's name as addresses write it."""
_ROUND, _TOPICS, _STOPS = 7, 4, (",", ":", "!", "?")
"""Spaces of a row of topics behind the first, at least; letters of a word that is none; what no such row has in it."""
_NUMBERED = late(r"(?:العدد|№|nr\.?|no\.?|nº|sayı|číslo|broj)\s?\d{2,6}(?!\d)", re.IGNORECASE)
"""The number of a paper, before its day."""
_PORTRAIT = "Thumbnail "
"""What a page's program calls a picture, before what it shows."""
_SLUG = re.compile(r"[a-z0-9]{1,24}(?:-[a-z0-9]{1,24}){4,20}")
"""`old-ferry-crosses-the-lake-again`: how a page's address ends."""
_LEAST, _PRINTED, _NAME_WORDS = 24, 120, 3
"""Characters of a title that stands twice on its line; of a line that says where it was printed."""
_PAGE = late(
    r"\b(?:seiten?|page|página|pagina|strona|strony|strana|stránka|oldal|sivu|sida|side|sayfa|стр|с|с\.|str|pág|pag|hlm|halaman)\.?\s?[A-Z]?\d{1,3}\b",
    re.IGNORECASE,
)
_READING = late(
    r"(?:[^\W\d_]{3,12}\s?[:–-]\s?)?\d{1,3}\s?m[^\W\d_]{0,8}\.?\s(?:(?:de|di|da|o|att|lang)\s)?(?:lectura|lecture|lettura|leitura|leestijd|leestid|lesetid|"
    r"læsetid|lästid|läsning|czytania|čítania|čtení|čitanja|branja|citire|lukuaika|okuma|baca|skaitymo|lasīšana|lugemist|lesezeit)"
    r"|\d{1,3}\s(?:мин|хв|м)[^\W\d_]{0,7}\.?\s(?:на\s)?(?:чтения|читання|четене|читања)|\d{1,3}\sperc(?:es)?\s(?:az\s)?olvas\w+|\d{1,3}\sλεπτ\w*\sανάγνωσης",
    re.IGNORECASE,
)
"""How long a reader takes."""
_LANGUAGES = frozenset(
    "english inglés inglês anglais englisch inglese engels английский англійська español spanish castellano français french francais "  # noqa: SIM905 (words read better than a list of them)
    "deutsch german italiano italian português portuguese русский russian рус українська ukrainian укр العربية arabic عربي فارسی persian "
    "türkçe turkish 中文 chinese 简体中文 繁體中文 日本語 japanese 한국어 korean polski polish česky čeština czech slovensky magyar hungarian română "
    "romanian български bulgarian srpski hrvatski ελληνικά greek עברית hebrew bahasa indonesia melayu tiếng việt ไทย हिन्दी hindi বাংলা "
    "bengali bangla اردو urdu kiswahili swahili nederlands dutch svenska swedish dansk norsk suomi eesti latviešu lietuvių қазақша kazakh "
    "ўзбекча o‘zbekcha azərbaycan azerbaijani հայերեն armenian ქართული georgian беларуская shqip albanian македонски català euskara galego".split()
)


def is_leftover(line: str) -> bool:
    """Whether a line is none of any story.

    >>> is_leftover("1.jpg&w=3840&q=75)"), is_leftover("Boats sail again on the lake Boats sail again on the lake")
    (True, True)
    >>> is_leftover("English Français"), is_leftover("Lake Post Nr. 7 vom 18.7.2003, Seite 2"), is_leftover("French English")
    (True, True, True)
    >>> is_leftover("Lake Ortsee ferry traders boats fares pier Lake Ortsee"), is_leftover("He came, he saw and then he came, he said")
    (True, False)
    """
    if " " not in line.lstrip("• "):
        return any(one.fullmatch(line) for one in (_PICTURE, _SLUG)) or _ENCODED.search(line) is not None
    if line.startswith(_PORTRAIT) or _is_round(line):
        return True
    return _is_twice(line) or _is_choice(line) or _is_imprint(line) or _READING.fullmatch(line) is not None or _is_taken_by(line)


def _is_twice(line: str) -> bool:
    """A picture's description and the title below it, the same words."""
    half = len(line) // 2
    if half < _LEAST:
        return False
    if len(line) % 2 == 0:  # nothing stands between them: `two hurtBus hits`
        return line[0] == line[half] and line[half - 1] != " " and line[:half] == line[half:]
    return line[half] == " " and line[:half] == line[half + 1 :]


def _is_round(line: str) -> bool:
    """A page's topics in a row that end with those that begin it: `Lake Ortsee ferry traders boats fares pier Lake Ortsee`."""
    first, _, rest = line.partition(" ")
    at = rest.rfind(f" {first} ")
    if at < 0 or len(line) > _PRINTED or rest.count(" ") < _ROUND:
        return False
    if not line.startswith(rest[at + 1 :]) or any(one in line for one in _STOPS):
        return False
    return not any(len(word) < _TOPICS and word.islower() for word in line.split())  # a sentence has small words


def _is_choice(line: str) -> bool:
    """Languages in which the page can be read, and nothing else."""
    words = line.split()
    return 1 < len(words) <= len(_LANGUAGES) and all(
        word.strip("|/,·•").casefold() in _LANGUAGES or word in "|/·•" for word in words
    )


def _is_taken_by(line: str) -> bool:
    """Whose a picture is, behind its agency: `MTI - Jane Roe`."""
    house, _, name = line.partition(" - ")
    if not (1 < len(name.split()) <= _NAME_WORDS and house.isupper() and " " not in house) or agency(house) is None:
        return False
    return not shapes.ends(line) and all(word[0].isupper() and not word.isupper() for word in name.split()) and not is_place(name)


def _is_imprint(line: str) -> bool:
    """The paper's number, day and page."""
    if len(line) > _PRINTED or shapes.ends(line):
        return False
    if _NUMBERED.match(line) is not None:
        return has_day(ascii_digits(line)) or any(month_of(word) is not None for word in line.split())
    return has_day(ascii_digits(line)) and _PAGE.search(line) is not None
