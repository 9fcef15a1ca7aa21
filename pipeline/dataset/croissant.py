"""`croissant.json`: what the output is, in the field's form (MLCommons Croissant 1.0): its tables, columns and types, and licences.

Everything in it is taken from the code: columns and types from the schemas, their meaning from the data dictionary.
"""

import json
import re
from importlib import metadata, resources
from typing import Any

import pyarrow as pa
import pyarrow.types as is_a

from newsbeam.pipeline.dataset.dimensions import FEED_SCHEMA, FEEDS_FILE, PROVIDER_SCHEMA, PROVIDERS_FILE
from newsbeam.schemas.arrow import SCHEMA_VERSION, STORY_SCHEMA

CROISSANT_FILE = "croissant.json"
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {"string": "sc:Text", "int32": "sc:Integer", "int64": "sc:Integer", "double": "sc:Float", "bool": "sc:Boolean"}
_PARQUET = "application/vnd.apache.parquet"
_ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", re.MULTILINE)
_RIGHTS = (
    "The texts belong to their providers: the columns `rights` and `usage_terms` say what each sent. Places are from GeoNames"
    " (Creative Commons Attribution 4.0), country names and regions from Unicode CLDR (Unicode License v3), subjects are IPTC Media"
    " Topics (Creative Commons Attribution 4.0). What newsbeam itself adds is under Apache-2.0."
)


def croissant() -> str:
    """The description, as JSON-LD; the same for every output of one version."""
    dataset: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "newsbeam-output",
        "description": "News as its providers told it: one row a telling of a story, by the day and the country that it was first told of.",
        "version": f"{SCHEMA_VERSION}.0.0",
        "license": "https://www.apache.org/licenses/LICENSE-2.0",
        "citeAs": f"@misc{{newsbeam, title = {{News as told, by newsbeam {metadata.version('newsbeam')}}}}}",
        "usageInfo": _RIGHTS,
        "isLiveDataset": True,
        "creator": {"@type": "sc:Organization", "name": f"newsbeam {metadata.version('newsbeam')}"},
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": "output",
                "name": "output",
                "contentUrl": "./",
                "encodingFormat": "git+https",  # a folder; of a live dataset the form wants no checksum
            },
            {
                "@type": "cr:FileSet",
                "@id": "stories-files",
                "name": "stories-files",
                "containedIn": {"@id": "output"},
                "encodingFormat": _PARQUET,
                "includes": "stories/*/*/*.parquet",
            },
            *(
                {
                    "@type": "cr:FileSet",
                    "@id": f"{name}-files",
                    "name": f"{name}-files",
                    "containedIn": {"@id": "output"},
                    "encodingFormat": _PARQUET,
                    "includes": file,
                }
                for name, file in (("feeds", FEEDS_FILE), ("providers", PROVIDERS_FILE))
            ),
        ],
        "recordSet": [
            _records("stories", STORY_SCHEMA, ("story_id", "telling_id"), _meanings()),
            _records("feeds", FEED_SCHEMA, ("feed_id",), {}),
            _records("providers", PROVIDER_SCHEMA, ("provider",), {}),
        ],
    }
    return json.dumps(dataset, indent=1, ensure_ascii=False) + "\n"


def _records(name: str, schema: pa.Schema, key: tuple[str, ...], meanings: dict[str, str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "key": [{"@id": f"{name}/{one}"} for one in key],
        "field": [_field(name, field, meanings) for field in schema],
    }


def _field(table: str, field: pa.Field, meanings: dict[str, str]) -> dict[str, Any]:
    """A column. (Of a list of structs, Croissant has the members as fields below it.)"""
    kind = field.type
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": meanings.get(field.name, field.name.replace("_", " ")),
    }
    if is_a.is_list(kind):
        described["repeated"] = True
        kind = kind.value_type
    source = {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": field.name}}
    if is_a.is_struct(kind):
        described["subField"] = [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{field.name}/{member.name}",
                "name": member.name,
                "dataType": _type(member.type),
                "source": {**source, "transform": {"jsonPath": member.name}},
            }
            for member in kind
        ]
        described["source"] = source
        return described
    return {**described, "dataType": _type(kind), "source": source}


def _type(kind: Any) -> str:
    if is_a.is_list(kind):
        return _type(kind.value_type)
    if is_a.is_timestamp(kind):
        return "sc:DateTime"
    return "sc:Date" if is_a.is_date(kind) else _TYPES[str(kind)]


def _meanings() -> dict[str, str]:
    """Column -> what the data dictionary says of it."""
    page = resources.files("newsbeam.schemas").joinpath("README.md").read_text(encoding="utf-8")
    columns = page.split("\n## Columns\n")[1].split("\n## ")[0]
    return dict(_ROW.findall(columns))
