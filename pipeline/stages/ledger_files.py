"""A ledger in files of the batch's staging folder: a part for each bundle that has something to say. Only their names travel."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import msgspec

from newsbeam.pipeline.process.memory import without_looking
from newsbeam.pipeline.stages.ledger import (
    LISTS,
    Clustered,
    FragmentRef,
    Held,
    Joined,
    Killed,
    Ledger,
    Letter,
    Live,
    Outcome,
    Retold,
    Seen,
    SketchFile,
    StageFigure,
    Verdict,
)

PARTS_FILE = "ledger.json"
"""The names of a batch's parts: once it is there, the stages are through."""


class _Part(msgspec.Struct, array_like=True):
    stages: list[StageFigure]
    outcomes: list[Outcome]
    seen: list[Seen]
    letters: list[Letter]
    held: list[Held]
    live: list[Live]
    fragments: list[FragmentRef]
    verdicts: list[Verdict]
    killed: list[Killed]
    joined: list[Joined]
    clusters: list[Clustered]
    sketch_files: list[SketchFile]
    retold: list[Retold] = []
    """Last, because a batch that an older newsbeam left has none."""


_PART = msgspec.msgpack.Decoder(_Part)


def write_part(staging: Path, ledger: Ledger) -> str:
    """Write one bundle's part; the name is its content's."""
    encoded = packed(ledger)
    path = staging / f"ledger-{sha256(encoded).hexdigest()[:32]}.bin"
    aside = path.with_suffix(".tmp")
    aside.write_bytes(encoded)
    aside.replace(path)
    return path.name


def unpacked(contents: Iterable[bytes]) -> Ledger:
    """The ledger that these hold together."""
    ledger = Ledger()
    with without_looking():
        for content in contents:
            part = _PART.decode(content)
            for figure in part.stages:
                ledger.worked(figure)
            for one in part.outcomes:
                ledger.outcomes[one[:3]] += one.entries
            for kind, records in ledger.lists().items():
                records.extend(getattr(part, LISTS[kind]))
        return ledger.in_order()


def write_names(staging: Path, names: Iterable[str]) -> None:
    """Say which parts there are, once all of them are; two bundles that say the same are two."""
    aside = staging / (PARTS_FILE + ".tmp")
    aside.write_text(json.dumps(sorted(names)), "ascii")
    aside.replace(staging / PARTS_FILE)


def read_parts(staging: Path) -> Ledger:
    """The batch's ledger; its files go."""
    names = json.loads((staging / PARTS_FILE).read_bytes())
    ledger = unpacked((staging / name).read_bytes() for name in names)
    for left in (*staging.glob("ledger-*"), staging / PARTS_FILE):
        left.unlink()
    return ledger


def packed(ledger: Ledger) -> bytes:
    """A ledger as bytes."""
    ledger.in_order()
    part = _Part(
        stages=[StageFigure(stage, *figure) for stage, figure in sorted(ledger.stages.items())],
        outcomes=[Outcome(*key, entries) for key, entries in sorted(ledger.outcomes.items())],
        **{name: getattr(ledger, name) for name in LISTS.values()},
    )
    return msgspec.msgpack.encode(part)
