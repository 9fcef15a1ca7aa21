"""A published dataset of any size, made directly: partitions by date and country, as newsbeam leaves them."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import phrases
import pyarrow as pa

from newsbeam.pipeline.publish.grow import begin
from newsbeam.schemas.arrow import STORY_SCHEMA

_CODES = "PK IN GB US DE FR ES IT PT NL BE PL RU UA TR EG SA AE IR IQ IL NG KE ZA GH ET MA DZ CN JP KR ID MY PH VN TH BR AR MX CA"
COUNTRIES = tuple(_CODES.split())
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)


def build(stories: Path, rows: int, *, last: date, days: int = 30, body: int = 1500, seed: int = 3) -> int:
    """Write `rows` rows over `days` days and 40 countries below `stories`; gives the number of files."""
    partitions = [(last - timedelta(days=n), country) for n in range(days) for country in COUNTRIES]
    dice = random.Random(seed)
    noise = np.random.default_rng(seed)
    shares = np.array([dice.lognormvariate(0, 1) for _ in COUNTRIES] * days)
    counts = np.maximum(1, shares / shares.sum() * rows).astype(int)
    pool = _pool(dice)
    for (day, country), count in zip(partitions, counts.tolist(), strict=True):
        folder = stories / f"date={day.isoformat()}" / f"country={country}"
        folder.mkdir(parents=True, exist_ok=True)
        begin(folder / "stories-00000.parquet", table(count, day, country, pool, body, dice, noise))
    return len(partitions)


def table(count: int, day: date, country: str, pool: str, body: int, dice: random.Random, noise: Any) -> pa.Table:
    """One partition's rows, sorted by `story_id`."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    times = [midnight + timedelta(seconds=dice.randrange(86_400)) for _ in range(count)]
    batches = [at.replace(minute=0, second=0) + timedelta(hours=1) for at in times]
    first, second = noise.integers(0, len(pool) - body, (2, count)).tolist()
    half = body // 2
    ids = sorted(_hex(noise, count))
    given: dict[str, Any] = {
        "story_id": ids,
        "telling_id": _hex(noise, count),
        "content_hash": _hex(noise, count),
        "cluster_id": ids,
        "headline": [pool[at : at + 80] for at in second],
        "body_text": [pool[a : a + half] + pool[b : b + body - half] for a, b in zip(first, second, strict=True)],
        "first_created": times,
        "version_created": times,
        "fetched_at": times,
        "published_at": batches,
        "batch_id": [f"{at:%Y%m%dT%H%M%S}Z-history" for at in batches],
        "story_country": [country] * count,
        "pub_status": ["usable"] * count,
    }
    columns = []
    for field in STORY_SCHEMA:
        if field.name in given:
            columns.append(pa.array(given[field.name], field.type))
        elif field.nullable:
            columns.append(pa.nulls(count, field.type))
        else:
            empty: Any = [] if pa.types.is_list(field.type) else 1 if pa.types.is_integer(field.type) else "x"
            columns.append(pa.array([empty] * count, field.type))
    return pa.Table.from_arrays(columns, schema=STORY_SCHEMA)


def _hex(noise: Any, count: int) -> list[str]:
    digits = _HEX[noise.integers(0, 16, (count, 32), dtype=np.uint8)].tobytes().decode()
    return [digits[n : n + 32] for n in range(0, len(digits), 32)]


def _pool(dice: random.Random) -> str:
    """Half a million characters of news; a body is two slices of it, so that no two are alike."""
    parts = []
    for _ in range(5_000):
        template = dice.choice(phrases.SENTENCES[dice.choice(("en", "fr", "de", "es"))])
        parts.append(phrases.filled(template, dice))
    return " ".join(parts)
