"""Whom a text names as its source: "сообщает «Интерфакс»", "citing the Anadolu news agency". Asked where nothing is printed as a credit."""

import re
from collections.abc import Sequence

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import Kind, agency

_REFERENCE = (
    r"со ссылкой на|с позоваване на|з посиланням на|citing|quoted by|quoting|as reported by|citad[oa] por|citando|citad[oa] pela|cité(?:e|s)? par|"
    r"unter berufung auf|citată de|za agencją|dikutip|نقلا عن|به نقل از|pozivajući se na|s odkazem na|s odvolaním na"
)
"""Whom another report refers to: further back than who reports it."""
_BEFORE = (
    r"сообща(?:ет|ют)|сообщил[аои]?|переда[её]т|передал[аои]?|пишет|по данным|по информации|информирует|"
    r"повідомля(?:є|ють)|повідомил[аои]?|передає|пише|за даними|съобщ(?:ава|и)|предаде|предава|преноси|јавља|prenos[ei]|javlj?a|javio|javila|"
    r"reported by|according to|told|per|"
    r"según|segun|dijo a|informó|informa|informou|a la agencia|de acuerdo con|segundo|de acordo com|disse à|avança a|"
    r"selon|rapporte|indique|a déclaré à|a-t-il dit à|laut|meldet|berichtet|sagte|der nachrichtenagentur|die nachrichtenagentur|"
    r"secondo|riferisce|riporta|lo riporta|volgens|aldus|meldt|enligt|uppger|rapporterar|ifølge|melder|skriver|mukaan|kertoo|"
    r"podaje|podała|poinformowała|uvedla|uviedla|informovala|podle|podľa|napsala|agentura|agentúra|poroča|navaja|potrivit|transmite|relateaz[ăa]|anun[țt][ăa]|scrie|noteaz[ăa]|"
    r"közölte|jelentette|σύμφωνα με|μεταδίδει|μετέδωσε|bildirdi|aktardı|menurut|lapor|dilansir|"
    r"نقلت|وكالة|ذكرت|أفادت|بحسب|حسب|به گزارش|خبرگزاری|غیر ملکی خبر رساں ادارے|خبر رساں ادارے|समाचार एजेंसी|সংবাদ সংস্থা|据|據"
)
_AFTER = (
    r"reported|reports|news agency|said|wrote|quoted|cited|agency|informó|reportó|informou|rapporte|a rapporté|berichtete|berichtet|meldete|meldet|riferisce|"
    r"haber ajansı|ajansı|xəbər verir|podała|podaje|uvedla|informovala|poroča|prenosi|javlja|uutistoimisto|գործակալ\w*|ը հայտնում|սააგენტო|иттифодаи|"
    r"сообщает|сообщила?|передает|报道|報道|報導|によると|が報じ|통신|에 따르면|보도|ने बताया|के अनुसार|के मुताबिक|نے بتایا|کے مطابق|জানিয়েছে|জানায়"
)
_ARTICLE = (
    r"[\s,:]*(?:(?:the|la|el|l['’]|a|l|die|der|den|agency|agencia|agence|agentur|agenzia|агентств\w+|агенци\w+|агенці\w+|agencij\w+|خبرنگار|خبرگزاری)\s+){0,2}"
    r"[\"“”«»„'‘’]?[\s\u00a0]?"
)
_CUES = (
    late(rf"(?<!\w)(?:{_REFERENCE}){_ARTICLE}", re.IGNORECASE),
    late(rf"(?<!\w)(?:{_BEFORE}){_ARTICLE}", re.IGNORECASE),
    late(rf"[\"“”«»'’]?[\s-]?(?:{_AFTER})", re.IGNORECASE),
)
_SLOVENE_DAY = late(
    r"[^\W\d_][^\d,.()/]{1,40}, \d{1,2}\. (?:januarja|februarja|marca|aprila|maja|junija|julija|avgusta|septembra|oktobra|novembra|decembra) - "
)
_SLOVENE = re.compile(r"\b(?:ki|ter|naj|bo|bodo|danes|ali|tudi|kot|v|s|z|še|že|pa)\b")
_GHANAWEB = late(
    r"[A-Z][A-Za-z &]{2,28} (?:News|Interview|Feature) of (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{1,2} [A-Z][a-z]{2,8} (?:19|20)\d\d"
)
_HEADING = 72
_REACH_OF_FORM = 400
_WORD = late(r"[^\s,.;:!?()\[\]\"“”«»„]+(?:\.[A-Z](?=\.)|\.(?:k[gz]|by|uz|am)(?!\w))*")
_REACH = 48
_WORDS = 4
_LIMIT = 6_000
"""Characters of a text that are asked."""


def source_in(text: str) -> str | None:
    """The first agency that a text names as its source, by its usual name; None where it names none.

    >>> source_in('Разрушено 30 домов, сообщает "Интерфакс-Казахстан" со ссылкой на МИД.'), source_in("A map told us.")
    ('Interfax-Kazakhstan', None)
    """
    text = text[:_LIMIT]
    for cues in _CUES:
        for cue in cues.finditer(text):
            before = cues is not _CUES[-1]
            near = text[cue.end() : cue.end() + _REACH] if before else text[max(0, cue.start() - _REACH) : cue.start()]
            if name := _agency_in(near, before=before):
                return name
    return None


def house_of_form(printed: str, text: str) -> str | None:
    """The agency whose form a dateline has: Slovenia's only one begins so, and prints its name on its own pages alone.

    >>> house_of_form("Rim, 23. aprila - ", "Nov krog pogovorov bo danes vodil predsednik, ki naj pove, ali je večina mogoča.")
    'STA'
    """
    return "STA" if _SLOVENE_DAY.fullmatch(printed) and len(set(_SLOVENE.findall(text[:_REACH_OF_FORM].casefold()))) > 1 else None


def distributor_of_form(lines: Sequence[str]) -> str | None:
    """The house that hands a text on, by the form of its pages: GhanaWeb heads others' reports so and names itself nowhere.

    >>> distributor_of_form(["You are here: HomeNews", "Business News of Monday, 3 May 2010"])
    'GhanaWeb'
    """
    return "GhanaWeb" if any(len(line) <= _HEADING and _GHANAWEB.fullmatch(line) for line in lines) else None


def _agency_in(near: str, *, before: bool) -> str | None:
    """The agency whose name begins (or, behind it, ends) the words next to a cue."""
    words = [one[0] for one in _WORD.finditer(near)]
    words = words[:_WORDS] if before else words[-_WORDS:]
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count] if before else words[-count:])
        if (
            len(name) > 1
            and (name[0].isdigit() or not name.islower())
            and name[0].isalnum()
            and (known := agency(name))
            and known.kind is Kind.AGENCY
        ):
            return known.name
    return None
