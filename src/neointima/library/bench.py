"""Gathers from the shelves everything one plate needs: culture, drug, competitor, and every number they read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neointima import menu
from neointima.geometry.dish import Dish
from neointima.library import shelf
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.quantities.sourced import Sourced
from neointima.submodels.cells.smooth_muscle import SmoothMuscle
from neointima.submodels.handling.pipette import Pipette
from neointima.submodels.medium.shared_well import SharedWell
from neointima.submodels.signalling.mtorc1_to_g1 import Mtorc1ToG1
from neointima.submodels.viability.mtt import Mtt

SHARED: Mapping[str, type] = {
    "signalling": Mtorc1ToG1,
    "muscle": SmoothMuscle,
    "dish": Dish,
    "viability": Mtt,
    "handling": Pipette,
    "medium": SharedWell,
}
OF_DRUG = ("medium.plasma_bound", "medium.degradation_rate")
OF_CULTURE = ("medium.fkbp12", "medium.cell_volume", "medium.serum")
COMPETITOR = "competitor_"


@dataclass(frozen=True, slots=True)
class Bench:
    """One arm of a cell assay: its items, the model of each table, and every number both as written and in SI.

    Numbers of the competitor stand in tables that begin with ``competitor_``.
    """

    arm: str
    drug: str
    competitor: str
    culture: str
    models: Mapping[str, type]
    numbers: Mapping[str, Sourced]
    values: Mapping[str, Array]

    def submodel(self, table: str, varied: Mapping[str, Array]) -> Any:
        """The submodel of ``table``, with ``varied`` SI values in place of the library's."""
        return shelf.build(self.models[table], table, {**self.values, **varied})

    def targets(self) -> list[str]:
        """Tables of the targets, the drug's first."""
        return ["target", f"{COMPETITOR}target"] if self.competitor else ["target"]

    def well(self, varied: Mapping[str, Array]) -> SharedWell:
        """The medium, with one column for each compound."""
        values = {**self.values, **varied}
        tables = ["medium", f"{COMPETITOR}medium"] if self.competitor else ["medium"]
        columns = {
            name: np.concatenate([np.atleast_2d(values[f"{table}.{name}"]) for table in tables], axis=1)
            for name in ("plasma_bound", "degradation_rate", "on_rate", "off_rate")
        }
        shared = {key.split(".")[1]: values[key] for key in OF_CULTURE}
        return SharedWell(**shared, **columns)


def bench(arm: str, *, drug: str, competitor: str, culture: str, values: Mapping[str, Sourced]) -> Bench:
    """Merge biology, culture, drug and competitor; ``values`` are the study's own numbers and win."""
    biology = [shelf.load("biology", name) for name in ("signalling", "muscle")]
    numbers = {key: line for item in (*biology, shelf.load("cultures", culture)) for key, line in item.numbers.items()}
    models: dict[str, type] = dict(SHARED)
    for name, before in ((drug, ""), (competitor, COMPETITOR)):
        if name:
            models[f"{before}target"], own = _compound(name)
            models[f"{before}medium"] = SharedWell
            numbers |= {f"{before}{key}": line for key, line in own.items()}
    for key, value in values.items():
        if key in numbers:
            numbers[key] = replace(value, spread=value.spread if value.spread > 1 else numbers[key].spread)
    in_si: dict[str, Array] = {}
    for table, model in models.items():
        if table != f"{COMPETITOR}medium":
            in_si |= shelf.check(model, table, numbers)
    # The competitor shares the well, so its table holds only what is its own.
    units, shared = shelf.units_of(SharedWell), f"{COMPETITOR}medium."
    in_si |= {
        key: shelf.in_si(line, units[key.split(".")[1]]) for key, line in numbers.items() if key.startswith(shared)
    }
    return Bench(arm, drug, competitor, culture, models, numbers, in_si)


def _compound(drug: str) -> tuple[type, dict[str, Sourced]]:
    """Target model of a drug, and its numbers in a dish; a drug without sites on FKBP12 does not bind it."""
    item = shelf.load("drugs", drug)
    if "target" not in item.models:
        raise Mistake(f"drugs/{drug}.toml › target: no model named; choose one from the menu")
    numbers = {key: line for key, line in item.numbers.items() if key.startswith("target.")}
    for key in OF_DRUG:
        if key not in item.numbers:
            raise Mistake(f"drugs/{drug}.toml › medium: '{key.split('.')[1]}' is missing; a dish needs it")
        numbers[key] = item.numbers[key]
    on, off = item.numbers["wall.specific_on_rate"], item.numbers["wall.specific_off_rate"]
    sites = item.numbers["wall.specific_density"].value
    numbers["medium.on_rate"] = on if sites else replace(on, value=0.0, note="it does not bind FKBP12")
    numbers["medium.off_rate"] = off
    return menu.choose("submodels/target", item.models["target"]), numbers
