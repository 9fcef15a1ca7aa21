"""`make mutants`: a seeded sample of small changes to the modules that decide, each to be noticed by its room's tests.

`python tests/mutants/mutate.py SECONDS [SEED] [MODULE...]`: modules in turn, one change at a time in a copy of the tree, the quick tests
of the module's room run against it: those nearest to it first, the others where those notice nothing. Prints what survived, and the
score by module. Bounded in time, and not in CI: a survivor may be equivalent, and that is for people to judge.
"""

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).parents[2]
_KEYS = "tests/pipeline/test_resolve.py tests/pipeline/test_keys.py"
_RUNS = "tests/pipeline/test_run.py tests/pipeline/test_revisions.py"
ROOMS = {
    "pipeline/publish/plan.py": ("tests/publish", _RUNS),
    "pipeline/publish/finish.py": ("tests/publish", _RUNS),
    "pipeline/publish/grow.py": ("tests/publish/test_grow.py", "tests/publish"),
    "pipeline/dataset/history.py": ("tests/publish/test_history.py", "tests/publish", _KEYS),
    "pipeline/stages/resolve.py": ("tests/pipeline/test_resolve.py", _KEYS),
    "pipeline/stages/normalise.py": ("tests/normalise", f"tests/text {_RUNS}"),
    "pipeline/text/ids.py": ("tests/normalise/test_vectors.py", f"{_KEYS} tests/normalise", "tests/text"),
    "pipeline/text/identity.py": ("tests/normalise/test_vectors.py", f"{_KEYS} tests/normalise", "tests/text"),
    "pipeline/near/verify.py": ("tests/near/test_verify.py",),
    "pipeline/runs/conservation.py": ("tests/pipeline/test_ledger.py", _RUNS),
    "connectors/polling/transitions.py": ("tests/fetch/test_transitions.py tests/fetch/test_state_machine.py", "tests/fetch"),
    "connectors/polling/schedule.py": ("tests/fetch/test_politeness.py tests/fetch/test_transitions.py", "tests/fetch"),
    "connectors/http/guard.py": ("tests/fetch/test_guard.py",),
    "connectors/state/cursors.py": ("tests/landing", "tests/fetch/test_transitions.py tests/pipeline/test_run.py"),
}
"""The fourteen modules of the sample, each with the tests that are to notice, nearest first."""
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


class Mutation(ast.NodeTransformer):
    """Makes the change at one place of a tree; `places` counts them."""

    def __init__(self, wanted: int = -1) -> None:
        self.places = 0
        self.told = ""
        self._wanted = wanted

    def _here(self, node: ast.AST, what: str) -> bool:
        self.places += 1
        if self.places - 1 != self._wanted:
            return False
        self.told = f"line {getattr(node, 'lineno', '?')}: {what}"
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


def noticed(tree: Path, module: str) -> bool:
    """Whether the quick tests of the module's room fail."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow and not engines and not flink"]
    env = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    for tests in ROOMS[module]:
        words = [*command, f"--basetemp={tree.parent}/t", *tests.split()]
        try:
            done = subprocess.run(words, cwd=tree, env=env, capture_output=True, timeout=300, check=False)
        except subprocess.TimeoutExpired:
            return True
        if done.returncode != 0:
            return True
    return False


def main() -> int:
    seconds, seed = float((sys.argv[1:] or ["600"])[0]), int((sys.argv[2:] or ["1"])[0])
    modules = [one for one in ROOMS if not sys.argv[3:] or one in sys.argv[3:]]
    began, chance = time.monotonic(), random.Random(seed)
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    tried: set[tuple[str, int]] = set()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns(".venv", ".cache", ".git", "out", "__pycache__"))
        for module in cycle(modules):
            if time.monotonic() - began > seconds:
                break
            path = tree / module
            source = path.read_text()
            count = Mutation()
            count.visit(ast.parse(source))
            place = chance.randrange(count.places)
            if (module, place) in tried:
                continue
            tried.add((module, place))
            change = Mutation(place)
            path.write_text(ast.unparse(ast.fix_missing_locations(change.visit(ast.parse(source)))))
            found = noticed(tree, module)
            path.write_text(source)
            score[module][0] += found
            score[module][1] += 1
            if not found:
                print(f"survived: {module}: {change.told}", flush=True)
    for module, (killed, of) in sorted(score.items()):
        print(f"{module}: {killed} of {of}")
    killed, of = (sum(one[n] for one in score.values()) for n in (0, 1))
    print(f"mutants: {killed} of {of} noticed in {time.monotonic() - began:.0f} s (seed {seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
