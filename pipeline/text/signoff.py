"""How agencies sign: "-- BERNAMA", "... after years abroad. PTI", "(ANI)", "Source: Saudi Press Agency", "(Xinhua/Jane Roe)"."""

import re
from functools import lru_cache

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.page.shapes import is_time
from newsbeam.pipeline.text.signature import agency_of, before_more, first_of, first_published, is_contribution

_LINE = 60
"""Characters of a last line that may be a signature."""
_REACH = 48
"""Characters at the end of the last paragraph that may be one."""
_EDGES = " -–—―()[]【】（）［］./|=*·©"
_OPENING = tuple("([（［【/-–—|")
_MARKED = (*_OPENING, "©", "*")
_LABEL_WORD = (
    r"(?:\bsource|quelle|fuente|fonte|bron|kilde|källa|lähde|źródło|zdroj|vir|izvor|sursa|forrás|πηγή|kaynak|sumber|nguồn|chanzo|источник|джерело|"
    r"المصدر|منبع|ذریعہ|स्रोत|সূত্র|来源|來源|出典|출처|资料来源)"
)
_LABEL = _LABEL_WORD + r"\s?[:：]"
_SOURCE = late(_LABEL + r"\s?[-–—]?\s?(?P<name>[^\s:：|][^:：|\n]{1,60})", re.IGNORECASE)
_LINKED = late(_LABEL_WORD + r"\s(?P<name>[^:：\n]{2,40})[:：]\s?https?://\S+$", re.IGNORECASE)
"""`Nguồn VOV: https://vov.vn/...`: the source, and where its text is."""
_LABEL_ALONE = late(_LABEL, re.IGNORECASE)
_SPACES = re.compile(r"\s{2,}|[\s　](?=\S+[:：])|[\s　]*$")
# After a sentence's stop: an agency, perhaps a desk's or writers' initials, in brackets, behind a dash or bare.
_INLINE = re.compile(
    r"\s{0,3}(?P<sign>(?:[-–—]{1,2}\s?|\s?©\s?|\s?\([cC]\)\s?|[(\[（/|]\s?|\s)(?P<name>[^\W\d_][^\d()\[\]/\n,:;!?]{0,28}?)"
    r"(?:(?:\s?/\s?|\s)[^()\[\]/\n]{1,24})?[)\]）/]?\.?)$"
)
_INITIALLED = late(r"\((?P<name>[^()\n]{2,24})\)\s?(?:[^\W\d_]{1,5}\.?[ /.-]{0,2}){1,4}")
"""`(Hina) xabc ydef`, `(FENA) A. B.`: an agency and who wrote and sent it."""
_REUTER = ("REUTER", "Reuter")  # as the agency signed once; behind a first name it is a surname
_AROUND = " -–—()[]./|"
"""What stands around an agency's name in its signature, and says no more than it."""
_BEFORE_SIGN = ".!?।۔。؟”\"'’»)]"
STOPS = tuple(_BEFORE_SIGN)
"""What stands before a signature behind a text."""
_STOPPED = re.compile(f"[{re.escape(_BEFORE_SIGN)}]")
_CLOSING = ")/]）］】"
_CLOSED = re.compile(r"[)\]）］】/](?P<end>[.。/]{0,3})(?:\s?\(?www\.[\w.]{4,40}\)?|\s[a-z]{2,4}(?:[./][a-z]{2,4}){0,3})?$")
_BRACKETED = re.compile(rf"[(\[（［【/](?P<sign>[^()\[\]（）［］【】\n]{{2,60}}?){_CLOSED.pattern}")
"""`(BSS/dk)`, `/ritzau/`, `［時事通信社］`, `(NAN) (www.example.ng)`: an agency in brackets at the end."""
_ROLES = late(r"(?P<name>[^\W\d_]{3,12})\s?/?\s?\((?=[^()\n]{0,80}(?:autor|editor|redactor)\s?:)[^()\n]{6,160}\)$", re.IGNORECASE)
"""`AGERPRES / (AS - autor: Ana Ruf, editor: Ion Pop)`."""
_STROKES = re.compile(r"[^\W\d_a-z][\w.]{3,16}(?: [\w.]{3,16})?")
_OPENS, _CLOSES, _AGAIN = 100, 52, 24
"""Characters at the end in which a bracket opens, in which it closes, and of a last line that repeats the one above."""
_WITH_BEHIND = late(
    r"(?<=[.!?”\"»)])\s(?P<sign>[*(]?(?:With (?:inputs?|a report|reports?) from|Con información de|Com informações d[aeo]s?|Avec|Source\s?:|Fuente\s?:|Fonte\s?:|Quelle\s?:)\s[^\n.:]{2,50})\.?$"
)


def signed(body: str) -> tuple[str, str | None, str | None]:
    r"""(body without its signature, the agency that signs, what was cut where it says more than the name); inputs sign nothing.

    >>> signed("It rained.\n\n-- BERNAMA"), signed("It rained. (With inputs from PTI)")
    (('It rained.', 'BERNAMA', None), ('It rained.', None, '(With inputs from PTI)'))
    """
    text, name = cut_signature(body)
    if name is None:
        return text, None, None
    printed = body[len(text) :].strip()
    if is_contribution(printed):
        return text, None, printed
    return text, name, printed if printed.strip(_AROUND) != name else None


def cut_signature(body: str) -> tuple[str, str | None]:
    r"""(body without its agency's signature, the name): alone in the last line, or behind the last sentence.

    >>> cut_signature("It rained.\n\n-- BERNAMA")
    ('It rained.', 'BERNAMA')
    >>> cut_signature("They came home after years abroad. PTI")
    ('They came home after years abroad.', 'PTI')
    """
    at = body.rfind("\n") + 1
    last = body[at:]
    if at and (name := _signs(last, body[:at])):
        return body[:at].rstrip(), name
    if 0 < len(last) <= _AGAIN and at:
        text = body[:at].rstrip()
        above = text.rpartition("\n")[2]
        if above and set(last.split()) < set(above.split()):
            return cut_signature(text) if _alone(above) else (body, None)  # भाषा अमित नरेश, and the last of them again
    found = _behind(last)
    if found is None:
        return body, None
    return body[: len(body) - len(last) + found[0]].rstrip(), found[1]


def _signs(last: str, above: str) -> str | None:
    """The agency that the last line signs for."""
    if "://" in last and _LINKED.match(last) is not None and (linked := source_line(last)):
        return linked
    return _alone(last) or before_more(last, above) if len(last) <= _LINE else first_published(last)


def beside(credit: str | None, printed: str | None, signature: str | None) -> str | None:
    """What of a signature is kept beside the credit: all of it where it has more words than the name, the name where another is the credit."""
    if printed is None and signature and credit and signature.casefold() not in credit.casefold():
        return signature
    return printed


def is_signature(line: str) -> bool:
    """Whether a line below a text is its agency's signature and nothing else."""
    return (_alone(line) if len(line) <= _LINE else first_published(line)) is not None


def is_sourced(line: str) -> bool:
    """Whether a line is a source's label and a name, whoever that is: `Fuente: Reuters`, `Source: a neighbour`."""
    return (":" in line or "：" in line) and _SOURCE.match(line.strip(_EDGES)) is not None


def is_label_of_source(line: str) -> bool:
    """Whether a line is a source's label, its name on the next: `Quelle:`."""
    return len(line) <= _REACH and (":" in line or "：" in line) and _LABEL_ALONE.fullmatch(line.strip()) is not None


def _alone(last: str) -> str | None:
    """The agency whose signature a line is."""
    if (":" in last or "：" in last) and (source := source_line(last)) is not None and _SOURCE.match(last.strip(_EDGES)):
        return source
    if last[:1] == "(" and (initialled := _INITIALLED.fullmatch(last)) is not None and agency(initialled["name"]) is not None:
        return initialled["name"]
    first, _, rest = last.partition(" ")
    if first.isupper() and rest and is_time(rest.lstrip(": ")) and agency(first) is not None:
        return first
    if last in _REUTER:
        return "Reuters"
    return agency_of(last.strip(_EDGES), marked=last.startswith(_MARKED))


def _behind(last: str) -> tuple[int, str] | None:
    """(where it begins, the agency) of a signature behind the last sentence of a paragraph."""
    if (
        _has(_CLOSING, last[-_CLOSES:])
        and _CLOSED.search(last, max(0, len(last) - _CLOSES)) is not None
        and (found := _in_brackets(last)) is not None
    ):
        return found
    begun = max(0, len(last) - _REACH)
    if begun == 0 and len(last) < 24 and last.isascii():
        return None
    if not _has(_BEFORE_SIGN, last[-2 * _REACH : -1]):
        return None  # one sentence to its end
    if (found := _source_behind(last)) is not None:
        return found
    for stopped in _STOPPED.finditer(last, max(0, begun - 1), len(last) - 1):
        if (match := _INLINE.match(last, stopped.end())) is None:
            continue
        bracketed = match["sign"].strip().startswith((*_OPENING, "©"))
        name = agency_of(match["sign"].strip(_EDGES), marked=bracketed)
        if name is not None:
            bare = not bracketed and not name.isupper() and name.isascii() and match["sign"].rstrip().endswith(".")
            return None if bare else (match.start(), name)
    return None


def _has(marks: str, text: str) -> bool:
    """Whether one of a few marks is in a short text: a quarter of what a pattern takes to look."""
    for mark in marks:  # noqa: SIM110  `any` and a generator take twice as long
        if mark in text:
            return True
    return False


def _in_brackets(last: str) -> tuple[int, str] | None:
    """An agency in brackets behind a sentence, or before Viet Nam's mark of an end ("./.")."""
    begun = max(0, len(last) - _OPENS)
    for pattern in (_BRACKETED, _ROLES) if last[-1] == ")" and ":" in last[begun:] else (_BRACKETED,):
        found = pattern.search(last, begun)
        if found is None:
            continue
        if not (last[: found.start()].rstrip().endswith(STOPS) or found.groupdict().get("end") == "./."):
            continue
        name = agency_of(found["sign"].strip(_EDGES), marked=True) if pattern is _BRACKETED else found["name"]
        if name is not None and agency(name) is not None:
            return found.start(), name
        if found[0][0] == "/" and _STROKES.fullmatch(found["sign"]):
            return found.start(), found["sign"]  # /Telegrafi/: only houses sign between strokes
    return None


def _source_behind(last: str) -> tuple[int, str] | None:
    """`... said. Source: CNBC, Reuters`, `... disse. Com informações da Agência Brasil.`"""
    begun = max(0, len(last) - _LINE)
    end = last[begun:]
    if not (":" in end or " info" in end or "With " in end or "Avec " in end or "：" in end):
        return None
    if (found := _WITH_BEHIND.search(last, begun)) is not None and (name := agency_of(found["sign"].strip(_EDGES), marked=True)):
        return found.start(), name
    named = _SOURCE.search(last, begun) if ":" in last[begun:] or "：" in last[begun:] else None
    if named is None or not last[: named.start()].rstrip().endswith(STOPS):
        return None
    name = first_of(named["name"].strip(_EDGES))
    return (named.start(), name) if name else None


@lru_cache(maxsize=2048)
def source_line(line: str) -> str | None:
    """The agency that a line names as its source: "Source: Saudi Press Agency", "2007年03月16日 来源：新华社".

    >>> source_line("2014-03-13 20:52 来源:中国新闻网  责任编辑:徐家傲"), source_line("Source: a neighbour")
    ('中国新闻网', None)
    """
    if len(line) > 160 or (":" not in line and "：" not in line):
        return None
    found = (_LINKED.match(line) if "://" in line else None) or _SOURCE.search(line)
    if found is None:
        return None
    name = _SPACES.split(found["name"])[0].strip(_EDGES)
    front, _, inside = name.partition(" (")
    return next((one for one in (name, front, inside, name.partition(" ")[0]) if one and agency(one) is not None), None)


def before_source(line: str) -> str | None:
    """The words before "Source:" in a line, figures left out: a writer's name, perhaps."""
    found = _SOURCE.search(line)
    words = [word for word in line[: found.start()].split() if not any(map(str.isdigit, word))] if found else []
    return " ".join(words).strip(_EDGES) or None
