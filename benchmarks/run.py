"""`make bench`: newsbeam beside a hand loop, naive Beam, dlt and a feedparser loop, in one process tree, interleaved.

    python benchmarks/run.py [--items 10000] [--rounds 3] [--only NAME ...] [--before FOLDER] [--into FILE] [--write]

Each way runs in a child process of its own, at a small and a large size: the difference is the cost of an item, the rest
is start-up. `--before` names a clone of another version with a `.venv` of its own, which then does the same in the same
rounds. CPU is user and system of the child and all it waited for; memory its largest resident set. `--into` keeps the runs
in a file, and counts those that are there already: so a table is measured in pieces, where a machine is quiet for minutes
only (`--rounds 0` runs nothing more). `--write` puts the table into `benchmarks/README.md` and everything into
`benchmarks/results.json`.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import environment
import orphans
import workload

HERE = Path(__file__).resolve().parent
SMALL = 500
BUSY = 0.25
"""Others' load a core from which no figure is written down."""
TARGETS = {"newsbeam": 600.0, "newsbeam, known items": 100.0}
VERSIONS = ("apache-beam", "pyarrow", "duckdb", "feedparser", "selectolax", "dlt", "rensa")


def ingest(feeds: Path, out: Path, minutes: int = 10, runner: str = "inline") -> dict[str, Any]:
    """The whole of newsbeam: poll the files, land, process, publish, report."""
    _as_the_command()
    from newsbeam.pipeline.runs.ingest import ingest as run
    from newsbeam.pipeline.runs.options import IngestOptions

    as_of = workload.NOW + timedelta(minutes=minutes)
    run(
        IngestOptions(
            out=out, as_of=as_of, feeds=feeds / "feeds.toml", due_all=True, fixed_clock=True, runner=runner, one_shot=True
        )
    )
    report = json.loads(max((out / "runs").glob("*.json")).read_text(encoding="utf-8"))
    return {name: report[name] for name in ("totals", "stages", "conservation")}


def again(feeds: Path, out: Path) -> dict[str, Any]:
    """A later poll of the same feeds: each lists one new item, the rest are known."""
    return ingest(feeds, out, minutes=40)


def on_beam(feeds: Path, out: Path) -> dict[str, Any]:
    """The same by Beam's direct runner in one process."""
    return ingest(feeds, out, runner="direct")


def workers(feeds: Path, out: Path) -> dict[str, Any]:
    """The same by Beam's direct runner with a process a core."""
    return ingest(feeds, out, runner="processes")


def backfill(feeds: Path, out: Path) -> dict[str, Any]:
    """The same files as an archive: the whole folder, in batches."""
    _as_the_command()
    from newsbeam.pipeline.runs.backfill import BackfillOptions
    from newsbeam.pipeline.runs.backfill import backfill as run

    def progress(_: str, done: int, __: int) -> None:
        print(f"{done} documents, {time.process_time():.0f} s", file=sys.stderr, flush=True)

    summary = run(BackfillOptions(out=out, archives=[feeds], as_of=workload.NOW, version="bench", progress=progress))
    return {"rows": summary.rows, "documents": summary.documents, "batches": summary.batches}


def _as_the_command() -> None:
    """What the command does to its process, before Arrow is imported; the hand loop, which is the limit, has it too."""
    from newsbeam.pipeline.process.memory import be_frugal
    from newsbeam.pipeline.runners.lean_import import keep_pandas_out

    be_frugal()
    keep_pandas_out()


def _hand(feeds: Path, out: Path) -> dict[str, Any]:
    _as_the_command()
    import hand_loop

    return hand_loop.run(feeds, out)


def _rival(name: str) -> Any:
    def run(feeds: Path, out: Path) -> dict[str, Any]:
        import rivals

        return {"rows": getattr(rivals, name)(feeds, out)}

    return run


WAYS = {
    "newsbeam": ingest,
    "newsbeam on Beam": on_beam,
    "newsbeam, known items": again,
    "hand loop": _hand,
    "naive Beam, feedparser": _rival("naive_beam"),
    "dlt, feedparser": _rival("dlt_to_parquet"),
    "loop, feedparser": _rival("loop"),
    "newsbeam, a process a core": workers,
    "newsbeam, back-fill": backfill,
}
BEFORE = "before: "
"""Begins the name of a way that another clone does; `main` says which clone."""
THEIRS = (
    """import sys; sys.path.insert(0, "benchmarks"); import environment; environment.enter = lambda: None; import run; run.main()"""
)
COMPARED = list(WAYS)[:-2]
"""What the table compares; the last two are `scale.py`'s."""


def measured(way: str, feeds: Path, out: Path, clone: Path | None = None) -> dict[str, Any]:
    """Run one way in a child process; CPU and wall seconds, peak memory in MB, and what the child told."""
    orphans.adopt()
    begin = time.perf_counter()
    program = [sys.executable, str(HERE / "run.py")]
    if clone is not None:
        program = [str(clone / ".venv" / "bin" / "python"), "-c", THEIRS]
    command = [*program, "--child", way, "--feeds", str(feeds), "--out", str(out)]
    # Compiled modules are kept, as on any machine that runs a program twice.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(environment.HOME / "pycache")}
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **kept}, cwd=clone
    )
    output, complaints = child.communicate()
    wall = time.perf_counter() - begin
    of_orphans = orphans.bury()
    if child.returncode:
        sys.exit(f"{way}: {complaints[-3000:]}")
    last = json.loads(output.rstrip().rsplit("\n", 1)[-1])
    return {"wall": wall, **last, "cpu": last["cpu"] + of_orphans}


def child(way: str, feeds: Path, out: Path) -> None:
    import resource

    out.mkdir(parents=True, exist_ok=True)
    summary = WAYS[way](feeds, out)
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in both)
    print("\n" + json.dumps({"cpu": cpu, "memory": max(one.ru_maxrss for one in both) / 1024, **summary}))


def bench(
    ways: list[str], items: int, rounds: int, folder: Path, before: Path | None = None, into: Path | None = None
) -> dict[str, dict[str, Any]]:
    runs: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    if into is not None and into.exists():
        runs.update({(way, size): found for way, size, found in json.loads(into.read_text(encoding="utf-8"))})
    for size in (SMALL, items) if rounds else ():
        workload.write(folder / f"feeds-{size}", size)
        workload.write(folder / f"later-{size}", size, again=1)
    for number in range(rounds):
        for size in (SMALL, items):
            for way in ways:
                out = folder / "out"
                shutil.rmtree(out, ignore_errors=True)
                feeds = folder / f"feeds-{size}"
                clone = before if way.startswith(BEFORE) else None
                name = way.removeprefix(BEFORE)
                if name == "newsbeam, known items":
                    live = folder / "live"
                    shutil.rmtree(live, ignore_errors=True)
                    shutil.copytree(feeds, live)
                    measured("newsbeam", live, out, clone)
                    shutil.copytree(folder / f"later-{size}", live, dirs_exist_ok=True)
                    feeds = live
                runs[way, size].append(measured(name, feeds, out, clone))
                print(f"round {number + 1}: {way}, {size}: {runs[way, size][-1]['cpu']:.2f} s", file=sys.stderr)
    if into is not None:
        into.write_text(json.dumps([(*of, found) for of, found in runs.items()]), encoding="utf-8")
        ways = [way for way in (*COMPARED, *(f"{BEFORE}{way}" for way in COMPARED)) if runs.get((way, items))]
    return {way: _figures(runs[way, SMALL], runs[way, items], items) for way in ways}


def _figures(small: list[dict[str, Any]], large: list[dict[str, Any]], items: int) -> dict[str, Any]:
    cpu = [median(run["cpu"] for run in runs) for runs in (small, large)]
    each = (cpu[1] - cpu[0]) / (items - SMALL)
    wall = median(run["wall"] for run in large)
    rounds = [(many["cpu"] - few["cpu"]) / (items - SMALL) * 1e6 for few, many in zip(small, large, strict=True)]
    return {
        "cpu_us_per_item": each * 1e6,
        "cpu_us_of_rounds": (min(rounds), max(rounds)),
        "start_up_cpu_s": cpu[0] - each * SMALL,
        "wall_s": wall,
        "items_per_s": items / wall,
        "memory_mb": max(run["memory"] for run in large),
        "runs": {"small": small, "large": large},
    }


def table(figures: dict[str, dict[str, Any]]) -> str:
    base = figures.get("newsbeam", {}).get("cpu_us_per_item")
    head = "| way | CPU us/item | of the rounds | to newsbeam | start-up CPU s | wall s | items/s | peak MB |"
    lines = [head, "|---|---|---|---|---|---|---|---|"]
    for way, one in figures.items():
        ratio = f"{one['cpu_us_per_item'] / base:.2f}" if base else ""
        lines.append(
            f"| {way} | {one['cpu_us_per_item']:.0f} | {' to '.join(f'{us:.0f}' for us in one['cpu_us_of_rounds'])} "
            f"| {ratio} | {one['start_up_cpu_s']:.1f} | {one['wall_s']:.1f} "
            f"| {one['items_per_s']:,.0f} | {one['memory_mb']:.0f} |"
        )
    return "\n".join(lines)


def stages(figures: dict[str, dict[str, Any]], items: int) -> str:
    """Wall microseconds an item by stage: newsbeam's own report beside the hand loop."""
    lines = ["| stage | newsbeam us/item | hand loop us/item |", "|---|---|---|"]
    seconds_of = figures.get("newsbeam", {}).get("runs", {}).get("large", [{}])[-1].get("stages") or {}
    seconds = {name: one["seconds"] for name, one in seconds_of.items()}
    for name, one in seconds.items():
        lines.append(f"| {name} | {one / items * 1e6:.0f} | |")
    for name, one in figures.get("hand loop", {}).get("runs", {}).get("large", [{}])[-1].get("seconds", {}).items():
        lines.append(f"| {name} | | {one / items * 1e6:.0f} |")
    return "\n".join(lines)


def refuse_noise() -> None:
    """Exits where others work on these cores: what is measured then is not to be written down."""
    load, most = busy_cores(), BUSY * (os.cpu_count() or 1)
    if load > most:
        sys.exit(f"{load:.1f} cores are busy, at most {most:.1f} for --write: wait for a quiet machine, or leave --write out")


def busy_cores(seconds: float = 5.0) -> float:
    """How many cores others keep busy, by Linux's own count while we wait; elsewhere the load of the last minute."""
    if not Path("/proc/stat").exists():
        return os.getloadavg()[0]
    before = _ticks()
    time.sleep(seconds)
    idle, total = (now - was for now, was in zip(_ticks(), before, strict=True))
    return (1 - idle / max(total, 1)) * (os.cpu_count() or 1)


def _ticks() -> tuple[int, int]:
    fields = [int(one) for one in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
    return fields[3] + fields[4], sum(fields)


def machine() -> dict[str, str]:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    there = {one.metadata["Name"].lower() for one in metadata.distributions()}
    versions = {name: metadata.version(name) for name in VERSIONS if name in there}
    load = f"{os.getloadavg()[2]:.1f}"  # of the last quarter of an hour: on a busy machine caches are shared and CPU time lies
    return {"processor": model, "cores": str(os.cpu_count()), "load": load, "python": platform.python_version(), **versions}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=list(WAYS), default=COMPARED)
    parser.add_argument("--before", type=Path, help="a clone of another version, with its .venv: newsbeam's ways are run by both")
    parser.add_argument("--into", type=Path, help="where the runs are kept, beside those of earlier calls with as many items")
    parser.add_argument("--write", action="store_true", help="keep the result in README.md and results.json")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--feeds", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    environment.enter()
    if options.child:
        child(options.child, options.feeds, options.out)
        return
    if options.write:
        refuse_noise()
    with TemporaryDirectory(dir=os.environ.get("NEWSBEAM_BENCH_DIR")) as folder:
        before = options.before.resolve() if options.before else None
        theirs = [f"{BEFORE}{way}" for way in options.only if way.startswith("newsbeam")] if before else []
        figures = bench([*options.only, *theirs], options.items, options.rounds, Path(folder), before, options.into)
    text = f"{table(figures)}\n\n{stages(figures, options.items)}"
    print(text)
    if options.write:
        rounds = min(len(one["runs"]["large"]) for one in figures.values())
        keep(text, {"items": options.items, "rounds": rounds, "machine": machine(), "figures": figures})


def keep(text: str, result: dict[str, Any]) -> None:
    """Everything into results.json, the table into the README."""
    (HERE / "results.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    known = ", ".join(f"{name} {value}" for name, value in result["machine"].items())
    put("bench", f"{result['items']:,} items, {result['rounds']} rounds; {known}.\n\n{text}")


def write_down(section: str, text: str) -> None:
    """The same for the other programs' tables, with what they were measured on; refused where others have worked on the cores meanwhile."""
    refuse_noise()
    facts = machine()
    known = ", ".join(f"{name} {facts[name]}" for name in ("processor", "cores", "load", "python", "pyarrow") if name in facts)
    put(section, f"{text}\n\n{known}; {datetime.now(UTC):%Y-%m-%d}.")


def put(section: str, text: str) -> None:
    """Replace what stands between the section's marks in the README."""
    readme = HERE / "README.md"
    before, begin, rest = readme.read_text(encoding="utf-8").partition(f"<!-- {section} -->\n")
    _, end, after = rest.partition(f"<!-- /{section} -->")
    readme.write_text(f"{before}{begin}{text}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
