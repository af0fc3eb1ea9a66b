"""How many patients in each arm, if the arms are equal, does a printed P imply?"""

from typing import NamedTuple

from neointima.analysis.reviewer_checks.printed import Printed
from neointima.analysis.reviewer_checks.recomputed_p import PrintedArm, superiority

MOST = 5000
NOTEWORTHY = 0.2


class ImpliedSize(NamedTuple):
    """The number in each arm whose P is ``nearest`` the printed one, and the range that rounding leaves open."""

    nearest: int
    least: int
    most: int

    def meets(self, other: "ImpliedSize") -> bool:
        """Whether one number of patients could serve both."""
        return self.least <= other.most and other.least <= self.most

    def apart(self, other: "ImpliedSize") -> bool:
        """Whether the nearest numbers differ by more than a fifth, so that a reader should ask."""
        return abs(self.nearest - other.nearest) > NOTEWORTHY * max(self.nearest, other.nearest)


def implied_size(first: PrintedArm, second: PrintedArm, p: Printed) -> ImpliedSize | None:
    """Numbers per arm at which the two-sided test gives the printed P; None where none up to 5000 does."""
    found, nearest, gap = [], 0, float("inf")
    for n in range(2, MOST + 1):
        own = superiority(first._replace(n=n), second._replace(n=n))
        if p.meets(own.lower, own.upper):
            found.append(n)
            if abs(own.value - p.value) < gap:
                nearest, gap = n, abs(own.value - p.value)
        elif own.upper < p.lower:
            break
    return ImpliedSize(nearest, found[0], found[-1]) if found else None
