"""Language: headlines, single sentences and paragraphs of four, against a set of `code<TAB>sentence` lines.

No feed's word helps but where the report says so: what a feed list holds of a feed is its country and perhaps its language, and headlines are
measured with each of these as well. A headline is a sentence cut at a word's end before its 60th character (the 25th, where words have no spaces).
"""

from collections import defaultdict
from pathlib import Path

from newsbeam.pipeline.evaluate.score import Tally, confused, figure, half_of, lines, named
from newsbeam.pipeline.taggers.language import HOMES, detect

ASKED_FOR = ("ur", "ar", "hi", "zh", "fa", "bn")
"""Languages with a target of their own."""


SIZES = {0: "headlines", 1: "single sentences", 4: "paragraphs of 4 sentences"}
COUNTRY, LANGUAGE = "the feed's country", "the feed's language"
HEADLINE, DENSE = 60, 25
"""Characters of a headline; of one in a script without spaces."""


def evaluate(path: Path, half: str | None = None) -> str:
    """Macro and micro accuracy at both lengths, the weakest languages, the confusions."""
    out = [f"language: {named(path, half)}"]
    for size, known in ((0, ""), (0, COUNTRY), (0, LANGUAGE), (1, ""), (4, "")):
        tallies = measure(path, size, half=half, known=known)
        macro = sum(t.share for t in tallies.values()) / len(tallies)
        right, n = sum(t.right for t in tallies.values()), sum(t.n for t in tallies.values())
        weakest = sorted(tallies.items(), key=lambda item: item[1].share)[:8]
        out += [
            f"\n{SIZES[size]}{known and f', with {known}'}, {len(tallies)} languages",
            f"  macro accuracy {macro:.4f}; micro {figure(right, n)}",
            "  asked for: "
            + "; ".join(f"{code} {figure(tallies[code].right, tallies[code].n)}" for code in ASKED_FOR if code in tallies),
            "  weakest: " + "; ".join(f"{code} {figure(t.right, t.n)}" for code, t in weakest),
            f"  confusions: {confused(tallies.values(), 25)}",
        ]
    return "\n".join(out) + "\n"


def measure(path: Path, size: int, *, limit: int = 10**9, half: str | None = None, known: str = "") -> dict[str, Tally]:
    """Language -> tally, over texts of `size` sentences (0: a headline of one); at most `limit` texts of each. `known`: what the
    feed list says, as the language's own houses would have it: `COUNTRY` of those that `HOMES` lists, or `LANGUAGE`.
    """
    sentences: dict[str, list[str]] = defaultdict(list)
    for line in lines(path):
        code, _, sentence = line.rstrip("\n").partition("\t")
        if sentence and (half is None or half_of(sentence) == half):
            sentences[code].append(sentence)
    tallies: dict[str, Tally] = {}
    for code, own in sorted(sentences.items()):
        tally = tallies[code] = Tally()
        home = code if known == COUNTRY and code in HOMES.values() else None
        hint = code if known == LANGUAGE else None
        for start in range(0, len(own) - max(size, 1) + 1, max(size, 1))[:limit]:
            text = " ".join(own[start : start + size]) if size else headline(own[start])
            answer, sure = detect(text, hint=hint, home=home)
            tally.add(right=answer == code, sure=sure, gold=code, answer=answer or "none")
    return tallies


def headline(sentence: str) -> str:
    """The first words of a sentence."""
    if len(sentence) <= DENSE or (" " in sentence and len(sentence) <= HEADLINE):
        return sentence
    if " " not in sentence[:HEADLINE]:
        return sentence[:DENSE]
    return sentence[: HEADLINE + 1].rpartition(" ")[0]
