"""Compares the arms of a trial: the columns of its table tell what kind of data it holds."""

from collections.abc import Callable
from pathlib import Path

from neointima.instruments.formula_guard import guarded
from neointima.laboratory.folder import open_results, write_table
from neointima.laboratory.trial.compared import Compared
from neointima.laboratory.trial.control_lines import summaries_against_control, values_against_control
from neointima.laboratory.trial.count_lines import count_lines
from neointima.laboratory.trial.follow_up_lines import follow_up_lines
from neointima.laboratory.trial.line import MARGIN, Line, write_lines
from neointima.laboratory.trial.reviewed import reviewed
from neointima.laboratory.trial.summary_lines import summary_lines
from neointima.laboratory.trial.trial_table import TrialTable, trial_table
from neointima.laboratory.trial.value_lines import value_lines
from neointima.laboratory.trial.wish import Wish
from neointima.mistake import Mistake

CHECKED = "printed P"
Analyse = Callable[[TrialTable, Wish], Compared]
KINDS: tuple[tuple[tuple[str, ...], Analyse], ...] = (
    (("time", "event"), follow_up_lines),
    (("mean", "sd", "n"), summary_lines),
    (("value",), value_lines),
    (("events", "n"), count_lines),
    (("percent", "n"), count_lines),
)
CONTROLLED: dict[Analyse, Analyse] = {summary_lines: summaries_against_control, value_lines: values_against_control}


def compare(path: Path, wish: Wish) -> Compared:
    """The comparison that the table allows; a Mistake lists the kinds of table where it allows none."""
    of = trial_table(path)
    if not of.has("arm"):
        raise Mistake(f"{of.place}: no column of arms; name it 'arm'")
    analyse = next((analyse for fields, analyse in KINDS if of.has(*fields)), None)
    if analyse is None:
        raise Mistake(
            f"{of.place}: columns {', '.join(of.columns)} are no table that is known; give arm with events and n, with "
            "mean, sd and n, with value, or with time and event"
        )
    if wish.control and analyse not in CONTROLLED:
        raise Mistake("control: several arms against one need means or rows of values; name two arms with --arms")
    found = CONTROLLED[analyse](of, wish) if wish.control else analyse(of, wish)
    return found._replace(warnings=[*found.warnings, *reviewed(of, wish, found)])


def save(compared: Compared, folder: Path) -> None:
    """findings.csv and what else the data give, such as curves.csv."""
    open_results(folder)
    for name, (columns, rows) in compared.tables.items():
        cells = [[guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
        write_table(folder / name, columns, cells)
    write_lines(folder / "findings.csv", compared.lines)


def verdict(one: Line) -> str:
    """What a line says at its level, in a sentence."""
    if one.p_value != one.p_value:
        return "No test is possible."
    if one.question == MARGIN:
        alpha = (1 - one.level) / 2
        shown = one.p_value < alpha
        words = "The null hypothesis is rejected: non-inferior" if shown else "Non-inferiority was not shown"
        return f"{words} at a one-sided level of {100 * alpha:g} %."
    alpha = 1 - one.level
    if one.p_value < alpha:
        return f"The arms differ at a two-sided level of {100 * alpha:.3g} %."
    return (
        f"No difference was shown at a two-sided level of {100 * alpha:.3g} %, which is not proof that there is none."
    )


def sentences(compared: Compared) -> list[str]:
    """The recommended lines for a terminal: effect and interval first, then P and what it is of; then warnings."""
    said = []
    for one in compared.lines:
        if one.recommended:
            said.append(f"{one.effect}: {one.said()}, {100 * one.level:g} % interval, {one.method}")
            if one.p_said():
                said += [f"  {one.p_said()}; {one.null}", f"  {verdict(one)}"]
    others = len(compared.lines) - sum(one.recommended for one in compared.lines)
    several = "1 more line by another method is" if others == 1 else f"{others} more lines by other methods are"
    said += [f"{several} in findings.csv and on the page"] if others else []
    return said + [f"note: {text}" if text.startswith(CHECKED) else f"warning: {text}" for text in compared.warnings]
