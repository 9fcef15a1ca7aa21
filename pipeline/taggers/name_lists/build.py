"""Builds `given.zst`, `family.zst` and `spelt.zst` from lists that packages ship (see CREDITS.md); nothing of them is needed at run time.

Run as `python -m newsbeam.pipeline.taggers.name_lists.build` with the extra `gazetteer`. The same packages give the same bytes.
"""

import pkgutil
import re
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import faker.providers.person as persons
import names as census
import zstandard

from newsbeam.pipeline.taggers.name_letters import LEAST, of_latin
from newsbeam.pipeline.taggers.name_lists import FAMILY, GIVEN, SPELT
from newsbeam.pipeline.taggers.tables import rows

LEFT_OUT = frozenset({"es", "pl_PL", "ja_JP"})
"""Locales that hold placeholders ("Jane Doe"), and Japan's, whose names are read from their Latin spelling below."""
CENSUS = 8_000
"""Family names of the United States' census of 1990 that are kept: the commonest."""
_NAME = re.compile(r"[\u4e00-\u9fff]|[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_BEHIND_LATIN = "\u0250"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґђјљњћџ"
_SOUNDS = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya yo i yi ye g dj j lj nj c dz"
_LATIN = {one: sound.strip("-") for one, sound in zip(_CYRILLIC, _SOUNDS.split(), strict=True)}
_SPELT = (("kh", "h"), ("ey", "ei"), ("iy", "y"), ("yu", "iu"), ("ya", "ia"))
"""Two habits of writing Russian in Latin letters: Sergey and Sergei, Dmitriy and Dmitry."""


def build(given: Path = GIVEN, family: Path = FAMILY, spelt: Path = SPELT) -> None:
    """Write the lists: one name a line, sorted; and the sounds of given names in Latin letters."""
    first, last = set[str](), set[str]()
    for locale, kind, name in _listed():
        for part in name.split():
            if _NAME.fullmatch(part) and locale not in LEFT_OUT:
                (first if kind == "first" else last).add(part)
    shipped = Path(str(census.__file__)).parent
    for file in ("dist.female.first", "dist.male.first"):
        first |= {line.split()[0].title() for line in (shipped / file).read_text("ascii").splitlines()}
    common = (shipped / "dist.all.last").read_text("ascii").splitlines()[:CENSUS]
    last |= {re.sub("^Mc(.)", lambda m: f"Mc{m[1].upper()}", line.split()[0].title()) for line in common}
    first |= {name for row in rows("given_names") for name in row[0].split()}
    last |= {name for row in rows("family_names") for name in row[0].split()}
    for names in (first, last):
        names |= {spelt for name in names for spelt in _spelt(name)}
        # A name without its marks, as desks abroad print it.
        names |= {plain for name in names if (plain := _plain(name)) != name}
    named = [{name for name in found if name[0].isupper() or not name[0].islower()} for found in (first, last)]
    latin = {of_latin(name) for name in named[0] if max(name) < _BEHIND_LATIN}
    for path, found in zip((given, family, spelt), (*named, {one for one in latin if len(one) >= LEAST}), strict=True):
        text = "\n".join(sorted(found))
        path.write_bytes(zstandard.ZstdCompressor(level=19).compress(text.encode()))


def _listed() -> Iterator[tuple[str, str, str]]:
    """(locale, `first` or `last`, name) of every list of persons' names that Faker has."""
    for module in pkgutil.iter_modules(persons.__path__):
        provider: Any = import_module(f"{persons.__name__}.{module.name}")
        for attribute in dir(getattr(provider, "Provider", None)):
            kind, _, rest = attribute.partition("_")
            values = getattr(provider.Provider, attribute)
            if kind in ("first", "last") and rest.startswith("name") and isinstance(values, (tuple, list, dict)):
                for value in values:
                    if isinstance(value, str):
                        yield module.name, kind, value
                    else:  # Japan's: (written, spoken, in Latin letters)
                        yield f"{module.name} in Latin", kind, value[-1]


def _spelt(name: str) -> Iterator[str]:
    """A Cyrillic name in Latin letters, in the ways that desks write it."""
    low = name.lower()
    if not all(c in _LATIN for c in low) or low.isascii():
        return
    plain = "".join(_LATIN[c] for c in low)
    yield plain.capitalize()
    other = plain
    for one, two in _SPELT:
        other = other.replace(one, two)
        yield plain.replace(one, two).capitalize()
    yield other.capitalize()


def _plain(name: str) -> str:
    if any(ord(c) > 0x24F for c in name):
        return name
    folded = unicodedata.normalize("NFKD", name.translate(str.maketrans("øØłŁđĐıßæÆ", "oOlLdDisaA")))
    return "".join(c for c in folded if not unicodedata.combining(c))


if __name__ == "__main__":
    build()
