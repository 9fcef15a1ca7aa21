"""`make mutants`: a seeded sample of small changes to the modules that decide, each to be noticed by its room's tests.

`python tests/mutants/mutate.py SECONDS [SEED] [MODULE...]`: modules in turn, one change at a time in a copy of the tree, and the quick
tests of the module's room run against it that pass the changed line (found by tracing them once), the shortest first. Prints what
survived, and the score by module. Bounded in time, and not in CI: a survivor may be equivalent, and that is for people to judge.
"""

import ast
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_RUNS = "tests/pipeline/test_run.py tests/pipeline/test_revisions.py tests/pipeline/test_embargo.py"
_IDS = "tests/normalise tests/pipeline/test_keys.py tests/pipeline/test_one_id.py tests/fetch/test_turning_guids.py"
ROOMS = {
    "pipeline/publish/plan.py": f"tests/publish {_RUNS}",
    "pipeline/publish/finish.py": f"tests/publish tests/durability/test_order.py {_RUNS}",
    "pipeline/publish/grow.py": "tests/publish",
    "pipeline/dataset/history.py": "tests/publish tests/pipeline/test_resolve.py tests/pipeline/test_keys.py",
    "pipeline/stages/resolve.py": "tests/pipeline/test_resolve.py tests/pipeline/test_revisions.py",
    "pipeline/stages/normalise.py": f"tests/normalise {_RUNS}",
    "pipeline/text/ids.py": _IDS,
    "pipeline/text/identity.py": _IDS,
    "pipeline/near/verify.py": "tests/near/test_verify.py tests/near/test_cluster.py tests/near/test_golden.py",
    "pipeline/runs/conservation.py": f"tests/pipeline/test_ledger.py {_RUNS}",
    "connectors/polling/transitions.py": "tests/fetch",
    "connectors/polling/schedule.py": "tests/fetch",
    "connectors/http/guard.py": "tests/fetch/test_guard.py tests/fetch/test_hostile.py",
    "connectors/state/cursors.py": "tests/landing tests/fetch tests/pipeline/test_live.py",
}
"""The fourteen modules of the sample, each with the tests that are to notice."""
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
LONGEST_S = 120
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
        self.what = f"line {self.line}: {what}"
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
            return ast.copy_location(ast.Constant(f"{node.value}_"), node)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, f"branches of {ast.unparse(node)[:60]} swapped"):
            node.body, node.orelse = node.orelse, node.body
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if len(node.args) > 1 and self._here(node, f"first two words of {ast.unparse(node)[:60]} swapped"):
            node.args[0], node.args[1] = node.args[1], node.args[0]
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return node  # the words of a message are nobody's promise

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node  # as above, mostly

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node  # the annotation stays

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
    """A plugin of pytest's: which lines of a module each test passes, and how long it takes."""

    def __init__(self, path: Path) -> None:
        self.file = path.as_posix()
        self.lines: dict[str, list[int]] = {}
        self.took: dict[str, float] = {}
        self._here: set[int] = set()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._here = set()
        sys.settrace(self._calls)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.took[report.nodeid] = self.took.get(report.nodeid, 0.0) + report.duration

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        sys.settrace(None)
        self.lines[nodeid] = sorted(self._here)

    def _calls(self, frame: Any, event: str, arg: object) -> Callable[..., Any] | None:
        if not frame.f_code.co_filename.endswith(self.file):
            return None
        self._here.add(frame.f_lineno)
        return self._steps

    def _steps(self, frame: Any, event: str, arg: object) -> Callable[..., Any]:
        self._here.add(frame.f_lineno)
        return self._steps


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


def traced(tree: Path, module: str) -> tuple[dict[str, set[int]], dict[str, float]]:
    """(test -> the lines of the module that it passes, test -> seconds), of the module's room."""
    found = tree.parent / "trace.json"
    found.unlink(missing_ok=True)

    def work() -> int:
        import pytest

        trace = Trace(Path(module))
        code = pytest.main([*QUICK, f"--basetemp={tree.parent}/t", *ROOMS[module].split()], plugins=[trace])
        found.write_text(json.dumps([trace.lines, trace.took]))
        return int(code)

    code = in_copy(tree, work, 900)
    if code != 0:
        said = (tree.parent / "log").read_text("utf-8", "replace")[-2000:]
        raise SystemExit(f"{module}: its tests end with {code} where nothing was changed\n{said}")
    lines, took = json.loads(found.read_text())
    return {test: set(one) for test, one in lines.items()}, took


def noticed(tree: Path, tests: list[str]) -> bool:
    """Whether one of these tests fails."""

    def work() -> int:
        import pytest

        return int(pytest.main([*QUICK, f"--basetemp={tree.parent}/t", *tests]))

    return bool(tests) and in_copy(tree, work, LONGEST_S) != 0


def _passing(lines: dict[str, set[int]], took: dict[str, float], wanted: set[int], inside: bool) -> list[str]:
    """The tests that pass one of the lines; any that pass the module, where the line runs at its import. The shortest first."""
    found = [test for test, passed in lines.items() if (passed & wanted if inside else passed)]
    return sorted(found, key=lambda test: took.get(test, 0.0))


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


def main() -> int:
    seconds, seed = float((sys.argv[1:] or ["600"])[0]), int((sys.argv[2:] or ["1"])[0])
    modules = [one for one in ROOMS if not sys.argv[3:] or one in sys.argv[3:]]
    import duckdb, msgspec, numpy, polars, pyarrow.compute, pyarrow.dataset, pyarrow.parquet, pytest  # noqa: E401, F401, I001, ICN001 (once here, for every copy)

    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1", "NEWSBEAM_RUNNER": "inline"}
    began, chance = time.monotonic(), random.Random(seed)
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    traces: dict[str, tuple[dict[str, set[int]], dict[str, float]]] = {}
    tried: set[tuple[str, int]] = set()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns(".venv", ".cache", ".git", "out", "__pycache__"))
        for module in cycle(modules):
            if time.monotonic() - began > seconds:
                break
            if module not in traces:
                traces[module] = traced(tree, module)
            path = tree / module
            source = path.read_text()
            count = Mutation()
            count.visit(ast.parse(source))
            place = chance.randrange(count.places)
            if (module, place) in tried:
                continue
            tried.add((module, place))
            change = Mutation(place)
            changed = ast.unparse(ast.fix_missing_locations(change.visit(ast.parse(source))))
            tests = _passing(*traces[module], *_lines_of(ast.parse(source), change.line))
            path.write_text(changed)
            found = noticed(tree, tests)
            path.write_text(source)
            score[module][0] += found
            score[module][1] += 1
            if not found:
                print(f"survived: {module}: {change.what} ({len(tests)} tests pass it)", flush=True)
    for module, (killed, of) in sorted(score.items()):
        print(f"{module}: {killed} of {of}")
    killed, of = (sum(one[n] for one in score.values()) for n in (0, 1))
    print(f"mutants: {killed} of {of} noticed in {time.monotonic() - began:.0f} s (seed {seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
