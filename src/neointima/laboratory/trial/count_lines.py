"""Two event rates by every method that is used, the recommended one first."""

from collections.abc import Callable
from math import isfinite

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval
from neointima.analysis.two_proportions import (
    agresti_caffo,
    blackwelder,
    exact,
    farrington_manning,
    koopman,
    mantel_haenszel,
    miettinen_nurminen,
    newcombe,
    stratified,
    superiority,
    wald,
)
from neointima.analysis.two_proportions.one_arm import wilson
from neointima.analysis.two_proportions.table import Arm, Table
from neointima.laboratory.trial.compared import ArmTable, Compared
from neointima.laboratory.trial.counts import Counts, counts
from neointima.laboratory.trial.line import DIFFERENCE, MARGIN, POINTS, RATIO, Line, line
from neointima.laboratory.trial.trial_table import TrialTable
from neointima.laboratory.trial.wish import Margin, Wish
from neointima.mistake import Mistake

EXACT_INTERVAL_UP_TO, EXACT_TEST_UP_TO = 10_000, 2_000_000
"""Products of the arms' sizes up to which exact methods take about a second."""
RARE = 5
WHY = (
    "Miettinen and Nurminen's score method is recommended: its interval inverts its test, so that both always agree; "
    "it keeps its level with rare events and with none at all, and is what regulators ask for. Choose the method "
    "in the protocol, not by its result."
)
WHY_STRATA = (
    "The stratified score method of Miettinen and Nurminen is recommended: patients are compared within their "
    "stratum, its interval inverts its test, and small strata and rare events are borne."
)
NO_ERROR = "no interval and no P: the observed rates have no error, as with no events in either arm"
ANTI = "for reproducing papers only: rejects too often when events are rare"


def count_lines(of: TrialTable, wish: Wish) -> Compared:
    """Everything about a table of counts."""
    found = counts(of, wish)
    whole, warnings = found.whole(), [*of.notes, *found.warnings]
    is_stratified = len(found.strata) > 1
    lines = stratified_lines(list(found.strata.values()), wish) if is_stratified else table_lines(whole, wish)
    if whole.first.events + whole.second.events == 0:
        warnings.append(
            "no patient had the event: there is no ratio, and a difference of zero is not proof of equality"
        )
    elif min(whole.first.events, whole.second.events) < RARE:
        warnings.append("fewer than five events in an arm: read the exact methods beside the others")
    return Compared(
        "counts", whole.names, _arms(found, wish.level), lines, WHY_STRATA if is_stratified else WHY, warnings
    )


def table_lines(of: Table, wish: Wish) -> list[Line]:
    """Of one table."""
    against = wish.against()
    lines = _margin_lines(of, *against, level=wish.level) if against else []
    return [*lines, *_difference_lines(of, wish.level), *_ratio_lines(of, wish.level)]


def stratified_lines(strata: list[Table], wish: Wish) -> list[Line]:
    """Of one effect in all strata."""
    against, level, names = wish.against(), wish.level, strata[0].names
    common = stratified.interval(strata, level=level)
    lines = []
    if against:
        margin, direction = against
        finding = stratified.non_inferiority(strata, margin=share(margin), direction=direction)
        lines.append(line(MARGIN, _minus(names), POINTS, interval=common, finding=finding)._replace(recommended=True))
    note = "P is of the Cochran–Mantel–Haenszel test"
    cmh = mantel_haenszel.superiority(strata)
    first = line(DIFFERENCE, _minus(names), POINTS, interval=common, finding=cmh)
    lines.append(first._replace(method=common.method, note=note, recommended=not against))
    sato = mantel_haenszel.difference(strata, level=level)
    lines.append(line(DIFFERENCE, _minus(names), POINTS, interval=sato, finding=None))
    for ratio, word in ((mantel_haenszel.ratio, "ratio of rates"), (mantel_haenszel.odds_ratio, "odds ratio")):
        lines.append(line(RATIO, f"{word}, {_over(names)}", "", interval=ratio(strata, level=level), finding=None))
    return lines


def share(margin: Margin) -> float:
    """The margin as a share: 3.5 % and 3.5 points are 0.035, and so is a bare 0.035."""
    if margin.unit in ("%", "points", "percent"):
        return margin.value / 100
    if margin.unit:
        raise Mistake(f"margin: rates differ by points, {margin.unit} given; write for example 3.5%")
    if margin.value >= 1:
        raise Mistake(f"margin: {margin.value:g} of what? write {margin.value:g}% for points, or a share below 1")
    return margin.value


def _margin_lines(of: Table, margin: Margin, direction: Direction, *, level: float) -> list[Line]:
    tests: list[tuple[Callable[..., Finding], Interval | None, str]] = [
        (miettinen_nurminen.non_inferiority, miettinen_nurminen.interval(of, level=level), ""),
        (farrington_manning.non_inferiority, farrington_manning.interval(of, level=level), "without N/(N−1)"),
        (newcombe.non_inferiority, newcombe.interval(of, level=level), "from the two Wilson intervals"),
    ]
    if of.first.n * of.second.n <= EXACT_TEST_UP_TO:
        tests.append((exact.non_inferiority, *_exact_interval(of, level)))
    tests.append((blackwelder.non_inferiority, _or_none(wald.interval(of, level=level)), ANTI))
    lines = []
    for test, interval, note in tests:
        finding = test(of, margin=share(margin), direction=direction)
        one = line(MARGIN, _minus(of.names), POINTS, interval=interval, finding=finding)
        lines.append(one._replace(note=note if isfinite(finding.p_value) else NO_ERROR, method=finding.method))
    return [lines[0]._replace(recommended=True), *lines[1:]]


def _difference_lines(of: Table, level: float) -> list[Line]:
    effect, fisher = _minus(of.names), superiority.fisher(of)
    pairs: list[tuple[Interval | None, Finding | None, str]] = [
        (miettinen_nurminen.interval(of, level=level), miettinen_nurminen.superiority(of), ""),
        (farrington_manning.interval(of, level=level), superiority.score(of), "P is of the chi-square, uncorrected"),
        (newcombe.interval(of, level=level), None, "interval only"),
        (agresti_caffo.interval(of, level=level), None, "interval only"),
        (None, fisher, "exact given both margins, so conservative; has no interval of the difference"),
    ]
    interval, note = _exact_interval(of, level)
    if interval:
        pairs.append((interval, None, note))
    pairs.append((_or_none(wald.interval(of, level=level)), None, ANTI if _has_error(of) else NO_ERROR))
    lines = []
    for interval, finding, note in pairs:
        if interval is None and finding is None:
            lines.append(Line(DIFFERENCE, wald.METHOD, effect, POINTS, of.difference, note=note))
            continue
        lines.append(line(DIFFERENCE, effect, POINTS, interval=interval, finding=finding)._replace(note=note))
    return [lines[0]._replace(recommended=True), *lines[1:]]


def _ratio_lines(of: Table, level: float) -> list[Line]:
    ratio, odds = f"ratio of rates, {_over(of.names)}", f"odds ratio, {_over(of.names)}"
    found = (
        (ratio, miettinen_nurminen.ratio_interval(of, level=level)),
        (ratio, koopman.ratio_interval(of, level=level)),
        (odds, miettinen_nurminen.odds_ratio_interval(of, level=level)),
    )
    return [line(RATIO, effect, "", interval=one, finding=None) for effect, one in found]


def _exact_interval(of: Table, level: float) -> tuple[Interval | None, str]:
    if of.first.n * of.second.n > EXACT_INTERVAL_UP_TO:
        return None, "exact interval not worked out: the arms are too large for it to differ"
    return exact.interval(of, level=level), "covers at least what it says, always"


def _has_error(of: Table) -> bool:
    return wald.error(of) > 0


def _or_none(interval: Interval) -> Interval | None:
    return interval if isfinite(interval.lower) else None


def _arms(found: Counts, level: float) -> ArmTable:
    rows: list[tuple[str, ...]] = []
    for stratum, table in found.strata.items():
        for name, arm in zip(table.names, (table.first, table.second), strict=True):
            rows.append((*([stratum] if len(found.strata) > 1 else []), name, *_arm(arm, level)))
    headings = ("arm", "events", "patients", f"rate ({100 * level:g} % Wilson interval)")
    return (("stratum", *headings) if len(found.strata) > 1 else headings), rows


def _arm(arm: Arm, level: float) -> tuple[str, str, str]:
    span = wilson(arm, level=level)
    said = f"{100 * arm.rate:.2f} % ({100 * span.lower:.2f} to {100 * span.upper:.2f})"
    return str(arm.events), str(arm.n), said


def _minus(names: tuple[str, str]) -> str:
    return f"difference of rates, {names[0]} − {names[1]}"


def _over(names: tuple[str, str]) -> str:
    return f"{names[0]} / {names[1]}"
