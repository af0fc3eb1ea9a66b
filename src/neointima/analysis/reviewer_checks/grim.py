"""Can the mean of whole numbers be what is printed? (GRIM: granularity-related inconsistency of means.)"""

from math import ceil, floor

from neointima.analysis.reviewer_checks.printed import Printed
from neointima.mistake import Mistake

SLACK = 1e-9


def possible(mean: Printed, n: int, *, items: int = 1) -> bool:
    """Whether some whole total over ``n`` subjects, each with ``items`` whole scores averaged, rounds to the mean.

    Only for whole scores such as injury or inflammation of single struts, and only where n × items is below about
    one over the last digit. Source: Brown & Heathers, Soc Psychol Personal Sci 2017;8:363.
    """
    if n < 1 or items < 1:
        raise Mistake(f"n = {n}, items = {items}: at least one of each is needed")
    total = n * items
    return ceil(mean.lower * total - SLACK) <= floor(mean.upper * total + SLACK)


def sizes(mean: Printed, *, least: int, most: int, items: int = 1) -> tuple[int, ...]:
    """Numbers of subjects from ``least`` to ``most`` that can give the mean."""
    return tuple(n for n in range(least, most + 1) if possible(mean, n, items=items))
