"""The schemas in each engine's words: named in the views, so that no engine has to open the files to learn their columns."""

from typing import Any

import pyarrow as pa
import pyarrow.types as is_a

_DUCKDB = {"string": "VARCHAR", "int32": "INTEGER", "int64": "BIGINT", "double": "DOUBLE", "date32[day]": "DATE"}
_POLARS = {"string": "pl.String", "int32": "pl.Int32", "int64": "pl.Int64", "double": "pl.Float64", "date32[day]": "pl.Date"}
_SPARK = {"string": "STRING", "int32": "INT", "int64": "BIGINT", "double": "DOUBLE", "date32[day]": "DATE"}


def duckdb_schema(schema: pa.Schema) -> str:
    """As `read_parquet` takes it: columns by name, null where a file lacks one."""
    fields = (f"'{f.name}': {{'name': '{f.name}', 'type': '{duckdb_type(f.type)}', 'default_value': NULL}}" for f in schema)
    return f"MAP {{{', '.join(fields)}}}"


def duckdb_type(kind: Any) -> str:
    """A type as DuckDB spells it."""
    if is_a.is_list(kind):
        return f"{duckdb_type(kind.value_type)}[]"
    if is_a.is_struct(kind):
        return "STRUCT(" + ", ".join(f'"{f.name}" {duckdb_type(f.type)}' for f in kind) + ")"
    return "TIMESTAMPTZ" if is_a.is_timestamp(kind) else _DUCKDB[str(kind)]


def polars_schema(schema: pa.Schema) -> str:
    """As a literal: without it, Polars takes the first file's columns for all, and the oldest lacks some."""
    return "".join(["{\n", *(f'    "{field.name}": {polars_type(field.type)},\n' for field in schema), "}"])


def polars_type(kind: Any) -> str:
    """A type as Polars spells it."""
    if is_a.is_list(kind):
        return f"pl.List({polars_type(kind.value_type)})"
    if is_a.is_struct(kind):
        return "pl.Struct({" + ", ".join(f'"{f.name}": {polars_type(f.type)}' for f in kind) + "})"
    return 'pl.Datetime("us", "UTC")' if is_a.is_timestamp(kind) else _POLARS[str(kind)]


def spark_columns(schema: pa.Schema) -> str:
    """As a view declares them."""
    return ", ".join(f"{field.name} {spark_type(field.type)}" for field in schema)


def spark_type(kind: Any) -> str:
    """A type as Spark spells it."""
    if is_a.is_list(kind):
        return f"ARRAY<{spark_type(kind.value_type)}>"
    if is_a.is_struct(kind):
        return "STRUCT<" + ", ".join(f"{f.name}: {spark_type(f.type)}" for f in kind) + ">"
    return "TIMESTAMP" if is_a.is_timestamp(kind) else _SPARK[str(kind)]
