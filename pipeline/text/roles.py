"""The line of roles at a text's end: "(Reporting by X; Editing by Y)", in the languages that agencies print it in."""

import re
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.person_words import SPLIT
from newsbeam.pipeline.text.persons import persons
from newsbeam.pipeline.text.written_by import in_bracket

_REACH = 700
"""Characters that a line of roles may take."""
_WRITES = (
    r"report(?:ing|ed)|writ(?:ing|ten)|compil(?:ed|ing)|reporte|reportaje|informaci[oó]n|escrito|redacci[oó]n|reportagem|reportage|"
    r"rédigé|bericht|geschrieben|verfasst|scritto|redatto|reportage|إعداد|تغطية صحفية|репортаж|haberi yazan|取材|記者名?|撰稿|编译"
)
_EDITS = (
    r"edit(?:ing|ed)|translat(?:ion|ed)|contributed|editado|editada|edici[oó]n|edição|editad[oa]|traducido|traducci[oó]n|tradução|édité|traduit|"
    r"redigiert|bearbeitet|übersetzt|editing|tradotto|a cura|تحرير|редактор|перевел[аи]?|düzenleyen|編集|翻訳|审校|審校|编审|編輯"
)
_BY = r"(?:and \w+ )?(?:in [\w ]{1,30} )?(?:\bby\b|\bpor\b|\bde\b|\bpar\b|\bvon\b|\bdi\b|\bda\b|[:：]|(?<=[\u0600-\u06ff\u3040-\u9fff])\s?)"
_LINE = late(
    rf"\n[(（\[]?((?:(?:additional|further|with|con|avec|mit|und|and) )*(?:{_WRITES}|{_EDITS})\s?{_BY}[^\n]{{2,600}}?)[)）\]]?\s*$",
    re.IGNORECASE,
)
_BEGINS = frozenset(
    "add and ave bea ber com con düz edi édi esc fur ges hab inf mit red réd rep scr tra und ver wit wri übe ред реп пер إعد تحر تغط".split()  # noqa: SIM905 (words read better than a list of them)
) | {"a c"}
"""The first letters of what `_LINE` and `_INLINE` begin with."""
_BEGINS_UNSPACED = frozenset("取材 記者 撰稿 编译 編集 翻訳 审校 審校 编审 編輯".split())  # noqa: SIM905
"""The same of scripts that part no words."""
_BRACKETS = ("(", "[", "（")
_INLINE = late(rf"\s[(（]((?:(?:additional|further) )?(?:{_WRITES}|{_EDITS})\s?{_BY}[^()（）\n]{{2,500}})[)）]\s*$", re.IGNORECASE)
_ROLE = late(
    rf"(?:(?:additional|further|and|with|y|et|e|und) )*(?P<writes>{_WRITES})?(?P<edits>{_EDITS})?\s?{_BY}\s?", re.IGNORECASE
)
_EDITED = late(
    rf"[;,；،،–—-]\s?(?:(?:com|con|avec|mit|with)\s)?(?:{_EDITS}|edit(?:ed|ing)|edycja|redagował[a]?|red\.|oprac(?:ował[a]?|\.)|tłum(?:aczył[a]?|\.)|отредактировал[аи]?|под редакцией|"
    r"перевод|редактура|переклав|переклала|çeviren|çeviri|editör|bewerkt|redactie|vertaald|vertaling|redigering|redigeret|redigert|översättning|oversat|"
    r"redaktion|übersetzung|redazione|in redazione|traduzione|edición|traducción|edição|tradução|edició|traducció|editare|traducere|szerkesztette|"
    r"toimittanut|översatt|επιμέλεια|μετάφραση|penyunting|disunting|penerjemah|biên tập|dịch|ویرایش|ترجمه|ترجمة|עריכה|संपादन)(?!\w)",
    re.IGNORECASE,
)
"""Who edited or translated, behind who wrote: `(Anne Lefort, édité par Bob Roi)`."""
_ARABIC_SERVICE = " للنشرة العربية"
"""What Reuters prints behind who wrote for its Arabic service."""
_NAMES = 120
"""Characters of the names before it."""
_SECOND = late(rf"[;；,，]\s?(?:[\w ]{{0,20}}? )?(?:{_EDITS})", re.IGNORECASE)


class Roles(NamedTuple):
    """A text without its line of roles, and what the line says."""

    body: str
    printed: str | None = None
    writers: tuple[str, ...] = ()
    house: str | None = None
    """Reuters, whose form it is to name in brackets who reported and, after a semicolon, who edited."""


def _in_one_line(body: str) -> str:
    """A last bracket that was broken at some width, made one line: `(Reporting by Jane Roe; Editing by` and the next."""
    begun = body.rfind("\n(", max(0, len(body) - _REACH)) + 1
    broken = begun and "\n" in body[begun:] and "\n\n" not in body[begun:] and ")" not in body[begun:-1]
    return body[:begun] + body[begun:].replace("\n", " ") if broken else body


def _may_begin(letters: str) -> bool:
    """Whether a line of roles may begin so: a look that spares nearly every last line the pattern."""
    letters = letters[1:4] if letters.startswith(_BRACKETS) else letters[:3]
    low = (
        letters.casefold() if letters.isascii() else letters.replace("İ", "i").replace("ı", "i").casefold()
    )  # as a pattern compares them
    return low in _BEGINS or low[:2] in _BEGINS_UNSPACED


def is_roles(line: str) -> bool:
    """Whether a line below a text is its line of roles."""
    return len(line) <= _REACH and _LINE.match(f"\n{line}") is not None


def _named(body: str) -> Roles | None:
    """A last line in brackets that names who wrote, without a word for it, and then who edited or translated."""
    last = body[body.rfind("\n", max(0, len(body) - _REACH)) + 1 :]
    if len(last) == len(body) or last[0] not in "(（" or (edited := _EDITED.search(last)) is None or edited.start() > _NAMES:
        return None
    writers = persons(last[1 : edited.start()])
    if not writers or not all(" " in name for name in writers):
        return None
    house = "Reuters" if ";" in edited[0] else None
    return Roles(body[: -len(last)].rstrip(), last[1:-1].strip(" ."), writers, house)


def cut_names(body: str, byline: str) -> tuple[str, str | None]:
    r"""(the text without a last line in brackets that names nobody but its writers, what was cut).

    >>> cut_names("Text.\n(Anna Leali)", "di Anna Leali"), cut_names("Text.\n(Anna Leali)", "Reuters")
    (('Text.', 'Anna Leali'), ('Text.\n(Anna Leali)', None))
    """
    if body[-1:] not in (")", "）"):
        return body, None
    text, parted, last = body.rpartition("\n")
    if not parted or len(last) > _NAMES or last[0] not in "(（":
        return body, None
    names = persons(last[1:-1])
    ours = bool(names) and set(names) <= set(persons(byline)) and set(SPLIT.split(last[1:-1])) == set(names)
    return (text.rstrip(), last[1:-1]) if ours else (body, None)


def cut(body: str) -> Roles:
    r"""The text without its last line of roles.

    >>> cut("Text.\n(Reporting by Asif Shahzad; Editing by Jo Doe)")
    Roles(body='Text.', printed='Reporting by Asif Shahzad; Editing by Jo Doe', writers=('Asif Shahzad',), house='Reuters')
    """
    if (closed := body[-1:] in (")", "）")) and body[-1] == ")":
        body = _in_one_line(body)
    last = body.rfind("\n", max(0, len(body) - _REACH))
    match = _LINE.match(body, last) if last >= 0 and _may_begin(body[last + 1 : last + 5]) else None
    if match is None and closed:
        bracket = max(body.rfind(" (", max(0, len(body) - _REACH)), body.rfind("（", max(0, len(body) - _REACH)) - 1)
        match = _INLINE.match(body, bracket) if bracket >= 0 and _may_begin(body[bracket + 1 : bracket + 5]) else None
    if match is None and closed and (named := _named(body)) is not None:
        return named
    if match is None:
        signed = in_bracket(body)
        return Roles(body) if signed is None else Roles(body[: signed[0]].rstrip(), signed[1], persons(signed[1]))
    printed = match[1].strip(" .")
    writers: list[str] = []
    found = [role for role in _ROLE.finditer(printed) if role["writes"] or role["edits"]]
    for role, following in zip(found, [*found[1:], None], strict=True):
        if role["writes"]:
            who = printed[role.end() : following.start() if following else None].rstrip(" ;,-–")
            writers += persons(who.removesuffix(_ARABIC_SERVICE))
    whole = match[0].strip()
    house = (
        "Reuters"
        if _ARABIC_SERVICE in printed
        or (whole[0] in "(（" and _SECOND.search(printed) and ";" in printed + "；" and (";" in printed or "；" in printed))
        else None
    )
    return Roles(body[: match.start()].rstrip(), printed, tuple(dict.fromkeys(writers)), house)
