"""Near-duplicates: stories of other providers, or under other ids, that carry the same text (docs/design/keys.md#three-notions).

No Beam here: the stage in `pipeline/stages/cluster_stories.py` carries these functions. `sketches_of` runs where the stories are,
`cluster` where the batch's sketches meet those of the last days (`RecentSketches`).
"""

from newsbeam.pipeline.near.cluster import ClusterVerdict, cluster
from newsbeam.pipeline.near.files import fold_sketches, write_sketches
from newsbeam.pipeline.near.rebuild import more_sketches, rebuild_sketches
from newsbeam.pipeline.near.recent import RecentSketches
from newsbeam.pipeline.near.sketch import Sketch, SketchInput, sketch_input, sketches_of

__all__ = [
    "ClusterVerdict",
    "RecentSketches",
    "Sketch",
    "SketchInput",
    "cluster",
    "fold_sketches",
    "more_sketches",
    "rebuild_sketches",
    "sketch_input",
    "sketches_of",
    "write_sketches",
]
