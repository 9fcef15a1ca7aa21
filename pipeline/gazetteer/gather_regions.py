"""Draws `seeds/regions_local.tsv` from CLDR's names of subdivisions: what states and provinces are called in other scripts.

Run as `python -m newsbeam.pipeline.gazetteer.gather_regions FOLDER`, FOLDER being `common/subdivisions` of CLDR (Debian's package
unicode-cldr-core has it). Only regions that `seeds/regions.tsv` lists are taken, and only names in scripts other than Latin.
"""

import re
import sys
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree as ET

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.seeds import SEEDS, parts, seed

SCRIPTED = "ar bg bn el fa gu he hi ja kn ko ml mr pa ru ta te th uk ur zh".split()  # noqa: SIM905
_AROUND = re.compile(
    r"^(?:محافظة|ولاية|مقاطعة|إقليم|استان|ایالت|ریاست|صوبہ|รัฐ|จังหวัด|มณฑล|แคว้น|штат|провинция|Штат)\s*|"
    r"\s*(?:صوبہ|ریاست|राज्य|प्रांत|রাজ্য|প্রদেশ|રાજ્ય|மாநிலம்|రాష్ట్రం|州|県|府|省|邦|주|성|область|провинция)$"
)
"""Words for "state" and "province" that some languages put before or after the name."""


def names_of(path: Path) -> dict[str, str]:
    """Subdivision -> its name in one file."""
    return {
        one.get("type", ""): normalize("NFC", one.text)
        for one in ET.parse(path).iter("subdivision")  # noqa: S314  our own machine's package
        if one.text and not one.get("alt")
    }


def main(folder: Path) -> None:
    """Write the seed."""
    english = {(code[:2].upper(), fold(name)): code for code, name in names_of(folder / "en.xml").items()}
    local = [names_of(folder / f"{language}.xml") for language in SCRIPTED]
    lines = ["# country\tadmin1 code\tnames in other scripts (| between): Unicode CLDR, by gather_regions.py"]
    for country, admin1, names in seed("regions", 3):
        code = next((english[country, fold(one)] for one in parts(names) if (country, fold(one)) in english), None)
        if not code or not admin1:
            continue
        found = {table[code] for table in local if code in table and "(" not in table[code]}
        found |= {bare for name in found if len(bare := _AROUND.sub("", name)) > 1}
        spelled = sorted(name for name in found if name[0] > "\u036f" and len(name) > 1)
        if spelled:
            lines.append(f"{country}\t{admin1}\t{'|'.join(spelled)}")
    (SEEDS / "regions_local.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
