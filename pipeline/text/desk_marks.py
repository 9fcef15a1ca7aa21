"""What stands below a dispatch's last sentence beside its agency: who wrote, edited and sent it, by initials; a mark that it is over."""

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.signoff import STOPS, signed

_DESK = late(
    # bur-jj/pdw, بور/غ ر
    r"/?(?:[a-z]{1,5}|[\u0621-\u064a]{1,4})(?:[/ -]{1,2}(?:[a-z]{1,5}|[\u0621-\u064a]{1,4})){0,9}/?"
    # AOK/MKB, H.A/KAM, RTC // VAM, FPA (CFF) // JH, /АБ/
    r"|(?:[A-Z]\.?){1,3}(?:/(?:[A-Z]\.?){1,3}){1,3}"
    r"|[A-Z]{2,5}(?:/[A-Z]{2,5})*(?:\s\([A-Z]{2,5}(?:/[A-Z]{2,5})*\))?\s?//\s?[A-Z]{2,5}(?:/[A-Z]{2,5})*"
    r"|/[^\W\d_a-z]{1,4}/"
)
_UNSTROKED = late(
    # م.ع, (Rin), (NZ); the end, in brackets or between strokes or dashes, and who sent it
    r"[\u0621-\u064a]{1,2}(?:\s?\.\s?[\u0621-\u064a]{1,2}){1,3}\.?|\([A-Z][a-z]{1,3}\)|\([A-ZÀ-Þ]{2,3}(?:/[A-ZÀ-Þ]{2,3})?\)"
    r"|[(/–-]\s?(?:[Ff]in|FIN|[Ee]nds?|[Kk]raj|[Ss]chluss|[Ss]egue|[Ff]im|[Kk]onec|[Kk]oniec|[Vv]ége|[Кк]рај|[Кк]рай)\s?[)/–-](?:\s[a-z]{1,5}(?:[./][a-z]{1,5}){0,3})?"
)
"""Who wrote, edited and sent it, by initials: AFP's "bur-jj/pdw", "بور/غ ر", EFE's "gr/bp"."""
_DESK_LINE, _DESK_END = 40, 24
_DESK_BEHIND = late(
    r"[.!?।۔。؟][”\"’'»)\]]{0,2}(?P<desk>(?:\s/?|/)(?:[a-zа-яё]{1,4}/){1,5}(?:[a-zа-яё]{1,4})?|\s[A-Z]{2,4}(?:/[A-Z]{2,4}){1,3}/?"
    r"|\s\((?!sic\))[a-zäöüß]{2,5}\)|\s?\./\.\s?(?:[A-Z]{2,4}(?:/[A-Z]{2,4}){0,3})?)$"
)
"""The same behind the last sentence: `... enfermas. lam/raj`, `... Ausblick./mis/stk/jha/`, `... Koné. MG/ASG/OID`, Belga's `... ville. ./.CVN`."""
_ENDED, _OVER = (
    60,
    late(
        r"(?:\n|(?<=[.؟!])\s?)/{1,2}\s?انتهى\s?/{1,2}(?:\s?[\d:]{4,5}\s?[\u0621-\u064a]{0,4}\s?[\u0621-\u064a]{0,2})?(?:\n[^\n]{1,16}){0,2}$"
    ),
)
"""`// انتهى //`, and the clock and number below it."""
_MARKS = (
    "(*)",
    "Enditem",
    "（完）",
    "(完)",
    "（了）",
    "-0-",
    "(النهاية)",
    "انتهى",
    "انتهای پیام",
    "انتهای پیام/",
    "/.",
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


def unsigned(body: str) -> tuple[str, str | None, str | None, str | None]:
    r"""(body without its signature and its desk's, the agency that signs, what of its signature says more than the name, the desk).

    >>> unsigned("It rained.\n\n(Hina)\nAB/CDE")
    ('It rained.', 'Hina', None, 'AB/CDE')
    """
    text, name, said = signed(body)
    text, desk = cut_desk(text)
    if desk and name is None:
        text, name, said = signed(text)
    return text, name, said, desk


def is_over(line: str) -> bool:
    """Whether a line below a text is its desk's or a mark of the end, and nothing else.

    >>> is_over("AB/CDE"), is_over("-30-"), is_over("so-so"), ends_signed("It rained. (Belga)"), ends_signed("It rained.")
    (True, True, False, True, False)
    """
    if any(line == mark.strip() for mark in _MARKS):
        return True
    return _is_desk(line)


def _is_desk(line: str) -> bool:
    if len(line) > _DESK_LINE:
        return False
    if "/" in line and _DESK.fullmatch(line) is not None:
        return True
    return (line[:1] in "(-–/" or "\u0621" <= line[:1] <= "\u064a") and _UNSTROKED.fullmatch(line) is not None


def ends_signed(line: str) -> bool:
    """Whether an agency or a mark of the end stands behind a paragraph's last sentence."""
    return signed(line)[1] is not None or cut_desk(line)[1] is not None


def cut_desk(body: str) -> tuple[str, str | None]:
    r"""(body without the desk's initials in its last line, or without the mark that ends it; what was cut).

    >>> cut_desk("It rained.\n\nbur-jj/pdw"), cut_desk("It rained.\n\nOn and on"), cut_desk("It rained. (*)")
    (('It rained.', 'bur-jj/pdw'), ('It rained.\n\nOn and on', None), ('It rained.', '(*)'))
    >>> cut_desk("Il a plu. ./.CVN"), cut_desk("Il a plu. VDH/FUL/")
    (('Il a plu.', './.CVN'), ('Il a plu.', 'VDH/FUL/'))
    """
    if body.endswith(_MARKS):
        mark = next(one for one in _MARKS if body.endswith(one))
        kept = body[: -len(mark)].rstrip()
        if kept.endswith(STOPS) or "\n" in body[len(kept) :]:
            return kept, mark.strip()
    if "انتهى" in body[-_ENDED:] and (over := _OVER.search(body, max(0, len(body) - _ENDED))) is not None:
        return body[: over.start()].rstrip(), over[0].strip()
    at = body.rfind("\n") + 1
    last = body[at:]
    if ("/" in body[-_DESK_END:] or body[-1:] == ")") and (
        found := _DESK_BEHIND.search(body, max(at, len(body) - _DESK_END))
    ) is not None:
        return body[: found.start("desk")], found["desk"].strip()
    if at == 0 or not _is_desk(last):
        return body, None
    if last.isupper() and not (above := body[:at].rstrip()).endswith(STOPS) and signed(above)[1] is None:
        return body, None  # a list's last line: AC/DC, EUR/USD
    return body[:at].rstrip(), last
