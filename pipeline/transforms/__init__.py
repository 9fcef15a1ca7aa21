"""The public transforms: what `import newsbeam` offers to somebody else's Beam pipeline, over the nouns alone.

The run's own stages (`pipeline/stages/`) are other things: they carry a feed's cursor, the landing and the ledger along. Both
call the same pure functions.
"""

from newsbeam.pipeline.transforms.deduplicate import Deduplicated, DeduplicateStories
from newsbeam.pipeline.transforms.ingest import IngestDocuments, Ingested
from newsbeam.pipeline.transforms.normalise import Normalised, NormaliseItems
from newsbeam.pipeline.transforms.parquet import WritePartitionedParquet, Written
from newsbeam.pipeline.transforms.parse import Parsed, ParseDocuments
from newsbeam.pipeline.transforms.tag import TagStories

__all__ = [
    "DeduplicateStories",
    "Deduplicated",
    "IngestDocuments",
    "Ingested",
    "NormaliseItems",
    "Normalised",
    "ParseDocuments",
    "Parsed",
    "TagStories",
    "WritePartitionedParquet",
    "Written",
]
