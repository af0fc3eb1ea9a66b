"""Gathers what one arm of a trial needs: stent, drug and artery, who is treated, and how patients are seen."""

from collections.abc import Mapping
from dataclasses import replace

from neointima import menu
from neointima.library import shelf
from neointima.library.possible_patients import check_patients
from neointima.library.recipe import Recipe, in_si_of, recipe
from neointima.mistake import Mistake
from neointima.quantities.sourced import Sourced
from neointima.submodels.events.background import Background
from neointima.submodels.events.reintervention import Reintervention
from neointima.submodels.events.stent_thrombosis import StentThrombosis
from neointima.submodels.imaging.intravascular_ultrasound import IntravascularUltrasound
from neointima.submodels.imaging.quantitative_angiography import QuantitativeAngiography
from neointima.submodels.patients.drawn_patients import DrawnPatients
from neointima.submodels.patients.stent_edges import StentEdges
from neointima.submodels.patients.stent_places import StentPlaces

CLINIC: Mapping[str, type] = {
    "patients": DrawnPatients,
    "places": StentPlaces,
    "edges": StentEdges,
    "angiography": QuantitativeAngiography,
    "ultrasound": IntravascularUltrasound,
    "reintervention": Reintervention,
    "thrombosis": StentThrombosis,
    "background": Background,
}


def trial_recipe(arm: str, *, device: str, drug: str, patients: str, values: Mapping[str, Sourced]) -> Recipe:
    """The radial world's recipe with the numbers of the clinic; ``patients`` names a population of the shelf.

    A number of the study counts for whichever of the two has it; patients who cannot be are a Mistake.
    """
    population = shelf.load("patients", patients)
    if "artery" not in population.words:
        raise Mistake(f"patients/{patients}.toml › artery: missing; name the artery that is treated")
    base = recipe(arm, device=device, drug=drug, artery=str(population.words["artery"]), values=values)
    clinic = [shelf.load("clinic", name) for name in menu.choices("library/clinic", ".toml")]
    numbers = {key: number for item in (*clinic, population) for key, number in item.numbers.items()}
    numbers |= {key: value for key, value in values.items() if key in numbers}
    clinic_values = in_si_of(CLINIC, numbers)
    check_patients(numbers, clinic_values)
    return replace(
        base,
        models={**base.models, **CLINIC},
        numbers={**base.numbers, **numbers},
        values={**base.values, **clinic_values},
    )
