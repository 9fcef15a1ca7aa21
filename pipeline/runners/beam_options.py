"""Beam's options as a batch uses them: each view of them is made once."""

from typing import Any
from weakref import WeakKeyDictionary

from apache_beam.options.pipeline_options import PipelineOptions


class BatchOptions(PipelineOptions):
    """Beam asks for a view of its options some 300 times while it takes a batch's pipeline, and builds an argument parser for each.

    A view reads and writes the values that all views share, so the first one of a kind is as good as the next.
    """

    def view_as(self, cls: Any) -> Any:
        """The options as one of Beam's kinds of them."""
        views = _VIEWS.setdefault(self, {})
        if cls not in views:
            views[cls] = super().view_as(cls)
        return views[cls]


_VIEWS: WeakKeyDictionary[BatchOptions, dict[Any, Any]] = WeakKeyDictionary()
"""Beside the options, not in them: what is set on them is an option."""
