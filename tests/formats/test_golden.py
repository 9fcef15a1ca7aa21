"""Every folder beside this file is a case: `document.*`, and in `items.json` the Items (or refusals) that must come of it."""

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsbeam.connectors.formats import FORMATS, detect, parse
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/*/items.json"))
DEFAULTS = {f.name: f.default for f in fields(Item)}


def document_of(case: Path, **changed: Any) -> Document:
    (path,) = case.glob("document.*")
    given = {"feed_id": "golden", "uri": "https://feeds.example/golden", "fetched_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return Document(**{**given, "payload": path.read_bytes(), **changed})


def plain(result: Item | ParseError) -> dict[str, Any]:
    """A result as JSON says it: fields that are not their default, and a refusal by its reason."""
    if isinstance(result, ParseError):
        return {"entry": result.entry, "refused": result.reason.value}
    return {name: value for name, value in json.loads(json.dumps(asdict(result))).items() if value != _plain(DEFAULTS[name])}


def _plain(value: Any) -> Any:
    return [] if value == () else value


def results_of(document: Document, name: str = "auto") -> list[dict[str, Any]]:
    try:
        return [plain(result) for result in parse(document, name)]
    except ParseError as error:
        return [{"entry": None, "refused": error.reason.value}]


def _params() -> list[Any]:
    # trafilatura, behind article_html, takes over a second to import
    return [
        pytest.param(case, id=f"{case.parent.name}/{case.name}", marks=[pytest.mark.slow] * (case.parent.name == "article_html"))
        for case in CASES
    ]


@pytest.mark.parametrize("case", _params())
def test_golden(case: Path) -> None:
    expected = json.loads((case / "items.json").read_text())
    headers = json.loads((case / "headers.json").read_text()) if (case / "headers.json").exists() else {}
    document = document_of(case, **headers)
    if case.parent.name == "article_html":  # a page is read as one only where a feed asks for it
        assert results_of(document, "article_html") == expected
        return
    assert results_of(document) == expected
    if not all("refused" in one for one in expected):
        assert detect(document) == case.parent.name
        assert results_of(document, case.parent.name) == expected


def test_every_format_has_a_case() -> None:
    assert {case.parent.name for case in CASES} >= set(FORMATS)
