"""Builds `m49.tsv`: each country's ISO 3166-1 alpha-3 code and its region of the UN's M49.

Run as `python -m newsbeam.pipeline.gazetteer.build_m49 territoryContainment.json`, a file of the npm package cldr-core (in
`supplemental/`); needs pycountry and babel, which nothing needs at run time.
"""

import json
import sys
from pathlib import Path

import pycountry
from babel import Locale

from newsbeam.pipeline.gazetteer.areas import TABLE
from newsbeam.pipeline.gazetteer.seeds import seed

CONTINENTS = ("002", "009", "019", "142", "150")
"""Africa, Oceania, the Americas, Asia, Europe: a country's region is the part of one of them that holds it."""
HEADER = """\
# code	alpha3	M49 region	its name	(made by build_m49.py; not to be edited)
"""


def regions(containment: Path) -> dict[str, str]:
    """alpha-2 -> M49 region, as the UN's tree has it (CLDR's other groupings are left out)."""
    tree = json.loads(containment.read_text("utf-8"))["supplemental"]["territoryContainment"]
    found: dict[str, str] = {}
    for continent in CONTINENTS:
        for region in tree[continent]["_contains"]:
            if region.isdigit():
                found.update({code: region for code in tree[region]["_contains"] if code.isalpha()})
    return found


def build(containment: Path) -> None:
    """Write the table, a line a country that the gazetteer or ISO knows."""
    alpha3 = {code: three for code, three, _, _ in seed("countries", 4)}
    alpha3 |= {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    names = Locale("en").territories
    within = regions(containment)
    lines = [f"{code}\t{alpha3[code]}\t{within.get(code, '')}\t{names.get(within.get(code, ''), '')}\n" for code in sorted(alpha3)]
    TABLE.write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
