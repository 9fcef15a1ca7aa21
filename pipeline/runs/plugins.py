"""A run's first look at what installed distributions add: one that cannot be used ends it before anything is fetched."""

from newsbeam.connectors import formats
from newsbeam.pipeline import providers
from newsbeam.pipeline.stages.tag import active


def check_plugins() -> None:
    """Load them all. Raises PluginError (exit 2), which names the distribution."""
    formats.known()
    providers.by_alias()
    active()
