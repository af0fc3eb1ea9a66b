"""What stands beside the hazard ratio: are hazards proportional, the time without the event, and competing events."""

from math import inf, isfinite, nan

from neointima.analysis.time_to_event.cox import fit_cox
from neointima.analysis.time_to_event.fine_gray import fine_gray
from neointima.analysis.time_to_event.follow_up import FollowUp
from neointima.analysis.time_to_event.gray import gray
from neointima.analysis.time_to_event.hazard_ratio import arm_column
from neointima.analysis.time_to_event.proportionality import proportionality
from neointima.analysis.time_to_event.restricted_mean import restricted_difference
from neointima.laboratory.trial.line import DIFFERENCE, Line, p_words

PROPORTIONAL = "Are the hazards proportional?"
SUSPECT = 0.05


def proportionality_line(patients: FollowUp, pair: tuple[str, str]) -> Line:
    """Grambsch and Therneau's test; P is nan where an arm has no events."""
    column = arm_column(patients)
    found = proportionality(patients, column, fit_cox(patients, column))
    null = f"H0: the hazard ratio of {pair[0]} to {pair[1]} is the same at all times"
    one = Line(PROPORTIONAL, "Grambsch–Therneau", "change of the hazard ratio with time", "", nan, null=null)
    note = "a large P is no proof: few events cannot show it; look at the curves"
    return one._replace(p_value=found.p_value, statistic=found.chi_square, df=found.freedom, note=note)


def proportionality_warning(line: Line) -> list[str]:
    """Where one ratio does not tell the whole."""
    if not line.p_value < SUSPECT:
        return []
    return [
        f"hazards are not proportional ({p_words(line.p_value)}): the hazard ratio is a mean over the follow-up and "
        "would be another with longer follow-up; read the curves and the restricted mean beside it"
    ]


def restricted_line(patients: FollowUp, pair: tuple[str, str], *, unit: str, level: float) -> Line:
    """Time without the event up to where the arm watched less long ends: needs no proportional hazards."""
    horizon = min(float(patients.of_arm(name).time.max()) for name in pair)
    found = restricted_difference(patients, *pair, horizon=horizon, level=level)
    effect = f"mean time without the event to {horizon:g} {unit}, {pair[0]} − {pair[1]}"
    ends = (found.value, found.lower, found.upper) if isfinite(found.p_value) else (found.value, nan, nan)
    null = f"H0: patients of {pair[0]} and {pair[1]} are on average without the event as long, to {horizon:g} {unit}"
    one = Line(DIFFERENCE, "restricted mean", effect, unit, *ends, level, found.p_value, null=null)
    statistic = found.value / found.error if found.error > 0 else nan
    return one._replace(statistic=statistic, df=inf, note="needs no proportional hazards")


def competing_lines(patients: FollowUp, pair: tuple[str, str], *, level: float) -> list[Line]:
    """Of probabilities, which competing events change as well: Fine and Gray's ratio, and Gray's test."""
    ratio = fine_gray(patients, *pair, level=level)
    null = f"H0: the subdistribution hazards of {pair[0]} and {pair[1]} are equal"
    effect = f"subdistribution hazard ratio, {pair[0]} / {pair[1]}"
    one = Line(
        DIFFERENCE, ratio.method, effect, "", ratio.value, ratio.lower, ratio.upper, level, ratio.p_value, null=null
    )
    one = one._replace(df=inf, statistic=ratio.position / ratio.error if isfinite(ratio.error) else nan)
    return [one._replace(note="of the probability of the event, not of its cause"), _gray_line(patients, pair)]


def _gray_line(patients: FollowUp, pair: tuple[str, str]) -> Line:
    found = gray(patients)
    null = f"H0: the event is as probable by any time in {pair[0]} as in {pair[1]}"
    one = Line(DIFFERENCE, "Gray", f"incidence, {pair[0]} against {pair[1]}", "", nan, null=null)
    return one._replace(p_value=found.p_value, statistic=found.chi_square, df=found.freedom)
