"""What a telling says it is: UPDATE 1-, CORRECTED-, 1st Ld-Writethru, KILL (docs/design/wire-copy.md#tellings). Forms and desks are no versions."""

import re
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.text.editor_notes import kind_of_note
from newsbeam.schemas.codes import PubStatus, RevisionKind


class Marker(NamedTuple):
    """A telling's own word for itself."""

    kind: RevisionKind
    number: int | None = None
    """n of `UPDATE n-`, `nth Ld`; orders tellings that have no other order."""


_UPDATE, _CORRECTION, _REFILE = RevisionKind.UPDATE, RevisionKind.CORRECTION, RevisionKind.REFILE
_REPEAT, _ADVISORY, _KILL = RevisionKind.REPEAT, RevisionKind.ADVISORY, RevisionKind.KILL

_SEP = r"\s?(?:--|[-–—:]|\)|\])\s*"
_CORRECTED = (
    r"CORRECTED(?: \(?OFFICIAL\)?| AND UPDATED| RELEASE| VERSION)?|CORRECTION(?: ET MISE À JOUR| AND UPDATE| FROM SOURCE)?|CORRECTS|CORR"
    r"|AMENDED|AMENDMENT|CLARIFICATION|REPLACEMENT|CORRIGENDUM|BERICHTIGUNG|KORREKTUR|CORRECTIF|RECTIFICATIF|RECTIFICATION|ERRATUM|ERRATA"
    r"|CORRIGE|CORREGIDO|CORRECCIÓN|CORRECCIÓ|RECTIFICACIÓN|CORREÇÃO|RETIFICAÇÃO|CORREZIONE|RETTIFICA|ERRATA CORRIGE|CORRECTIE|RECTIFICATIE|RECTIFICARE"
    r"|RÄTTELSE|RETTELSE|KORREKTION|KORRIGERING|LEIÐRÉTTING|KORJAUS|OIKAISU|PARANDUS|PATIKSLINIMAS|LABOJUMS"
    r"|SPROSTOWANIE|KOREKTA|OPRAVA|POPRAVEK|ISPRAVAK|ISPRAVKA|HELYESBÍTÉS|ΔΙΟΡΘΩΣΗ|ПОПРАВКА|ИСПРАВЛЕНО|ВИПРАВЛЕНО|УТОЧНЕНИЕ"
    r"|DÜZELTME|KOREKSI|RALAT|ĐÍNH CHÍNH|تصحيح|تصحیح"
)
_UPDATED = (
    r"UPDATED?|UPD|ACTUALIZA|AMPLIACIÓN|AMPLÍA|ATUALIZA|AGGIORNA|ACTUALITZA|ACTUALIZACIÓN|ACTUALIZAD[OA]|ATUALIZAÇÃO|ATUALIZAD[OA]|ACTUALISATION|MISE À JOUR|AKTUALISIERT|AKTUALISIERUNG|AGGIORNAMENTO"
    r"|UPPDATERING|UPPDATERAD|OPDATERING|OPDATERET|OPPDATERING|OPPDATERT|PÄIVITYS|AKTUALIZACJA|AKTUALIZACE|GÜNCELLEME|ОБНОВЛЕНО"
)
_FRAMED = r"(?: (?:from|de) [^/]{1,40}?)?(?: ?/ ?| ?--? ?)"
# In front of a headline, each ended by a dash, colon or bracket. Strongest kind last wins nothing: the first printed does.
_HEADLINE: tuple[tuple[RevisionKind, re.Pattern[str]], ...] = (
    (_KILL, re.compile(r"[\[(]?(?:STORY WITHDRAWN|WITHDRAWN|KILL(?: KILL)*|(?:MANDATORY|BULLETIN|URGENT) KILL|RETRACTED?|RETRACTION|DELETE)(?:" + _SEP + r"|\s*=?\s*$)")),
    (_CORRECTION, re.compile(r"[\[(]?(?:" + _CORRECTED + r")(?: (\d+))?" + _SEP)),
    (_CORRECTION, re.compile(r"[【〔（(\[<＜]\s?(?:訂正|更正|정정|勘误|勘誤)\s?[】〕）)\]>＞]\s*|(?:訂正|更正|정정|勘误|勘誤)\s?[：:]\s*")),
    # As houses that send companies' releases head them: Business Wire, PR Newswire, CNW.
    (_CORRECTION, re.compile(r"CORRECTING (?:and|AND|&) REPLACING(?: (?:ADDING )?(?:PHOTOS?|MULTIMEDIA|VIDEOS?|CAPTION))?(?:" + _SEP + r"|\s+)")),
    (_CORRECTION, re.compile(r"(?:CORRECTION (?:et|and) (?:REMPLACEMENT|REPLACEMENT)|CORRECCIÓN y REEMPLAZO|CORRIGE et REMPLACE)(?:" + _SEP + r"|\s+)")),
    (_UPDATE, re.compile(r"ADDING (?:MULTIMEDIA|PHOTOS?|VIDEOS?)(?:" + _SEP + r"|\s+)")),
    (_CORRECTION, re.compile(r"/ ?(?:C O R R E C T I O N|CORRECTION|R E C T I F I C A T I F|RECTIFICATIF)" + _FRAMED)),
    (_REPEAT, re.compile(r"/ ?(?:R E P E A T|REPEAT|R E P R I S E|REPRISE)" + _FRAMED)),
    (_UPDATE, re.compile(r"/ ?(?:U P D A T E|UPDATE|M I S E À J O U R|MISE À JOUR)" + _FRAMED)),
    (_REFILE, re.compile(r"[\[(]?REFILE" + _SEP)),
    (_REPEAT, re.compile(r"[\[(]?(?:RPT|REPEAT|RESENDING|REISSUE|REPRISE|RÉPÉTITION|WIEDERHOLUNG|WDH(?:LG)?)(?: ?\d{1,2})?(?:" + _SEP + r"|\s?/\s*)")),
    (_UPDATE, re.compile(r"[\[(]?(?:" + _UPDATED + r")(?: (\d+))?" + _SEP)),
    (_UPDATE, re.compile(r"[\[(]?(\d+)(?:st|nd|rd|th|ST|ND|RD|TH) (?:Ld|LD|LEAD|Lead|UPDATE|Update)(?:[- ]Writethru)?" + _SEP)),
    (_UPDATE, re.compile(r"(\d+)(?:ST|ND|RD|TH) LEAD\s+(?=[A-Z][a-z])")),
    (_UPDATE, re.compile(r"[\[(]?(\d{1,2})\. ?(?:NEUFASSUNG|Neufassung|AKTUALISIERUNG|UPDATE)" + _SEP)),
    (_UPDATE, re.compile(r"[\[(](?:UPDATE|Update|Upd\.|LEAD|Lead) ?(\d+)?[)\]]\s*")),
    (_UPDATE, re.compile(r"\((LEAD|\d+(?:st|nd|rd|th|ST|ND|RD|TH) LD)\)\s*")),
    (_ADVISORY, re.compile(r"[\[(]?(?:ADVISORY|EDITORS?['’]?S? NOTE|NOTE TO EDITORS|EDS)(?:" + _SEP + r"|(?<=ADVISORY)\s?/\s*)")),
)  # fmt: skip
# In small letters only words that head nothing else, and only before a colon or in brackets: `Amendment:` may be of a law.
_SMALL = re.compile(
    r"(?:(?P<mark>[(\[])|)(?:Correction|Corrected|Erratum|Corrigendum|Berichtigung|Korrektur|Correctif|Rectificatif|Corrección|Rectificación"
    r"|Correção|Correzione|Rettifica|Errata corrige|Correctie|Rectificatie|Rättelse|Rettelse|Korrigering|Oikaisu|Sprostowanie)"
    r"(?(mark)[)\]]\s*[-–—:]?|\s?:)\s*"
)
_SMALL_FIRST = frozenset("CEBKROS([")
_FIRST = frozenset("/[(SWKMRDCBU0123456789AENتPLHOIGĐΔПИВУО訂更정勘【〔（<＜")
_SLUG = (
    (_KILL, re.compile(r"\b(?:KILL|WITHDRAWN|ELIMINATION)\b", re.IGNORECASE)),
    (_CORRECTION, re.compile(r"\b(?:CORRECTED|CORRECTION|Corrective?)\b", re.IGNORECASE)),
    (_REFILE, re.compile(r"\bREFILE\b", re.IGNORECASE)),
    (_REPEAT, re.compile(r"\bRPT\b")),
    (_UPDATE, re.compile(r"\bUPDATE (\d+)\b|\b(\d+)(?:st|nd|rd|th) Ld\b|\b(\d+)(?:st|nd|rd|th|ST|ND|RD|TH) LEAD\b|\bUpdate\b")),
)
_KILL_NOTE = re.compile(
    r"\(?\s*(?:Eds?[.:]{1,2}\s{1,4})?(?:please (?:kill|disregard)|story withdrawn|kill(?:s|ed)? |withdraws? |retracts? )",
    re.IGNORECASE,
)
"""Of notes alone: above a text such words tell of what happened."""
_SIGNALS = {
    "update": _UPDATE, "sig:update": _UPDATE, "correction": _CORRECTION, "sig:correction": _CORRECTION, "edstat:u": _UPDATE,
    "edstat:c": _CORRECTION, "edstat:r": _REPEAT, "kill": _KILL, "sig:kill": _KILL, "advisory": _ADVISORY, "sig:advisory": _ADVISORY,
    "refile": _REFILE, "sig:refile": _REFILE, "repeat": _REPEAT, "sig:repeat": _REPEAT, "sig:rewrite": _UPDATE,
}  # fmt: skip
_STATUS = {
    "usable": PubStatus.USABLE, "withheld": PubStatus.WITHHELD, "hold": PubStatus.WITHHELD, "embargoed": PubStatus.WITHHELD,
    "canceled": PubStatus.CANCELED, "cancelled": PubStatus.CANCELED, "killed": PubStatus.CANCELED, "kill": PubStatus.CANCELED,
    "recalled": PubStatus.CANCELED, "withdrawn": PubStatus.CANCELED, "deleted": PubStatus.CANCELED,
}  # fmt: skip
_KILL_TEXT = re.compile(r"\W{0,3}(?:KILL KILL KILL|STORY WITHDRAWN|MANDATORY KILL|This story (?:has been|is|was) withdrawn)")
_HOLD_TEXT = re.compile(r"\W{0,3}HOLD HOLD HOLD")
_NOTED, _WORDS = 40, 3
"""Characters and spaces of a note before a headline."""
_TEXT_FIRST = frozenset("KSMTH")
"""What those two begin with, but for marks."""


@lru_cache(maxsize=64)
def strip_markers(headline: str) -> tuple[str, Marker | None]:
    """(the headline without version markers, the first marker).

    >>> strip_markers("RPT-UPDATE 2-Floods hit Sindh")
    ('Floods hit Sindh', Marker(kind=<RevisionKind.REPEAT: 'repeat'>, number=2))
    >>> strip_markers("WRAPUP 2-Markets fall")[1] is None
    True
    """
    kind: RevisionKind | None = None
    number: int | None = None
    framed = headline.startswith("/")
    if headline[:1] in _SMALL_FIRST and (small := _SMALL.match(headline)) and small.end() < len(headline):
        return headline[small.end() :], Marker(_CORRECTION)
    while (first := headline[:1]) in _FIRST and (not "A" <= first <= "Z" or headline[1:2].isupper()):
        for found, pattern in _HEADLINE:
            match = pattern.match(headline)
            if match:
                digits = re.sub(r"\D", "", match[1] or "") if match.re.groups else ""
                number = number if number is not None else int(digits[:6]) if digits else None
                kind = kind or found
                headline = headline[match.end() :]
                break
        else:
            noted = _noted(headline) if kind is None and first == "(" else None
            if noted is None:
                break
            kind, headline = noted
    if framed and kind:
        headline = headline.removesuffix("/")
    return headline, Marker(kind, number) if kind else None


def _noted(headline: str) -> tuple[RevisionKind, str] | None:
    """A note before a headline: `(Recasts) `, `(Adds quote) `, `(Actualización) `."""
    note, closed, rest = headline[1 : _NOTED + 1].partition(")")
    if not closed or not note[:1].isupper() or note.count(" ") > _WORDS or not rest.startswith(" "):
        return None
    kind = kind_of_note(note)
    return (kind, headline[len(note) + 2 :].lstrip()) if kind is not None else None


def marker_of(
    headline: str | None, slugline: str | None, ed_note: str | None, signals: tuple[str, ...], body: str | None
) -> Marker | None:
    """What a telling says it is. The headline wins over the slug (Reuters, 2006), both over signals and the editor's note."""
    found = strip_markers(headline)[1] if headline else None
    if body and _may_say(body) and _KILL_TEXT.match(body):
        return Marker(_KILL, found.number if found else None)
    if found:
        return found
    if slugline and (marker := _of_slug(slugline)):
        return marker
    if signals and (marker := _signalled(signals)):
        return marker
    return _of_note(ed_note) if ed_note else None


def _of_note(note: str) -> Marker | None:
    kind = _KILL if _KILL_NOTE.match(note) is not None else kind_of_note(note)
    return Marker(kind) if kind is not None else None


def _signalled(signals: tuple[str, ...]) -> Marker | None:
    """What the first signal that is one says, with the first number of any: `refile`, `update 2` (a message's own lines)."""
    kinds, numbers = [], []
    for signal in signals:
        name = signal.casefold().rpartition("/")[2]
        word, _, number = name.partition(" ")
        if kind := _SIGNALS.get(word if number.isdecimal() else name):
            kinds.append(kind)
            numbers += [int(number[:6])] if number.isdecimal() else []
    return Marker(kinds[0], next(iter(numbers), None)) if kinds else None


def status_of(sent: str | None, marker: Marker | None, body: str | None) -> PubStatus:
    """`usable`, `withheld` or `canceled`. The provider's field wins unless the text kills (docs/design/keys.md#three-notions)."""
    if (marker is not None and marker.kind is _KILL) or (body and _may_say(body) and _KILL_TEXT.match(body)):
        return PubStatus.CANCELED
    if sent:
        return _STATUS.get(sent.casefold().rpartition(":")[2].rpartition("/")[2].strip(), PubStatus.USABLE)
    return PubStatus.WITHHELD if body and _may_say(body) and _HOLD_TEXT.match(body) else PubStatus.USABLE


def _may_say(body: str) -> bool:
    """Whether a text may begin with a kill or a hold: one letter tells nearly every other."""
    return body[0] in _TEXT_FIRST or not body[0].isalnum()


def _of_slug(slugline: str) -> Marker | None:
    for kind, pattern in _SLUG:
        if match := pattern.search(slugline[:500]):
            digits = next(filter(None, match.groups()), None) if match.re.groups else None
            return Marker(kind, int(digits[:6]) if digits else None)
    return None
