"""IngestDocuments: the table of contents of the workshop. Read `expand` from top to bottom; each line is a room.

Payloads never shuffle. A story runs from its landed record to its staged row in one worker's hands; what travels between
workers is keys (SettleBatch), sketches (ClusterSyndicated) and the ledger's small records. So the committer, not the
workers, has the last word: it drops what the batch told twice, numbers revisions and fills the cluster columns.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apache_beam as beam

from newsbeam.pipeline.runners.beam_dofn import ClusterSyndicated, SettleBatch, WriteLedger, carried
from newsbeam.pipeline.stages.normalise_items import NormaliseItems
from newsbeam.pipeline.stages.parse_documents import ParseDocuments
from newsbeam.pipeline.stages.read_documents import ReadDocuments
from newsbeam.pipeline.stages.resolve_stories import ResolveStories
from newsbeam.pipeline.stages.tag_stories import TagStories
from newsbeam.pipeline.stages.write_stories import WriteStories


@dataclass
class IngestDocuments(beam.PTransform):
    """DocumentTasks -> staged fragments and the ledger of one batch. All arguments are folders that every worker sees."""

    landing: str
    stories: str
    sketches: str
    staging: str
    as_of: datetime

    def expand(self, tasks: Any) -> Any:
        """The architecture diagram; gives the path of the ledger."""
        read = tasks | carried(ReadDocuments(self.landing), "documents")
        parsed = read.documents | carried(ParseDocuments(self.landing), "arrivals")
        normalised = parsed.arrivals | carried(NormaliseItems(self.as_of), "tellings")
        resolved = normalised.tellings | carried(ResolveStories(self.stories, self.as_of), "fresh")
        tagged = resolved.fresh | carried(TagStories(), "tagged")
        rows = tagged.tagged | carried(WriteStories(self.staging), "written")

        settled = rows.written | SettleBatch()
        clustered = rows.written | ClusterSyndicated(self.sketches, self.staging, self.as_of)

        ledgers = [stage.ledger for stage in (read, parsed, normalised, resolved, tagged, rows)]
        return (*ledgers, settled, clustered) | WriteLedger(self.staging)
