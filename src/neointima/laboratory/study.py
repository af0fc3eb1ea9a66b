"""What a study file may say."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from neointima import menu
from neointima.laboratory.changes import apply_change
from neointima.laboratory.comparison_test import comparison_test
from neointima.laboratory.conditions import STRICT, Conditions, PlateConditions, TransportConditions, TrialConditions
from neointima.library.recipe import ALWAYS, CHOSEN
from neointima.library.shelf import cited, read_toml
from neointima.library.trial import CLINIC
from neointima.mistake import Mistake
from neointima.quantities.sourced import Sourced, sourced
from neointima.quantities.units import quantity
from neointima.simulation.recording import reads

NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
HIGHEST = 1000.0
# What a study calls its world where the recordings of several share one vocabulary.
WORLDS = {"wall_section": "stented_wall", "wall_segment": "stented_wall"}


class Arm(BaseModel):
    """What one group receives."""

    model_config = STRICT
    device: str
    drug: str


class Balloon(BaseModel):
    """What one group receives in place of a stent: a drug-coated balloon."""

    model_config = STRICT
    balloon: str
    drug: str


class Compound(BaseModel):
    """What one group of wells receives: a drug by serial dilution, and perhaps a competitor at one dose."""

    model_config = STRICT
    drug: str
    competitor: str = ""
    competitor_dose: str = "0 nmol/L"


class Treated(Arm):
    """What one group of patients receives, and how many they are."""

    patients: int = Field(ge=2, le=1_000_000)


class Published(BaseModel):
    """A published result to stand beside ours: the study, and its names for our arms.

    ``day`` is that of the result where it differs from the end of ours.
    """

    model_config = STRICT
    study: str
    arms: list[str]
    day: int | None = None


class Compare(BaseModel):
    """One comparison; tests against a margin need ``margin`` and ``higher_is``, and may say a one-sided ``alpha``."""

    model_config = STRICT
    endpoint: str
    test: str
    arms: list[str]
    margin: str = ""
    higher_is: Literal["worse", "better"] | None = None
    alpha: float | None = Field(default=None, gt=0.0, lt=0.5)
    published: Published | None = None


class Study(BaseModel):
    """A study file of an implant; a plate differs in its arms and conditions."""

    model_config = STRICT
    title: str = Field(min_length=1, max_length=200)
    question: str = Field(min_length=1, max_length=1000)
    protocol: str
    seed: int = Field(ge=0, lt=2**63)
    arms: Mapping[str, Treated | Arm | Balloon | Compound]
    conditions: Conditions | PlateConditions | TransportConditions | TrialConditions
    compare: list[Compare] = Field(min_length=1)
    vary: dict[str, Literal["from its spread"]] = {}
    values: dict[str, dict[str, Any]] = {}

    def size(self, arm: str) -> int:
        """Animals, plates or patients of an arm."""
        own = self.arms[arm]
        if isinstance(own, Treated):
            return own.patients
        assert not isinstance(self.conditions, TrialConditions)
        return self.conditions.animals

    def numbers(self, arm: str, place: str) -> dict[str, Sourced]:
        """The study's own numbers for one arm; a key may begin with the arm's name."""
        own = {}
        for key, line in self.values.items():
            first, _, rest = key.partition(".")
            if first in self.arms and first != arm:
                continue
            own[rest if first == arm else key] = cited(sourced(line, f"{place} › values › {key}"))
        return own


class ImplantStudy(Study):
    """A study file of stents in arteries."""

    arms: dict[str, Arm]
    conditions: Conditions


class PlateStudy(Study):
    """A study file of compounds on cells."""

    arms: dict[str, Compound]
    conditions: PlateConditions


class TransportStudy(Study):
    """A study file of drug in stented walls."""

    arms: dict[str, Arm | Balloon]
    conditions: TransportConditions
    compare: list[Compare] = []


class TrialStudy(Study):
    """A study file of patients."""

    arms: dict[str, Treated]
    conditions: TrialConditions


KINDS: dict[str, type[Study]] = {
    "implant": ImplantStudy,
    "cell_assay": PlateStudy,
    "drug_transport": TransportStudy,
    "trial": TrialStudy,
}


def load(path: Path, changes: Sequence[str] = ()) -> tuple[Study, dict[str, Any]]:
    """The study in ``path`` with ``changes`` such as ``conditions.animals=200``, checked; also its plain form."""
    document = read_toml(path, path.name)
    for change in changes:
        apply_change(document, change)
    try:
        study = schema(document, path.name).model_validate(document)
    except ValidationError as error:
        raise Mistake(_sentence(path.name, error)) from None
    _check_names(study, path.name)
    return study, document


def schema(document: dict[str, Any], place: str) -> type[Study]:
    """What a study of its protocol may say."""
    protocol = document.get("protocol", "implant")
    _check_item(f"{place} › protocol", "protocols", str(protocol))
    return KINDS[str(protocol)]


def _sentence(place: str, error: ValidationError) -> str:
    """The first complaint of the schema as one sentence."""
    first = error.errors()[0]
    where = " › ".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{place} › {where}: a study has no such key; remove it or mend its spelling"
    if first["type"] == "missing":
        return f"{place} › {where}: missing; add it"
    given = repr(first["input"])
    message = first["msg"].replace("Input should be", "should be")
    return f"{place} › {where}: {message}, but {given[:60]} was given; change that value"


def _check_names(study: Study, place: str) -> None:
    if isinstance(study.conditions, TrialConditions):
        _check_trial(study, study.conditions, place)
    elif not isinstance(study.conditions, PlateConditions):
        _check_item(f"{place} › conditions › artery", "library/arteries", study.conditions.artery)
    else:
        _check_item(f"{place} › conditions › culture", "library/cultures", study.conditions.culture)
        if not in_moles(study.conditions.highest_dose, f"{place} › conditions › highest_dose") > 0:
            raise Mistake(f"{place} › conditions › highest_dose: a dose above zero is needed")
    for name, arm in study.arms.items():
        if not NAME.fullmatch(name):
            raise Mistake(f"{place} › arms › {name[:40]!r}: name an arm with small letters, digits and _")
        if name in ALWAYS or name in CHOSEN or name in CLINIC:
            raise Mistake(
                f"{place} › arms › {name}: that is the name of a table of numbers; choose another for the arm"
            )
        _check_arm(arm, f"{place} › arms › {name}")
    if study.vary and isinstance(study.conditions, TransportConditions):
        raise Mistake(f"{place} › vary: a wall is solved once for each arm; give other numbers under values or --set")
    for number, comparison in enumerate(study.compare):
        _check_comparison(study, comparison, f"{place} › compare › {number}")


def _check_trial(study: Study, conditions: TrialConditions, place: str) -> None:
    _check_item(f"{place} › conditions › patients", "library/patients", conditions.patients)
    if conditions.film_day > conditions.days:
        raise Mistake(
            f"{place} › conditions › film_day: after the end of the trial; choose a day up to {conditions.days}"
        )
    if study.vary:
        raise Mistake(f"{place} › vary: patients differ as their population says; give other numbers under values")


def _check_arm(arm: Arm | Balloon | Compound, place: str) -> None:
    _check_item(f"{place} › drug", "library/drugs", arm.drug)
    if isinstance(arm, Arm):
        if not arm.device.endswith(".toml"):
            _check_item(f"{place} › device", "library/devices", arm.device)
        return
    if isinstance(arm, Balloon):
        _check_item(f"{place} › balloon", "library/balloons", arm.balloon)
        return
    if arm.drug == "none":
        raise Mistake(f"{place} › drug: there is nothing to dilute in 'none'; every plate has its vehicle wells anyway")
    if arm.competitor:
        _check_item(f"{place} › competitor", "library/drugs", arm.competitor)
    if bool(arm.competitor) != (in_moles(arm.competitor_dose, f"{place} › competitor_dose") > 0):
        raise Mistake(f"{place}: a competitor and its competitor_dose go together; give both or neither")


def in_moles(text: str, place: str) -> float:
    """A dose such as "100 nmol/L" in mol/m³."""
    dose = quantity(text, "mol/m**3", place=place, example="100 nmol/L")
    if not 0 <= dose <= HIGHEST:
        raise Mistake(f"{place}: a dose from 0 to 1 mol/L is expected, not {text[:30]!r}")
    return dose


def _check_item(place: str, folder: str, name: str) -> None:
    suffix = ".toml" if folder.startswith("library") else ".py"
    try:
        menu.check(folder, name, suffix)
    except Mistake as mistake:
        raise Mistake(f"{place}: {mistake}") from None


def _check_comparison(study: Study, comparison: Compare, place: str) -> None:
    _check_item(f"{place} › endpoint", "endpoints", comparison.endpoint)
    _check_item(f"{place} › test", "analysis", comparison.test)
    endpoint = menu.choose("endpoints", comparison.endpoint)()
    if not reads(endpoint.world, WORLDS.get(study.conditions.world, study.conditions.world)):
        raise Mistake(f"{place} › endpoint: '{comparison.endpoint}' is not measured in a {study.protocol} study")
    test = comparison_test(comparison, place)
    if len(comparison.arms) != test.arms:
        raise Mistake(
            f"{place} › arms: {comparison.test} takes {test.arms}, {len(comparison.arms)} given; mend the list"
        )
    for arm in comparison.arms:
        if arm not in study.arms:
            raise Mistake(f"{place} › arms: '{arm}' is not an arm of this study; choose from {', '.join(study.arms)}")
    if test.needs_spread and min(study.size(arm) for arm in comparison.arms) < 2:
        raise Mistake(f"{place} › test: {comparison.test} needs two animals an arm or more; raise conditions.animals")
    if test.needs_spread and not study.vary and isinstance(study.conditions, Conditions):
        raise Mistake(f"{place} › test: animals that do not differ cannot be tested; vary something 'from its spread'")
    if comparison.published:
        if len(comparison.published.arms) != test.arms:
            raise Mistake(f"{place} › published › arms: name {test.arms}, as many as {comparison.test} takes")
        _check_item(f"{place} › published › study", "library/published", comparison.published.study)
