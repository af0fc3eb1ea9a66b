"""P from a printed estimate and one printed limit."""

from scipy.special import ndtr, ndtri

from neointima.analysis.statements.interval import checked_level
from neointima.mistake import Mistake


def standard_error(estimate: float, limit: float, *, one_sided_level: float) -> float:
    """|limit − estimate| / z: the limit of a two-sided 95 % interval has a ``one_sided_level`` of 0.975."""
    z = float(ndtri(checked_level(one_sided_level)))
    if z <= 0 or limit == estimate:
        raise Mistake("limit: it must differ from the estimate, at a one-sided level above 0.5")
    return abs(limit - estimate) / z


def one_sided_p(estimate: float, null: float, error: float) -> float:
    """Chance of an estimate as far below the ``null`` or farther; 1 minus it is the other side."""
    return float(ndtr((estimate - null) / error))


def two_sided_p(estimate: float, null: float, error: float) -> float:
    """Chance of an estimate as far from the ``null`` on either side."""
    return float(2 * ndtr(-abs(estimate - null) / error))
