"""Fits what happens beside the lesion on calibration trials, and the wall of a restenosis on two trials of it.

Run after `checks.fit_clinic` by `make fit`; the record goes to library/checks/fit_background.csv. The share of
infarctions with the procedure and death of other causes are what composites of calibration arms leave once
reintervention for the lesion is taken off. The wall of an in-stent restenosis is as thick as makes late loss of a
sirolimus stent the mean of ISAR-DESIRE 2 (in sirolimus stents) and RIBS II (in bare stents).
"""

import numpy as np
from scipy.optimize import brentq, least_squares

from checks.fit import Free, Target, current, write_back
from checks.record import record
from neointima.library import shelf
from neointima.library.clinical_outcomes import clinical_outcomes
from neointima.library.trial import trial_recipe
from neointima.numerics.schedule import DAY
from neointima.protocols.trial import Enrolled, Trial
from neointima.quantities.sourced import Sourced, sourced
from neointima.submodels.events.background import Lots

POPULATION, LESION = "moderate_de_novo", "target_lesion_revascularisation"
PROCEDURE = Free(f"patients/{POPULATION}", "background.procedure_infarction", 1e-4, 0.05, "calibration_trials")
OTHER_DEATH = Free(f"patients/{POPULATION}", "background.other_death", 1e-4, 0.05, "calibration_trials")
WALL = Free("arteries/human_in_stent_restenosis", "vessel.media_thickness", 0.1, 0.6, "isar_desire_2")
NEW_DISEASE = Free("clinic/events", "background.new_disease_later", 1e-4, 0.1, "calibration_trials")
COUNTED = {
    "target_vessel_failure": ("cardiac_death", "target_vessel_infarction", "remote_revascularisation"),
    "major_adverse_cardiac_events": ("cardiac_death", "other_death", "target_vessel_infarction", "other_infarction"),
}
LATE_LOSS, TOLERANCE = "in_stent_late_lumen_loss", 0.01
RESTENOSIS = (
    Target("isar_desire_2", LATE_LOSS, ("SES",), TOLERANCE, day=210),
    Target("ribs_2", LATE_LOSS, ("SES",), TOLERANCE, day=270),
)
# Both are simulated on the day of the first: on that of the second the stent loses 0.025 mm more, 0.012 in the mean.
FILM = RESTENOSIS[0].day
Row = tuple[str, str, float, float, str]


def beside_lesion() -> dict[tuple[str, str, str, int], float]:
    """Composite less reintervention for the lesion [points] of every calibration arm that has both within a year."""
    rows = [row for row in clinical_outcomes() if row.split == "calibration" and not row.subset and row.day <= 365]
    lesion = {(row.trial, row.arm, row.day): row.value for row in rows if row.endpoint == LESION}
    return {
        (row.trial, row.arm, row.endpoint, row.day): row.value - lesion[row.trial, row.arm, row.day]
        for row in rows
        if row.endpoint in COUNTED and (row.trial, row.arm, row.day) in lesion
    }


def fit_background() -> list[Row]:
    wanted, lots = beside_lesion(), Lots(*np.random.default_rng(1).random((7, 200_000)))
    recipe = trial_recipe("fit", device="driver", drug="none", patients=POPULATION, values={})

    def simulated(numbers: np.ndarray) -> np.ndarray:
        year = 365.25 * DAY
        own = {PROCEDURE.key: np.array(numbers[0]), OTHER_DEATH.key: np.array(numbers[1] / year)}
        happened = recipe.submodel("background", own).happen(lots)
        shares = []
        for _, _, endpoint, day in wanted:
            first = np.minimum.reduce([getattr(happened, name) for name in COUNTED[endpoint]])
            shares.append(100 * np.mean(first <= day * DAY))
        return np.array(shares)

    target = np.array(list(wanted.values()))
    before = [float(current(number)["value"]) for number in (PROCEDURE, OTHER_DEATH)]
    bounds = ([PROCEDURE.lower, OTHER_DEATH.lower], [PROCEDURE.upper, OTHER_DEATH.upper])
    # Shares of 200,000 patients are steps of 5e-6, so slopes are taken over a thousandth.
    found = least_squares(lambda x: simulated(x) - target, before, bounds=bounds, diff_step=0.2, xtol=1e-4).x
    rows: list[Row] = []
    for number, was, value in zip((PROCEDURE, OTHER_DEATH), before, found, strict=True):
        write_back(number, float(f"{value:.3g}"), "composites less reintervention of calibration trials by make fit")
        rows.append(("number", number.key, was, float(value), ""))
    for (trial, arm, endpoint, day), value, ours in zip(wanted, target, simulated(found), strict=True):
        rows.append(("target", f"{trial} {arm} {endpoint} beside the lesion, day {day}", value, float(ours), "1"))
    return rows


def fit_new_disease() -> list[Row]:
    """Reintervention for the lesion a year after the first, the mean of arms followed for three years or more.

    Arms are taken alike whatever their stent: late tissue of this model hardly leads to reintervention.
    """
    courses: dict[tuple[str, str], dict[int, float]] = {}
    for row in clinical_outcomes():
        if (row.split, row.endpoint, row.subset) == ("calibration", LESION, ""):
            courses.setdefault((row.trial, row.arm), {})[row.day] = row.value
    slopes = {}
    for arm, course in courses.items():
        early, late = [day for day in course if 240 <= day <= 400], [day for day in course if day >= 1000]
        if early and late:
            first, last = max(early), max(late)
            slopes[arm] = (course[last] - course[first]) / 100 / ((last - max(first, 365)) / 365.25)
    before, found = float(current(NEW_DISEASE)["value"]), float(np.mean(list(slopes.values())))
    write_back(NEW_DISEASE, float(f"{found:.3g}"), "calibration trials of clinical/outcomes.csv by make fit")
    rows: list[Row] = [("number", NEW_DISEASE.key, before, found, "")]
    return rows + [
        ("target", f"{trial} {arm} late reintervention for the lesion, a year", slope, found, "")
        for (trial, arm), slope in slopes.items()
    ]


def late_loss_in_restenosis(thickness: float) -> float:
    """Mean late loss [mm] of a sirolimus stent in an old stent whose wall has this ``thickness`` [mm]."""
    line: dict[str, Sourced] = {WALL.key: sourced(current(WALL) | {"value": thickness}, WALL.key)}
    recipe = trial_recipe("fit", device="cypher", drug="sirolimus", patients="in_stent_restenosis", values=line)
    values = Trial().simulate(Enrolled("fit", recipe, tuple(range(1, 301)), FILM, film_day=FILM, seed=1)).values
    return float(1e3 * np.nanmean(values["post_in_stent"] - values["follow_up_in_stent"]))


def fit_wall() -> list[Row]:
    before = float(current(WALL)["value"])
    wanted = float(np.mean([target.value() for target in RESTENOSIS]))

    def off(thickness: float) -> float:
        return late_loss_in_restenosis(thickness) - wanted

    found = float(brentq(off, WALL.lower, WALL.upper, xtol=0.003))
    write_back(WALL, float(f"{found:.3g}"), "late loss in ISAR-DESIRE 2 and RIBS II by make fit")
    target = ("target", "late loss of a sirolimus stent in restenosis", wanted)
    return [("number", WALL.key, before, found, ""), (*target, wanted + off(found), f"{TOLERANCE:g}")]


def main() -> None:
    rows = fit_background() + fit_new_disease()
    shelf.load.cache_clear()
    rows += fit_wall()
    record("fit_background", rows)


if __name__ == "__main__":
    main()
