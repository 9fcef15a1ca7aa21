"""CPU of each tagger per 2 KB of text, over a labelled set's articles: `python benchmarks/taggers.py SET [N]`.

SET is a file of JSON lines with `title` and `text`, gzipped or not. Loading is timed apart: it is paid once per process.
"""

import sys
import time
from pathlib import Path

from newsbeam.pipeline.evaluate.score import records, story_of
from newsbeam.pipeline.stages.tag import tag
from newsbeam.pipeline.taggers import TAGGERS

TARGET = 500.0
"""us of CPU per item of 2 KB, all taggers together (issue 6)."""


def main(path: Path, limit: int) -> None:
    stories = []
    for at, record in enumerate(records(path)):
        if len(record["text"]) < 500 or (record.get("src") == "reuters" and at % 5):
            continue
        stories.append(story_of(record["title"], record["text"][:2_000]))
        if len(stories) >= limit:
            break
    start = time.process_time()
    for story in stories:  # all of them: enough to meet an unsure text, for which the second detector is loaded
        tag(story)
    print(f"load, once per process: {time.process_time() - start:.2f} s")
    characters = sum(len(s.body_text or "") + len(s.headline or "") for s in stories)
    print(f"{len(stories)} stories, {characters / len(stories):.0f} characters each")
    spent = dict.fromkeys(TAGGERS, 0.0)
    for story in stories:
        found: dict = {}
        for name, tagger in TAGGERS.items():
            start = time.process_time()
            found.update(tagger(story, found))
            spent[name] += time.process_time() - start
    for name, seconds in spent.items():
        print(f"{name:<14} {seconds / characters * 2_000 * 1e6:7.1f} us per 2 KB")
    start = time.process_time()
    for story in stories:
        tag(story)
    total = (time.process_time() - start) / characters * 2_000 * 1e6
    print(f"{'tag(), whole':<14} {total:7.1f} us per 2 KB, target {TARGET:.0f}: {'reached' if total <= TARGET else 'missed'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2_000)
