"""`make mutants`: a seeded sample of small changes to the modules that decide, each to be noticed by its room's tests.

`python tests/mutants/mutate.py SECONDS [SEED] [MODULE...]`: modules in turn, one change at a time in a copy of the tree, and those
quick tests run against it that pass the changed line (found by tracing all of them once), the shortest first. Prints what survived,
and the score by module. Bounded in time, and not in CI. A survivor that changes nothing is written into `equivalent.tsv` by whoever
judged it, with the reason; decorators, annotations, docstrings and the words of errors are not changed.
"""

import ast
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MODULES = (
    "pipeline/publish/plan.py",
    "pipeline/publish/finish.py",
    "pipeline/publish/grow.py",
    "pipeline/publish/row_groups.py",
    "pipeline/dataset/history.py",
    "pipeline/stages/resolve.py",
    "pipeline/stages/normalise.py",
    "pipeline/text/ids.py",
    "pipeline/text/identity.py",
    "pipeline/near/verify.py",
    "pipeline/runs/conservation.py",
    "connectors/polling/transitions.py",
    "connectors/polling/schedule.py",
    "connectors/http/guard.py",
    "connectors/state/cursors.py",
)
"""The modules of the sample: fourteen, of which one was cut in two since."""
ROOMS = (
    "pipeline",
    "publish",
    "normalise",
    "near",
    "fetch",
    "landing",
    "durability",
    "operate",
    "taggers",
    "text",
    "upgrade",
    "reader",
)
"""Folders of tests/ whose quick tests are to notice."""
EQUIVALENT = Path(__file__).with_name("equivalent.tsv")
"""Changes that change nothing, each with its reason; they are in no score."""
QUICK = (
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "-m",
    "not slow and not engines and not flink",
    "-o",
    "addopts=--import-mode=importlib --strict-markers",
)
COMMUTE = {"max", "min"}
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


class Mutation(ast.NodeTransformer):
    """Makes the change at one place of a tree; `places` counts them."""

    def __init__(self, wanted: int = -1) -> None:
        self.places = 0
        self.what, self.line = "", 0
        self._wanted = wanted

    def _here(self, node: ast.AST, what: str) -> bool:
        self.places += 1
        if self.places - 1 != self._wanted:
            return False
        self.line = getattr(node, "lineno", 0)
        self.what = what
        return True

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if type(node.ops[0]) in _SWAPS and self._here(node, f"{ast.unparse(node)} turned"):
            node.ops[0] = _SWAPS[type(node.ops[0])]()  # type: ignore[assignment]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, f"and/or of {ast.unparse(node)[:60]}"):
            node.op = _SWAPS[type(node.op)]()  # type: ignore[assignment]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.Not) and self._here(node, f"{ast.unparse(node)[:60]} without not") else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if type(node.op) in _SWAPS and self._here(node, f"operator of {ast.unparse(node)[:60]}"):
            node.op = _SWAPS[type(node.op)]()  # type: ignore[assignment]
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            return ast.copy_location(ast.Constant(not node.value), node) if self._here(node, f"not {node.value}") else node
        if isinstance(node.value, (int, float)) and self._here(node, f"{node.value} + 1"):
            return ast.copy_location(ast.Constant(node.value + 1), node)
        if isinstance(node.value, str) and self._here(node, f"{node.value!r} changed"):
            return ast.copy_location(ast.Constant(f"X{node.value}"), node)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, f"branches of {ast.unparse(node)[:60]} swapped"):
            node.body, node.orelse = node.orelse, node.body
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        alike = isinstance(node.func, ast.Name) and node.func.id in COMMUTE
        if len(node.args) > 1 and not alike and self._here(node, f"first two words of {ast.unparse(node)[:60]} swapped"):
            node.args[0], node.args[1] = node.args[1], node.args[0]
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return node  # the words of a message are nobody's promise

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node  # as above, mostly

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        if node.arg != "strict":  # a second look at what is so
            node.value = self.visit(node.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if ast.unparse(node.targets[0]) != "__all__":
            node.value = self.visit(node.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node  # the annotation stays

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = [self.visit(one) for one in node.body]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(one) for one in node.body]
        node.args.kw_defaults = [self.visit(one) if one is not None else None for one in node.args.kw_defaults]
        node.args.defaults = [self.visit(one) for one in node.args.defaults]
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):  # a docstring
            return node
        if ast.unparse(node).startswith("failpoint("):
            return node
        self.generic_visit(node)
        if isinstance(node.value, ast.Call) and self._here(node, f"{ast.unparse(node)[:60]} left out"):
            return ast.copy_location(ast.Pass(), node)
        return node


class Trace:
    """A plugin of pytest's: which lines of the modules each test passes, in whatever thread, and how long it takes."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[str, set[int]]] = {module: {} for module in MODULES}
        self.took: dict[str, float] = {}
        self._test: str | None = None
        self._failed = False
        self._files: dict[str, dict[str, set[int]] | None] = {}

    def pytest_sessionstart(self) -> None:
        threading.settrace(self._calls)  # type: ignore[arg-type]

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._test, self._failed = nodeid, False
        sys.settrace(self._calls)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.took[report.nodeid] = self.took.get(report.nodeid, 0.0) + report.duration
        self._failed |= report.failed

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        sys.settrace(None)
        self._test = None
        if self._failed:
            self.took.pop(nodeid)
            for tests in self.lines.values():
                tests.pop(nodeid, None)

    def _calls(self, frame: Any, event: str, arg: object) -> Callable[..., Any] | None:
        file = frame.f_code.co_filename
        if file not in self._files:
            self._files[file] = next((tests for module, tests in self.lines.items() if file.endswith(f"/{module}")), None)
        tests = self._files[file]
        if tests is None or self._test is None:
            return None
        passed = tests.setdefault(self._test, set())
        passed.add(frame.f_lineno)

        def steps(frame: Any, event: str, arg: object) -> Callable[..., Any]:
            passed.add(frame.f_lineno)
            return steps

        return steps

    def facts(self) -> Any:
        """As JSON has it."""
        return [{module: {test: sorted(one) for test, one in tests.items()} for module, tests in self.lines.items()}, self.took]


def in_copy(tree: Path, work: Callable[[], int], seconds: float) -> int:
    """`work` in a copy of this process, which has the libraries and nothing of ours, at home in the tree; its exit code."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.setsid()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            log = os.open(tree.parent / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.chdir(tree)
            sys.path.insert(0, str(tree))
            os.environ |= {"PYTHONPATH": str(tree)}
            code = work()
        except BaseException:  # noqa: BLE001 (the copy must never go on as this process)
            traceback.print_exc()
        finally:
            os._exit(code)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 98


def traced(tree: Path) -> tuple[dict[str, dict[str, set[int]]], dict[str, float]]:
    """(module -> test -> the lines of the module that it passes, test -> seconds)."""
    files = [path for path in sorted(tree.rglob("*.py")) if not path.is_symlink()]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    found = ROOT / ".cache" / "mutants" / f"{digest}.json"

    def work() -> int:
        import pytest

        trace = Trace()
        patient = [one for one in QUICK if one != "-x"]  # a test of time fails where it is traced, and is passed over
        code = pytest.main([*patient, f"--basetemp={tree.parent}/t", *(f"tests/{one}" for one in ROOMS)], plugins=[trace])
        found.parent.mkdir(parents=True, exist_ok=True)
        found.write_text(json.dumps(trace.facts()))
        return int(code)

    if not found.exists():
        code = in_copy(tree, work, 1800)
        if code not in (0, 1):
            found.unlink(missing_ok=True)
            said = (tree.parent / "log").read_text("utf-8", "replace")[-2000:]
            raise SystemExit(f"the tests end with {code} where nothing was changed\n{said}")
    lines, took = json.loads(found.read_text())
    return {module: {test: set(one) for test, one in tests.items()} for module, tests in lines.items()}, took


def noticed(tree: Path, tests: list[str], seconds: float) -> bool:
    """Whether one of these tests fails, or does not end in twenty times what all of them took."""

    def work() -> int:
        import pytest

        return int(pytest.main([*QUICK, f"--basetemp={tree.parent}/t", *tests]))

    return bool(tests) and in_copy(tree, work, 60 + 20 * seconds) != 0


def equivalent() -> dict[tuple[str, str, str], str]:
    """(module, the line as it stands, change) -> why it changes nothing."""
    rows = (line.split("\t") for line in EQUIVALENT.read_text("utf-8").splitlines() if line)
    return {(module, line, change): reason for module, line, change, reason in rows}


def _passing(lines: dict[str, set[int]], took: dict[str, float], wanted: set[int], inside: bool) -> list[str]:
    """The tests that pass one of the lines, the shortest first.

    A line that runs at the module's import is passed by no test: those count that pass the module, and their neighbours, which may look.
    """
    files = {test.partition("::")[0] for test in lines}
    found = [test for test in took if (lines.get(test, set()) & wanted if inside else test.partition("::")[0] in files)]
    return sorted(found, key=lambda test: (test not in lines, took[test]) if not inside else (False, took[test]))


def _lines_of(tree: ast.AST, line: int) -> tuple[set[int], bool]:
    """The lines of the statement in which one stands, and whether that is in a function."""
    wanted, inside = {line}, False
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.body[0].lineno <= line <= (node.end_lineno or 0):
            inside = True
        simple = isinstance(node, ast.stmt) and not hasattr(node, "body")
        if simple and node.lineno <= line <= (node.end_lineno or 0):
            wanted |= set(range(node.lineno, (node.end_lineno or 0) + 1))
    return wanted, inside


def _sample(tree: Path, modules: list[str], chance: random.Random) -> Iterator[tuple[str, int]]:
    """(module, place), one of each module in turn, each place once."""
    places = []
    for module in modules:
        count = Mutation()
        count.visit(ast.parse((tree / module).read_text()))
        places.append([(module, place) for place in chance.sample(range(count.places), count.places)])
    return (one for turn in zip_longest(*places) for one in turn if one is not None)


def main() -> int:
    seconds, seed = float((sys.argv[1:] or ["600"])[0]), int((sys.argv[2:] or ["1"])[0])
    modules = [one for one in MODULES if not sys.argv[3:] or one in sys.argv[3:]]
    import duckdb, msgspec, numpy, polars, pyarrow.compute, pyarrow.dataset, pyarrow.parquet, pytest  # noqa: E401, F401, I001, ICN001 (once here, for every copy)

    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1", "NEWSBEAM_RUNNER": "inline"}
    chance, same = random.Random(seed), equivalent()
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns(".venv", ".cache", ".git", "out", "__pycache__"))
        lines, took = traced(tree)
        began = time.monotonic()
        for module, place in _sample(tree, modules, chance):
            if time.monotonic() - began > seconds:
                break
            path = tree / module
            source = path.read_text()
            change = Mutation(place)
            changed = ast.unparse(ast.fix_missing_locations(change.visit(ast.parse(source))))
            if (module, source.splitlines()[change.line - 1].strip(), change.what) in same:
                score[module][2] += 1
                continue
            tests = _passing(lines[module], took, *_lines_of(ast.parse(source), change.line))
            path.write_text(changed)
            found = noticed(tree, tests, sum(took[one] for one in tests))
            path.write_text(source)
            score[module][0] += found
            score[module][1] += 1
            if not found:
                print(f"survived: {module}:{change.line}: {change.what} ({len(tests)} tests pass it)", flush=True)
    for module, (killed, of, alike) in sorted(score.items()):
        print(f"{module}: {killed} of {of} ({killed / max(1, of):.0%}; {alike} equivalent)")
    killed, of, alike = (sum(one[n] for one in score.values()) for n in (0, 1, 2))
    print(f"mutants: {killed} of {of} noticed ({alike} more are equivalent) in {time.monotonic() - began:.0f} s (seed {seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
