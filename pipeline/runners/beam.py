"""The topology as one Beam composite. Which stage follows which stands in `topology.py`; how Beam carries one, in `beam_dofn.py`."""

from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from newsbeam.pipeline.runners.beam_dofn import CompareSketches, SettleBatch, WriteLedger, carried
from newsbeam.pipeline.runners.topology import Topology


@dataclass
class IngestBatch(beam.PTransform):
    """DocumentTasks -> staged fragments and the ledger of one batch, whose parts it names."""

    topology: Topology
    spread: bool = False
    """Several workers: copies are found in all of them."""

    def expand(self, tasks: Any) -> Any:
        """The picture at the head of `topology.py`."""
        at, ledgers = tasks, []
        for stage in self.topology.line:
            carries = at | carried(stage, self.topology)
            at = carries.main
            ledgers.append(carries.ledger)
        settled = at | SettleBatch(self.topology.keys_of, self.topology.settle)
        compared = at | CompareSketches(self.topology, self.spread)
        return (*ledgers, settled, compared) | WriteLedger(self.topology)
