"""One line of findings: a method, the effect it gives with its interval, and its P for a null hypothesis in words."""

from collections.abc import Sequence
from math import floor, isfinite, isnan, log10, nan
from pathlib import Path
from typing import NamedTuple

from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval
from neointima.instruments.formula_guard import guarded
from neointima.laboratory.folder import write_table

MARGIN, DIFFERENCE, RATIO = "Is it non-inferior?", "Is there a difference?", "How large is the ratio?"
POINTS, SMALLEST_P, MOST_DECIMALS, HUNDREDS, LARGEST = "points", 0.001, 6, 1e3, 1e9
COLUMNS = ["question", "method", "recommended", "effect", "estimate", "lower", "upper", "unit", "level", "p"]
COLUMNS += ["sides", "statistic", "df", "null", "note"]


class Line(NamedTuple):
    """A rate's difference is kept as a share and said in points; nan where a method gives no such number."""

    question: str
    method: str
    effect: str
    unit: str
    estimate: float
    lower: float = nan
    upper: float = nan
    level: float = 0.95
    p_value: float = nan
    sides: int = 2
    statistic: float = nan
    df: float = nan
    null: str = ""
    note: str = ""
    recommended: bool = False

    def said(self) -> str:
        """The effect and its interval as people write them."""
        return amount((self.estimate, self.lower, self.upper), self.unit)

    def p_said(self) -> str:
        """P, one- or two-sided."""
        return p_words(self.p_value) + (", one-sided" if self.sides == 1 else "") if isfinite(self.p_value) else ""


def line(question: str, effect: str, unit: str, *, interval: Interval | None, finding: Finding | None) -> Line:
    """The line of an interval, a test, or both of one method."""
    if finding is None:
        assert interval is not None
        return Line(question, interval.method, effect, unit, *interval[1:5])
    test = {
        "p_value": finding.p_value,
        "sides": finding.sides,
        "statistic": finding.statistic,
        "df": finding.df,
        "null": finding.null,
    }
    if interval is None:
        return Line(question, finding.method, effect, unit, finding.estimate, **test)  # type: ignore[arg-type]
    return Line(question, finding.method, effect, unit, *interval[1:5], **test)  # type: ignore[arg-type]


def amount(numbers: tuple[float, float, float], unit: str) -> str:
    """``−1.20 points (−3.41 to 1.02)``: value and limits with as many decimals."""
    value, lower, upper = numbers
    decimals = _decimals(numbers, unit)
    said = "not defined" if isnan(value) else _figure(value, unit, decimals)
    ends = f"{_figure(lower, unit, decimals)} to {_figure(upper, unit, decimals)}"
    return f"{said} {unit}".strip() + (" (no interval)" if isnan(lower) or isnan(upper) else f" ({ends})")


def figure(value: float, unit: str) -> str:
    """One number as it is read: a share in points with two decimals, all else to three figures."""
    return _figure(value, unit, _decimals((value,), unit))


def _decimals(numbers: tuple[float, ...], unit: str) -> int:
    """Three figures of the largest."""
    largest = max((abs(one) for one in numbers if isfinite(one)), default=0.0)
    if unit == POINTS or not largest:
        return 2
    least = 2 if largest < HUNDREDS else 0
    return min(max(2 - floor(log10(largest)), least), MOST_DECIMALS)


def _figure(value: float, unit: str, decimals: int) -> str:
    if not isfinite(value):
        return "–" if isnan(value) else ("∞" if value > 0 else "−∞")
    shown = 100 * value if unit == POINTS else value
    text = f"{shown:.{decimals}f}" if abs(shown) < LARGEST else f"{shown:.3g}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def p_words(p_value: float) -> str:
    """Never less than 0.001."""
    return f"P < {SMALLEST_P}" if p_value < SMALLEST_P else f"P = {p_value:.3f}"


def write_lines(path: Path, lines: Sequence[Line]) -> None:
    """findings.csv: shares as shares, P unrounded, names guarded against spreadsheet programs."""
    write_table(path, COLUMNS, [_row(one) for one in lines])


def _row(one: Line) -> list[object]:
    unit = "share" if one.unit == POINTS else one.unit
    said = [one.question, one.method, "yes" if one.recommended else "", one.effect]
    numbers = [one.estimate, one.lower, one.upper, unit, one.level, one.p_value]
    row = [*said, *numbers, one.sides if isfinite(one.p_value) else "", one.statistic, one.df, one.null, one.note]
    return [guarded(cell) if isinstance(cell, str) else cell for cell in row]
