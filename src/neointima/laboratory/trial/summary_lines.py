"""Two means from their summaries: mean, standard deviation and number of each arm."""

from collections.abc import Sequence

from neointima.analysis import Summary
from neointima.analysis.means.contrast import Contrast
from neointima.analysis.means.fieller import fieller
from neointima.analysis.means.pooled_t import pooled_t
from neointima.analysis.means.welch import welch
from neointima.analysis.statements.interval import student_reach
from neointima.laboratory.trial.chosen_arms import chosen_arms
from neointima.laboratory.trial.compared import ArmTable, Compared
from neointima.laboratory.trial.line import DIFFERENCE, MARGIN, RATIO, Line, amount, figure, line
from neointima.laboratory.trial.trial_table import TrialTable, named_twice
from neointima.laboratory.trial.wish import Margin, Wish
from neointima.mistake import Mistake
from neointima.quantities.units import convert

Notes = dict[str, str]
WHY = (
    "Welch's t is recommended: it does not take the spreads of the arms to be equal, which late loss never grants (its "
    "spread grows with its mean), and costs next to nothing where they are."
)
POOLED = "takes the spreads as equal; too sure where the larger arm spreads less"


def summary_lines(of: TrialTable, wish: Wish) -> Compared:
    """Everything about a table of means, SDs and numbers."""
    names = of.names("arm")
    pair = chosen_arms(names, wish, of.place)
    if twice := named_twice([name for name in names if name in pair]):
        raise Mistake(f"{of.place}: arm '{twice}' is here twice; one mean, SD and n for each arm is expected")
    arms = [summary(of, names.index(name)) for name in pair]
    unit = of.unit("mean")
    contrasts = [welch(arms[0], arms[1], names=pair), pooled_t(arms[0], arms[1], names=pair)]
    lines = contrast_lines(contrasts, wish, unit, notes={"pooled t": POOLED})
    lines += ratio_line(arms, pair, wish.level)
    warnings = [*of.notes, *shape_warnings(arms, pair)]
    return Compared("summaries", pair, arm_rows(pair, arms, unit=unit, level=wish.level), lines, WHY, warnings)


def contrast_lines(contrasts: Sequence[Contrast], wish: Wish, unit: str, *, notes: Notes) -> list[Line]:
    """Against the margin, where there is one, and against no difference; the first contrast is the recommended."""
    effect = f"difference of means, {contrasts[0].names[0]} − {contrasts[0].names[1]}"
    against, lines = wish.against(), []
    for question in (MARGIN, DIFFERENCE) if against else (DIFFERENCE,):
        for place, one in enumerate(contrasts):
            interval = one.interval(level=wish.level)
            if question == MARGIN and against:
                margin, direction = in_unit(against[0], unit), against[1]
                finding = one.non_inferiority(margin=margin, direction=direction, unit=unit or against[0].unit)
            else:
                finding = one.superiority()
            found = line(question, effect, unit, interval=interval, finding=finding)
            lines.append(found._replace(recommended=place == 0, note=notes.get(one.method, "")))
    return lines


def in_unit(margin: Margin, unit: str) -> float:
    """The margin in the unit of the values."""
    if margin.unit == "%":
        raise Mistake(f"margin: means differ by {unit or 'a number'}, not by %; write for example 0.15{unit or 'mm'}")
    if not margin.unit or not unit or margin.unit == unit:
        return margin.value
    try:
        return float(convert(margin.value, margin.unit, unit))
    except Mistake as mistake:
        raise Mistake(f"margin: {mistake}") from None


def ratio_line(arms: Sequence[Summary], pair: tuple[str, str], level: float) -> list[Line]:
    """The ratio with Fieller's interval; none where both means are not above zero, for then it means nothing."""
    if not all(arm.mean > 0 for arm in arms):
        return []
    found = fieller(arms[0], arms[1], level=level, names=pair)
    return [line(RATIO, f"ratio of means, {pair[0]} / {pair[1]}", "", interval=found, finding=None)]


def shape_warnings(arms: Sequence[Summary], names: Sequence[str]) -> list[str]:
    """Where an SD betrays a skewed distribution, or values that are all one."""
    said = []
    for name, arm in zip(names, arms, strict=True):
        if 0 < arm.mean < arm.sd:
            said.append(
                f"{name}: the SD is larger than the mean; if values cannot lie below zero they are skewed, and medians "
                "or ranks belong beside the means"
            )
        if arm.sd == 0:
            said.append(f"{name}: its values are all one, so it adds nothing to the error; check the data")
    return said


def arm_rows(names: Sequence[str], arms: Sequence[Summary], *, unit: str, level: float) -> ArmTable:
    """Each arm's mean with its interval, SD and number."""
    rows: list[tuple[str, ...]] = []
    for name, arm in zip(names, arms, strict=True):
        reach = student_reach(level, arm.n - 1) * arm.error()
        ends = (arm.mean, arm.mean - reach, arm.mean + reach)
        rows.append((name, amount(ends, ""), figure(arm.sd, ""), f"{arm.n:g}"))
    name = f" [{unit}]" if unit else ""
    return ("arm", f"mean{name} ({100 * level:g} % interval)", f"SD{name}", "n"), rows


def summary(of: TrialTable, row: int) -> Summary:
    """The checked mean, SD and number of a line."""
    mean, sd, n = (of.number(row, field) for field in ("mean", "sd", "n"))
    if sd < 0:
        raise Mistake(f"{of.where(row)}: SD = {sd:g}; a standard deviation is a number from zero up")
    if n < 2 or n != int(n):
        raise Mistake(f"{of.where(row)}: n = {n:g}; a whole number of patients from 2 up is expected")
    return Summary(mean, sd, n)
