"""How often an answer from the text that is so sure was right."""

from bisect import bisect_right
from functools import cache

from newsbeam.pipeline.taggers.tables import rows


def calibrated(sureness: float) -> float:
    """How often an answer from the text that is so sure was right."""
    at, right = curve()
    return round(interpolate(sureness, at, right), 3)


@cache
def curve() -> tuple[list[float], list[float]]:
    """(sureness, share of right answers), both rising: fitted by `newsbeam.pipeline.evaluate.calibration`."""
    points = [(float(row[0]), float(row[1])) for row in rows("confidence")]
    return [at for at, _ in points], [right for _, right in points]


def interpolate(x: float, xs: list[float], ys: list[float]) -> float:
    """The value at `x` of the line through points, flat beyond its ends.

    >>> interpolate(0.5, [0.0, 1.0], [0.2, 0.4]), interpolate(2.0, [0.0, 1.0], [0.2, 0.4])
    (0.30000000000000004, 0.4)
    """
    after = bisect_right(xs, x)
    if after == 0 or after == len(xs):
        return ys[0 if after == 0 else -1]
    share = (x - xs[after - 1]) / (xs[after] - xs[after - 1])
    return ys[after - 1] + share * (ys[after] - ys[after - 1])
