"""What the text around a capitalised run says of it: a title or a verb of saying beside it, an age, a case's endings, where a sentence begins."""

import re
from functools import cache

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers import name_latin_cases
from newsbeam.pipeline.taggers.name_cases import DECLINED, nominative
from newsbeam.pipeline.taggers.name_cues import ROMANIAN, SLAVIC_BODIES, SOUTH_SLAVIC_BODIES, cues
from newsbeam.pipeline.taggers.name_kinds import FAMILY, FRONT, GIVEN, TWO_FRONT, is_title, word_of
from newsbeam.pipeline.taggers.name_lists import given
from newsbeam.pipeline.taggers.name_words import Reading

ENOUGH = 2
"""What must speak for a MAYBE."""
PERSONAL = frozenset("es pt it fr ca ro gl ru uk bg sr mk hr bs sl cs sk pl el hy sv no da fi lt lv et".split())  # noqa: SIM905
"""Languages that capitalise little else: two such words within a sentence are more often somebody's than not."""
_AGE = re.compile(r"[’']?s?,? (?:\(?\d{2}\)?[,).]|aged \d|, who |, whose )")
_APPOSED = re.compile(r", (?:the|a|an|his|her|its|chief|head|director|president|vice|former|who|el|la|le|il|o|der|die|das) ")
_SIGNED = late(
    r"(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Ww]ritten|[Ee]dited|[Rr]eported|[Cc]ompiled|[Pp]roduced|[Tt]ranslated|[Pp]osted|[Pp]ublished|[Aa]dded|[Uu]ploaded|[Ss]ubmitted|[Pp]repared|[Cc]ontributed) by:? $|(?:Editor|Pewarta|Reporter|Redaktion|Redacción|Por|By|BY)s?: ?$|^By $|\nBy $"
)
QUOTES = frozenset("\"”»“’'–—")
"""What closes somebody's words, before a verb of saying."""
_OPENING, _CLOSING = frozenset('"“„«»'), frozenset('"”“«»')
_ENDS = frozenset('.!?:;\n\r\t…"“”«»‘([•-–—|*>')
ADJECTIVES = ("ской", "цкой", "ської", "зької", "цької", "ского", "цкого", "ського", "цького")
_SOUTH = ("ije", "stva", "skog", "skoga", "čkog", "ćkog", "škog", "nog", "noga", "vog", "voga", "ske", "čke", "ćke", "ške")
OF_BODIES = {"ro": (*ROMANIAN, "ății", "ăţii", "ezei", "oarei"), **dict.fromkeys(("hr", "sr", "bs", "sl"), _SOUTH)}
"""How words end that say behind an office what it is of: "direktor Gradskog zavoda", "ministrul Sănătății"."""
GENITIVE = ("ого", "его", "ої", "ньої")
"""How Russian's and Ukrainian's adjectives end that a body's name goes on behind: "начальник Генерального штабу"."""
AREA = late(r" (?:област|кра[йяюе]|район|округ|губерн|республик|республік|город|міськ|рад[иу]|думы|громад)")
"""Behind such an adjective: it is an area's and nobody's name ("губернатор Брянской области")."""
_NGUNI = ("zu", "xh", "ss", "nr")
_SOUTH_SLAVIC = ("sr", "hr", "bs", "sl")
_MARKS = " \n(\"“«'’"
"""What may stand before a word."""
DETERMINERS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the a an his her its their this that these those every each any another",
        "de": "der die das den dem des ein eine einen einem einer eines dieser diese dieses diesem diesen jeder jede jedes kein keine keinen",
        "nl": "de het een deze dit die dat",
        "es": "el la los las un una este esta",
        "fr": "le la les un une des du au aux ce cette",
        "it": "il lo i gli le un uno una dei degli delle del dello nei negli nelle",
        "pt": "os as um uma dos das nos nas",
        "sv": "den det de ett", "da": "den det de et", "nb": "den det de et",
    }.items()
}  # fmt: skip
"""Words between which and a name of unknown words stands nobody: "the Blue Banner", "der Computerhersteller Apple", "los Viejos Tercios"."""
LOCATIVES = frozenset("in at near en à em a dans im nella nel в у на".split())  # noqa: SIM905
"""Words behind which a place stands."""


def titled(headline: str | None) -> bool:
    """Whether most words of a headline begin with a capital."""
    letters = list(filter(str.isalpha, [word[0] for word in (headline or "").split() if len(word) > 3]))
    return sum(map(str.isupper, letters)) > 0.7 * len(letters)


def spoken_for(text: str, at: int, stop: int, one: Reading, language: str | None) -> int:
    """How much a run and what stands around it say that it is somebody's name."""
    known = cues()
    before, after = word_before(text, at), text[stop : stop + 24]
    score = one.score + (2 if is_title(before) or before in known.roles else -2 if before in LOCATIVES else before in known.said)
    if before in known.said and quoted(text, at):
        score += 1  # '..." said Kingsley Wheaton'
    mark = after[:1]
    if mark not in ".)":
        score += speaks(after)
        if mark != " " or after[1:2] in "(a,0123456789":
            score += 2 if _AGE.match(after) else _APPOSED.match(after) is not None
    personal = language in PERSONAL
    score += personal and not begins(text, at)
    score += _by_its_language(text, at, one.name, language)
    if score < ENOUGH and mark in ",.)" and text[at - 2 : at] == ", " and is_office(text, at - 2):
        score += 2  # "le porte-parole de la police, Kuber Kathayat."
    if 0 <= score < ENOUGH and not _is_only_a_head(text, at, one.name, language):
        last = one.name.rpartition(" ")[2]
        more = 2 if one.score or personal or word_of(last)[1] & FAMILY else 1
        # What would not be enough is not looked for, and that it stands elsewhere at all is asked before the rest.
        elsewhere = score + more >= ENOUGH and (text.find(last) < stop - len(last) or text.find(last, stop) >= 0)
        if (
            elsewhere
            and len(last) > 2
            and f"{last} " in text
            and last.lower() not in text
            and text.count(last) > text.count(one.name)
        ):
            score += more
    return score


def _by_its_language(text: str, at: int, name: str, language: str | None) -> int:
    """What a name's form says in a language that orders, declines or begins persons' names in its own way."""
    if language in ("hu", "rw", "rn"):
        return 2 * (name.rpartition(" ")[2] in given())  # "Szenti Szabolcs", "Mukamana Chantal": the family name stands first
    if language in name_latin_cases.LANGUAGES and name[0] < "\u0370":
        return 2 * name_latin_cases.declined(name)  # "Tomasza Frankowskiego"
    if language in DECLINED and name[0] > "\u0370":
        return 2 * (nominative(name, language) != name)  # "Владимиром Путиным"
    if language in _NGUNI:
        prefix = text[max(0, at - 6) : at].rpartition(" ")[2].lower()
        return 2 * prefix.endswith(("u", "no", "ka"))  # "uPitso Mosimane", "noThandi Nkosi": the class of persons
    if language == "sn":
        return 2 * is_glued(text, at - 2)
    return 0


def is_glued(text: str, at: int) -> bool:
    """Whether Shona's "Mr" begins here, which is one word with the name: "VaTendai Moyo"."""
    return at >= 0 and text.startswith("Va", at) and text[at + 2 : at + 3].isupper()


def _is_only_a_head(text: str, at: int, name: str, language: str | None) -> bool:
    """Whether the first word is large because its sentence begins with it, so that what stands elsewhere is the second alone: "Siis Dell"."""
    head = name.partition(" ")[0]
    if word_of(head)[1] & (GIVEN | FAMILY) or not begins(text, at):
        return False
    return language != "en" or (head.isascii() and head.isalpha())  # an English word has no such letter: "Arsène Wenger"


def is_office(text: str, at: int) -> bool:
    """Whether a title stands shortly before, in the same clause."""
    before = text[max(0, at - 40) : at].lower()
    return any(is_title(word.strip("'’")) for word in before[max(map(before.rfind, ".,;:!?")) + 1 :].split()[-5:])


def may_be_surname(text: str, at: int, name: str, language: str | None) -> bool:
    """Whether a word behind a title may be its bearer's name, by the word and what follows."""
    known = cues()
    if word_of(name)[1] & (FRONT | TWO_FRONT) or (
        language == "de" and name.endswith(("bundes", "verbandes", "verbands", "vereins", "ausschusses", "rates"))
    ):
        return False
    if name.lower() in known.titles or name in known.skips or name in known.others or name in known.heads or name in known.offices:
        return False
    stop = at + len(name)
    if name[0] > "\u0370" and (name.startswith(SLAVIC_BODIES) or (name.endswith(GENITIVE) and goes_on(text, stop))):
        return False
    if language in _SOUTH_SLAVIC and name.startswith(SOUTH_SLAVIC_BODIES):
        return False  # "profesor Fakulteta političkih nauka"
    if language in OF_BODIES and name.endswith(OF_BODIES[language]) and not word_of(name)[1] & (GIVEN | FAMILY):
        return False
    return not (name.endswith(ADJECTIVES) and AREA.match(text, stop))


def goes_on(text: str, stop: int) -> bool:
    """Whether a word in small letters stands behind."""
    return text[stop : stop + 1] == " " and text[stop + 1 : stop + 2].islower()


def acts(text: str, stop: int) -> bool:
    """Whether a title or a verb of saying follows: "Woolworths Group chief executive", so that a common noun is a name's end."""
    after = text[stop : stop + 24]
    return (after[:1] == " " and is_title(after[1:].split(" ", 1)[0])) or speaks(after)


def quoted(text: str, at: int) -> bool:
    """Whether somebody's words and a verb of saying stand before: '..." said '."""
    before = text[max(0, at - 30) : at].rstrip()
    verb = before.rpartition(" ")[2]
    return verb in cues().said and before[: -len(verb)].rstrip()[-1:] in QUOTES


def between_quotes(text: str, at: int, stop: int) -> bool:
    """Whether a name stands alone between quotation marks: a school's, a ship's or a film's that is called after somebody."""
    return text[stop : stop + 1] in _CLOSING and text[at - 1 : at] in _OPENING and at > 0 and stop < len(text)


def speaks(after: str) -> bool:
    """Whether a verb of saying follows: "… said", "…, told"."""
    said = cues().said
    if after[:1] == " " and after[1:].split(" ", 1)[0].rstrip(",.") in said:
        return True
    return after[:2] in (", ", '",') and after[2:].split(" ", 1)[0].rstrip(",.") in said


def signed(text: str, at: int) -> bool:
    """Whether it is told who wrote: "By ", "(Reporting by ", "Editor: "."""
    return text[at - 2 : at] in ("y ", ": ", "r:") and _SIGNED.search(text[max(0, at - 16) : at]) is not None


def word_before(text: str, at: int) -> str:
    """The word before, in small letters, over a comma or a quotation mark."""
    low = at - 26 if at > 26 else 0
    if text[at - 1 : at] == " " and (word := text[max(low, text.rfind(" ", low, at - 1) + 1) : at - 1]).isalpha():
        return word.lower()
    before = text[low:at].rstrip(' ,"“«').rpartition(" ")[2]
    return before.lower().rpartition("\n")[2].lstrip(_MARKS).rstrip(".")


def behind_title(text: str, at: int) -> bool:
    """Whether the word before is a title: it is looked at whole where its last three letters are a title's, as a sixth of them are."""
    if at > 3 and text[at - 1] == " " and text[at - 2].isalpha():
        last = text[at - 4 : at - 1].lower()[-3:]
        if last not in _title_letters() and last[1:] not in _title_letters():
            return False
    return is_title(word_before(text, at))


@releasable
@cache
def _title_letters() -> frozenset[str]:
    """The last three letters of every title; of shorter ones all, behind what may stand before a word."""
    known = cues()
    long = [title[-3:] for title in (*known.titles, *known.title_endings) if len(title) > 2]
    return frozenset([*long, *[f"{mark}{title}" for title in known.titles if len(title) < 3 for mark in _MARKS]])


def behind_determiner(text: str, at: int, language: str | None) -> bool:
    """Whether an article or its like stands right before: "the Blue Banner"."""
    return text[at - 1 : at] == " " and word_before(text, at) in DETERMINERS.get(language or "", ())


def begins(text: str, at: int) -> bool:
    """Whether a sentence begins here, so that its capital says nothing."""
    before = text[at - 2 if at > 2 else 0 : at].rstrip(" ")
    return not before or before[-1] in _ENDS
