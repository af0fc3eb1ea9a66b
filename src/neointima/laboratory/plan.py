"""From a study to its cases, and from cases to batches."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from neointima.laboratory.conditions import Conditions, PlateConditions, TransportConditions, TrialConditions
from neointima.laboratory.inputs import device
from neointima.laboratory.placing import site
from neointima.laboratory.study import Arm, Balloon, Compound, Study, Treated, in_moles
from neointima.library.bench import bench
from neointima.library.recipe import recipe
from neointima.library.section import section_recipe
from neointima.library.shelf import units_of
from neointima.library.transport import balloon_recipe, stent_recipe
from neointima.library.trial import trial_recipe
from neointima.mistake import Mistake
from neointima.numerics.random_streams import stream
from neointima.protocols.cell_assay import Design, Plates
from neointima.protocols.implant import Batch, Implant, Section
from neointima.protocols.trial import Enrolled
from neointima.quantities.kinds import Array

BATCH = 25
PATIENTS = 100


@dataclass(frozen=True, slots=True)
class Case:
    """One simulation: an animal of an arm, with its own values in the library's units."""

    name: str
    arm: str
    animal: int
    varied: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that will be simulated."""

    recipes: Mapping[str, Any]
    cases: tuple[Case, ...]
    batches: tuple[Any, ...]


def plan(study: Study, place: str, *, folder: Path = Path()) -> Plan:
    """Every case of the study. The luck of a case depends on the seed, what is drawn, its animal and its arm.

    With ``shared_animals`` each animal carries a stent of every arm, so that arms differ in the stent alone.
    ``folder`` is where files lie that the study names.
    """
    recipes = {arm: _recipe(study, arm, folder=folder, place=place) for arm in study.arms}
    _check_values(study, recipes, place)
    _check_varied(study, recipes, place)
    if isinstance(study.conditions, TransportConditions):
        return _sites(study.conditions, recipes, folder=folder, place=place)
    if isinstance(study.conditions, TrialConditions):
        return _enrolled(study, study.conditions, recipes)
    cases, batches = [], []
    for arm, own in recipes.items():
        multiples = _multiples(study, own)
        for animal in range(study.conditions.animals):
            varied = {key: float(own.numbers[key].value * column[animal]) for key, column in multiples.items()}
            cases.append(Case(f"{arm}_{animal + 1:04d}", arm, animal + 1, varied))
        if isinstance(study.conditions, Conditions) and study.conditions.world == "artery_section":
            batches += _sections(study, own, multiples)
            continue
        for number, first in enumerate(range(0, study.conditions.animals, BATCH)):
            animals = tuple(range(first + 1, min(first + BATCH, study.conditions.animals) + 1))
            some = {key: own.values[key] * column[first : first + BATCH, None] for key, column in multiples.items()}
            batches.append(_batch(study, f"{arm}_{number + 1:04d}", own, members=(animals, some)))
    return Plan(recipes, tuple(cases), tuple(batches))


def _sites(conditions: TransportConditions, recipes: Mapping[str, Any], *, folder: Path, place: str) -> Plan:
    """One wall for each arm."""
    names = {arm: f"{arm}_0001" for arm in recipes}
    cases = tuple(Case(name, arm, 1, {}) for arm, name in names.items())
    sites = [site(names[arm], own, conditions, folder=folder, place=place) for arm, own in recipes.items()]
    return Plan(recipes, cases, tuple(sites))


def _enrolled(study: Study, conditions: TrialConditions, recipes: Mapping[str, Any]) -> Plan:
    """Patients of every arm, a hundred at a time."""
    cases, batches = [], []
    for arm, own in recipes.items():
        everyone = range(1, study.size(arm) + 1)
        cases += [Case(f"{arm}_{patient:04d}", arm, patient, {}) for patient in everyone]
        for number, first in enumerate(everyone[::PATIENTS]):
            some = tuple(everyone[first - 1 : first - 1 + PATIENTS])
            days, film_day = conditions.days, conditions.film_day
            batches.append(Enrolled(f"{arm}_{number + 1:04d}", own, some, days, film_day=film_day, seed=study.seed))
    return Plan(recipes, tuple(cases), tuple(batches))


def _sections(study: Study, own: Any, multiples: Mapping[str, Array]) -> list[Section]:
    """One section for each animal of an arm; a deployment that cannot be is found out here."""
    conditions = study.conditions
    assert isinstance(conditions, Conditions)
    sections = []
    for animal in range(conditions.animals):
        varied = {key: own.values[key] * column[animal] for key, column in multiples.items()}
        who = ("any arm" if conditions.shared_animals else own.arm, str(animal + 1))
        name, days, frames = f"{own.arm}_{animal + 1:04d}", conditions.days, conditions.frames()
        sections.append(Section(name, own, (animal + 1,), varied, days, seed=study.seed, who=who, frames=frames))
        try:
            Implant().section(sections[-1])
        except Mistake as mistake:
            raise Mistake(f"arms › {own.arm}, animal {animal + 1}: {mistake}") from None
    return sections


def _batch(study: Study, name: str, own: Any, *, members: tuple[tuple[int, ...], dict[str, Array]]) -> Any:
    """Some cases of an arm as the protocol takes them."""
    conditions = study.conditions
    if isinstance(conditions, Conditions):
        return Batch(name, own, *members, conditions.days)
    arm = study.arms[own.arm]
    assert isinstance(arm, Compound)
    assert isinstance(conditions, PlateConditions)
    design = Design(
        in_moles(conditions.highest_dose, "highest_dose"),
        conditions.dilution,
        conditions.doses,
        conditions.hours,
        conditions.mitogen,
        in_moles(arm.competitor_dose, "competitor_dose"),
    )
    return Plates(name, own, *members, design, study.seed)


def _recipe(study: Study, arm: str, *, folder: Path, place: str) -> Any:
    """Everything one arm needs; complaints of the library say for which arm."""
    own, values, conditions = study.arms[arm], study.numbers(arm, place), study.conditions
    try:
        if isinstance(own, Treated) and isinstance(conditions, TrialConditions):
            stent, patients = device(own, folder), conditions.patients
            return trial_recipe(arm, device=stent, drug=own.drug, patients=patients, values=values)
        if isinstance(own, Arm) and isinstance(conditions, Conditions):
            gather = section_recipe if conditions.world == "artery_section" else recipe
            return gather(arm, device=device(own, folder), drug=own.drug, artery=conditions.artery, values=values)
        if isinstance(own, Balloon) and isinstance(conditions, TransportConditions):
            needs = conditions.needs()
            return balloon_recipe(arm, own.balloon, own.drug, artery=conditions.artery, values=values, needs=needs)
        if isinstance(own, Arm) and isinstance(conditions, TransportConditions):
            needs = conditions.needs()
            return stent_recipe(
                arm, device(own, folder), own.drug, artery=conditions.artery, values=values, needs=needs
            )
        assert isinstance(own, Compound)
        assert isinstance(conditions, PlateConditions)
        return bench(arm, drug=own.drug, competitor=own.competitor, culture=conditions.culture, values=values)
    except Mistake as mistake:
        if str(mistake).startswith(place):
            raise
        raise Mistake(f"{place} › arms › {arm}: {mistake}") from None


def _multiples(study: Study, own: Any) -> dict[str, Array]:
    """For each varied number of an arm, what its value is multiplied with in each animal; a share stays below one."""
    who = "any arm" if study.conditions.shared_animals else own.arm
    multiples = {}
    for key in study.vary:
        if key in own.numbers:
            streams = (stream(study.seed, key, who, str(animal)) for animal in range(study.size(own.arm)))
            drawn = own.numbers[key].spread ** np.array([one.standard_normal() for one in streams])
            table, name = key.split(".")
            largest = units_of(own.models[table])[name].most / max(float(own.values[key]), 1e-300)
            multiples[key] = np.minimum(drawn, largest)
    return multiples


def _check_values(study: Study, recipes: Mapping[str, Any], place: str) -> None:
    """Every number of the study belongs to the arm it names, or to any."""
    for key in study.values:
        first, _, rest = key.partition(".")
        known = rest in recipes[first].numbers if first in recipes else any(key in r.numbers for r in recipes.values())
        if not known:
            raise Mistake(f"{place} › values › {key}: no such number; parameters.csv of a run has their names")


def _check_varied(study: Study, recipes: Mapping[str, Any], place: str) -> None:
    """Every varied number belongs to an arm and has a spread there."""
    for key in study.vary:
        spreads = [own.numbers[key].spread for own in recipes.values() if key in own.numbers]
        if not spreads:
            names = {name for own in recipes.values() for name, number in own.numbers.items() if number.spread > 1}
            raise Mistake(f"{place} › vary › {key}: no such number; those with a spread are {', '.join(sorted(names))}")
        if any(isinstance(own.numbers[key].value, list) for own in recipes.values() if key in own.numbers):
            raise Mistake(f"{place} › vary › {key}: a list cannot be varied; vary a single number")
        if min(spreads) == 1:
            raise Mistake(f"{place} › vary › {key}: it has no spread; give it one under values, or do not vary it")
