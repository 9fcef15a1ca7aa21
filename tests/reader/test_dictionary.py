"""The data dictionary says what the schema is; an undocumented change fails here."""

import re
from importlib import resources

import pytest

from newsbeam.schemas.arrow import STORY_SCHEMA
from newsbeam.schemas.codes import Flag, Reason

PAGE = resources.files("newsbeam.schemas").joinpath("README.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_every_column_in_its_order() -> None:
    assert [row[0].strip("`") for row in table("Columns")] == STORY_SCHEMA.names


@pytest.mark.parametrize("row", table("Columns"), ids=lambda row: row[0])
def test_a_column_has_type_meaning_null_meaning_and_example(row: list[str]) -> None:
    name, kind, meaning, null, example = row
    field = STORY_SCHEMA.field(name.strip("`"))
    type_name = str(field.type).replace("timestamp[us, tz=UTC]", "timestamp[us, UTC]")
    assert kind == type_name.replace("element: ", "").replace("item: ", "")
    assert meaning.endswith((".", ")"))
    assert (null == "never") == (not field.nullable)
    assert example


@pytest.mark.parametrize(("heading", "codes"), [("`quality_flags`", Flag), ("Reasons", Reason)])
def test_every_code_is_explained(heading: str, codes: type[Flag] | type[Reason]) -> None:
    assert {row[0].strip("`") for row in table(heading)} == {code.value for code in codes}


def test_the_names_elsewhere_are_of_columns_that_there_are() -> None:
    rows = table("Names elsewhere")
    names = [row[0].strip("`") for row in rows]
    assert set(names) <= set(STORY_SCHEMA.names)
    assert len(set(names)) == len(names) > 30
    assert all(schema_org or gdelt for _, schema_org, gdelt in rows)
    assert {"headline", "text", "language", "word_count", "section", "country_alpha3", "focus_countries", "persons"} <= set(names)
