"""The clock of the fetch engine: handed in, so that a week of polling is tested in a second."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time for intervals, monotonic time for delays and time limits (docs/design/fetching.md#when)."""

    def now(self) -> datetime:
        """The time of day: UTC, aware."""

    def monotonic(self) -> float:
        """Seconds that never jump."""

    async def sleep(self, seconds: float) -> None:
        """Let others work for so long."""


class SystemClock:
    """The machine's clock, for the command line."""

    def now(self) -> datetime:
        """The time of day: UTC, aware."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let others work for so long."""
        await asyncio.sleep(seconds)


class FixedClock(SystemClock):
    """`--as-of`: the time of day stands still, delays are real."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The time that was handed in."""
        return self._now
