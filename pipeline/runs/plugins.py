"""A run's first look at what installed distributions add: one that cannot be used ends it before anything is fetched."""

from newsbeam.connectors.plugins import any_installed

GROUPS = ("newsbeam.formats", "newsbeam.providers", "newsbeam.taggers")


def check_plugins() -> None:
    """Load them all, where there are any. Raises PluginError (exit 2), which names the distribution."""
    if not any_installed(GROUPS):
        return
    from newsbeam.connectors import formats
    from newsbeam.pipeline import providers
    from newsbeam.pipeline.stages.tag import active

    formats.known()
    providers.by_alias()
    active()
