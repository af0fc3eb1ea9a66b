"""The animal study: one device, one artery, to sacrifice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neointima import menu
from neointima.geometry.radial_mesh import LAYERS
from neointima.geometry.section_frame import SectionFrame, check_frame
from neointima.geometry.strut_section import evenly
from neointima.library.recipe import BLOOD, Recipe
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.simulation.artery_section import ArterySection
from neointima.simulation.radial_artery import RadialArtery
from neointima.simulation.record import record
from neointima.simulation.recording import CASE, PROFILE, PROFILE_DAYS, QUANTITIES, TIME, Recording
from neointima.simulation.section_drug import DrugField, NoDrug, SectionDrug
from neointima.simulation.section_record import Keep, Watch, record_section
from neointima.simulation.section_shear import LumenShear
from neointima.simulation.section_signals import SectionSignals
from neointima.submodels.cells.endothelial_patches import EndothelialPatches
from neointima.submodels.cells.single_cells import SingleCells
from neointima.submodels.injury.growth_factors import GrowthFactors
from neointima.submodels.injury.strut_tears import StrutTears

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
class Section:
    """One animal whose artery is followed cell by cell; ``varied`` are SI numbers of its own.

    ``who`` names whose luck it is; ``frames`` are the days whose every cell is kept.
    """

    name: str
    recipe: Recipe
    animals: tuple[int, ...]
    varied: Mapping[str, Array]
    days: int
    seed: int
    who: tuple[str, ...]
    frames: tuple[int, ...]

    def stored(self) -> int:
        """Numbers that the recording will hold at most, roughly."""
        return 60 * (self.days + 2) + 3000 * (len(self.frames) + 1) + 8 * 20_000 * len(self.frames)


@dataclass(frozen=True, slots=True)
class Implant:
    """Implants the stent of each case and follows it to the day of sacrifice."""

    def artery(self, recipe: Recipe, varied: Mapping[str, Array], cases: int) -> RadialArtery:
        """The stented arteries of ``cases`` animals, numbers that differ between them in ``varied``."""
        parts = {table: recipe.submodel(table, varied) for table in (*ALONE, "release", "wall", "target")}
        parts["growth_factors"] = answered(parts["growth_factors"], recipe)
        return RadialArtery(
            cases=cases,
            molar_mass=recipe.submodel("drug", varied).molar_mass,
            facing=facing(recipe, parts["struts"].conformal_share()),
            **parts,
        )

    def section(self, one: Section) -> ArterySection:
        """The stented section of one animal. A Mistake for a deployment that cannot be."""
        recipe, varied = one.recipe, one.varied
        part = {table: recipe.submodel(table, varied) for table in (*ALONE, "target", "mechanics", "crossing")}
        frame = placed(part)
        around = recipe.submodel("surroundings", varied)
        signals = SectionSignals(
            frame=frame,
            growth_factors=answered(part["growth_factors"], recipe),
            signalling=part["signalling"],
            deployment=part["deployment"],
            inflammatory_share=float(part["vessel"].inflammatory_share),
            migration_block=float(part["muscle"].migration_block),
        )
        macrophages = recipe.submodel("macrophages", varied)
        if not keeps_polymer(recipe):
            macrophages = replace(macrophages, durable_polymer=np.array(0.0))
        patches = recipe.fields("patches", varied)
        return ArterySection(
            seed=one.seed,
            who=one.who,
            vessel=part["vessel"],
            frame=frame,
            drug=drug_field(recipe, varied, frame, permeability=float(around.endothelium_permeability)),
            target=part["target"],
            signals=signals,
            cells=SingleCells(muscle=part["muscle"], **recipe.fields("living", varied)),
            patches=EndothelialPatches(endothelium=part["endothelium"], **patches),
            matrix=part["matrix"],
            tears=StrutTears(deployment=part["deployment"], **recipe.fields("tears", varied)),
            macrophages=macrophages,
            tissue=part["mechanics"],
            crossing=part["crossing"],
            shear=LumenShear(
                flow_rate=float(recipe.submodel(BLOOD, varied).flow_rate), viscosity=float(around.viscosity)
            ),
        )

    def simulate(self, batch: Batch | Section, watch: Watch | None = None, keep: Keep | None = None) -> Recording:
        """Pure: the same batch gives the same recording anywhere. A section may ``keep`` its days to go on from."""
        if isinstance(batch, Section):
            return record_section(self.section(batch), batch.days, frames=batch.frames, watch=watch, keep=keep)
        return record(self.artery(batch.recipe, batch.varied, len(batch.animals)), batch.days)


def keeps_polymer(recipe: Recipe) -> bool:
    """Whether a polymer stays in the artery for good; without its drug a stent is taken as its bare platform."""
    return "durable" in recipe.polymer and recipe.drug != "none"


def answered(growth_factors: GrowthFactors, recipe: Recipe) -> GrowthFactors:
    """The growth factors of an arm: only a polymer that stays is answered as a foreign body for good."""
    return growth_factors if keeps_polymer(recipe) else replace(growth_factors, foreign_body=np.zeros((1, 1)))


def placed(part: Mapping[str, Any]) -> SectionFrame:
    """Lamina and struts of a section; a deployment that cannot be is a Mistake."""
    vessel, struts = part["vessel"], part["struts"]
    frame = SectionFrame(
        lamina=float(vessel.stretched_radius()),
        angles=evenly(round(float(struts.struts))),
        width=float(struts.strut_width),
        thickness=float(struts.strut_thickness),
        depth=float(part["deployment"].depth(struts.strut_thickness)),
    )
    media = float(np.sqrt(frame.lamina**2 + vessel.media_area() / np.pi)) - frame.lamina
    check_frame(frame, media=media, stretch=float(vessel.stent_to_artery_ratio))
    return frame


def drug_field(recipe: Recipe, varied: Mapping[str, Array], frame: SectionFrame, *, permeability: float) -> DrugField:
    """Drug in the section, or none."""
    if recipe.drug == "none":
        return NoDrug()
    if recipe.coating not in FACING:
        raise Mistake(f"devices/{recipe.device}.toml › coating: '{recipe.coating}' is not one of {', '.join(FACING)}")
    shape = menu.choose("geometry/strut_shapes", recipe.strut_shape)
    return SectionDrug(
        frame=frame,
        strut=shape(width=frame.width, thickness=frame.thickness),
        tissue=recipe.submodel("wall", varied),
        release=recipe.submodel("release", varied),
        abluminal=recipe.coating == "abluminal",
        molar_mass=float(recipe.submodel("drug", varied).molar_mass),
        permeability=permeability,
    )


def facing(recipe: Recipe, conformal: Array) -> Array:
    """Share of the coating that looks at the tissue."""
    if recipe.coating not in FACING:
        raise Mistake(f"devices/{recipe.device}.toml › coating: '{recipe.coating}' is not one of {', '.join(FACING)}")
    return {"conformal": conformal, "abluminal": np.ones((1, 1)), "none": np.zeros((1, 1))}[recipe.coating]
