"""Lines that name who wrote: `By Jane Roe`, `Jane Roe 3 minutes ago`, `Jane Roe | Published`, `Staff Reporter`, `DE WASHINGTON`."""

import re

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.byline import is_desk
from newsbeam.pipeline.text.dateline_place import is_given_name, is_place, may_be_name
from newsbeam.pipeline.text.head_matter import is_byline
from newsbeam.pipeline.text.house_and_place import house_and_place
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.section_words import SECTIONS
from newsbeam.pipeline.text.page.stamps import is_stamp, name_beside
from newsbeam.pipeline.text.person_words import MODIFIERS, ROLES
from newsbeam.pipeline.text.persons import is_large, is_person
from newsbeam.pipeline.text.persons_cjk import begins_korean
from newsbeam.pipeline.text.places import lookup
from newsbeam.pipeline.text.writer_beside import before_town
from newsbeam.pipeline.text.written_by import labelled

_DESK = late(
    r"\b(?:correspondents?|desk|staff|reporters?|editors?|bureau|newsroom|redaktion|rédaction|redacción|redazione|redação|redakcja|redakce|"
    r"redakcia|uredništvo|редакция|редакція|muhabir|redaksi)\b|نمائندہ|نامہ نگار|رپورٹر|ڈیسک|بیورو|संवाददाता|ब्यूरो|डेस्क|প্রতিনিধি|প্রতিবেদক|编辑部|記者",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:de|do|da|from|en|aus|à|od|iz|z|из|от|da|dal) (\S[^.!?]{2,30})", re.IGNORECASE)
_POSTED = late(
    r"(?:d[aeo]s? |d[ae]l(?:la)? |von |vom )?(?:nostr[oa] |noss[oa] |nuestr[oa] |notre |unser(?:em|er)? )?"
    r"(?:sucursal|agência folha|reportagem local|redação|enviad[oa]s? especia(?:l|is|les)|correspondente|corresponsal|envoyée?s? spécia(?:le?s?|ux)|"
    r"correspondante?|inviat[oa]|corrispondente|korrespondent(?:en|in)?)(?:,? (?:de|do|da|del|em|a|al|à|ao|au|en|in|aus) (?P<place>[^\d.,:;!?]{2,40}))?",
    re.IGNORECASE,
)
_POSTS = ("sucursal", "folha", "reportagem", "redação", "enviad", "orrespon", "envoyé", "inviat", "corrispon")
"""A look that spares nearly every line the pattern."""
_LONGEST, _LABELLED = 120, 5
_WRITTEN = late(
    r"(?:^|\s)(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|[Dd]oor|[Oo]leh|di|da|av|af|[Aa]utor(?:a|e)?|[Аа]втор|Auteur|ΓΡΑΦΕΙ|[Γγ]ράφει|Penulis|Yazan|"
    r"Írta|Píše|Pisze|przez|Text|Texte|Texto|Testo|Текст|от)(?:\s?:\s?|\s)(?P<name>[^\s:：|][^:：|]{3,80})$"
)
_HANDLED = re.compile(r"oi-[A-Z][\w.]{1,20}(?: [A-Z][\w.]{0,20}){0,3}")
"""How the sites of one Indian house sign in all their languages: `oi-Jane Roe`."""
_AND = re.compile(r",| (?:and|und|et|y|og|och|en|&) ")
_WIDE_SCRIPT = "\u3040"
_REPORTER = late(
    r"(?P<first>[\uac00-\ud7a3]{2,4})(?:[·ㆍ, ]{1,2}[\uac00-\ud7a3]{2,4}){0,3} (?:선임|수석|인턴)?(?:기자|특파원)(?: \S{1,40}@\S{1,40})?|"
    r"(?:本[报報刊网])?(?:文|撰文|作者|记者|記者)\s?[｜|／/:：]\s?[\u3400-\u9fff]{2,4}(?:[、 ][\u3400-\u9fff]{2,4}){0,3}|"
    r"[（(【]?(?:特派員|特派员|記者|记者)?[\u3400-\u9fff]{2,4}\s?[\\＼／/]\s?[\u3400-\u9fff]{2,6}(?:報導|報道|报道)[）)】]?|[（(【](?:特派員|特派员|記者|记者)[\u3400-\u9fff]{2,4}(?:報導|報道|报道)[）)】]"
)
_ROLE = late(rf"(?:(?:{MODIFIERS})\s+){{0,3}}(?:{ROLES})", re.IGNORECASE)
_POST = late(rf"(?:{ROLES})(?: [^\W\d_]+){{1,3}}", re.IGNORECASE)
_ROLE_OF = late(
    rf"(?:{ROLES})\s(?:d[aeo]s?|del(?:la|l['’])?|du|of|for|at|von|der|para|for the|of the)\s(?P<house>\S[^,.;:()]{{1,40}})",
    re.IGNORECASE,
)
_SIGNED_FOR = re.compile(r"(?P<name>[^()/]{4,40}?)\s?(?:\((?P<house>[^()/]{2,24})\)|/\s?(?P<role>[^()/]{2,24}))")
_NAMED_LAST = late(
    r"(?<=[\d\s|,.–—-])(?P<name>[^\W\d_a-zа-я][^\W\d_]{1,20}(?:-[^\W\d_]{2,20})?(?: [^\W\d_a-zа-я][^\W\d_'’-]{1,24}){1,2})$"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LABELLED_LINE, _FIGURES, _DASHES = 80, 20, " -–—"
_SWAHILI = late(r"(?:Na|NA) (?P<name>[A-Z]\w+(?: [A-Z][\w.'-]*){1,3})\s?,\s?(?P<town>[A-Z][^\d,.]{2,30}\.?)")
_SPEAK_SWAHILI = ("TZ", "KE", "UG", "CD", "RW", "BI")
_HALF_OF_DAY = (" a.m.", " p.m.", " a. m.", " p. m.", " h.", " г.", " г. ")
_ROLE_LINE, _NAME_WORDS, _POST_LINE = 40, 4, 64


def is_signed(line: str) -> bool:
    """Whether a line is a byline."""
    if (line.startswith("@") and " " not in line) or _HANDLED.fullmatch(line):
        return True
    return (
        is_byline(line)
        or (line[0] in _DASHES and line[-1] in _DASHES and _is_dashed(line.strip(_DASHES)))
        or is_from(line)
        or _has_time(line)
        or _is_written(line)
        or _is_desk(line)
        or labelled(line) is not None
        or (line.count("/") == 1 and len(line) <= _LABELLED_LINE and before_town(line) != line)
        or (line[-1] in ")）" and house_and_place(line) is not None)  # AFP (Paris)
        or swahili(line) is not None
        or ((line[0] >= _WIDE_SCRIPT or line[0] == "(") and _is_reporter(line))
    )


def swahili(line: str) -> str | None:
    """Who wrote, before the town, as papers of East Africa print it: `Na Jane Roe, Dar es Salaam`.

    >>> swahili("Na Jane Roe,Dar es Salaam"), swahili("Na Novom Trgu, Split")
    ('Jane Roe', None)
    """
    found = _SWAHILI.fullmatch(line) if line.startswith(("Na ", "NA ")) else None
    if found is None or not is_person(found["name"]):
        return None
    town = lookup(found["town"].strip(" -."))
    return found["name"] if town is not None and town.country in _SPEAK_SWAHILI else None


def _is_dashed(name: str) -> bool:
    """Whether a name stands between dashes: `-चरणजीत सिंह चन्न-`."""
    return 1 < len(name.split()) <= _NAME_WORDS and is_large(name) and not name.isupper() and is_person(name) and not is_place(name)


def _is_reporter(line: str) -> bool:
    """`곽명동 기자`, `文／王明`, a name and a town with a stroke between them."""
    found = _REPORTER.fullmatch(line)
    return found is not None and (found["first"] is None or begins_korean(found["first"]))


def _is_before_house(line: str) -> bool:
    """`By Jane Roe | AAP`."""
    front, _, house = line.rpartition(" | ")
    return agency(house) is not None and (is_byline(front) or _is_written(front))


def before_dash(line: str) -> tuple[str, str] | None:
    """A byline and the agency that stands behind it: `By Jane Roe - Trend:`."""
    front, dash, house = line.rstrip(" :").rpartition(" - ")
    return (front, house) if dash and agency(house) is not None and (is_byline(front) or _is_written(front)) else None


def is_role(line: str) -> bool:
    """`Corresponsal`, `Staff Writer`: what a writer is, below the name."""
    return len(line) <= _ROLE_LINE and _ROLE.fullmatch(line) is not None


def role_of_house(line: str) -> str | None:
    """The agency whose writer a line below a name says that one is.

    >>> role_of_house("Repórter da Agência Brasil"), role_of_house("Reporter of the year")
    ('Agência Brasil', None)
    """
    found = _ROLE_OF.fullmatch(line) if len(line) <= _POST_LINE else None
    return found["house"] if found is not None and agency(found["house"]) is not None else None


def is_post(line: str) -> bool:
    """A role, and perhaps where: `Dziennikarz działu Wydarzenia`, `Redakteurin Lokales`."""
    return is_role(line) or (len(line) <= _ROLE_LINE and not shapes.ends(line) and _POST.fullmatch(line) is not None)


def before_house(line: str) -> str:
    """A name below a text without the agency or role behind it: `Jane Roe (PAP)`, `Jane Roe/TT`, `Jane Roe/Corresponsal`."""
    found = _SIGNED_FOR.fullmatch(line)
    if found is None:
        return line
    house = found["house"] or found["role"]
    return found["name"] if agency(house) is not None or is_role(house) else line


def behind_time(line: str) -> str | None:
    """The name behind a day with its year that begins a line and has no word of writing beside it.

    >>> behind_time("15.09.2025 10:17 Рита Роева"), behind_time("December 8, 2021 Jane Roe"), behind_time("June 1, 2021 Breaking News")
    ('Рита Роева', 'Jane Roe', None)
    """
    if len(line) > _LABELLED_LINE or not line[-1].isalpha() or (found := _NAMED_LAST.search(line)) is None:
        return None
    name, when = found["name"], line[: found.start()].rstrip(" ,|-–—•·/")
    if not (shapes.is_time(when) and _YEAR.search(when)) or not any(map(str.isdigit, when)):
        return None
    words = name.split()
    ours = not any(word.isupper() or word.casefold() in SECTIONS or shapes.is_when(word) for word in words)
    if is_place(words[-1]) and not is_given_name(words[0]):
        return None  # whose clock it is: `الأربعاء 3 مايو 2023 - 13:30 بتوقيت بيروت`
    return name if ours and is_large(name) and is_person(name) and not is_place(name) else None


def is_labelled(line: str) -> bool:
    """`Jane Roe | Published`, `By Jane Roe | AAP`, `15.09.2025 10:17 Jane Roe`."""
    if any(map(str.isdigit, line[:_FIGURES])) and behind_time(line) is not None:
        return True
    if (" | " in line and _is_before_house(line)) or (" - " in line and before_dash(line) is not None):
        return True
    name = name_beside(line)
    return name is not None and len(name.split()) > 1 and is_person(name)


def _has_time(line: str) -> bool:
    """`Jane Roe 3 minutes ago Sat 11th September 2021`."""
    name = shapes.without_time(line)
    if (
        name is None
        or (line[-1] == "." and not line.endswith(_HALF_OF_DAY))
        or not 0 < len(name.split()) <= 6
        or any(map(str.isdigit, name))
        or shapes.ends(name)
    ):
        return False
    if line[len(name) :].lstrip().startswith("of ") or name.endswith(" of"):
        return False  # Regional News of Tuesday, 25 July 2006
    if len(name.split()) == 1 and name[0] < _WIDE_SCRIPT and not is_desk(name):
        return False  # a label before a day is no person
    return is_large(name) or (len(name.split()) <= _NAME_WORDS and is_desk(name))


def _is_written(line: str) -> bool:
    """Whether somebody is named behind "by", alone or at a time's end: `Posted on 17 January - 04:28 by Jane Roe`."""
    found = _WRITTEN.search(line) if len(line) <= _LONGEST else None
    if found is None:
        return False
    front, name = line[: found.start()].strip(" -–—|,"), _AND.split(found["name"])[0].strip()
    if front and not (shapes.is_time(front) or is_stamp(front)):
        return False
    labelled = ":" in found[0] and len(found[0].split()) <= _LABELLED
    return labelled or (len(name.split()) > 1 and is_large(name) and is_person(name))


def _is_desk(line: str) -> bool:
    """`Staff Reporter`, `Web Desk`, `Redacción`: a writer's office, not a headline with "news" in it."""
    return len(line) <= 48 and len(line.split()) <= 4 and not shapes.ends(line) and _DESK.search(line) is not None and is_desk(line)


def _is_posted(line: str) -> bool:
    """Whether a line below a name says whose a writer is and where: `DA SUCURSAL DE BRASÍLIA`, `ENVIADA ESPECIAL A USHUAIA`."""
    if len(line) > _POST_LINE or not any(map(line.casefold().__contains__, _POSTS)):
        return False
    found = _POSTED.fullmatch(line)
    return found is not None and not is_role(line) and (found["place"] is None or line.isupper() or is_place(found["place"]))


def is_from(line: str) -> bool:
    """Whether a line says where a writer sat: `DE WASHINGTON`, `From Berlin`, `DA SUCURSAL DE BRASÍLIA`."""
    if _is_posted(line):
        return True
    found = _FROM.fullmatch(line)
    return found is not None and may_be_name(found[1]) and is_place(found[1])
