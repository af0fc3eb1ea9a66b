"""An arm of a published trial, treated and measured here as it was there."""

from typing import Any, NamedTuple

import numpy as np

from neointima.analysis import Summary, summarise
from neointima.library.clinical_outcomes import ClinicalOutcome
from neointima.library.trial import trial_recipe
from neointima.numerics.schedule import DAY, clinical
from neointima.protocols.trial import Enrolled, Trial
from neointima.quantities.sourced import Sourced, sourced
from neointima.simulation.stented_patients import Lumens, StentedPatients, at_day, percent_stenosis

FILM_DAY = 240


def said_of_patients(row: ClinicalOutcome) -> dict[str, Sourced]:
    """What a trial says of its own patients, as a study would give it."""
    said = {
        "patients.reference_diameter": (row.reference_diameter, "mm"),
        "patients.lesion_length": (row.lesion_length, "mm"),
        "patients.diabetics": (row.diabetics / 100, ""),
    }
    return {
        key: sourced({"value": value, "unit": unit, "grade": "assumed", "note": f"as {row.trial} says"}, key)
        for key, (value, unit) in said.items()
        if np.isfinite(value)
    }


def treated(row: ClinicalOutcome, population: str, *, count: int, seed: int) -> StentedPatients:
    """``count`` patients of this arm, drawn from ``population`` with what the trial says of its own."""
    values = said_of_patients(row)
    recipe = trial_recipe("arm", device=row.stent, drug=row.drug, patients=population, values=values)
    return Trial().patients(Enrolled(row.trial, recipe, tuple(range(1, count + 1)), row.day, film_day=0, seed=seed))


class Followed(NamedTuple):
    """What to simulate of one arm: a row of it, the days of its figures, and how many patients."""

    row: ClinicalOutcome
    days: tuple[int, ...]
    population: str
    patients: int
    seed: int


def follow(arm: Followed) -> dict[int, dict[str, Summary]]:
    """Mean, SD and number of every endpoint on each of the days."""
    patients = treated(arm.row, arm.population, count=arm.patients, seed=arm.seed)
    lumens = patients.lumens(clinical(max(arm.days)))
    return {
        day: {name: summarise(values) for name, values in printed(patients, lumens, day).items()} for day in arm.days
    }


def printed(patients: StentedPatients, lumens: Lumens, day: int) -> dict[str, Any]:
    """Values of every patient as the trial would print them on ``day``, by the endpoint's name; films of all.

    Reinterventions are those by ``day`` with a film by protocol at eight months, or on ``day`` where that is earlier.
    """
    at = at_day(lumens.times, day)
    after, film = patients.films(lumens, day)
    film_day = min(day, FILM_DAY)
    _, protocol = patients.films(lumens, film_day)
    returns = patients.angiography.attends(patients.luck.returns)
    anew = patients.background.happen(patients.luck.background).new_disease
    treated_again, unseen = (
        patients.treated_again(lumens, protocol, film_day, returns=those, anew=anew)
        for those in (returns, np.zeros_like(returns))
    )
    obstruction = 100 * (1 - lumens.seen_area[:, at] / lumens.seen_area[:, 0])
    return {
        "in_stent_late_lumen_loss": 1e3 * (after.in_stent - film.in_stent),
        "in_segment_late_lumen_loss": 1e3 * (after.in_segment - film.in_segment),
        "in_stent_minimal_lumen_diameter": 1e3 * film.in_stent,
        "in_stent_diameter_stenosis": percent_stenosis(film.in_stent, film.reference),
        "in_stent_binary_restenosis": 100.0 * (percent_stenosis(film.in_stent, film.reference) >= 50),
        "in_segment_binary_restenosis": 100.0 * (percent_stenosis(film.in_segment, film.reference) >= 50),
        "neointimal_obstruction": obstruction,
        "neointimal_area": 1e6 * (lumens.lumen_area[:, 0] - lumens.lumen_area[:, at]),
        "target_lesion_revascularisation": 100.0 * (treated_again <= day * DAY),
        "target_lesion_revascularisation_without_film": 100.0 * (unseen <= day * DAY),
    }
