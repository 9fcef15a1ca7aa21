"""The curve that makes a confidence of a focus's sureness: fitted once, kept as data.

`python -m newsbeam.pipeline.evaluate.calibration SET` fits the curve on half `a` of a set of country labels and writes
`pipeline/taggers/tables/confidence.tsv`; `newsbeam evaluate country SET --half b` shows what error it has on the other half.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from newsbeam.pipeline.evaluate.country import stories, unsaid
from newsbeam.pipeline.evaluate.score import records
from newsbeam.pipeline.taggers.disambiguate import disambiguate
from newsbeam.pipeline.taggers.focus import focus_of
from newsbeam.pipeline.taggers.language import tag_language
from newsbeam.pipeline.taggers.tables import TABLES

KNOT = 80
"""Answers that a point of the curve stands for: fewer are chance."""


def isotonic(answers: Iterable[tuple[float, float, bool]]) -> list[tuple[float, float]]:
    """(score, share of right answers) of groups of neighbours, so pooled that the shares rise (pool adjacent violators);
    a share is drawn a little to the middle (Laplace), for no answer is certain.

    An answer is (score, weight, right).
    """
    groups: list[list[float]] = [[0.0, 0.0, 0.0]]  # sums of score, of right, of weight
    for score, weight, right in sorted(answers):
        if groups[-1][2] >= KNOT:
            groups.append([0.0, 0.0, 0.0])
        groups[-1] = [groups[-1][0] + score * weight, groups[-1][1] + weight * right, groups[-1][2] + weight]
    pools: list[list[float]] = []
    for group in groups:
        pools.append(group)
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [one + other for one, other in zip(pools[-1], last, strict=True)]
    return [(round(score / weight, 4), round((right + 1) / (weight + 2), 4)) for score, right, weight in pools]


def answered(path: Path, half: str) -> list[tuple[float, float, bool]]:
    """(sureness, weight, right) of every focus that the texts of one half give.

    Reuters' many items weigh together as much as all others: its labels are desks' lists of places.
    """
    found: list[tuple[str, float, bool]] = []
    for record in records(path, half):
        if unsaid(record):
            continue
        story = stories(record)[0][1]
        language = tag_language(story, {})["language"]
        headline = story.headline or ""
        spoken_in = language.partition("-")[0] if language else None
        focus = focus_of(disambiguate(f"{headline}\n{story.body_text or ''}", language=spoken_in), len(headline))
        if focus.code and (focus.clear or focus.tied):
            found.append((record["src"], focus.sureness, focus.code in record["gold"]))
    wire = sum(source == "reuters" for source, _, _ in found)
    weight = (len(found) - wire) / wire if wire and wire < len(found) else 1.0
    return [(sureness, weight if source == "reuters" else 1.0, right) for source, sureness, right in found]


def main(path: Path) -> None:
    """Fit and write."""
    points = isotonic(answered(path, "a"))
    head = "# sureness of a text's focus\thow often such an answer was right (isotonic, half a of the labelled set)\n"
    (TABLES / "confidence.tsv").write_text(head + "".join(f"{at:.4f}\t{right:.4f}\n" for at, right in points), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
