"""Which counts can a printed percentage stand for, and of which numbers of patients?"""

from math import ceil, floor

from neointima.analysis.reviewer_checks.printed import Printed
from neointima.mistake import Mistake

SLACK = 1e-9


def counts(percentage: Printed, n: int) -> tuple[int, ...]:
    """Every count of ``n`` that rounds to the percentage; empty where none does."""
    if not (n >= 1 and percentage.value >= 0 and percentage.value <= 100):
        raise Mistake(f"{percentage.text} % of {n}: a percentage from 0 to 100 of at least one patient is expected")
    first = max(0, ceil(percentage.lower * n / 100 - SLACK))
    last = min(n, floor(percentage.upper * n / 100 + SLACK))
    return tuple(range(first, last + 1))


def denominators(percentage: Printed, *, least: int, most: int) -> tuple[int, ...]:
    """Every number of patients from ``least`` to ``most`` of which the percentage can be a count."""
    return tuple(n for n in range(least, most + 1) if counts(percentage, n))


def sentence(percentage: Printed, n: int) -> str:
    """What the check finds, in words; empty where the percentage can be."""
    if counts(percentage, n):
        return ""
    below = floor(percentage.value * n / 100)
    digits = max(len(percentage.text.partition(".")[2]), 1)
    near = " and ".join(
        f"{count} of {n} is {100 * count / n:.{digits}f} %" for count in (below, below + 1) if count <= n
    )
    return f"{percentage.text} % cannot come from n = {n}: {near}; fewer patients were analysed, or it is not a count"
