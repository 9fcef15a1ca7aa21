"""Second-level topics against labels: `python benchmarks/second_level.py SET`, SET being the set of topics that `evaluate topics` reads.

`second_level_labels.tsv` has, for articles drawn by chance, every second-level Media Topic that a reader would grant. An answer is the first
second-level topic that a story gets.
"""

import sys
from pathlib import Path

from newsbeam.pipeline.evaluate.score import figure, records, story_of
from newsbeam.pipeline.taggers.language import tag_language
from newsbeam.pipeline.taggers.topics import tag_topics

LABELS = Path(__file__).with_name("second_level_labels.tsv")


def main(path: Path) -> None:
    """Coverage and accuracy of both halves, and what was wrong."""
    granted = dict(line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for half in "ab":
        of = given = right = 0
        wrong = []
        for record in records(path, half):
            if record["id"] not in granted:
                continue
            of += 1
            story = story_of(record["title"], record["text"])
            found = dict(tag_language(story, {}))
            second = [one for one in tag_topics(story, found)["subjects"] or () if one.qcode.startswith("medtop:2")]
            if second:
                given += 1
                if second[0].qcode in granted[record["id"]].split():
                    right += 1
                else:
                    wrong.append(f"{second[0].name} for {granted[record['id']]}")
        print(f"half {half}: given {figure(given, of)}, right {figure(right, given)}; wrong: {'; '.join(wrong) or 'none'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
