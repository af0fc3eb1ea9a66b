"""The bench: cells on a 96-well plate, a compound by serial dilution, MTT after three days."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from neointima.library.bench import COMPETITOR, Bench
from neointima.numerics.random_streams import stream
from neointima.quantities.kinds import Array
from neointima.simulation.culture_dish import CultureDish
from neointima.simulation.plate_record import BLANK, DOSED, KEPT_HOURS, UNTREATED, VEHICLE, PlateMap, record_plate
from neointima.simulation.recording import COURSE, DISH, WELL, Recording

ROWS, COLUMNS = 8, 12
MOST_DOSES = COLUMNS - 3


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

    def stored(self) -> int:
        """Numbers that the recording will hold at most."""
        each = {WELL: 1, COURSE: len(KEPT_HOURS) + 1}
        return len(self.animals) * ROWS * COLUMNS * sum(each[quantity.axes] for quantity in DISH.values())


@dataclass(frozen=True, slots=True)
class CellAssay:
    """Seeds, doses, waits and reads the plates of an arm."""

    def dish(self, plates: Plates, number: int, layout: PlateMap) -> CultureDish:
        """The wells with cells of plate ``number`` of the batch, with the errors of its bench work."""
        recipe, varied = plates.recipe, {key: value[number : number + 1] for key, value in plates.varied.items()}
        dish = recipe.submodel("dish", varied)
        outer = (layout.row == 1) | (layout.row == ROWS) | (layout.column == 1) | (layout.column == COLUMNS)
        wells = recipe.submodel("handling", varied).wells(layout.steps, outer, self._luck(plates, number))
        solvent = np.where(layout.role == UNTREATED, 0.0, dish.vehicle_slowing)
        alive = layout.role != BLANK
        doses = [layout.dose * wells.dose / wells.volume]
        if recipe.competitor:
            doses.append(np.where(layout.role == UNTREATED, 0.0, plates.design.competitor) / wells.volume)
        return CultureDish(
            dish=dish,
            medium=recipe.well(varied),
            targets=self._targets(recipe, varied),
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
        outer = (layout.row == 1) | (layout.row == ROWS) | (layout.column == 1) | (layout.column == COLUMNS)
        read = []
        for number in range(len(plates.animals)):
            varied = {key: value[number : number + 1] for key, value in plates.varied.items()}
            luck = self._luck(plates, number)
            handling = plates.recipe.submodel("handling", varied)
            colour = handling.wells(layout.steps, outer, luck).colour
            mtt = plates.recipe.submodel("viability", varied)
            one = record_plate(self.dish(plates, number, layout), layout, hours=plates.design.hours)
            absorbance = mtt.absorbance(one["cells"][:, -1] * colour).ravel()
            read.append({**one, "absorbance": handling.read(absorbance, luck("reader"))})
        times = read[0].pop("times")
        values = {name: np.stack([one[name] for one in read]) for name in read[0]}
        return Recording(times, np.array([]), values, "culture_dish")

    def _targets(self, recipe: Bench, varied: Mapping[str, Array]) -> tuple:  # type: ignore[type-arg]
        tables = ["target", f"{COMPETITOR}target"] if recipe.competitor else ["target"]
        return tuple(recipe.submodel(table, varied) for table in tables)

    def _luck(self, plates: Plates, number: int):  # type: ignore[no-untyped-def]
        """A generator for each decision at the bench; every arm's first plate has its own luck."""
        who = (plates.recipe.arm, str(plates.animals[number]))
        return lambda decision: stream(plates.seed, f"handling.{decision}", *who)
