"""Public names only: none of a library's that begins with an underscore is read or called, and of HTTP's none is overridden."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import newsbeam
import newsbeam.connectors.http as room

LIBRARIES = ("httpx2", "httpcore2", "h11", "aiohappyeyeballs", "anyio", "idna", "brotli", "zstandard", "asyncio", "ssl", "socket")
MODULES = [importlib.import_module(f"{room.__name__}.{one.name}") for one in pkgutil.iter_modules(room.__path__)]


def is_private(name):
    return name.startswith("_") and not name.endswith("__")


def test_no_private_name_is_imported_or_read():
    found = []
    for module in MODULES:
        path = Path(module.__file__)
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in LIBRARIES:
                names = (*node.module.split("."), *(one.name for one in node.names))
                found += [f"{path.name}:{node.lineno}: {name}" for name in names if is_private(name)]
            elif isinstance(node, ast.Import):
                found += [
                    f"{path.name}:{node.lineno}: {one.name}" for one in node.names if any(map(is_private, one.name.split(".")))
                ]
            # What begins with an underscore is ours on ourselves, and somebody's own on anything else.
            elif isinstance(node, ast.Attribute) and is_private(node.attr) and ast.unparse(node.value) not in ("self", "cls"):
                found.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
    assert not found, "\n".join(found)


PUBLIC_ALL_THE_SAME = {"_exit", "_replace", "_asdict", "_make", "_fields"}
"""Documented, of `os` and of named tuples."""
PRIVATE = re.compile(r"(?<!\bself)(?<!\bcls)\._[a-z]|\bimport\b.*\b_[a-z]|\bfrom \S*\b_[a-z]")
HANDLERS = Path("connectors/formats/feed_verbatim.py")
"""feedparser finds what to do with an element by its name behind `_start_` and `_end_`: there is no other way to say it."""


def test_of_no_library_a_private_name_is_imported_or_read():
    root = Path(newsbeam.__file__).parent
    found = []
    for path in sorted(path for folder in ("pipeline", "connectors", "schemas") for path in (root / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if PRIVATE.search(text) is None:  # nothing to look at more closely
            continue
        tree = ast.parse(text)
        theirs: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                if not (node.module or "").startswith("newsbeam"):
                    theirs.update(one.asname or one.name for one in node.names)
                    names = (*(node.module or "").split("."), *(one.name for one in node.names))
                    found += [f"{path}:{node.lineno}: {name}" for name in names if is_private(name) and name != "__future__"]
            elif isinstance(node, ast.Import):
                theirs.update(one.asname or one.name.partition(".")[0] for one in node.names)
        ours = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        ours.update(node.attr for node in attributes if isinstance(node.value, ast.Name) and node.value.id == "self")
        for node in attributes:
            if not is_private(node.attr) or node.attr in PUBLIC_ALL_THE_SAME:
                continue
            owner = ast.unparse(node.value)
            if owner == "super()":
                bad = path != root / HANDLERS
            else:  # of another object of a class that stands in this module
                bad = owner not in ("self", "cls") and (owner.partition(".")[0] in theirs or node.attr not in ours)
            found += [f"{path}:{node.lineno}: {ast.unparse(node)}"] if bad else []
    assert not found, "\n".join(found)


def test_no_private_name_is_overridden():
    overridden = []
    for module in MODULES:
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ != module.__name__:
                continue
            theirs = [base for base in kind.__mro__[1:] if base.__module__.partition(".")[0] in LIBRARIES]
            overridden += [
                f"{kind.__qualname__}.{name}" for name in vars(kind) for base in theirs if is_private(name) and name in vars(base)
            ]
    assert not overridden
