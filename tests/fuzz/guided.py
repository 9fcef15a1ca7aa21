"""The fuzzer led by coverage: atheris (libFuzzer) over the same documents, dates and bytes of HTTP as `fuzz.py`.

`python tests/fuzz/guided.py SECONDS [SEED]`. What a new input reaches is kept in `.cache/fuzz/corpus`, which the next run goes on
from. A finding ends the run; its input is kept below `.cache/fuzz/`. `make fuzz` runs it where atheris can be installed.
"""

import random
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))
with atheris.instrument_imports(include=["newsbeam.connectors", "newsbeam.pipeline.text", "newsbeam.pipeline.stages"]):
    import fuzz

CORPUS = fuzz.KEPT / "corpus"
KINDS = ("auto", "date", "http", *sorted(fuzz.FORMATS))
LONGEST = 60_000


def one(data: bytes) -> None:
    """The first byte says what the rest is."""
    if not data:
        return
    kind, rest = KINDS[data[0] % len(KINDS)], data[1:]
    if kind == "date":
        fuzz.dated(rest[:200].decode("utf-8", "replace").replace("\x00", " "))
    elif kind == "http":
        fuzz.http(rest, random.Random(len(rest)))
    else:
        fuzz.document(rest, kind)


def main() -> None:
    """Seed the corpus from the golden documents, and let libFuzzer run."""
    seconds, seed = (sys.argv[1:] or ["60"])[0], (sys.argv[2:] or ["1"])[0]
    CORPUS.mkdir(parents=True, exist_ok=True)
    chance = random.Random(1)
    for number, (form, body) in enumerate(fuzz.seeds()):
        (CORPUS / f"seed-{number}").write_bytes(bytes([KINDS.index(form) if form in KINDS else 0]) + body[: LONGEST - 1])
        (CORPUS / f"date-{number}").write_bytes(bytes([KINDS.index("date")]) + fuzz.date(chance).encode())
    bounds = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}", f"-timeout={fuzz.SLOW_S:.0f}"]
    atheris.Setup([sys.argv[0], *bounds, f"-artifact_prefix={fuzz.KEPT}/", "-print_final_stats=1", str(CORPUS)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
