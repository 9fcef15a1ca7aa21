"""Tags the stories of a file for `tagging.py`, with the version in whose environment it runs: `tagging_child.py FILE STORIES whole|apart`.

For each number on its input it tags so many stories from there on, and prints the CPU seconds, whole and by tagger.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path.cwd()))
PACKAGE = "newsbeam." if Path("newsbeam").is_dir() else ""  # 947b55c and its like have `pipeline` and `schemas` at their top
process = import_module(f"{PACKAGE}pipeline.{'process.' if PACKAGE else ''}memory")
process.be_frugal()
TAGGERS = import_module(f"{PACKAGE}pipeline.taggers").TAGGERS
stages = import_module(f"{PACKAGE}pipeline.{'stages.' if PACKAGE else ''}tag")
story_of = import_module(f"{PACKAGE}pipeline.evaluate.score").story_of
claimed, Claims = import_module(f"{PACKAGE}schemas.item"), import_module(f"{PACKAGE}schemas.story").Claims


def story(line):
    """A story with what taggers read of one."""
    columns = json.loads(line)
    claims = columns.pop("claims")
    claims["places"] = tuple(claimed.PlaceClaim(**one) for one in claims["places"])
    claims["subjects"] = tuple(claimed.SubjectClaim(**one) for one in claims["subjects"])
    columns = {name: tuple(value) if isinstance(value, list) else value for name, value in columns.items()}
    return story_of(columns.pop("headline"), columns.pop("body_text"), claims=Claims(**claims), **columns)


def main(path, together, *, apart):
    """Answer until the input ends."""
    stories = [story(line) for line in Path(path).read_text(encoding="utf-8").split("\n") if line]
    spent = dict.fromkeys(TAGGERS, 0.0)

    def timed(name, tagger):
        def one(story, found):
            start = process_time()
            answer = tagger(story, found)
            spent[name] += process_time() - start
            return answer

        return one

    taggers = {name: timed(name, tagger) for name, tagger in TAGGERS.items()} if apart else None
    # An earlier version tags one after the other.
    tag_all = getattr(stages, "tag_all", None) or (lambda stories, taggers: [stages.tag(one, taggers) for one in stories])
    print("ready", flush=True)
    for line in sys.stdin:
        chunk = stories[int(line) : int(line) + together]
        spent.update(dict.fromkeys(TAGGERS, 0.0))
        start = process_time()
        tag_all(chunk, taggers)
        print(json.dumps([process_time() - start, {name.partition("/")[0]: cpu for name, cpu in spent.items()}]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), apart=sys.argv[3] == "apart")
