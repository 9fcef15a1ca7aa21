"""Prism: Beam's portable engine in Go, light enough for a laptop and for CI. `make prism` builds it where Go is."""

from importlib import metadata
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def prism_path(checkout: Path = CHECKOUT) -> Path:
    """Where `make prism` puts the binary: named for the Beam release, so that a new pin never meets an old engine."""
    return checkout / ".cache" / f"prism-{metadata.version('apache-beam')}"


def prism_args(checkout: Path = CHECKOUT) -> tuple[str, ...]:
    """What Beam's PrismRunner must be told, or it downloads a binary. Raises FileNotFoundError where none was built."""
    path = prism_path(checkout)
    if not path.is_file():
        raise FileNotFoundError(
            f"{path}: Prism is not built; run `make prism` (needs Go), or name a binary: -- --prism_location=PATH"
        )
    return (f"--prism_location={path}",)
