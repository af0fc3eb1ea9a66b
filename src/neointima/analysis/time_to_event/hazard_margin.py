"""Non-inferiority by the ratio of hazards."""

from math import exp, inf, isfinite, log, nan

from scipy.special import ndtr

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.null_words import ARMS
from neointima.analysis.time_to_event.follow_up import FollowUp
from neointima.analysis.time_to_event.hazard_ratio import EXACT, HazardRatio, log_chance
from neointima.mistake import Mistake


def non_inferiority(
    ratio: HazardRatio, *, margin: float, direction: Direction, arms: tuple[str, str] = ARMS
) -> Finding:
    """One-sided Wald test: z = (ln HR − ln M)/error, P = Φ(s z) with s = +1 where higher is worse.

    ``margin`` M lies above 1 where events harm and below 1 where they are wished for. P is nan where Wald's error has
    no meaning, as in an arm without events: ``exact_non_inferiority`` has it then.
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


def exact_non_inferiority(pair: FollowUp, ratio: HazardRatio, *, margin: float, direction: Direction) -> Finding:
    """Where an arm of two has no events: P is the chance of that at the margin, given who was at risk at each event.

    Below half of what a level leaves exactly when that interval excludes the margin; 1 where the arm that should do
    well has all events.
    """
    found = non_inferiority(ratio, margin=margin, direction=direction, arms=(pair.names[0], pair.names[1]))
    if ratio.method != EXACT:
        return found
    side = 1.0 if ratio.position > 0 else -1.0
    shown = side * direction.sign() < 0
    p_value = exp(log_chance(pair, None, side)(log(margin))) if shown else 1.0
    return found._replace(method="exact, given who was at risk", p_value=p_value, df=nan)
