"""Non-inferiority by the ratio of hazards."""

from math import inf, isfinite, log, nan

from scipy.special import ndtr

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.null_words import ARMS
from neointima.analysis.time_to_event.hazard_ratio import HazardRatio
from neointima.mistake import Mistake


def non_inferiority(
    ratio: HazardRatio, *, margin: float, direction: Direction, arms: tuple[str, str] = ARMS
) -> Finding:
    """One-sided Wald test: z = (ln HR − ln M)/error, P = Φ(s z) with s = +1 where higher is worse.

    ``margin`` M lies above 1 where events harm and below 1 where they are wished for. P is nan where Wald's error has
    no meaning, as in an arm without events: read the interval against the margin then.
    """
    if not 0 < margin < inf or (margin > 1) != (direction.sign() > 0) or margin == 1:
        raise Mistake(
            f"margin: a ratio of hazards above 1 where higher is worse, else below 1, expected; {margin:g} given"
        )
    side = "at least" if direction.sign() > 0 else "at most"
    null = f"H0: the hazard of {arms[0]} is {side} {margin:g} times that of {arms[1]} ({direction})"
    known = isfinite(ratio.error) and ratio.error > 0
    z = (ratio.position - log(margin)) / ratio.error if known else nan
    return Finding("Wald test of the log hazard ratio", null, ratio.value, z, inf, float(ndtr(direction.sign() * z)), 1)
