"""What a line of a page is by its shape: a time, a counter, a path, a script, a title, a sentence. No site is known here."""

import re
import unicodedata
from functools import lru_cache

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.months import ascii_digits, month_of, weekday_of
from newsbeam.pipeline.text.page.section_words import SECTIONS
from newsbeam.pipeline.text.page.time_words import AGO, CLOCK

_TOKEN = late(r"\d+(?:st|nd|rd|th)?|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u064b-\u0652'’.]|-(?=[^\W\d_]))*|[^\s\w]")
_FIGURE = re.compile(r"\d")
_CJK = late("[\u3040-\u9fff\uac00-\ud7a3]")
_STOPS = ".!?。！？।۔॥…؟።։။།"
_END = re.compile(
    rf"[{_STOPS}][\"”“’'»)\]」』〞]{{0,3}}(?:\s?[(\[（/](?:[^()\[\]（）/\n]{{2,24}}|\*)[)\]）/]\.?|\s[A-Z]{{2,8}}(?:\s[A-Z]{{2,4}}){{0,3}}|\s?Enditem){{0,2}}$"
)
"""A stop, and perhaps who signs behind it: `he said. (PNA)`, `he said. PTI ABC`, `katanya. (*)`."""
_END_LETTERS = frozenset("\"”“’'»)]」』〞）/ABCDEFGHIJKLMNOPQRSTUVWXYZm\n")
"""What is last in it, but for a stop."""
_END_REACH = 80
"""More characters than it takes."""
_QUESTION = re.compile(r"[!?！？؟][\"”’'»)\]」』]{0,3}$")
_TEASER = late(r"(?:\.\.|…)[\"”’'»)\]]?$")
_URL = re.compile(r"(?:[^:]{0,24}:\s?)?(?:https?://|www\.)\S+/?\s*", re.IGNORECASE)
_SCRIPT = late(
    r"select \* from|function\s?\(|googletag|window\.\w+ ?[=(.\[]|document\.(?:write|get)|<script|</?(?:div|span|iframe|style)\b|\);\s*$|"
    r"^\s*(?:var|let|const) \w+ ?=|^\s*[.#@][\w-]+ ?\{|insert into \w+|adsbygoogle|^\s*[{}]\s*$|\(adsbygoogle",
    re.IGNORECASE,
)
_COUNTER = late(
    r"\d[\d.,]*\s?(?:[km]\b)?\s?(?:total |min(?:ute)?s? |-\s?\d+ ?)?(?:views?|visits?|reads?|shares?|comments?|photos?|images?|likes?|tweets?|claps?|"
    r"vistas|lecturas|comentarios?|fotos?|visualizações|comentários?|vues|commentaires?|photos|kommentare?|bilder|letture|commenti|"
    r"просмотр\w*|комментари\w*|перегляд\w*|коментар\w*|wyświetleń|komentarzy|(?:zobacz )?zdję(?:cia|ć)|okunma|görüntülenme|yorum|مشاهدة|تعليق\w*|قراءة|"
    r"بازدید|نظر|مناظر|阅读|評論|评论|点赞|次阅读|조회\w*|댓글)\b.{0,20}",
    re.IGNORECASE,
)
_COUNTED = late(
    r"(?:views?|comments?|reads?|hits|shares?|visits?|visitas|lecturas|vues|aufrufe|просмотров|переглядів|مشاهدات|조회수?|阅读|浏览)\s?[:：]?\s?\d[\d.,km]*",
    re.IGNORECASE,
)
_CAPTION = late(
    r"(?:image|photo|picture|pic|foto|fotografía|fotografia|fotó|bild|фото|imagen|imagem|image|immagine|zdjęcie|صورة|تصویر|फोटो|写真|사진(?:제공)?|图)"
    r"(?: (?:credits?|courtesy|by))?\s?[:：/=|](?!\s?(?:v[ií]deo|видео|відео))\s?\S|\b(?:AFP|AP|Reuters|EPA|Getty)\s?(?:photo|images|foto)\b|^(?:file|representational|representative) (?:image|photo|pic)|"
    r"[-–—―]\s?(?:file |courtesy )?(?:pictures?|photos?|pics?|photograph|image|foto|фото)\b[^.]{0,40}$|[-–—―]\s?\S+(?: \S+)? (?:pic|photo|file|picture)s?$|"
    r"[-–—―]\s?(?:twitter|facebook|instagram|youtube|x|reuters|afp|ap|app|epa|pid|pti|ani|inp|bernama|file|courtesy)(?:/\w+)?$|"
    r"//\s?[A-Z]{2,12}$|\((?:AP|AFP|Reuters|EPA) Photo\b|\b(?:Getty Images|Shutterstock|File Photo|kremlin\.ru)\)?$",
    re.IGNORECASE,
)
_PICTURED = re.compile(r"[^\s.]\.? \((?:AP|AFP|Reuters|REUTERS|EFE|EPA|dpa|ANSA|Xinhua|TASS|Getty)\)$")
_PICTURED_BY = re.compile(r"\.\s(?:EFE|EPA|AFP|AP|ANSA|LUSA|Lusa|REUTERS|Reuters|dpa)/\S.{0,60}$")
"""`The minister at the palace. (REUTERS)`: who took it, in a line too short for a story."""
_SHORT = 90
_PATH = late(r"\s[>›»]\s?|\s?[>›»]\s|\s?::\s?|\s/\s")
_STEP = re.compile(r"\s[>›»]\s|::")
_MOMENT = late(r"\d{1,2}:\d{2}|\d{1,4}([/.-])\d{1,2}\1\d{1,4}|[年月日]")
_SCORE = re.compile(r"(?<!\d)(?:2[5-9]|[3-9]\d|\d{3}):\d{2}(?!\d)|(?<!\d)\d{1,2}:[6-9]\d(?!\d)")
"""`68:61`: no clock's time."""
_PARTS = re.compile(r"\s?[|•·]\s?")


_MENU, _MENU_PARTS, _MENU_PART, _CLOUD, _CLOUD_WORD = 600, 6, 40, 8, 6
_PUNCTUATION = late(r"[,.;:!?，。、；：！？]")
_GLUED, _GLUES = late(r"[a-zà-ÿα-ωа-я][A-ZÀ-ÞΑ-ΩА-Я][a-zà-ÿα-ωа-я]"), 3
"""Words of a menu that lost what stood between them: `NewsSportWeatherJobs`."""
_SECTIONS, _SECTION = 5, 0.6
"""How many words make a menu of sections; the share of them that are known for such."""
_WIDE = 2.5
_DAY_WORDS, _DAY_LINE = 6, 60


def weight(line: str) -> float:
    """How long a line is to a reader: a character that is a word weighs two and a half."""
    if line.isascii():
        return len(line)
    return len(line) + (_WIDE - 1) * len(_CJK.findall(line))


def ends(line: str) -> bool:
    """Whether it ends as sentences do."""
    if (last := line[-1:]) not in _END_LETTERS:  # nearly every line
        return last != "" and last in _STOPS
    return _END.search(line, max(0, len(line) - _END_REACH)) is not None


def is_teaser(line: str) -> bool:
    """Whether it breaks off: the beginning of another story."""
    return _TEASER.search(line) is not None


def is_prose(line: str) -> bool:
    """Whether a line is text: a sentence of some length, or too long for anything else."""
    length = len(line)
    if length >= 170:
        return True
    if length * _WIDE < 34 or (not (ended := ends(line)) and length * _WIDE < 170):
        return False  # short in any script: nobody has to be weighed
    least = 170 if not ended else 90 if _QUESTION.search(line, max(0, length - 5)) else 34
    return length >= least or weight(line) >= least


def is_moment(line: str) -> bool:
    """Whether a time is one of day or clock, not a mere figure: "Deaths" and "27,690" stand beside each other too."""
    return _MOMENT.search(line) is not None or any(
        month_of(word) is not None or (" " in line and word.casefold() in AGO) for word in _TOKEN.findall(line)
    )


@lru_cache(maxsize=1024)
def is_time(line: str) -> bool:
    """Whether a line says nothing but when: a day, a clock, "Updated:", "3 minutes ago".

    >>> is_time("Fri 21st February 2020 | 07:15 PM"), is_time("hace 3 minutos"), is_time("2 dead in Rome")
    (True, True, False)
    """
    if len(line) > 120:
        return False
    words = _TOKEN.findall(ascii_digits(line))
    if not any(w[0].isdigit() for w in words):
        return False
    # A day whole, and in another calendar behind it: "Sunday, July 11, 2021 | 30 ZUL-QAADAH, 1442".
    return all(map(_of_time, words)) or (
        len(words) > _DAY_WORDS and len(line) <= _DAY_LINE and all(map(_of_time, words[:_DAY_WORDS])) and _is_day(words)
    )


def _is_day(words: list[str]) -> bool:
    first = words[:_DAY_WORDS]
    named = weekday_of(words[0]) is not None and any(map(month_of, first)) and any(len(w) == 4 and w.isdigit() for w in first)
    return named and sum(not _of_time(w) for w in words) <= 2


def is_ago(line: str) -> bool:
    """`3 minutes ago`, `il y a 2 heures`."""
    return (
        len(line) <= 40
        and _FIGURE.search(line) is not None
        and is_time(line)
        and not any(map(month_of, line.split()))
        and any(w.casefold() in AGO for w in line.split()[1:] or [line.strip("0123456789 ")])
    )


def without_time(line: str) -> str | None:
    """What stands before a time at the end of a line ("Jane Roe 3 minutes ago Sat 11th September 2021 | 01:02 AM"), or None.

    >>> without_time("Jane Roe 3 minutes ago Sat 11th September 2021 | 01:02 AM")
    'Jane Roe'
    """
    if len(line) > 160:
        return None
    found = list(_TOKEN.finditer(line))
    at = len(found)
    while at and _of_time(found[at - 1][0]):
        at -= 1
    # A preposition or mark before the time goes with it, but a name does not begin with a figure.
    tail = [one[0] for one in found[at:]]
    if not at or sum(w[0].isdigit() for w in tail) < 1 or len([w for w in tail if w[0].isalnum()]) < 2:
        return None
    if not (_MOMENT.search(line, found[at].start()) or any(month_of(w) or (len(w) > 1 and w.casefold() in AGO) for w in tail)):
        return None  # "reserves fell 45.06", "supplies of a 400"
    if _SCORE.search(line, found[at].start()):
        return None
    return line[: found[at - 1].end()].strip(" ,|-–—•·(")


def is_script(line: str) -> bool:
    """What a page's program left behind."""
    return _SCRIPT.search(line) is not None


def is_link(line: str) -> bool:
    """Nothing but an address, perhaps with a label."""
    return _URL.fullmatch(line) is not None


def is_counter(line: str) -> bool:
    """`213 total views today`, `5 photos`."""
    return (
        len(line) <= 40
        and _FIGURE.search(line) is not None
        and not ends(line)
        and bool(_COUNTER.fullmatch(line) or _COUNTED.fullmatch(line))
    )


def is_caption(line: str) -> bool:
    """A picture's line, by whose picture it is."""
    if len(line) > 240:
        return False
    return (
        _CAPTION.search(line) is not None
        or (len(line) <= _SHORT and _PICTURED.search(line) is not None)
        or ("/" in line and _PICTURED_BY.search(line) is not None)
    )


def is_path(line: str) -> bool:
    """`HOME > NATIONAL > Article`, `ua | en | ru`: short parts between marks, or before or after one."""
    if len(line) > 120 or ends(line) or "«" in line:
        return False
    parts = [part for part in _PATH.split(line) if part.strip()]
    if len(parts) > 2 or (len(parts) == 2 and all(len(part.split()) <= 3 for part in parts) and _STEP.search(line)):
        return all(len(part.split()) <= 6 and weight(part) <= 48 for part in parts)
    parts = _PARTS.split(line)
    return len(parts) > 1 and all(len(part.split()) <= 3 and weight(part) <= 30 for part in parts)


def is_menu(line: str) -> bool:
    """A page's menu in one line: many short parts between strokes, many short words of a script without spaces.

    >>> is_menu("Home | All Stories | Financial | Sports | Photos | Contests"), is_menu("成都 绵阳 德阳 自贡 攀枝花 泸州 广元 遂宁")
    (True, True)
    """
    if len(line) > _MENU:
        return False
    if len(_GLUED.findall(line)) >= _GLUES and not ends(line):
        return True
    if _PUNCTUATION.search(line):
        return False
    words = line.split()
    if len(words) >= _SECTIONS and sum(word.casefold() in SECTIONS for word in words) >= _SECTION * len(words):
        return True
    if len(words) >= _CLOUD and line[0] >= "\u3040":
        return sum(map(len, words)) <= _CLOUD_WORD * len(words)
    parts = [part for part in _PARTS.split(line) if part]
    return len(parts) >= _MENU_PARTS and all(len(part) <= _MENU_PART for part in parts)


def bare(text: str) -> str:
    """Letters and digits only, without case and accents: what is the same headline twice."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    return "".join(filter(str.isalnum, text.casefold()))


def is_when(word: str) -> bool:
    """Whether a word belongs to a time: `ago`, `pm`, `updated`."""
    low = word.casefold()
    return low in CLOCK or low in AGO


def _of_time(word: str) -> bool:
    if word[0].isdigit() or not word[0].isalpha():
        return word not in '"“”?!«»'
    low = word.casefold().rstrip(".")
    return low in CLOCK or low in AGO or month_of(low) is not None or weekday_of(low) is not None or len(low) == 1
