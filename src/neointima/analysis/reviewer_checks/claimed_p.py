"""Is a printed P that of the test which the claim needs, or of any test of these numbers at all?"""

from collections.abc import Sequence
from typing import NamedTuple

from neointima.analysis.reviewer_checks.printed import Printed


class Candidate(NamedTuple):
    """A test that the numbers allow: its name, its P, and the range that the rounding of the numbers leaves."""

    method: str
    value: float
    lower: float
    upper: float

    def said(self) -> str:
        """P with its range, where there is one."""
        span = f" ({self.lower:.2g} to {self.upper:.2g} with rounding)" if self.upper > self.lower else ""
        return f"{self.value:.2g} by {self.method}{span}"


def judged(p: Printed, *, differences: Sequence[Candidate], margins: Sequence[Candidate]) -> str:
    """One sentence: which test gives the printed P, and whether that is the test of the claim.

    ``margins`` are one-sided tests of the non-inferiority that was claimed, empty where none was; ``differences`` are
    two-sided. The first of each is the recommended one.
    """
    text = p.text if p.text[:1] in "<=" else f"= {p.text}"
    asked = margins or differences
    words = "of non-inferiority" if margins else "for a difference"
    if fits := _first(p, asked):
        return f"printed P {text} is that of a test {words}: {fits.said()}"
    if margins and (other := _first(p, differences)):
        return (
            f"printed P {text} is that of a test for a difference ({other.said()}), but non-inferiority was claimed, "
            f"and its P is {margins[0].said()}: the P printed says nothing of the claim"
        )
    halves = [one._replace(value=one.value / 2, lower=one.lower / 2, upper=one.upper / 2) for one in differences]
    if half := _first(p, halves):
        return f"printed P {text} is one-sided for a difference ({half.said()}); two-sided it is twice that"
    return f"printed P {text} does not follow from these numbers: a test {words} gives P = {asked[0].said()}"


def _first(p: Printed, among: Sequence[Candidate]) -> Candidate | None:
    return next((one for one in among if p.meets(one.lower, one.upper)), None)
