"""Who wrote it, where that is printed inside a dateline, right behind it, or in a bracket or a labelled line at the text's end.

Only what a label or the form of a house says: a wrong author is worse than none.
"""

import re

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.byline import is_desk
from newsbeam.pipeline.text.dateline import Dateline
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.dateline_writer import town_and_writer
from newsbeam.pipeline.text.persons import is_person, persons
from newsbeam.pipeline.text.persons_cjk import begins_chinese, is_name, names
from newsbeam.pipeline.text.reporter_cjk import LOOK, MARKS, lead

_CJK, _SHORT, _STROKE = "\u3040", 80, 8
"""Scripts from here on name the reporter in the dateline; characters of a labelled line."""
_REPORTER_ZH = late(r"(?:记者|記者)\s?(?P<names>[\u3400-\u9fff·、，,\s]{2,40})[）)]")
_CENTRAL = late(r"(?:记者|記者)(?P<names>[\u3400-\u9fff、]{2,20})\d{0,2}月?\d{1,2}日[电電]")
_SENT_BY = late(r"[电電]\s?[（(](?P<names>[\u3400-\u9fff]{2,3}(?:[\s、][\u3400-\u9fff]{2,3}){0,3})[）)]\s*$")
_BEHIND_PLACE = late(r"[【\[［][\u3040-\u9fff]{1,12}[=＝](?P<names>[\u3400-\u9fff]{3,5})[】\]］]")
"""`【熊本=佐藤一郎】`"""
_REPORTER_KO = late(
    r"(?P<names>[\uac00-\ud7a3]{2,4}(?:[·ㆍ,\s]{1,2}[\uac00-\ud7a3]{2,4}){0,3}\s?(?:기자|특파원|통신원))(?![\uac00-\ud7a3])"
)
_BEFORE_STROKE = late(
    r"(?P<names>[^\W\d_a-z][^\W\d_]+(?: [^\W\d_a-z][^\W\d_]+){0,2} [A-ZÇĞİÖŞÜ]{2,}(?:-[A-ZÇĞİÖŞÜ]{2,})?)\s?/\s?[A-ZÇĞİÖŞÜ]{3}"
)
"""DHA: `Ayşe YILMAZ/VAN, (DHA)-`."""
_BEHIND_TOWN = late(r",\s?(?P<names>[\u0900-\u0963]{2,16}(?: [\u0900-\u0963]{2,16}){1,2})\s?।\s*$")
"""`ग्वालियर, अतुल सक्सेना। `"""
_CAPITALS = late(
    r"(?P<names>[A-ZÇĞİÖŞÜÂ]{2,}(?: [A-ZÇĞİÖŞÜÂ]{2,}){1,3})(?:\s?/\s?[A-ZÇĞİÖŞÜÂ]{2,}(?: [A-ZÇĞİÖŞÜÂ]{2,}){1,2})?\s[-–]\s"
)
"""Anadolu: `VAN (AA) - AYŞE YILMAZ - `."""
_LABELS = (
    r"pewarta|reporter|penulis|laporan|autor(?:a|in|es)?|auteur|author|tác giả|haber(?:[- ]kamera)?|muhabir|mwandishi|автор|текст|texto?|"
    r"מאת|كتب(?:ت)?|تحرير|written by|reported by|report by|story by|ein bericht von|aus \S+ berichtet"
)
_LABELLED = late(
    rf"(?:{_LABELS})(?:\s?[:：]\s?|(?<=كتب|ريم|تبت)\s?[-–—]\s?|(?<=by|on|et|את)\s)(?P<names>[^\s:：][^:：\n]{{3,60}})$",
    re.IGNORECASE,
)
_PICTURES = late(r"\s?[/|,]\s?(?:fotos?|photos?|editor|фото)\s?:.*$", re.IGNORECASE)
_BRACKET_REPORTER = late(r"[（(【](?:本[报報刊网]|本社)?(?:记者|記者)\s?(?P<names>[\u3400-\u9fff·、，,\s]{2,30})[）)】]$")
_BRACKET_NAME = late(r"(?P<stop>^|[。\n])[（【](?P<names>[\u3400-\u9fff]{4}|[\u3400-\u9fff]{1,3}[ 　][\u3400-\u9fff]{1,3})[）】]$")
_BRACKET_CAPITALS = late(r"\s\((?P<names>[A-Z]{3,}(?: [A-Z]{2,}){1,3})(?:/[A-Z]{1,3}-?\d{0,2}){1,2}\)$")
"""How Indonesian papers sign: `jelas Bupati. (JAYA ROE/B-2)`."""
_OWN_REPORT, _BRACKET_CHINESE = (
    ("本报讯", "本報訊", "本网讯", "本刊讯"),
    late(r"(?:^|\n|(?<=。))[（(](?P<names>[\u3400-\u9fff]{2,3})[）)]$"),
)
"""How a Chinese paper's own reports begin, and how they are signed at their end."""
_HAN = "\u3400"
"""Where the characters begin of which names in brackets are made."""
_KANA, _NEAR = late("[\u3040-\u30ff]"), 400
"""Only Japanese papers sign by a name alone in brackets."""
_NO_NAME = late("[略記事写真続終完編注図号版面紙社者局員時報完了前後中済別文補]|関連|共同|以下|以上")
"""What four characters in a bracket say otherwise: 敬称略, 関連記事, 写真説明."""


def at_dateline(found: Dateline, text: str) -> tuple[str | None, str]:
    """(who wrote the story by its dateline or by what stands right behind it, the text without that)."""
    printed = found.text
    if found.credit and text[:2].isupper() and (match := _CAPITALS.match(text)) and _is_anadolu(found.credit):
        return (match["names"], text[match.end() :]) if is_person(match["names"]) else (None, text)
    if "/" in printed and (match := _BEFORE_STROKE.match(printed)) and is_person(match["names"]) and not is_place(match["names"]):
        return match["names"], text
    if "।" in printed and (match := _BEHIND_TOWN.search(printed)) and is_person(match["names"]) and not is_desk(match["names"]):
        return match["names"], text
    if (written := town_and_writer(f"{printed}.")) is not None:
        return written.names, text
    return (None if printed.isascii() else _in_cjk(found)), text


def _is_anadolu(credit: str) -> bool:
    known = agency(credit)
    return known is not None and known.name == "Anadolu"


def _in_cjk(found: Dateline) -> str | None:
    """The reporter of a Chinese, Japanese or Korean dateline."""
    printed = found.text
    if "기자" in printed or "특파원" in printed or "통신원" in printed:
        return reporter_ko(printed)
    if not MARKS.isdisjoint(printed[:LOOK]) and (named := lead(printed.lstrip())) is not None:
        return "、".join(named.names)
    if "记者" in printed or "記者" in printed:
        if match := _REPORTER_ZH.search(printed):
            return _known(match["names"])
        match = _CENTRAL.search(printed)
        return _known(match["names"].removesuffix(found.place)) if match and found.place else None
    if ("电" in printed or "電" in printed) and (match := _SENT_BY.search(printed)):
        return _known(match["names"])
    if ("=" in printed or "＝" in printed) and (match := _BEHIND_PLACE.match(printed)):
        return _known(match["names"])
    return None


def reporter_ko(printed: str) -> str | None:
    """The reporter of a Korean dateline, with the role."""
    match = _REPORTER_KO.search(printed)
    return match["names"] if match and names(match["names"]) else None


_PADDED = late(r"(?<=(?<![\u3400-\u9fff])[\u3400-\u9fff])[ 　](?=[\u3400-\u9fff](?![\u3400-\u9fff]))")
"""The space that fills a name of two characters up: `孟 威`."""


def _known(printed: str) -> str | None:
    """Names as printed, where each is one that nobody else has."""
    found = [name for name in re.split(r"[\s、，,]+", _PADDED.sub("", printed)) if name]
    ours = found and all(is_name(name) and agency(name) is None and not is_place(name) for name in found)
    return "、".join(found) if ours else None


def labelled(line: str) -> str | None:
    """The names of a line below or above a text that says whose they are: `Pewarta: Ayu Sari`, `Tác giả: Hồ Cầu`."""
    if len(line) > _SHORT or not (match := _LABELLED.match(_PICTURES.sub("", line.rstrip(" :：")))):
        return None
    printed = match["names"].partition("/")[0].strip()
    return printed if (found := persons(printed)) and all(" " in name or name[0] >= _CJK for name in found) else None


def _is_chinese(name: str) -> bool:
    return begins_chinese(name) and agency(name) is None and not is_place(name)


def in_bracket(body: str) -> tuple[int, str] | None:
    """(where it begins, who wrote the text) of a bracket at its end: `（记者 姜煜）`, `（佐藤一郎）`."""
    if body[-1:] not in ("）", ")", "】"):
        return None
    if body[-2:-1] < _HAN and body[-2:-1].isalnum():
        found = _BRACKET_CAPITALS.search(body, max(0, len(body) - _SHORT)) if "/" in body[-_STROKE:] else None
        return (found.start(), found[0].strip(" ()")) if found is not None and is_person(found["names"]) else None
    last = max(0, len(body) - 40)
    if match := _BRACKET_REPORTER.search(body, last):
        return (match.start(), known) if (known := _known(match["names"])) else None
    if body.startswith(_OWN_REPORT) and (match := _BRACKET_CHINESE.search(body, last)) and _is_chinese(match["names"]):
        return match.start(), match["names"]
    match = _BRACKET_NAME.search(body, last)
    if (
        match is None
        or not is_name(match["names"])
        or not (match.start() == 0 or _KANA.search(body, max(0, len(body) - _NEAR)))
        or _NO_NAME.search(match["names"])
        or agency(match["names"])
        or is_place(match["names"])
    ):
        return None
    return match.end("stop"), match["names"]
