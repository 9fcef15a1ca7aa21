"""A paragraph without what stands behind its last stop: who wrote and sent it, the mark that a dispatch is over.

`... said. (AHO/Belga)`, `... personas. lam/raj`, `... -0-`, `…成功。（完）`: a sentence all the same, which a title is not.
"""

from collections.abc import Sequence

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.signoff import cut_signature

_STOPS = ".!?。！？।۔॥؟።։။།"
_CLOSING = "\"”“’'»)\\]」』〞"
_REACH, _LONGEST = 80, 170
"""Characters that such signs take at most; those from which a line is a text's whatever ends it."""
_STOP = late(rf"[{_STOPS}…][{_CLOSING}]{{0,3}}")
_SIGNS = late(
    # in brackets, perhaps with initials behind them: (Mac/Adnkronos), （完）, (Hina) xmm yds, --(بترا)
    r"(?:\s?[-–—]{0,2}\s?(?:[(（\[［【][^()（）\[\]［］【】\n]{2,40}[)）\]］】]|[（［【][\u3040-\u9fff][）］】])\.?(?:(?:\s[^\W\d_A-Z.]{1,4}){1,3}$)?"
    # between strokes or behind one: /ATS, /ВМ/БТА, // انتهى //
    r"|\s?/{1,2}\s?[^\W\d_][^\n/.!?]{0,24}(?:/[^\n/\s]{1,12}){0,3}\s?/{0,2}"
    # initials: lam/raj, bur-jj/pdw, km.rk, MG/ASG/OID, م ق/ ا ع
    r"|\s(?:[^\W\d_A-Z]{1,5}[/.-]){1,4}[^\W\d_]{1,5}/?"
    r"|\s[A-ZÀ-ÞА-ЯΑ-Ω]{2,8}(?:[/.][A-ZÀ-ÞА-ЯΑ-Ω]{2,8}){0,4}"
    r"|\s(?:[\u0621-\u064a]{1,2}(?:\s?/\s?|\s)){1,4}[\u0621-\u064a]{1,2}"
    # marks: -0-, -30-, -ends-
    r"|\s?-{1,2}\s?(?:0|30|[Ee]nds?|ENDS?)\s?-{1,2}|\s?Enditem|\s?(?:ENDS?|Ends?)|\s?#{3}|\s?={3,30}\s?\S{1,8}){1,6}"
)


def judged(lines: Sequence[Line]) -> list[Line]:
    """Lines as they are weighed: each without the signs behind its last stop."""
    return [line._replace(text=sentence) if (sentence := without_signs(line.text)) != line.text else line for line in lines]


def without_signs(text: str) -> str:
    """A line without the signs behind its last stop; as it is where it has none.

    >>> without_signs("The port is open. (AHO/Belga)"), without_signs("Storm in St. Ives")
    ('The port is open.', 'Storm in St. Ives')
    """
    if text[-1] in _STOPS or len(text) >= _LONGEST or shapes.is_caption(text):
        return text
    begun = max(0, len(text) - _REACH)
    stopped = False
    for stop in _STOP.finditer(text, begun):
        stopped = True
        if _SIGNS.fullmatch(text, stop.end()) is not None:
            return text[: stop.end()]
    return cut_signature(text)[0] if stopped else text
