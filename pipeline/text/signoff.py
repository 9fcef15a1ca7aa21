"""How agencies sign: "-- BERNAMA", "... after years abroad. PTI", "(ANI)", "Source: Saudi Press Agency", "(Xinhua/Jane Roe)"."""

import re
from functools import lru_cache

from newsbeam.pipeline.text.agencies import agency

_LINE = 60
"""Characters of a last line that may be a signature."""
_REACH = 48
"""Characters at the end of the last paragraph that may be one."""
_WORDS = 10
"""Spaces that an agency's name may have."""
_INITIAL = 4
"""Letters of a person's initials."""
_EDGES = " -–—―()[]【】（）./|=*·"
_SOURCE = re.compile(
    r"(?:\bsource|quelle|fuente|fonte|bron|kilde|källa|lähde|źródło|zdroj|vir|izvor|sursa|forrás|πηγή|kaynak|sumber|nguồn|источник|джерело|"
    r"المصدر|منبع|ذریعہ|स्रोत|সূত্র|来源|來源|出典|출처|资料来源)\s?[:：]\s?(?P<name>[^\s:：|][^:：|\n]{1,60})",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s{2,}|[\s　](?=\S+[:：])|[\s　]*$")
# After a sentence: an agency, perhaps a desk's or writers' initials, in brackets, behind a dash or bare.
_INLINE = re.compile(
    r"(?<=[.!?।۔。؟”\"'’»)\]])\s{0,3}(?P<sign>(?:[-–—]{1,2}\s?|[(\[（/|]\s?|\s)(?P<name>[^\W\d_][\w.&’' -]{0,28}?)"
    r"(?:(?:\s?/\s?|\s)[^()\[\]/\n]{1,24})?[)\]）/]?\.?)$"
)
_BEFORE_SIGN = ".!?।۔。؟”\"'’»)]"
_INITIALS = re.compile(r"(?: [A-Z]{2,4}){1,4}$|/[\w-]{1,24}(?:/[\w-]{1,24})?$| [a-z]{1,3}(?:/[a-z]{1,3}){0,3}$")


_WITH = re.compile(r"^(?:with(?: inputs? from)?|avec|con|com|mit|met|inputs from)\s(?:l['’]|the )?", re.IGNORECASE)
"""`(Avec MAP)`, `(With inputs from PTI)`."""
_SITE = re.compile(r"[\w-]{2,30}\.[a-z]{2,4}", re.IGNORECASE)
_DESK = re.compile(r"/?(?:[a-z]{1,5}|[\u0621-\u064a]{1,4})(?:[/ -]{1,2}(?:[a-z]{1,5}|[\u0621-\u064a]{1,4})){0,9}/?")
"""Who wrote, edited and sent it, by initials: AFP's "bur-jj/pdw", "بور/غ ر", EFE's "gr/bp"."""
_DESK_LINE = 40
_MARKS = (
    "(*)",
    "###",
    "# # #",
    "-30-",
    "- 30 -",
    "(END)",
    "(end)",
    "-ENDS-",
    "- ENDS -",
    "-END-",
    "- END -",
    "\nENDS",
    "\nEnds",
    "\n***",
    "\n* * *",
)
"""What ends a dispatch: Antara's asterisk, press releases' hashes, telegraphers' 30."""


def cut_desk(body: str) -> tuple[str, str | None]:
    r"""(body without the desk's initials in its last line, or without the mark that ends it; what was cut).

    >>> cut_desk("It rained.\n\nbur-jj/pdw"), cut_desk("It rained.\n\nOn and on"), cut_desk("It rained. (*)")
    (('It rained.', 'bur-jj/pdw'), ('It rained.\n\nOn and on', None), ('It rained.', '(*)'))
    """
    if body.endswith(_MARKS):
        mark = next(one for one in _MARKS if body.endswith(one))
        kept = body[: -len(mark)].rstrip()
        if kept.endswith(tuple(_BEFORE_SIGN)) or "\n" in body[len(kept) :]:
            return kept, mark.strip()
    at = body.rfind("\n") + 1
    last = body[at:]
    if at == 0 or len(last) > _DESK_LINE or "/" not in last or not _DESK.fullmatch(last):
        return body, None
    return body[:at].rstrip(), last


def cut_signature(body: str) -> tuple[str, str | None]:
    r"""(body without its agency's signature, the name): alone in the last line, or behind the last sentence.

    >>> cut_signature("It rained.\n\n-- BERNAMA")
    ('It rained.', 'BERNAMA')
    >>> cut_signature("They came home after years abroad. PTI")
    ('They came home after years abroad.', 'PTI')
    """
    text, parted, last = body.rpartition("\n")
    if parted and len(last) <= _LINE and (name := _alone(last)):
        return text.rstrip(), name
    found = _behind(last)
    if found is None:
        return body, None
    return body[: len(body) - len(last) + found[0]].rstrip(), found[1]


def is_signature(line: str) -> bool:
    """Whether a line below a text is its agency's signature and nothing else."""
    return len(line) <= _LINE and _alone(line) is not None


def _alone(last: str) -> str | None:
    """The agency whose signature a line is."""
    if (source := source_line(last)) is not None and _SOURCE.match(last.strip(_EDGES)):
        return source
    return _signed(last.strip(_EDGES))


def _behind(last: str) -> tuple[int, str] | None:
    """(where it begins, the agency) of a signature behind the last sentence of a paragraph."""
    begun = max(0, len(last) - _REACH)
    if begun == 0 and len(last) < 24:
        return None
    tail = last[max(0, begun - 1) : -1]
    if not any(map(tail.__contains__, _BEFORE_SIGN)):
        return None  # one sentence to its end
    while (match := _INLINE.search(last, begun)) is not None:
        bracketed = match["sign"].strip()[:1] in "([（/-–—|"
        name = _signed(match["sign"].strip(_EDGES))
        if name is not None:
            bare = not bracketed and not name.isupper() and name.isascii() and match["sign"].rstrip().endswith(".")
            return None if bare else (match.start(), name)
        begun = match.start() + 1
    return None


def _signed(sign: str) -> str | None:
    """The agency of `PTI`, `PTI KND DIV`, `APP/mhn`, `Xinhua/Jane Roe`."""
    if not sign or sign.count(" ") > _WORDS:
        return None
    if sign.islower():  # `dpa hm bs wjh`; a lower-case word alone is a word
        first, *initials = sign.split()
        return first if initials and max(map(len, initials)) <= _INITIAL and agency(first) is not None else None
    sign = _WITH.sub("", sign)
    if "/" not in sign and agency(sign) is not None:
        return sign
    short = _INITIALS.sub("", sign).rstrip(",")
    if short != sign and agency(short) is not None:
        return short
    front, slash, behind = sign.partition("/")
    if slash and len(behind) <= 30 and front.strip() and agency(front.strip()) is not None:
        return front.strip()
    if slash and "." in front and _SITE.fullmatch(front.strip()) and agency(behind.strip()) is not None:
        return behind.strip()  # Kurir.rs/Tanjug
    return None


@lru_cache(maxsize=2048)
def source_line(line: str) -> str | None:
    """The agency that a line names as its source: "Source: Saudi Press Agency", "2007年03月16日 来源：新华社".

    >>> source_line("2014-03-13 20:52 来源:中国新闻网  责任编辑:徐家傲"), source_line("Source: a neighbour")
    ('中国新闻网', None)
    """
    if len(line) > 160 or (":" not in line and "：" not in line):
        return None
    found = _SOURCE.search(line)
    if found is None:
        return None
    name = _SPACES.split(found["name"])[0].strip(_EDGES)
    return next((one for one in (name, name.partition(" ")[0]) if one and agency(one) is not None), None)


def before_source(line: str) -> str | None:
    """The words before "Source:" in a line, figures left out: a writer's name, perhaps."""
    found = _SOURCE.search(line)
    words = [word for word in line[: found.start()].split() if not any(map(str.isdigit, word))] if found else []
    return " ".join(words).strip(_EDGES) or None
