"""The spread that counts when an animal gives several sections, or when a baseline is adjusted for."""

from math import sqrt

from neointima.mistake import Mistake


def of_unit_means(between: float, within: float, *, rows: int) -> float:
    """SD of the mean of one unit, √(σ_between² + σ_within²/m): what ``two_means`` needs when units are counted.

    More sections shrink only the second part, so more animals are worth more than more sections.
    """
    if not (between >= 0 and within >= 0 and between + within > 0 and rows >= 1):
        raise Mistake(
            "SD between, SD within and rows: numbers from zero up, not both zero, and at least one row, are expected"
        )
    return sqrt(between**2 + within**2 / rows)


def after_adjustment(sd: float, *, correlation: float) -> float:
    """SD left after ANCOVA on a baseline, σ √(1 − ρ²).

    Source: Borm, Fransen & Lemmens, J Clin Epidemiol 2007;60:1234.
    """
    if not (sd > 0 and -1 < correlation < 1):
        raise Mistake(f"SD {sd:g}, correlation {correlation:g}: a positive SD, and a correlation between -1 and 1")
    return sd * sqrt(1 - correlation**2)
