"""Fits what is human in the laboratory on calibration trials and writes it back: healing, patients, films, events.

Growth is simulated at seventeen strengths of reaction and three expansions of each stent; patients of each trial are
then put together from places between them, read by the same films and ultrasound as in a trial, and held against the
published arm. Run with `make fit`; the record goes to library/checks/fit_clinic.csv.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
from scipy.interpolate import RegularGridInterpolator
from scipy.optimize import least_squares

from checks.fit import STEP, Free, current, write_back
from checks.record import record
from neointima.laboratory.published_arm import printed, said_of_patients
from neointima.library import shelf
from neointima.library.clinical_outcomes import ClinicalOutcome, clinical_outcomes
from neointima.library.recipe import Recipe
from neointima.library.trial import trial_recipe
from neointima.numerics.schedule import DAY, clinical
from neointima.protocols.implant import Implant
from neointima.protocols.trial import CLINIC, RATIO, REACTION, Enrolled, along, fortune, varied, who
from neointima.quantities.kinds import Array
from neointima.quantities.sourced import Sourced, sourced
from neointima.simulation.radial_artery import RadialArtery, State
from neointima.simulation.stented_patients import Lumens, PatientLuck, StentedPatients
from neointima.submodels.events.background import YEAR
from neointima.submodels.patients.drawn_patients import Luck

PATIENTS, SEED = 500, 3
POPULATION = "moderate_de_novo"
MOST_PLACES = 40
REACTIONS = np.exp(np.linspace(np.log(0.28), np.log(3.6), 17))
EXPANSIONS = np.array([0.85, 1.0, 1.18])
LONGEST = 1100
HUMAN, CLINICAL = "arteries/human_coronary", "calibration_trials"
GROWTH = (
    Free(HUMAN, "vessel.clock", 0.1, 0.6, CLINICAL),
    Free(HUMAN, "vessel.inflammatory_share", 0.001, 0.95, CLINICAL),
    Free(HUMAN, "growth_factors.inflammation_strength", 0.2, 8, CLINICAL),
    Free(HUMAN, "growth_factors.foreign_body", 0.02, 8, CLINICAL),
    Free(HUMAN, "deployment.embedding", 0.03, 0.9, CLINICAL),
    Free(HUMAN, "muscle.migration_rate", 0.002, 0.15, CLINICAL),
    Free(HUMAN, "wall.uptake", 0.002, 0.6, CLINICAL),
    Free("clinic/healing", "patients.reaction_spread", 1.03, 1.8, CLINICAL),
    Free("clinic/stenting", "places.reaction_spread_along", 1.03, 2.0, CLINICAL),
    Free("clinic/imaging", "angiography.lumen_error", 0.12, 0.17, CLINICAL),
)
OUTCOME = (
    Free("clinic/stenting", "edges.narrower", 0.02, 0.8, CLINICAL),
    Free("clinic/stenting", "edges.narrower_sd", 0.05, 0.8, CLINICAL),
    Free("clinic/stenting", "edges.late_loss_sd", 0.05, 0.5, CLINICAL),
    Free("clinic/events", "reintervention.tolerated", 45, 90, CLINICAL),
    Free("clinic/events", "reintervention.lowered_by_film", 0.5, 30, CLINICAL),
)
# How near a mean should come: what arms of one stent differ by between trials, on bare metal about twice.
NEAR = {
    "in_stent_late_lumen_loss": (0.05, 0.08),
    "late_loss_sd": (0.08, 0.08),
    "neointimal_obstruction": (2.5, 4.0),
    "obstruction_sd": (3.0, 5.0),
    "neointimal_area": (0.35, 0.35),
    "lumen_lost_since_stenting": (0.1, 0.1),
    "in_stent_binary_restenosis": (2.5, 4.0),
    "in_segment_late_lumen_loss": (0.06, 0.08),
    "in_segment_binary_restenosis": (3.0, 5.0),
    "target_lesion_revascularisation": (1.5, 2.5),
    "raised_by_film": (0.1, 0.1),
}
FIRST, SECOND = tuple(NEAR)[:7], tuple(NEAR)[7:]
# Treated in the target vessel within a year with a film by protocol, over without one (Pinto 2006, TAXUS IV).
RAISED_BY_FILM = 1.46
COURSES = ("in_stent_late_lumen_loss", "neointimal_area", "lumen_lost_since_stenting")
SPREADS = {"in_stent_late_lumen_loss": "late_loss_sd", "neointimal_obstruction": "obstruction_sd"}


@dataclass(frozen=True)
class Aim:
    """One published figure of an arm, or its change ``since`` an earlier day, and how near the fit should come."""

    row: ClinicalOutcome
    what: str
    value: float
    since: int = 0

    def near(self) -> float:
        """A change within one arm is known better than its level: patients and core laboratory stay the same."""
        return NEAR[self.what][self.row.drug == "none"] * (0.6 if self.since else 1.0)

    def name(self) -> str:
        since = f" since day {self.since}" if self.since else ""
        return f"{self.row.trial} {self.row.arm} {self.what} day {self.row.day}{since}"


def aims(whats: Sequence[str]) -> list[Aim]:
    """Calibration figures of whole arms in new lesions, on stents of the shelf, up to three years."""
    rows = [row for row in clinical_outcomes() if (row.split, row.lesion) == ("calibration", "de_novo")]
    rows = [row for row in rows if row.stent and not row.subset]
    found = [Aim(row, row.endpoint, row.value) for row in rows if row.endpoint in NEAR and 90 <= row.day <= 365]
    found += [
        Aim(aim.row, SPREADS[aim.what], aim.row.sd) for aim in found if aim.what in SPREADS and np.isfinite(aim.row.sd)
    ]
    after = {
        (row.trial, row.arm): row.value
        for row in rows
        if row.endpoint == "in_stent_minimal_lumen_diameter" and row.day == 0
    }
    found += [
        Aim(row, "lumen_lost_since_stenting", after[row.trial, row.arm] - row.value)
        for row in rows
        if row.endpoint == "in_stent_minimal_lumen_diameter" and 0 < row.day < LONGEST
    ]
    found += [
        Aim(aim.row, "raised_by_film", RAISED_BY_FILM)
        for aim in found
        if aim.what == "target_lesion_revascularisation" and aim.row.trial == "TAXUS IV" and aim.row.day == 365
    ]
    found = [aim for aim in found if aim.what in whats]
    return found + changes(found)


def changes(found: Sequence[Aim]) -> list[Aim]:
    """How tissue of one arm changed between two days that were both published."""
    courses: dict[tuple[str, str, str], list[Aim]] = {}
    for aim in found:
        if aim.what in COURSES:
            courses.setdefault((aim.row.trial, aim.row.arm, aim.what), []).append(aim)
    rising = [sorted(course, key=lambda aim: aim.row.day) for course in courses.values()]
    return [
        Aim(later.row, later.what, later.value - earlier.value, since=earlier.row.day)
        for course in rising
        for earlier, later in pairwise(course)
        if later.row.day > earlier.row.day
    ]


def own_numbers(free: Sequence[Free], logs: Array) -> dict[str, Sourced]:
    """The numbers of the search as a study would give them."""
    lines = {
        number.key: current(number) | {number.what: float(np.exp(log))} for number, log in zip(free, logs, strict=True)
    }
    return {key: sourced(line, key) for key, line in lines.items()}


def grown(task: tuple[str, str, dict[str, Sourced], tuple[int, ...]]) -> dict[int, Array]:
    """Tissue area [m²] at each of REACTIONS and EXPANSIONS on the days asked for, in a vessel of the library's size.

    Shape (reactions, expansions).
    """
    stent, drug, own, days = task
    recipe = trial_recipe("fit", device=stent, drug=drug, patients=POPULATION, values=own)
    reaction, expansion = (one.ravel()[:, None] for one in np.meshgrid(REACTIONS, EXPANSIONS, indexing="ij"))
    columns = {key: recipe.values[key] * reaction for key in REACTION} | {RATIO: recipe.values[RATIO] * expansion}
    artery = Implant().artery(recipe, columns, len(reaction))
    now, found = artery.start(), {}
    first = filled(artery, now)
    with np.errstate(all="ignore"):
        for before, time in pairwise(clinical(max(days))):
            now = artery.step(now, float(time - before))
            if round(time / DAY) in days:
                found[round(time / DAY)] = (filled(artery, now) - first).reshape(REACTIONS.size, -1)
    return found


class Fortunes(NamedTuple):
    """The luck of every patient, the same in every trial of the fit."""

    who: Luck
    along: tuple[Array, Array]
    after: PatientLuck


_kept: list[Fortunes] = []


def fortunes(recipe: Recipe) -> Fortunes:
    """Drawn once."""
    if not _kept:
        enrolled = Enrolled("fit", recipe, tuple(range(1, PATIENTS + 1)), 1, 0, SEED)
        most = np.full(PATIENTS, MOST_PLACES)
        luck = tuple(one.reshape(PATIENTS, MOST_PLACES) for one in along(enrolled, most))
        _kept.append(Fortunes(who(enrolled), luck, fortune(enrolled, np.full(PATIENTS, 2))))
    return _kept[0]


def filled(artery: RadialArtery, now: State) -> Array:
    """Tissue in the stent [m²], also where there is more of it than room, so that nothing bends between two points."""
    tissue: Array = (artery.muscle.volume(now.cells.neointima()) + now.matrix.area())[:, 0]
    return tissue


def cohort(row: ClinicalOutcome, own: dict[str, Sourced], grid: dict[int, Array]) -> tuple[StentedPatients, Lumens]:
    """Patients of a trial whose places grow as the grid says, scaled with the size of their vessel."""
    values = said_of_patients(row) | own
    recipe = trial_recipe("fit", device=row.stent, drug=row.drug, patients=POPULATION, values=values)
    part = {table: recipe.submodel(table, {}) for table in ("patients", "places", *CLINIC)}
    luck = fortunes(recipe)
    drawn = part["patients"].draw(luck.who)
    counts = part["places"].count(drawn.stented_length, drawn.lesions)
    there = np.arange(MOST_PLACES) < counts[:, None]
    places = part["places"].lay(counts, luck.along[0][there], luck.along[1][there])
    columns = varied(recipe, drawn, places)
    artery = Implant().artery(recipe, columns, len(places.patient))
    start = artery.start().contour.lumen_area[:, 0]
    reaction = (columns[REACTION[0]] / recipe.values[REACTION[0]])[:, 0]
    size = (
        columns["vessel.reference_diameter"][:, 0]
        / shelf.load("arteries", "human_coronary").numbers["vessel.reference_diameter"].value
        * 1e3
    )
    days = sorted(grid)
    tissue = [size * between(grid[day], reaction, places.expansion) for day in days]
    lumen = np.stack([start, *(np.maximum(start - one, 1e-3 * start) for one in tissue)], axis=1)
    patients = StentedPatients(
        artery=artery, patients=drawn, places=places, luck=luck.after, **{table: part[table] for table in CLINIC}
    )
    return patients, patients.seen(np.array([0, *days]) * DAY, lumen, np.zeros_like(lumen))


def between(grid: Array, reaction: Array, expansion: Array) -> Array:
    """Tissue between the points of the grid, linear in the logarithms of reaction, expansion and tissue."""
    axes = (np.log(REACTIONS), np.log(EXPANSIONS))
    where = [np.clip(np.log(one), axis[0], axis[-1]) for one, axis in zip((reaction, expansion), axes, strict=True)]
    found: Array = np.exp(RegularGridInterpolator(axes, np.log(grid))(np.stack(where, axis=1)))
    return found


def measured(row: ClinicalOutcome, patients: StentedPatients, lumens: Lumens) -> dict[str, float]:
    """What the trial of this arm would print on the day of the row."""
    values = printed(patients, lumens, row.day)
    means = {name: float(np.mean(value)) for name, value in values.items()}
    # Away from the lesion in the vessel, percent in a year: no film raises it, and the published ratio holds it.
    remote = 100 * float(patients.background.remote) * YEAR
    treated, quietly = (means[f"target_lesion_revascularisation{how}"] for how in ("", "_without_film"))
    return means | {
        "late_loss_sd": float(values["in_stent_late_lumen_loss"].std(ddof=1)),
        "obstruction_sd": float(values["neointimal_obstruction"].std(ddof=1)),
        "lumen_lost_since_stenting": means["in_stent_late_lumen_loss"],
        "raised_by_film": (treated + remote) / (quietly + remote),
    }


@dataclass
class Search:
    """A fit in progress: the pool, what is free and what is wanted."""

    pool: ProcessPoolExecutor
    free: tuple[Free, ...]
    wanted: list[Aim]
    grids: dict[tuple[str, str], dict[int, Array]] | None = None

    def simulated(self, logs: Array) -> Array:
        """The counterpart of every aim."""
        own = own_numbers(self.free, logs)
        grids = self.grids or self.grown(own)
        rows = list(
            dict.fromkeys(
                aim.row._replace(endpoint="", value=0.0, sd=0.0, unit="", note="", seen="", seen_at="", n_analysed=0.0)
                for aim in self.wanted
            )
        )
        found = {}
        for row in rows:
            patients, lumens = cohort(row, own, grids[row.stent, row.drug])
            found[row.trial, row.arm, row.day] = measured(row, patients, lumens)
        values = []
        for aim in self.wanted:
            of_arm = aim.row.trial, aim.row.arm
            then = found[*of_arm, aim.since][aim.what] if aim.since else 0.0
            values.append(found[*of_arm, aim.row.day][aim.what] - then)
        return np.array(values)

    def grown(self, own: dict[str, Sourced]) -> dict[tuple[str, str], dict[int, Array]]:
        """A grid for every stent; two processes share them."""
        days: dict[tuple[str, str], set[int]] = {}
        for aim in self.wanted:
            days.setdefault((aim.row.stent, aim.row.drug), set()).update({aim.row.day, *range(30, aim.row.day + 1, 30)})
        tasks = [(*stent, own, tuple(sorted(some))) for stent, some in days.items()]
        return dict(zip(days, self.pool.map(grown, tasks), strict=True))

    def residuals(self, logs: Array) -> Array:
        wanted, near = np.array([[aim.value, aim.near()] for aim in self.wanted]).T
        return np.nan_to_num((self.simulated(logs) - wanted) / near, nan=20.0)

    def slopes(self, logs: Array, upper: Array) -> Array:
        here, rows = self.residuals(logs), []
        print(f"  sum of squares {np.sum(here**2):.1f}  {np.round(np.exp(logs), 4)}", flush=True)
        for place in range(logs.size):
            sign = -STEP if logs[place] + STEP > upper[place] else STEP
            moved = logs.copy()
            moved[place] += sign
            rows.append((self.residuals(moved) - here) / sign)
        return np.array(rows).T

    def run(self, evaluations: int) -> Array:
        lower, upper = np.log([[one.lower for one in self.free], [one.upper for one in self.free]])
        start = np.clip(np.log([current(one)[one.what] for one in self.free]), lower + 0.01, upper - 0.01)
        found = least_squares(
            self.residuals,
            start,
            jac=lambda logs: self.slopes(logs, upper),
            bounds=(lower, upper),
            loss="soft_l1",
            max_nfev=evaluations,
            xtol=1e-3,
            ftol=1e-3,
        )
        return found.x


def keep(search: Search, logs: Array) -> list[tuple[Any, ...]]:
    """Write the numbers into the library and return the record."""
    rows: list[tuple[Any, ...]] = []
    for number, log in zip(search.free, logs, strict=True):
        before, value = current(number)[number.what], float(f"{np.exp(log):.4g}")
        write_back(number, value, "calibration trials of clinical/outcomes.csv by make fit")
        rows.append(("number", f"{number.key} {number.what}", before, value, ""))
    for aim, value in zip(search.wanted, search.simulated(logs), strict=True):
        rows.append(("target", aim.name(), aim.value, float(value), aim.near()))
    shelf.load.cache_clear()
    return rows


def main(evaluations: int = 12) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        growth = Search(pool, GROWTH, aims(FIRST))
        rows = keep(growth, growth.run(evaluations))
    # Workers keep the library that they began with, so events are fitted by new ones.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        outcome = Search(pool, OUTCOME, aims(SECOND))
        outcome.grids = outcome.grown({})
        rows += keep(outcome, outcome.run(3 * evaluations))
    record("fit_clinic", rows)


if __name__ == "__main__":
    main()
