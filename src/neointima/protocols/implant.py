"""The animal study: one device, one artery, to sacrifice."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from neointima.geometry.radial_mesh import LAYERS
from neointima.library.recipe import Recipe
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.simulation.radial_artery import RadialArtery
from neointima.simulation.record import record
from neointima.simulation.recording import CASE, PROFILE, PROFILE_DAYS, QUANTITIES, TIME, Recording

FACING = ("conformal", "abluminal", "none")
ALONE = ("vessel", "struts", "signalling", "deployment", "growth_factors", "muscle", "endothelium", "matrix", "growth")


@dataclass(frozen=True, slots=True)
class Batch:
    """Cases of one arm that are simulated together; ``varied`` are SI columns of shape (cases, 1)."""

    name: str
    recipe: Recipe
    animals: tuple[int, ...]
    varied: Mapping[str, Array]
    days: int

    def stored(self) -> int:
        """Numbers that the recording will hold at most."""
        sizes = {TIME: self.days + 20, PROFILE: (len(PROFILE_DAYS) + 1) * LAYERS.size, CASE: 1}
        return len(self.animals) * sum(sizes[quantity.axes] for quantity in QUANTITIES.values())


@dataclass(frozen=True, slots=True)
class Implant:
    """Implants the stent of each case and follows it to the day of sacrifice."""

    def artery(self, recipe: Recipe, varied: Mapping[str, Array], cases: int) -> RadialArtery:
        """The stented arteries of ``cases`` animals, numbers that differ between them in ``varied``."""
        parts = {table: recipe.submodel(table, varied) for table in (*ALONE, "release", "wall", "target")}
        return RadialArtery(
            cases=cases,
            molar_mass=recipe.submodel("drug", varied).molar_mass,
            facing=facing(recipe, parts["struts"].conformal_share()),
            **parts,
        )

    def simulate(self, batch: Batch) -> Recording:
        """Pure: the same batch gives the same recording anywhere."""
        return record(self.artery(batch.recipe, batch.varied, len(batch.animals)), batch.days)


def facing(recipe: Recipe, conformal: Array) -> Array:
    """Share of the coating that looks at the tissue."""
    if recipe.coating not in FACING:
        raise Mistake(f"devices/{recipe.device}.toml › coating: '{recipe.coating}' is not one of {', '.join(FACING)}")
    return {"conformal": conformal, "abluminal": np.ones((1, 1)), "none": np.zeros((1, 1))}[recipe.coating]
