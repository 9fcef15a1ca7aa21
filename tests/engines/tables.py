"""The tables of docs/engines.md, measured: on idle cores, one after the other, some nine minutes in all. `--write` puts them there.

    python tests/engines/tables.py throughput [--write]     # five minutes: each engine on one workload, and the serial share
    python tests/engines/tables.py cores [--write]          # two minutes: one process and two, wall clock
    python tests/engines/tables.py latency [--write]        # three minutes: watch, Prism and Flink side by side, fetched to readable

`--short` takes a fifth of the work: to see that it runs.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desk import document_of, feed_of, item

from newsbeam.pipeline.runners.flink.cluster import LocalCluster

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "engines.md"


def run(*words: str) -> str:
    environ = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, env=environ, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr[-2000:]}")
    return done.stdout


def throughput(short: bool) -> list[str]:
    """Each engine: stories a second of its last batch, by the first one's; what of a batch is done in one place."""
    documents = "20" if short else "100"
    rates: dict[str, float] = {}

    def measured(label: str, engine: str, *more: str) -> None:
        lines = run(str(HERE / "measure.py"), engine, "--documents", documents, "--batches", "3", *more).splitlines()
        rates[label] = float(re.search(r"([\d.]+) rows/s", lines[-1])[1])
        print(f"{label}: {rates[label]:.0f} a second", flush=True)

    measured("`inline`", "inline")
    measured("`direct`", "direct")
    measured("`processes`, two workers", "processes", "--", "--direct_num_workers=2")
    measured("`prism`, threads", "prism")
    with tempfile.TemporaryDirectory(prefix="newsbeam-tables-") as folder, LocalCluster(Path(folder), slots=2) as cluster:
        for parallelism in (1, 2, 4):
            words = ("--", f"--flink_master={cluster.master}", f"--parallelism={parallelism}")
            measured(f"`flink`, parallelism {parallelism}", "flink", *words)
    share = run(str(HERE / "serial_share.py"), "--entries", "20000" if short else "100000").splitlines()[-1].split("|")[3].strip()
    best = rates["`inline`"]
    return [
        f"5,000 stories a batch, the third one; of a batch of 100,000, {share} are done in one place:",
        "",
        "| | stories a second | of `inline` |",
        "|---|---|---|",
        *(f"| {label} | {rate:,.0f} | {rate / best:.2f} |" for label, rate in rates.items()),
    ]


def cores(short: bool) -> list[str]:
    """Wall clock of `newsbeam ingest` over files, everything included, in turns."""
    lines = ["| stories, 12,000 a batch | `inline`, one process | `processes`, two workers | |", "|---|---|---|---|"]
    for entries in (4_000,) if short else (20_000, 50_000):
        took: dict[str, list[float]] = {"inline": [], "processes": []}
        with tempfile.TemporaryDirectory(prefix="newsbeam-tables-") as folder:
            names = []
            for number in range(100):
                per = entries // 100
                items = [item(feed_of(number), n) for n in range(number * per, (number + 1) * per)]
                path = Path(folder, f"{number}.xml")
                path.write_bytes(document_of(items))
                names.append(
                    f'[[feed]]\nid = "feed-{number:02}"\npath = "{path}"\nprovider = "Desk {number}"\nhome_country = "KE"\n'
                )
            Path(folder, "feeds.toml").write_text("".join(names))
            for number in range(2):
                for runner, times in took.items():
                    out = str(Path(folder, f"{runner}-{number}"))
                    began = time.monotonic()
                    words = ("ingest", "--feeds", str(Path(folder, "feeds.toml")), "--due", "all", "--out", out)
                    run(
                        "-m",
                        "newsbeam",
                        *words,
                        "--runner",
                        runner,
                        *(("--", "--direct_num_workers=2") if runner == "processes" else ()),
                    )
                    times.append(time.monotonic() - began)
        cells = [", ".join(f"{one:.1f} s" for one in each) for each in took.values()]
        ratios = ", ".join(f"{b / a:.2f}" for a, b in zip(*took.values(), strict=True))
        lines.append(f"| {entries:,} | {cells[0]} | {cells[1]} | {ratios} |")
        print(lines[-1], flush=True)
    return lines


def latency(short: bool) -> list[str]:
    """Three soaks beside each other."""
    with tempfile.TemporaryDirectory(prefix="newsbeam-tables-") as folder:
        began = {
            what: subprocess.Popen(
                [sys.executable, str(HERE / "soak.py"), what, "1.2" if short else "3", str(Path(folder, what))],
                stdout=subprocess.PIPE,
                text=True,
            )
            for what in ("watch", "prism", "flink")
        }
        said = {what: process.communicate()[0].splitlines()[0] for what, process in began.items()}
    labels = {"watch": "`watch`, inline", "prism": "`stream`, Prism", "flink": "`stream`, Flink, parallelism 2"}
    lines = ["| | stories | median | p95 | longest |", "|---|---|---|---|---|"]
    for what, line in said.items():
        print(line, flush=True)
        found = re.search(r"(\d+) rows.*median ([\d.]+) s, p95 ([\d.]+) s, longest ([\d.]+) s", line)
        lines.append(f"| {labels[what]} | {found[1]} | {found[2]} | {found[3]} | {found[4]} |")
    return lines


def main() -> None:
    tables = {"throughput": throughput, "cores": cores, "latency": latency}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", choices=tables)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--short", action="store_true")
    asked = parser.parse_args()
    began, load = time.monotonic(), os.getloadavg()[0]
    lines = [
        *tables[asked.table](asked.short),
        "",
        f"(load {load:.1f} at the beginning, {time.monotonic() - began:.0f} s of measuring)",
    ]
    print("\n".join(lines))
    if asked.write:
        text = DOCS.read_text()
        begin, end = f"<!-- {asked.table} -->\n", f"<!-- /{asked.table} -->"
        before, rest = text.split(begin)
        DOCS.write_text(before + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1])


if __name__ == "__main__":
    main()
