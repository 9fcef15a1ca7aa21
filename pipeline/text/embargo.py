"""Embargoes that only the copy itself names: "EMBARGOED UNTIL 0900 GMT, Friday 23 October 2020" (docs/design/wire-copy.md#tellings)."""

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.embargo_time import clock_in, only_time, time_in

_BEGINS = frozenset(
    "str not ach att emb hol und unt ond sou baj sob sot pod spe não ges fre jul amb эмб под емб під يحظ يُح محظ ممن حظر אמב באמ 엠바고 解禁 禁发 禁發".split()  # noqa: SIM905 (words read better than a list of them)
) | {"do ", "ne ", "no "}
"""The first letters of what `_NAMED` begins with, but for marks."""
_UNTIL = "until|till|to|before|prior to|for release(?: at| on)?"
_NAMED = late(
    r"\W{0,5}(?:(?:STRICTLY|Strictly|NOTE TO EDITORS:?|Note to editors:?|ACHTUNG|Achtung|ATTENTION|ATTENZIONE)\W{1,3}){0,2}(?:(?P<sure>"
    # Said of copy and of nothing else.
    r"EMBARGOED(?=\W*(?:$|\n|UNTIL|TILL|FOR|TO\b|AGAINST|\d|[Uu]ntil|[Tt]ill|COPY|MATERIAL|Not\b|NOT\b))|(?i:embargoed (?:until|till)\b)|"
    r"(?i:embargoed for (?:release|publication|use|broadcast|transmission))|"
    r"(?i:not for (?:publication|release|broadcast|use|transmission)(?:,? (?:(?:or|and) )?\w+){0,3}\W{1,3}(?:until|till|before|prior to)\b)|"
    r"(?i:hold for release)\b|UNDER (?:STRICT )?EMBARGO\b|EMBARGO(?=\W*(?:\n|$|(?:UNTIL|TILL|NOT BEFORE|not before|until|till)\b))|"
    r"SOUS EMBARGO\b|BAJO EMBARGO\b|SOB EMBARGO\b|SOTTO EMBARGO\b|SPERRFRIST\b|SPERREFRIST\b|【?解禁日時|【?解禁日時|(?:يُ?حظر|محظور|ممنوع) النشر (?:حتى|قبل))|"
    # What a headline says of trade, too: only a time may follow.
    r"(?i:embarg(?:o|oed|ado|ada)\b|(?:under|sous|bajo|sob|sotto|onder|unter|pod) (?:strict )?embargo\b(?: strict)?|hold (?:until|till)|do not (?:use|publish) before|"
    r"ne pas (?:diffuser|publier) avant|no (?:publicar|difundir) (?:antes|hasta)|não publicar antes|sperr?e?frist|gesperrt bis|frei (?:ab|für)|julkaisuvapaa|"
    r"ambargo(?:lu)?|embargó|(?:под )?эмбарго|(?:під )?ембарго|حظر النشر|(?:ב)?אמברגו|禁发|禁發|【?解禁|엠바고))(?P<rest>[^\n]{0,200})"
)
_LATER = late(rf"\b(?:{_UNTIL}|not before)\b:?\s*(?P<rest>[^\n]{{4,120}})")
_SHORT = 70
"""Characters of a line that an embargo with a clock fills: `Sperrfrist: Redebeginn, 18.00 Uhr`."""


def printed_end(*texts: str | None) -> str | None:
    """The end that one of `texts` names for an embargo, as a time to be parsed; "" for one without; None: no embargo.

    >>> printed_end("EMBARGOED UNTIL 0900 GMT, Friday 23 October 2020")
    'Friday 23 October 2020 09:00 GMT'
    >>> printed_end("An oil embargo was lifted."), printed_end("EMBARGOED")
    (None, '')
    """
    for text in texts:
        if not text or (text[:3].casefold() not in _BEGINS and text[:2] not in _BEGINS and text[0].isalnum()):
            continue  # nearly every text
        if (match := _NAMED.match(text)) is None:
            continue
        rest = match["rest"]
        if match["sure"] is None and not only_time(rest) and not _is_short(match[0], rest):
            continue
        later = _LATER.search(match[0]) if match["sure"] is not None else None
        found = time_in(rest)
        return found or (time_in(later["rest"]) if later is not None else "")
    return None


def _is_short(line: str, rest: str) -> bool:
    """Whether a line is no sentence and names a clock."""
    return len(line) <= _SHORT and rest.lstrip()[:1] in (":", "–", "-") and line.rstrip()[-1:] not in ".!?" and clock_in(rest)
