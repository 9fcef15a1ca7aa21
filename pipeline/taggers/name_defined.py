"""Bodies by their abbreviations: those that a text defines in brackets, small letters and all ("Agence nationale de l'aviation civile et de
la météorologie (Anacim)"), and those that a title says to have an office ("Presiden CUEPACS").
"""

# ruff: noqa: SIM905  word lists read best as words

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.known_names import shouted
from newsbeam.pipeline.taggers.name_capitals import matches
from newsbeam.pipeline.taggers.name_cues import cues
from newsbeam.pipeline.taggers.name_kinds import OTHER, PRODUCT, is_title, word_of
from newsbeam.pipeline.taggers.name_runs import UP

_SHORT = late(rf"([{UP}][^\W\d_]{{1,10}})\)")
"""Behind a bracket."""
_REACH = 130
"""Characters before the bracket in which the name begins."""
_MOST = 14
"""Words of such a name."""
_ENDS = late(r".*[.,;:!?()«»“”\"\n–—]", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


ACRONYM = re.compile(rf"[{UP}]{{3,7}}(?![\w'’-])")
_OF = frozenset("of the de la del della dell' du des l' da do dos das di der van het za od per al του της των τον".split())
_ARTICLES = {
    "fr": ("la", "le"),
    "es": ("la", "el"),
    "pt": ("a", "o"),
    "it": ("la", "il", "lo"),
    "nl": ("de", "het"),
    "de": ("der", "die", "das"),
    "el": ("η", "ο", "το", "του", "της", "την", "τον"),
    "ro": (),
}
_COMPANY = tuple(
    "sindicato syndicat sindacato gewerkschaft vakbond förbundet forbundet partido parti partito partei association associazione konzern unternehmen".split()
)
"""How a word ends that says what an abbreviation is: "El sindicato SATSE", "der Werftkonzern TKMS"."""
_NO_BODIES = frozenset(
    "ceo cfo coo cto cio ict aids hiv dna gdp vip usa uae srl spa gmbh drc npa phd mba covid mvp dki pdg can chan rdc rca toc urss rda rfa rci eau cnn tva pib pcr vih adn arn ivg pma iva gps sms usb pdf dvd led lcd bip mwst lkw pkw kfz wlan pvc ovni ovnis vtt snus nft ufo vpn bac bep ter tgv ave tir dax smi aex cac ftse mib ibex psi smic rsa cdi cdd htva gpu cpu ram ssd html pce raf itv apl ufos via rtt tnt vih sida oled crm erp sat tac rmn irm ecg voz dni nif nie irpf ere eres mir eso api ppr iban irs irc imi tsu pec inem mei cnh cpf rg enem pix ong ngo igg igp dig dga sdgs".split()
)
"""Abbreviations that are no body's, behind a title as well."""


def led_bodies(text: str, starts: Iterable[int], language: str | None = None) -> Iterator[tuple[int, int]]:
    """(start, end) of the abbreviations behind a title, with "of the" between or without, and behind an article but in English; they
    may begin at these `starts` (`name_capitals.py`).

    >>> text = "Presiden CUEPACS hadir; el presidente de la CELAC, the CEO, the NBA"
    >>> [text[start:end] for start, end in led_bodies(text, [9, 44, 55, 64])]
    ['CUEPACS', 'CELAC']
    """
    articles = _ARTICLES.get(language or "", ())
    for match in matches(ACRONYM, text, starts):
        at, stop = match.span()
        if match[0].lower() in _NO_BODIES:
            continue
        before = text[max(0, at - 26) : at].rpartition("\n")[2].split()
        if not (articles and before and before[-1].lower() in articles and text[stop : stop + 2].islower()):
            while before and before[-1] in _OF:
                before.pop()
            if not before or not before[-1][-1].isalpha() or not (is_title(word := before[-1].lower()) or word.endswith(_COMPANY)):
                continue
        if not shouted(text, at, stop):
            yield at, stop


def defined_bodies(text: str, starts: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """(start, end, abbreviation) of the bodies that stand before their abbreviations, which may begin at these `starts`.

    >>> text = "Selon l'Autorité de contrôle prudentiel et de résolution (ACPR), le produit intérieur brut (PIB) recule."
    >>> [(text[start:end], short) for start, end, short in defined_bodies(text, [58, 92])]
    [('Autorité de contrôle prudentiel et de résolution', 'ACPR')]
    """
    for at in starts:
        if (match := _SHORT.match(text, at)) is not None:
            yield from _before(text, at - len(" ("), match[1])


def _before(text: str, end: int, short: str) -> Iterator[tuple[int, int, str]]:
    """The body before its abbreviation, where one stands there."""
    begin = max(0, end - _REACH)
    if (stop := _ENDS.match(text, begin, end)) is not None:
        begin = stop.end()
    end -= 2 if text[end - 2 : end] in ("'s", "’s") else 0
    words = [(one.start(), one[0]) for one in _WORD.finditer(text, begin, end)][-_MOST:]
    for at in range(len(words) - 2, -1, -1):
        if words[at][1][0].isupper() and _plain(words[at][1][0]) == _plain(short[0]):
            name = tuple(word for _, word in words[at:])
            if _is_body(name) and _abbreviates(name, short):
                yield words[at][0], end, short
                break


@lru_cache(maxsize=1024)
def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in folded if not unicodedata.combining(c))


def _is_body(name: tuple[str, ...]) -> bool:
    """Whether a word says that it is a body, not a law or a rate: the list of every language's first and last words."""
    return not word_of(name[-1])[1] & (OTHER | PRODUCT) and any(word.lower() in _nouns() for word in (*name[:3], name[-1]))


@releasable
@cache
def _nouns() -> frozenset[str]:
    known = cues()
    return frozenset(word.lower() for word in (*known.heads, *known.fronts) if " " not in word)


def _abbreviates(name: tuple[str, ...], short: str) -> bool:
    """Whether the letters stand in the name in their order, first ones of its words as far as can be, and no word of weight is passed over."""
    left = _plain(short)
    passed = initials = 0
    for at, word in enumerate(name):
        plain = _plain(word)
        if not left or plain[0] != left[0]:
            passed += len(word) > 3
            continue
        initials += 1
        inner = 0
        for letter in plain:
            # A letter that begins the next word is kept for it.
            if (
                left
                and letter == left[0]
                and not (inner and at + 1 < len(name) and _begins(name[at + 1 :], letter) and len(left) <= len(name) - at - 1)
            ):
                left = left[1:]
                inner += 1
    return not left and passed <= 1 and initials >= 2


def _begins(name: tuple[str, ...], letter: str) -> bool:
    """Whether the next word of weight begins with a letter."""
    return next((_plain(word[0]) == letter for word in name if len(word) > 3), False)
