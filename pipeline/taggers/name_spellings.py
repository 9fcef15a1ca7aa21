"""What beside places is known by its spelling: organisations, and in languages without capitals persons and the titles before their names."""

from functools import cache
from typing import NamedTuple

from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.name_title_words import CASELESS, titles_of
from newsbeam.pipeline.taggers.tables import rows


class Spellings(NamedTuple):
    """Every spelling once, in the order in which the automaton counts them: bodies', persons', titles."""

    bodies: dict[str, list[tuple[str, str | None]]]
    """What each may mean: a name, and the country where it does."""
    persons: tuple[str, ...]
    titles: dict[str, frozenset[str]]
    """The languages in which each is one."""

    def listed(self) -> list[str]:
        """All of them."""
        return [*self.bodies, *self.persons, *self.titles]


@releasable
@cache
def spellings() -> Spellings:
    """Read once per process."""
    bodies: dict[str, list[tuple[str, str | None]]] = {}
    for table in ("organisations", "organisations_abroad"):
        for name, others, *home in rows(table):
            for surface in filter(None, (name, *others.split("|"))):
                short = home and home[0] and surface.replace("-", "").isupper()
                bodies.setdefault(surface, []).append((name, home[0] if short else None))
    for known in bodies.values():
        known.sort(key=lambda one: one[1] is None)
    titles: dict[str, set[str]] = {}
    for language in sorted(CASELESS):
        for title in titles_of(language):
            titles.setdefault(title, set()).add(language)
    return Spellings(
        bodies={surface: bodies[surface] for surface in sorted(bodies)},
        persons=tuple(sorted({surface for _, spelled in rows("persons_abroad") for surface in spelled.split("|")})),
        titles={title: frozenset(languages) for title, languages in sorted(titles.items())},
    )
