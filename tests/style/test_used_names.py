"""No function, class or constant stands in a room for the tests alone, or for nobody."""

import ast
from pathlib import Path

import newsbeam

ROOT = Path(newsbeam.__file__).parent
FOR_OTHERS = {
    "connectors.catalog.keys.json_schema": "writes schemas/feeds.schema.json",
    "connectors.disk.failpoints.NAMES": "what the tests of kills go through",
    "connectors.formats.rss_atom.parse_tolerantly": "what the tests hold the tree against",
    "pipeline.dataset.opened.open_dataset": "the package offers it",
    "pipeline.publish.seal.seal": "what the benchmarks do to one file",
    "pipeline.runners.flink.runner.FlinkRunner": "Beam finds it by its name",
    "pipeline.runners.prism_runner.OnePrismPerBatch": "Beam finds it by its name",
    "pipeline.taggers.spacy_names.SpacyNames": "an operator names it as an entry point",
}


def trees():
    for path in sorted(path for room in ("pipeline", "connectors", "schemas") for path in (ROOT / room).rglob("*.py")):
        yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), ast.parse(path.read_bytes())


def defined(tree):
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (one.id for one in targets if isinstance(one, ast.Name))


def test_each_name_of_a_module_is_used_outside_the_tests():
    names, own, others = {}, {}, set()
    for module, tree in trees():
        names[module] = [name for name in defined(tree) if not name.startswith("__")]
        own[module] = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                others |= {f"{(node.module or '').removeprefix('newsbeam.')}.{one.name}" for one in node.names}
            elif isinstance(node, ast.Attribute):  # of a module, or of what was found by its name
                others.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                others.add(node.value)
    unused = [
        f"{module}.{name}"
        for module, found in names.items()
        for name in found
        if name not in own[module] and name not in others and f"{module}.{name}" not in others
    ]
    assert sorted(unused) == sorted(FOR_OTHERS), "used by nobody, or a reason that is none any more"
