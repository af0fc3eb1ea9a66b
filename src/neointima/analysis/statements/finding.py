"""The outcome of one test: what was assumed, in words, and how surprising the data are under it."""

from typing import NamedTuple


class Finding(NamedTuple):
    """A test's ``null`` hypothesis in words, its estimate, statistic and P.

    ``df`` is inf where the statistic is compared with a normal, nan where P is exact; ``sides`` is 1 or 2.
    """

    method: str
    null: str
    estimate: float
    statistic: float
    df: float
    p_value: float
    sides: int

    def rejects(self, alpha: float) -> bool:
        """Whether P lies below ``alpha``."""
        return self.p_value < alpha
