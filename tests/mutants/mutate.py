"""`make mutants`: a seeded sample of small changes to the modules that decide, each to be noticed by its room's tests.

`python tests/mutants/mutate.py SECONDS [SEED] [MODULE...]`: one change at a time in a copy of the tree, the quick tests of the module's
room run against it. Prints what survived, and the score by module. Bounded in time, and not in CI: a survivor may be equivalent, and
that is for people to judge.
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
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = {
    "pipeline/publish/plan.py": "tests/publish",
    "pipeline/publish/finish.py": "tests/publish",
    "pipeline/publish/grow.py": "tests/publish",
    "pipeline/publish/finished.py": "tests/publish",
    "pipeline/dataset/history.py": "tests/publish",
    "pipeline/dataset/waiting.py": "tests/pipeline/test_waiting.py",
    "pipeline/stages/resolve.py": "tests/pipeline/test_resolve.py tests/pipeline/test_keys.py",
    "pipeline/text/ids.py": "tests/text tests/pipeline/test_keys.py",
    "pipeline/text/identity.py": "tests/text tests/pipeline/test_keys.py",
    "pipeline/near/verify.py": "tests/near/test_verify.py",
    "pipeline/runs/conservation.py": "tests/pipeline",
    "connectors/polling/transitions.py": "tests/fetch/test_transitions.py tests/fetch/test_state_machine.py",
    "connectors/polling/schedule.py": "tests/fetch",
    "connectors/http/guard.py": "tests/fetch/test_guard.py",
    "connectors/state/cursors.py": "tests/landing tests/fetch/test_transitions.py",
}
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
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool) and self._here(node, f"{node.value} + 1"):
            return ast.copy_location(ast.Constant(node.value + 1), node)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):  # a docstring
            return node
        self.generic_visit(node)
        if isinstance(node.value, ast.Call) and self._here(node, f"{ast.unparse(node)[:60]} left out"):
            return ast.copy_location(ast.Pass(), node)
        return node


def noticed(tree: Path, module: str) -> bool:
    """Whether the quick tests of the module's room fail."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow and not engines and not flink"]
    env = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run([*command, *ROOMS[module].split()], cwd=tree, env=env, capture_output=True, timeout=240, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode in (1, 2)


def main() -> int:
    seconds, seed = float((sys.argv[1:] or ["600"])[0]), int((sys.argv[2:] or ["1"])[0])
    modules = [one for one in ROOMS if not sys.argv[3:] or one in sys.argv[3:]]
    began, chance = time.monotonic(), random.Random(seed)
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns(".venv", ".cache", ".git", "out", "__pycache__"))
        while time.monotonic() - began < seconds:
            module = chance.choice(modules)
            path = tree / module
            source = path.read_text()
            count = Mutation()
            count.visit(ast.parse(source))
            change = Mutation(chance.randrange(count.places))
            path.write_text(ast.unparse(ast.fix_missing_locations(change.visit(ast.parse(source)))))
            found = noticed(tree, module)
            path.write_text(source)
            score[module][0] += found
            score[module][1] += 1
            if not found:
                print(f"survived: {module}: {change.told}", flush=True)
    for module, (killed, tried) in sorted(score.items()):
        print(f"{module}: {killed} of {tried}")
    killed, tried = (sum(one[n] for one in score.values()) for n in (0, 1))
    print(f"mutants: {killed} of {tried} noticed in {time.monotonic() - began:.0f} s (seed {seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
