"""What `doctor` finds of the rows of the table: as many of each batch as it has written down, each once, each in its partition's folder."""

from collections import Counter
from collections.abc import Iterator, Mapping

from newsbeam.pipeline.commands.doctor_table import BAD, OK, WARN, Finding
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.strays import Census, Strays, by_file, census_of, find_strays


def check_rows(out: Output, census: Census, noted: Mapping[str, int], *, deep: bool) -> Iterator[Finding]:
    """The rows as they were counted, against what the batches have `noted`. Where that differs, the keys of all rows are read, as for `deep`."""
    rows = census.counts.total()
    wrong = [batch_id for batch_id, count in noted.items() if count != census.counts[batch_id]]
    if not deep and not wrong and not census.elsewhere:
        yield OK, "rows", f"{rows}, as the batches have written down" if noted else f"{rows}; no batch has written down how many"
        return
    strays = find_strays(out, census if deep else census_of(out, keys=True))
    yield from _strays(out, strays)
    held = census.counts - Counter(one.batch_id for one in strays.doubled)
    short = {batch_id: count - held[batch_id] for batch_id, count in noted.items() if count > held[batch_id]}
    for batch_id, lack in sorted(short.items()):
        yield (
            BAD,
            "rows",
            f"batch {batch_id}: {lack} rows are gone; `newsbeam repair --out {out.root}` brings them back from the landing",
        )
    for batch_id, count in sorted(noted.items()):
        if held[batch_id] > count:
            more = f"batch {batch_id}: {held[batch_id] - count} rows more than it has written down, each of them once"
            yield WARN, "rows", f"{more}; `newsbeam repair --out {out.root}` writes them down"
    if not short and not strays.doubled and not strays.lost:
        yield OK, "rows", f"{rows}, of {sum(noted.values())} written down by the batches" if noted else f"{rows}, each once"


def _strays(out: Output, strays: Strays) -> Iterator[Finding]:
    repair = f"`newsbeam repair --out {out.root}`"
    for path, own in by_file([*strays.doubled, *strays.lost]).items():
        twice = [one for one in own if one.is_at_home]
        if twice:
            others = ", ".join(sorted({strays.beside[one.key].name for one in twice}))
            why = f"{len(twice)} rows stand twice, here and in {others} (was a backup laid over the table?)"
            yield BAD, "rows", f"{path}: {why}; {repair} leaves each once"
        homes = sorted({one.home for one in own if not one.is_at_home})
        if homes:
            named = ", ".join(f"date={date}/country={country}" for date, country in homes[:3])
            why = f"{len(own) - len(twice)} rows belong to {named}{' and others' if len(homes) > 3 else ''}"
            yield BAD, "rows", f"{path}: {why}; {repair} puts each where it belongs"
    if strays.apart:
        folders = sorted({one.path.parent.relative_to(out.stories).as_posix() for one in strays.apart})
        why = f"{len({one.key for one in strays.apart})} tellings stand in two partitions, as 0.1 left them"
        yield WARN, "rows", f"{why}: {', '.join(folders[:4])}"
