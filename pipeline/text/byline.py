"""Who wrote it: the byline as printed, and the persons in it. Desks, organisations and initials are no persons (WIRE.md 4.3)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.text.clean import line, unescape_once
from newsbeam.pipeline.text.credit import agency

_BY = re.compile(r"(?:by|von|par|por|di|de|door|av|af|oleh|autor:|text:|автор:)\s+(?=\S)", re.IGNORECASE)
_PUBLISHED = re.compile(r"\s{1,9}(?:published|updated|posted|last updated|publié|veröffentlicht)\b.{0,80}$", re.IGNORECASE)
_MAIL = re.compile(r"\S{1,64}@\S{1,128}")
_RSS_AUTHOR = re.compile(r"\S{1,64}@\S{1,128}\s+\(([^()]{1,100})\)")
_PLACE = re.compile(r"\s+(?:in|at|from|aus|à|en)\s+[A-Z][\w .'-]{1,40}$")
_SPLIT = re.compile(r"\s*(?:,|;|/|\||&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\b(?:with|avec|mit|con)\b|\n|،| اور )\s*")
_NO_PERSON = re.compile(
    r"^the\b|\b(?:correspondents?|desk|staff|reporters?|writers?|editors?|editorial|bureau|agency|agencies|agences|news|newspaper|press|"
    r"team|redaktion|rédaction|redacción|redazione|our|service|wire|online|web|monitor|monitoring|report|admin|administrator|"
    r"photographer|contributor|columnist|author|special|sports?|business|guest|unknown|times|post|media|tv|radio|journal|magazine|"
    r"group|foundation|ministry|university|نامہ نگار|نمائندہ|ڈیسک|رپورٹر|نیوز|وقائع|संवाददाता|ब्यूरो|डेस्क)\b",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"\.\w{2,6}$|^@|\d")
_TAIL = re.compile(
    r"\n\n[(\[]?((?:additional |further |with )*(?:reporting|writing|editing|compiled|written|translated|edited|reported|contributed)\b"
    r"[^\n]{0,20}?\bby\b[^\n]{2,600}?)[)\]]?\s*$",
    re.IGNORECASE,
)
_INLINE_TAIL = re.compile(
    r"\s\(((?:Additional |Further )?(?:Reporting|Writing|Editing|Compiled) (?:and \w+ )?by [^()\n]{2,500})\)\s*$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:(?:additional|further|and|with) )*((?:reporting|writing|editing|compiled|written|translated|edited|reported)(?: and \w+)?)(?: in [\w ]{1,30})? by ",
    re.IGNORECASE,
)
_WRITES = ("report", "writ", "compil")
_REACH = 500
"""Characters of a byline that are looked at for persons."""
_TAIL_REACH = 700
"""Characters that a line of roles may take."""
_WORDS = 5
"""Words of a person's name, at most."""


class Byline(NamedTuple):
    """`printed` is the line as it stands, `authors` the persons in it (empty: none of them is one)."""

    printed: str
    authors: tuple[str, ...]


def understand(printed: str | None, names: Sequence[str] = ()) -> Byline | None:
    """The byline of a field, or of names that were sent one by one; None where nothing was sent.

    >>> understand("By BERNARD CONDON, AP Business Writer")
    Byline(printed='By BERNARD CONDON, AP Business Writer', authors=('Bernard Condon',))
    >>> understand("Our Correspondent").authors
    ()
    """
    shown = line(unescape_once(printed)) if printed else None
    sent = [name for name in map(line, names) if name]
    if shown is None and not sent:
        return None
    texts = sent or [shown or ""]
    persons = [person for text in texts for person in _persons(text)]
    return Byline(shown or ", ".join(sent), tuple(dict.fromkeys(persons)))


def cut_tail(body: str) -> tuple[str, str | None, tuple[str, ...]]:
    r"""(body without its last line of roles, that line, who reported or wrote): "(Reporting by X; Editing by Y)".

    >>> cut_tail("Text.\n\n(Reporting by Asif Shahzad; Editing by Jo Doe)")
    ('Text.', 'Reporting by Asif Shahzad; Editing by Jo Doe', ('Asif Shahzad',))
    """
    last = body.rfind("\n\n", max(0, len(body) - _TAIL_REACH))
    match = _TAIL.match(body, last) if last >= 0 else None
    if match is None and body[-1:] == ")" and (bracket := body.rfind(" (", max(0, len(body) - _TAIL_REACH))) >= 0:
        match = _INLINE_TAIL.match(body, bracket)
    if match is None:
        return body, None, ()
    printed = match[1].strip(" .")
    authors: list[str] = []
    roles = list(_ROLE.finditer(printed))
    for role, following in zip(roles, [*roles[1:], None], strict=True):
        if role[1].lower().startswith(_WRITES):
            authors += _persons(printed[role.end() : following.start() if following else None])
    return body[: match.start()].rstrip(), printed, tuple(dict.fromkeys(authors))


def _persons(text: str) -> tuple[str, ...]:
    return _persons_in(text[:_REACH])


@lru_cache(maxsize=4096)
def _persons_in(text: str) -> tuple[str, ...]:
    """A feed's few writers come again and again."""
    if match := _RSS_AUTHOR.fullmatch(text):
        text = match[1]
    text = _MAIL.sub(" ", _PUBLISHED.sub("", text)).strip(" .()=<^|")
    if begun := _BY.match(text):
        text = text[begun.end() :]
    found = []
    for part in _SPLIT.split(text):
        name = _without_agency(" ".join(_PLACE.sub("", part).strip(" .()=|-–—").split()))
        if is_person(name):
            found.append(_cased(name))
    return tuple(found)


def is_desk(line: str) -> bool:
    """Whether a short line names a desk, an agency or a site and nobody: "Staff Reporter", "AP Writers", "Dawn.com"."""
    words = line.strip(" =|").split()
    return 0 < len(words) <= 5 and (
        bool(_NO_PERSON.search(line)) or agency(" ".join(words)) is not None or bool(_DOMAIN.search(words[-1]))
    )


def is_person(name: str) -> bool:
    """Whether a name may be a person's: two to five words, no desk, agency, site or initials.

    >>> is_person("Umer Jamshaid"), is_person("News Desk"), is_person("gr"), is_person("APP")
    (True, False, False, False)
    """
    words = name.split()
    if not name or len(words) > _WORDS or len(name) > 60 or _DOMAIN.search(name) or _NO_PERSON.search(name) or agency(name):
        return False
    if len(words) == 1:
        # One word is a person's only where it is no shout and no initials; scripts without case get the benefit.
        return len(name) > 3 and not name.isupper() and not name.islower() and name.isalpha() and not name.isascii()
    return name[0].isalpha() and not name.islower()


def _without_agency(name: str) -> str:
    """`JANE DOE Associated Press` without the agency."""
    words = name.split()
    for count in (1, 2):
        if len(words) > count + 1 and agency(" ".join(words[-count:])) is not None:
            return " ".join(words[:-count])
    return name


def _cased(name: str) -> str:
    """A name in capitals as names are written; `McDonald` and `de la Cruz` stay as printed."""
    return " ".join(w.capitalize() if w.isupper() and len(w) > 2 else w for w in name.split()) if name.isupper() else name
