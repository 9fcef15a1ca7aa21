"""Names that are a person's and no place's: known once the persons of a story are ("Israel Alves ... Israel left the pitch").

It ends the names' tagger, for persons are found with the places' help; a tagger behind that one has the last word. A name stays a place's where
anything else says so: an "in" before it, an office beside it, another name of its country.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from newsbeam.pipeline.taggers.automata import Seen
from newsbeam.pipeline.taggers.country import as_read, columns_of
from newsbeam.pipeline.taggers.disambiguate import Mention
from newsbeam.pipeline.taggers.kind_codes import DEMONYM, STOP
from newsbeam.pipeline.taggers.places import tag_places
from newsbeam.pipeline.taggers.vouching import IN_OF
from newsbeam.schemas.story import Story

_UNSEEN = Seen([], ())
_SURFACE = itemgetter(2)
"""Of a mention."""


def share_a_word(persons: Sequence[str], mentions: Sequence[Mention]) -> bool:
    """Whether a word of a person's name is a mention's: in five texts of six none is, and nothing is to be told apart."""
    return not set(" ".join(persons).split(" ")).isdisjoint(map(_SURFACE, mentions))


def persons_apart(story: Story, columns: Mapping[str, Any]) -> Mapping[str, Any]:
    """The columns of a story's country and places anew, if names that it took for a place's are a person's; none if not."""
    persons, mentions = columns.get("persons"), columns.get("_mentions")
    if not persons or not mentions:
        return {}
    whole = columns["_text"]
    text = as_read(story, whole)
    kept = without(text, mentions, persons, (columns.get("language") or "").partition("-")[0])
    if kept is mentions:
        return {}
    anew = columns_of(story, columns, whole, text, _UNSEEN, kept)
    anew.pop("_known", None)
    return {**anew, **tag_places(story, {**columns, **anew})} if "places" in columns else anew


def without(text: str, mentions: list[Mention], persons: Sequence[str], language: str = "") -> list[Mention]:
    """The mentions without those whose name is the first or the last word of a person's."""
    words = {word for person in persons for word in _ends(person)}
    if not words:
        return mentions
    peoples = DEMONYM if language in PEOPLES else -1
    suspects = {one[2] for one in mentions if one[2] in words and (one[4] < STOP or one[4] == peoples)}
    if not suspects:
        return mentions
    within = IN.union(IN_OF.get(language, ()))
    sure = {one.code for one in mentions if one.surface not in suspects or inside(text, one.start, within)}
    kept = [one for one in mentions if one.surface not in suspects or one.code in sure]
    return kept if len(kept) < len(mentions) else mentions


PEOPLES = frozenset({"hu"})
"""Languages in which a people's word with a capital is a family name: "Török Zoltán"."""
IN = frozenset("in at near dans au em no na nel nella nach w we v ve u в во у σε στη στην στον στο".split())  # noqa: SIM905
"""Before a place, and before no person; "en" and "i" only in the languages of `IN_OF`."""


def inside(text: str, start: int, within: frozenset[str]) -> bool:
    """Whether one of these words stands before a name."""
    return text[start - 8 if start > 8 else 0 : start].rpartition("\n")[2].rstrip().lower().rpartition(" ")[2] in within


def _ends(person: str) -> tuple[str, ...]:
    if "." in person:
        return ()  # "U.K. Chancellor"
    words = person.split(" ")
    return (words[0], words[-1]) if len(words) > 1 else ()
