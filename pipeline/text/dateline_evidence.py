"""Whether what was read is a dateline: a place that the gazetteer knows, capitals, a source, a day, a region (docs/design/wire-copy.md#datelines)."""

import re

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.dateline_house import placeless
from newsbeam.pipeline.text.dateline_parts import Parts
from newsbeam.pipeline.text.dateline_place import Standing, begins_with_place, is_given_name, is_land, is_place, is_speech, standing
from newsbeam.pipeline.text.dateline_running import goes_on, reads_on, reads_on_far
from newsbeam.pipeline.text.dateline_small_town import (
    is_city,
    is_district,
    is_indian_city,
    is_named_again,
    is_shortened,
    is_village,
)
from newsbeam.pipeline.text.dateline_words import is_small
from newsbeam.pipeline.text.months import month_of, weekday_of

_HOUSE, _STATE = 4, 3
"""Words of a house's name; letters of a state's abbreviation, at most."""
_SHARE = re.compile(r"\d+(?:[.,]\d+)?\s?%")
"""What explains an abbreviation in a table: `Fondo de Pensiones (AFP) - 2.87 %`."""
_UNCASED_TEXT = 30
_WIDE = "\u3040"
"""Scripts from here on part no words."""
_TITLE, _STOPS = 100, tuple(".!?…”\"'»«“:;")
"""What a line behind a town and a colon must have to be text: some length, or the end of a sentence."""
_WORD, _VILLAGE = 4, 2
"""Letters of a town that may be a word or an abbreviation before a stop: "Chas. P. Young", "Tab. 12"."""
_FIGURES = late(r"^\d+(?:[.,:/–-]\d+)*(?!\w)|\d[.\-/]\w")  # scores, years, tickers: no paper is called so, but "Kurdistan 24" is


def convincing(parts: Parts, head: str, home: str | None) -> bool:
    """Whether what was read is a dateline: the rules of docs/design/wire-copy.md#datelines (a)-(g)."""
    after = head[parts.end : parts.end + 90]
    if not parts.places:
        return placeless(parts, after)
    tail = parts.tail.strip()
    dashed = bool(tail) and (
        tail[-1] in "-–—―_:=।۔~|•∙●▪■\ufffd" or (tail == ";" and (parts.places[0].isupper() or parts.places[0][0] >= UNCASED))
    )
    runs_on = (
        parts.credit is None
        and (
            tail == "."
            or (tail == "," and parts.day is None and (parts.places[0].isupper() or is_shortened(parts)))
            or (tail == "" and parts.day is not None)
        )
        and (reads_on(after) or (parts.places[0].isupper() and reads_on_far(head[parts.end :])))
    )
    if not after.strip() or (parts.credit is None and not dashed and not runs_on and (parts.day is None or tail != ".")):
        return False  # prose: the gazetteer is not even asked
    stands = standing(parts.places[0], parts.region if parts.region_known else None, home)
    if stands is None:
        return False
    known = stands.place is not None
    opens = not is_small(after[:1]) and not _SHARE.match(after)
    if parts.credit is None and parts.region is None and weekday_of(parts.places[0]) is not None:
        return False  # "MARTI 9 IUNIE:" is a day, though a town is called so
    if parts.prefix_end and not (known or parts.region_known or stands.cased) and " " in parts.places[0]:
        return False  # behind a source, words in a script without capitals are the text
    if parts.credit is not None:
        return _with_source(parts, stands, after, known=known, dashed=dashed, opens=opens)
    if parts.day is not None:
        return _with_day(
            parts,
            stands,
            after,
            dashed=dashed,
            runs_on=runs_on,
            stopped=bool(tail) or "\n" in parts.tail or _is_stopped(parts, head),
        )
    if runs_on:
        return _running(parts, stands, tail)
    if stands.place is None:
        return parts.tail[:1] == ":" and is_district(parts.places[0], head[parts.end :])
    return _bare(parts, stands, head, home, dashed=dashed, opens=opens)


def _running(parts: Parts, stands: Standing, tail: str) -> bool:
    """A place and a stop before running text: `ROMA. Il ministro`, `NAIROBI, Kenyan growers`, `Arusha. Bandari`, `Abuja, Nigeria. The`."""
    known, name = stands.place is not None, parts.places[0]
    if tail == "," and not stands.caps:
        return True  # San Cristóbal de Las Casas, Chis., Trabajadores
    if stands.caps or tail != ".":
        sure = stands.town or (tail == "." and is_city(name))
        return stands.caps and sure and not stands.land and parts.region is None
    if parts.region is not None:
        return parts.region_known and not parts.region_bracketed and stands.town and known
    return known and len(name) > _WORD and not stands.land and not is_given_name(name)


def _with_source(parts: Parts, stands: Standing, after: str, *, known: bool, dashed: bool, opens: bool) -> bool:
    if not (opens or (dashed and (known or stands.caps or parts.region_known or parts.day is not None))):
        return False
    if not parts.bracketed:
        if parts.tail.strip() in (",", "،") and parts.day is None:
            return False  # KOMPAS.com -Banyuwangi, Jawa Timur: the text has begun
        return known or parts.region_known or stands.caps or parts.day is not None
    if _abbreviates(parts.credit or "", parts.places[0]) and not (dashed and stands.town and known):  # but São Paulo (SP) -
        return False
    if parts.known_source:
        return known or parts.region_known or stands.caps or not stands.cased or parts.day is not None or dashed
    if parts.newsy_source:
        if not (known or parts.region_known or (stands.caps and dashed) or parts.day is not None):
            return False
        return bool(parts.tail.strip()) or parts.day is not None or stands.caps or stands.town or not stands.cased
    return _of_a_stranger(parts, stands, after, known=known, dashed=dashed, opens=opens)


def _of_a_stranger(parts: Parts, stands: Standing, after: str, *, known: bool, dashed: bool, opens: bool) -> bool:
    """A name in brackets that looks like no agency: a reporter, a paper, a nickname."""
    if parts.day is not None and (dashed or known) and not stands.cased and len((parts.credit or "").split()) <= 3:
        return True  # a village, a day and a reporter, in a script without capitals
    if stands.town and not stands.cased and not dashed and not stands.land:
        return reads_on(after) and 1 < len((parts.credit or "").split()) <= _HOUSE  # اسلام آباد(وائس آف ایشیا) تحریک
    if not (known and dashed) or not (opens or stands.caps) or _FIGURES.search(parts.credit or ""):
        return False
    return (stands.caps or parts.day is not None or stands.town) and len((parts.credit or "").split()) <= 4 and not stands.land


def _with_day(parts: Parts, stands: Standing, after: str, *, dashed: bool, runs_on: bool, stopped: bool) -> bool:
    """A place and a day, without a source."""
    day, tail = parts.day, parts.tail.strip()
    assert day is not None, "a day"  # noqa: S101 (the caller's contract)
    known = stands.place is not None
    if day.month is None:
        return known and ((dashed and (stands.caps or not stands.cased)) or (runs_on and not stands.cased))
    if runs_on and (known or parts.region_known) and month_of(parts.places[0]) is None:
        # PARIS Aug 19 European shares climbed; La Paz, 16 de septiembre. El presidente
        return (
            stopped
            or day.year is not None
            or parts.region is not None
            or (stands.town and (stands.caps or (not stands.land and not is_given_name(parts.places[0]))))
        )
    if not (known or stands.cased) and tail == "।" and len(parts.places[0].split()) <= _VILLAGE:
        return reads_on(after)  # जगरांव 7 जनवरी। a village that nobody knows
    written = stands.caps and len(parts.places[0]) > 2 and len(parts.places[0].split()) < 4  # more words in capitals are a headline
    if not (known or parts.region_known or written) or not tail:
        return False
    if after[:1].isdigit() and not stands.caps:
        return False  # "Amsterdam, September 12 - 16": an event's days
    return dashed or (tail == "." and (stands.caps or not stands.cased))


def _is_stopped(parts: Parts, head: str) -> bool:
    """Whether a stop ends the day, though it could belong to a month's abbreviation."""
    return head[parts.end - len(parts.tail) - 1] == "."


def stands_in_brackets(parts: Parts, behind: str) -> bool:
    """Whether a place in brackets begins a text: with its day, or a great town, or one with its country, before a dash; `behind`: from that on."""
    if parts.day is not None:
        return parts.day.month is not None and is_place(parts.places[0])
    stands = standing(parts.places[0], parts.region if parts.region_known else None, None)
    if stands is None or stands.place is None or stands.land or is_given_name(parts.places[0]) or behind[0] == ":":
        return False
    return (stands.town or parts.region_known) and (
        reads_on(after := behind[2:]) or (after[:1] >= _WIDE and len(after) >= _UNCASED_TEXT)
    )


def _bare(parts: Parts, stands: Standing, head: str, home: str | None, *, dashed: bool, opens: bool) -> bool:
    """`ISLAMABAD: The government`, `ASTANA – Foreign ministries`: only a place and a dash or colon."""
    after = head[parts.end : parts.end + 90]
    if not dashed or not opens or stands.place is None or len(after) < 12 or _speaks(parts, head) or _shortens(parts, stands):
        return False
    tail = parts.tail
    if month_of(parts.places[0]) is not None and not stands.caps:
        return False  # a month's name in another case ("augusta")
    if "|" in tail:  # `Washington, D.C. | Die Verhandlungen`; a breadcrumb does not go on as text
        return (stands.town or parts.region_known) and not stands.land and reads_on(after) and not is_given_name(parts.places[0])
    colon = ":" in tail or "।" in tail or ";" in tail
    if not (colon or tail[-1:].isspace() or tail.strip()[0] in "–—―"):
        return False
    if parts.region_known:
        # "Paris, Texas: ...", "London (England) - ..." are titles, but for a text that goes on as one.
        return stands.caps or _beside_region(parts, stands, after, colon=colon)
    if after[:1].isdigit() and not stands.caps:
        return False
    if not stands.cased:
        own = stands.town or (colon and is_indian_city(parts.places[0]) and reads_on(after))
        return own and not stands.land
    if not (stands.town or stands.land) and is_named_again(parts.places[0], head[parts.end :]):
        return True
    if stands.caps:
        own = stands.town or not colon or stands.place.country == home
        return not stands.land and (
            own
            or (
                (is_city(parts.places[0]) or " " in parts.places[0])
                and len(head.partition("\n")[0]) >= _TITLE
                and (reads_on(after) or reads_on_far(head[parts.end :]) or goes_on(head[parts.end :]))
            )
        )
    at_home = home is not None and stands.place.country == home
    return _in_small_letters(parts, stands, after, head, colon=colon, at_home=at_home)


def _speaks(parts: Parts, head: str) -> bool:
    """Whether somebody speaks behind a name ("JORDAN: I think"); an Italian lead begins so, too: "I vigili del fuoco"."""
    after = head[parts.end :]
    return is_speech(after) and parts.tail[:2] != ".-" and not is_named_again(parts.places[0], after)


def _in_small_letters(parts: Parts, stands: Standing, after: str, head: str, *, colon: bool, at_home: bool) -> bool:
    """A place that is not in capitals, without region, day or source, before a dash or colon."""
    name = parts.places[0]
    if not stands.town and not colon and reads_on(after):
        if parts.tail.strip() == "--" and is_city(name):
            return not begins_with_place(after)
        return is_village(name, parts.tail, after, head.partition("\n")[0], at_home=at_home)
    if not stands.town or is_land(name) or not after[:1].isupper() or is_given_name(name):
        return False
    return not _is_title(head) if colon else not begins_with_place(after)  # "Boston - New York: ..." is a route


def _beside_region(parts: Parts, stands: Standing, after: str, *, colon: bool) -> bool:
    if colon:  # Nairobi, KENYA: The
        shouted = (parts.region or "").isupper() and len(parts.region or "") > _STATE
        return shouted and not parts.region_bracketed and _says_so(stands, after)
    return not parts.region_bracketed or _says_so(stands, after)


def _is_title(head: str) -> bool:
    """Whether a line is too short for a lead and ends no sentence: "Berlin: Blaulicht-News vom Wochenende"."""
    line = head.partition("\n")[0].rstrip()
    return len(line) < _TITLE and not line.endswith(_STOPS)


def _says_so(stands: Standing, after: str) -> bool:
    """Whether a town that the gazetteer knows stands before running text: "Port-of-Spain (Trinidad) - The harbour opened"."""
    return stands.place is not None and stands.place.geonames_id is not None and reads_on(after)


def _shortens(parts: Parts, stands: Standing) -> bool:
    """Letters that are an office's before they are a town's: "DOH: 500 new cases"."""
    name, whole = parts.places[0], (stands.place.name if stands.place else None) or ""
    if len(name) >= _WORD or not name.isascii() or fold(whole) == fold(name):
        return False
    return not "".join(word[0] for word in whole.split()).startswith(name)  # HCM: Ho Chi Minh City


def _abbreviates(credit: str, place: str) -> bool:
    """Whether the brackets explain the name: "United Nations (UN)"."""
    letters = credit.replace(".", "")
    if letters in place.split():
        return True  # "Agencia EFE (EFE)"
    return len(letters) > 1 and letters.isupper() and letters == "".join(w[0] for w in place.split() if w[0].isupper())
