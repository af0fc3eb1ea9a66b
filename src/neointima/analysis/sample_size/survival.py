"""Events, and patients, for a hazard ratio by the log-rank test."""

from math import exp, expm1, inf, log, log1p, sqrt

from scipy.special import ndtr

from neointima.analysis.sample_size.size import Risks, checked_distance, checked_ratio
from neointima.mistake import Mistake


def schoenfeld(hazard_ratio: float, risks: Risks, *, null: float = 1.0, ratio: float = 1.0) -> float:
    """Events = (z_α + z_β)² (1 + r)² / (r ln²(HR/HR₀)); ``null`` is HR₀, above 1 for non-inferiority.

    Source: Schoenfeld, Biometrics 1983;39:499.
    """
    distance = _log_distance(hazard_ratio, null)
    r = checked_ratio(ratio)
    return (risks.z_alpha() + risks.z_power()) ** 2 * (1 + r) ** 2 / (r * distance**2)


def freedman(hazard_ratio: float, risks: Risks, *, ratio: float = 1.0) -> float:
    """Events = (z_α + z_β)² (1 + r HR)² / (r (1 − HR)²), r treated for each control.

    Source: Freedman, Stat Med 1982;1:121.
    """
    _log_distance(hazard_ratio, 1.0)
    r = checked_ratio(ratio)
    return (risks.z_alpha() + risks.z_power()) ** 2 * (1 + r * hazard_ratio) ** 2 / (r * (1 - hazard_ratio) ** 2)


def power(
    hazard_ratio: float, events: float, *, risks: tuple[float, int], null: float = 1.0, ratio: float = 1.0
) -> float:
    """Power with so many ``events`` after Schoenfeld; ``risks`` are alpha and sides."""
    alpha, sides = risks
    reach = _log_distance(hazard_ratio, null) * sqrt(events * checked_ratio(ratio)) / (1 + ratio)
    return float(ndtr(reach - Risks(alpha, 0.5, sides).z_alpha()))


def event_share(hazard: float, *, accrual: float, follow_up: float, loss: float = 0.0) -> float:
    """Share of patients with the event when all enter evenly over ``accrual`` and the last is followed ``follow_up``.

    λ/(λ+η) (1 − (e^(−(λ+η)f) − e^(−(λ+η)(a+f))) / ((λ+η)a)), η the hazard of ``loss`` to follow-up.
    Source: Lachin & Foulkes, Biometrics 1986;42:507.
    """
    times = hazard > 0 and accrual >= 0 and follow_up >= 0 and 0 < accrual + follow_up < inf
    if not (times and 0 <= loss < inf):
        raise Mistake("hazard and times: a positive hazard, and times from zero up, not both zero, are expected")
    leaving = hazard + loss
    if accrual == 0:
        return hazard / leaving * (1 - exp(-leaving * follow_up))
    # expm1 keeps its digits where nearly nobody leaves.
    left = exp(-leaving * follow_up) * -expm1(-leaving * accrual) / (leaving * accrual)
    return hazard / leaving * (1 - left)


def hazard_of(share: float, time: float) -> float:
    """−ln(1 − share)/time: the constant hazard of which ``share`` have left by ``time``."""
    if not (0 <= share < 1 and 0 < time < inf):
        raise Mistake(
            f"share and time: a share from 0 to below 1 and a time above zero expected, {share:g} and {time:g}"
        )
    return -log1p(-share) / time


def patients(events: float, shares: tuple[float, float], *, ratio: float = 1.0) -> float:
    """Patients in both arms that give ``events``, from the share with an event in the first arm and the second."""
    mean = (shares[0] + ratio * shares[1]) / (1 + checked_ratio(ratio))
    if not 0 < mean <= 1:
        raise Mistake(f"shares: {mean:g} of the patients have an event; a share above 0 and up to 1 is expected")
    return events / mean


def _log_distance(hazard_ratio: float, null: float) -> float:
    for value in (hazard_ratio, null):
        if not 0 < value < float("inf"):
            raise Mistake(f"hazard ratio: a positive number expected, {value:g} given")
    if null > 1 and hazard_ratio >= null:
        checked_distance(0.0)
    return checked_distance(abs(log(hazard_ratio / null)))
