"""Requests go over public names of the HTTP libraries: none of theirs that begins with an underscore is read, called or overridden."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

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
