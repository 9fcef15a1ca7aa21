"""Topics: the lexicon alone, on the text alone, against articles with a first-level Media Topic.

A line of the set: `id` (its source before the colon), `medtop`, `title`, `text`. `all` answers wherever a word of the
lexicon stands; `0.75` is the surest 75 %, by score; `given` is what a row would get, where the lexicon does not abstain.
The lexicon was written without any of these texts, so every source is out of its domain.
"""

from collections import defaultdict
from pathlib import Path

from newsbeam.pipeline.evaluate.score import Tally, confused, figure, named, records
from newsbeam.pipeline.taggers.language import detect
from newsbeam.pipeline.taggers.lexicon import guess

COVERAGE = 0.75


def evaluate(path: Path, half: str | None = None) -> str:
    """The figures per source and for all of them, with the confusions of what is given."""
    judged = measure(path, half)
    out = [f"topics: {named(path, half)}"]
    given = Tally()
    for source in [*sorted(judged), "every source"]:
        answers = judged.get(source) or [one for own in judged.values() for one in own]
        answers.sort(key=lambda one: -one[0])
        surest = answers[: int(COVERAGE * len(answers))]
        clear = [one for one in answers if one[3]]
        out += [
            f"  {source:<14} all {figure(sum(a[1] == a[2] for a in answers), len(answers))}",
            f"  {'':<14} {COVERAGE} {figure(sum(a[1] == a[2] for a in surest), len(surest))}",
            f"  {'':<14} given for {len(clear) / len(answers):.3f}: {figure(sum(a[1] == a[2] for a in clear), len(clear))}",
        ]
        if source == "every source":
            for score, gold, answer, _ in clear:
                given.add(right=gold == answer, sure=score > 0, gold=gold[:2], answer=answer[:2])
    return "\n".join([*out, f"  confusions: {confused([given])}"]) + "\n"


def measure(path: Path, half: str | None = None) -> dict[str, list[tuple[float, str, str, bool]]]:
    """Source -> (score, gold, answer, given) of each article."""
    judged: dict[str, list[tuple[float, str, str, bool]]] = defaultdict(list)
    for record in records(path, half):
        language, _ = detect(record["text"][:500])
        found = guess(record["title"] or "", record["text"], language)
        source = record["id"].partition(":")[0]
        answer = (found.score, record["medtop"], found.code, found.clear) if found else (0.0, record["medtop"], "none", False)
        judged[source].append(answer)
    return judged
