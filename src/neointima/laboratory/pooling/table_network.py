"""A network of the user's own trials: a table with one line an arm."""

from collections.abc import Callable
from pathlib import Path

from neointima.analysis.network import counts
from neointima.analysis.network.contrasts import Arms, arms
from neointima.analysis.network.counts import CountedArms
from neointima.laboratory.pooling.joined import Joined, Question, joined
from neointima.laboratory.trial.line import POINTS
from neointima.laboratory.trial.trial_table import TrialTable, trial_table
from neointima.laboratory.trial.wish import DIRECTIONS
from neointima.mistake import Mistake

Counted = Callable[..., CountedArms]
OF_COUNTS: dict[str, tuple[str, Counted]] = {
    "or": ("odds", counts.log_odds),
    "rr": ("risk", counts.log_risk),
    "rd": ("risk", counts.risk),
}
MOST_TREATMENTS, MOST_ARMS = 60, 1_000


def table_network(path: Path, measure: str, *, reference: str = "", higher_is: str = "", level: float = 0.95) -> Joined:
    """The trials of a file joined; the treatment named first is the reference unless another is said."""
    of = trial_table(path)
    if not of.has("trial", "arm", "n"):
        raise Mistake(
            f"{of.place}: a network needs one line an arm: trial, arm (the treatment), n, and events or mean, sd"
        )
    trial, treatment = of.names("trial"), of.names("arm")
    if len(trial) > MOST_ARMS or len(set(treatment)) > MOST_TREATMENTS:
        raise Mistake(f"{of.place}: at most {MOST_ARMS} arms of {MOST_TREATMENTS} treatments are joined")
    against = reference or treatment[0]
    if against not in treatment:
        raise Mistake(f"reference: no arm '{against}' in {of.place}; the arms are {', '.join(sorted(set(treatment)))}")
    wanted = _measure(of, measure)
    warnings = list(of.notes)
    found = (
        _means(of, trial, treatment) if wanted == "md" else _counts(of, (trial, treatment), wanted, warnings=warnings)
    )
    if against not in found.treatments:
        raise Mistake(f"reference: every trial of '{against}' was left out; choose another, or --measure rd")
    question = _question(of, wanted, against, higher_is=higher_is)
    return joined(found, question, against, level=level)._replace(warnings=tuple(warnings))


def _measure(of: TrialTable, measure: str) -> str:
    """The one asked for, if the table holds it; means leave no choice."""
    has_means, has_counts = of.has("mean", "sd"), of.has("events")
    if measure == "md" or (not measure and has_means and not has_counts):
        if not has_means:
            raise Mistake(f"{of.place}: means are joined from the columns trial, arm, mean, sd, n")
        return "md"
    if not has_counts:
        raise Mistake(f"{of.place}: events are joined from the columns trial, arm, events, n")
    if not measure:
        raise Mistake("measure: say what is joined, --measure or, rr or rd (counts) or md (means)")
    return measure


def _means(of: TrialTable, trial: list[str], treatment: list[str]) -> Arms:
    columns = {field: of.numbers(field) for field in ("mean", "sd", "n")}
    return arms(trial, treatment, mean=columns["mean"], sd=columns["sd"], n=columns["n"])


def _counts(of: TrialTable, names: tuple[list[str], list[str]], measure: str, *, warnings: list[str]) -> Arms:
    found = OF_COUNTS[measure][1](*names, events=of.numbers("events"), n=of.numbers("n"))
    if found.left_out:
        warnings.append(f"no events that tell arms apart, left out: {', '.join(found.left_out)}")
    if found.corrected:
        warnings.append(
            f"½ was added to the cells of {', '.join(found.corrected)}, for an arm has no events or only events"
        )
    return found.arms


def _question(of: TrialTable, measure: str, reference: str, *, higher_is: str) -> Question:
    direction = DIRECTIONS[higher_is] if higher_is else None
    if measure == "md":
        unit = of.unit("mean")
        effect = f"mean less that of {reference}" + (f" [{unit}]" if unit else "")
        return Question(of.place, "mean", effect, unit, is_log=False, direction=direction)
    if measure == "rd":
        return Question(of.place, "risk", f"risk less that of {reference} [points]", POINTS, False, direction)
    word = OF_COUNTS[measure][0]
    return Question(of.place, word, f"{word} over that of {reference}", "", is_log=True, direction=direction)
