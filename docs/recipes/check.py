"""Run every recipe over an output and want one answer: `python check.py OUT`."""

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
COUNTS_NOTHING = {"with_croissant"}


def answer(recipe: Path, out: Path) -> dict[str, int]:
    """Country -> stories, as the recipe prints them."""
    done = subprocess.run([sys.executable, recipe, out], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{recipe.name} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    lines = (line.split() for line in done.stdout.splitlines())
    return {words[0]: int(words[1]) for words in lines if len(words) == 2 and words[1].isdigit()}


def main() -> None:
    """Every recipe of this folder, held against DuckDB's answer."""
    out = Path(sys.argv[1]).resolve()
    wanted = answer(HERE / "with_duckdb.py", out)
    for recipe in sorted(HERE.glob("with_*.py")):
        begin = time.perf_counter()
        found = answer(recipe, out)
        if found != ({} if recipe.stem in COUNTS_NOTHING else wanted):
            raise SystemExit(f"{recipe.name}: {found}, DuckDB says {wanted}")
        print(f"{recipe.name}: {sum(found.values())} stories, {time.perf_counter() - begin:.1f} s", flush=True)


if __name__ == "__main__":
    main()
