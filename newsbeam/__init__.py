"""newsbeam: news in, one row a story out, in plain Parquet by date and country.

As a library (`docs/python.md`): the nouns, Beam transforms over them, and the table opened. Nothing of it is imported before it
is asked for, so `import newsbeam` costs nothing and only the transforms import Beam.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsbeam.pipeline.dataset.opened import open_dataset as open_dataset
    from newsbeam.pipeline.transforms import DeduplicateStories as DeduplicateStories
    from newsbeam.pipeline.transforms import IngestDocuments as IngestDocuments
    from newsbeam.pipeline.transforms import NormaliseItems as NormaliseItems
    from newsbeam.pipeline.transforms import ParseDocuments as ParseDocuments
    from newsbeam.pipeline.transforms import TagStories as TagStories
    from newsbeam.pipeline.transforms import WritePartitionedParquet as WritePartitionedParquet
    from newsbeam.schemas.arrow import STORY_SCHEMA as STORY_SCHEMA
    from newsbeam.schemas.dead_letter import DeadLetter as DeadLetter
    from newsbeam.schemas.document import Document as Document
    from newsbeam.schemas.errors import NewsbeamError as NewsbeamError
    from newsbeam.schemas.feed import Feed as Feed
    from newsbeam.schemas.item import Item as Item
    from newsbeam.schemas.item import ParseError as ParseError
    from newsbeam.schemas.story import Story as Story

    __version__: str

_HOMES = {
    "Document": "schemas.document",
    "Item": "schemas.item",
    "Story": "schemas.story",
    "Feed": "schemas.feed",
    "DeadLetter": "schemas.dead_letter",
    "STORY_SCHEMA": "schemas.arrow",
    "NewsbeamError": "schemas.errors",
    "ParseError": "schemas.item",
    "ParseDocuments": "pipeline.transforms",
    "NormaliseItems": "pipeline.transforms",
    "DeduplicateStories": "pipeline.transforms",
    "TagStories": "pipeline.transforms",
    "WritePartitionedParquet": "pipeline.transforms",
    "IngestDocuments": "pipeline.transforms",
    "open_dataset": "pipeline.dataset.opened",
}

__all__ = [  # noqa: RUF022  in the order of docs/python.md
    "Document",
    "Item",
    "Story",
    "Feed",
    "DeadLetter",
    "STORY_SCHEMA",
    "NewsbeamError",
    "ParseError",
    "ParseDocuments",
    "NormaliseItems",
    "DeduplicateStories",
    "TagStories",
    "WritePartitionedParquet",
    "IngestDocuments",
    "open_dataset",
    "__version__",
]


if not TYPE_CHECKING:  # type checkers would take every name for one that is there

    def __getattr__(name: str) -> Any:
        if name == "__version__":
            from importlib import metadata

            return metadata.version("newsbeam")
        if name not in _HOMES:
            raise AttributeError(f"module 'newsbeam' has no attribute {name!r}; docs/python.md lists what it has")
        found = getattr(import_module(f"newsbeam.{_HOMES[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
