"""Tags stories for `tagging.py`, with the version in whose environment it runs.

`tagging_child.py FILE STORIES whole|apart`: for each number on its input it tags so many stories of FILE from there on, and prints the CPU
seconds, whole and by tagger. `tagging_child.py FEEDS OUT DAY`: it ingests the feeds as of that day and prints its tagging stage's CPU seconds and stories.
"""

import json
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from time import process_time, thread_time

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


def ingest(feeds, out, day):
    """One run in this process."""
    # Stages tell what passes on the clock; on a machine that others use too, only the thread's own CPU compares.
    import_module(f"{PACKAGE}pipeline.stages.stage").perf_counter = thread_time
    options = import_module("newsbeam.pipeline.runs.options" if PACKAGE else "pipeline.options").IngestOptions
    run = import_module("newsbeam.pipeline.runs.ingest" if PACKAGE else "pipeline.run").ingest
    runner = "inline" if PACKAGE else None
    Path(out).mkdir()
    run(options(out=Path(out), as_of=datetime.fromisoformat(day), feeds=Path(feeds), due_all=True, fixed_clock=True, runner=runner))
    report = json.loads(max(Path(out, "runs").glob("*.json")).read_text(encoding="utf-8"))
    stage = report["stages"]["TagStories"]
    print(json.dumps([stage["seconds"], stage["in"]]))


if __name__ == "__main__":
    if Path(sys.argv[1]).suffix == ".toml":
        ingest(*sys.argv[1:4])
    else:
        main(sys.argv[1], int(sys.argv[2]), apart=sys.argv[3] == "apart")
