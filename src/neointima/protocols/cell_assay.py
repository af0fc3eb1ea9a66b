"""The bench: cells on a 96-well plate, a compound by serial dilution, MTT after three days."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from neointima.geometry.dish import BLANK, DOSED, UNTREATED, VEHICLE
from neointima.library.bench import Bench
from neointima.numerics.random_streams import stream
from neointima.quantities.kinds import Array
from neointima.simulation.culture_dish import CultureDish
from neointima.simulation.plate_record import KEPT_HOURS, PlateMap, record_plate
from neointima.simulation.recording import COURSE, DISH, WELL, Recording
from neointima.submodels.handling.pipette import Pipette, Wells

ROWS, COLUMNS = 8, 12


@dataclass(frozen=True, slots=True)
class Design:
    """Doses of a plate [mol/m³]: ``highest`` first, each next divided by ``factor``; the rest as the study says.

    ``competitor`` is a second compound's dose in every dosed well, and in vehicle wells too.
    """

    highest: float
    factor: float
    doses: int
    hours: float
    mitogen: float
    competitor: float

    def plate(self) -> PlateMap:
        """Column 1 blank, column 2 vehicle, then the doses from high to low, the last column untreated."""
        roles, dose, steps = (np.zeros((ROWS, COLUMNS)) for _ in range(3))
        roles[:, 0], roles[:, 1], roles[:, -1] = BLANK, VEHICLE, UNTREATED
        roles[:, 2 : 2 + self.doses] = DOSED
        ladder = np.arange(self.doses)
        dose[:, 2 : 2 + self.doses] = self.highest / self.factor**ladder
        steps[:, 2 : 2 + self.doses] = ladder + 1
        row, column = np.mgrid[1 : ROWS + 1, 1 : COLUMNS + 1]
        used = (roles > 0).ravel()
        return PlateMap(*(part.ravel()[used].astype(float) for part in (row, column, roles, dose, steps)))


@dataclass(frozen=True, slots=True)
class Plates:
    """Plates of one arm that are simulated together; ``varied`` are SI columns of shape (plates, 1)."""

    name: str
    recipe: Bench
    animals: tuple[int, ...]
    varied: Mapping[str, Array]
    design: Design
    seed: int

    def own(self, number: int) -> dict[str, Array]:
        """What varies, of one plate: columns of shape (1, 1)."""
        return {key: value[number : number + 1] for key, value in self.varied.items()}

    def luck(self, number: int, decision: str) -> np.random.Generator:
        """A generator for each decision at the bench; every plate of every arm has its own."""
        return stream(self.seed, f"handling.{decision}", self.recipe.arm, str(self.animals[number]))

    def stored(self) -> int:
        """Numbers that the recording will hold at most."""
        each = {WELL: 1, COURSE: len(KEPT_HOURS) + 1}
        return len(self.animals) * ROWS * COLUMNS * sum(each[quantity.axes] for quantity in DISH.values())


@dataclass(frozen=True, slots=True)
class CellAssay:
    """Seeds, doses, waits and reads the plates of an arm."""

    def dish(self, plates: Plates, number: int, layout: PlateMap) -> CultureDish:
        """The wells with cells of plate ``number`` of the batch, with the errors of its bench work."""
        recipe, varied = plates.recipe, plates.own(number)
        dish, wells = recipe.submodel("dish", varied), self.handled(plates, number, layout)
        solvent = np.where(layout.role == UNTREATED, 0.0, dish.vehicle_slowing)
        alive = layout.role != BLANK
        doses = [layout.dose * wells.dose / wells.volume]
        if recipe.competitor:
            doses.append(np.where(layout.role == UNTREATED, 0.0, plates.design.competitor) / wells.volume)
        return CultureDish(
            dish=dish,
            medium=recipe.well(varied),
            targets=tuple(recipe.submodel(table, varied) for table in recipe.targets()),
            signalling=recipe.submodel("signalling", varied),
            muscle=recipe.submodel("muscle", varied),
            nominal=np.stack(doses, axis=1)[alive],
            volume=(dish.volume * wells.volume[:, None])[alive],
            seeded=(dish.cells_per_well * wells.seeded[:, None])[alive],
            growth=(dish.stimulus * plates.design.mitogen * (wells.growth * (1 - solvent))[:, None])[alive],
        )

    def simulate(self, plates: Plates) -> Recording:
        """Pure: the same batch gives the same recording anywhere."""
        layout = plates.design.plate()
        read = []
        for number in range(len(plates.animals)):
            handling, mtt = (plates.recipe.submodel(table, plates.own(number)) for table in ("handling", "viability"))
            one = record_plate(self.dish(plates, number, layout), layout, hours=plates.design.hours)
            seen = one["cells"][:, -1] * self.handled(plates, number, layout).colour
            absorbance = mtt.absorbance(seen).ravel()
            read.append({**one, "absorbance": handling.read(absorbance, plates.luck(number, "reader"))})
        times = read[0].pop("times")
        values = {name: np.stack([one[name] for one in read]) for name in read[0]}
        return Recording(times, np.array([]), values, "culture_dish")

    def handled(self, plates: Plates, number: int, layout: PlateMap) -> Wells:
        """What happened at the bench to the wells of plate ``number``; the same each time it is asked."""
        outer = (layout.row == 1) | (layout.row == ROWS) | (layout.column == 1) | (layout.column == COLUMNS)
        handling: Pipette = plates.recipe.submodel("handling", plates.own(number))
        return handling.wells(layout.steps, outer, partial(plates.luck, number))
