"""The conditions that a study file may set, one kind for each protocol."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)


class Conditions(BaseModel):
    """How the experiment is done."""

    model_config = STRICT
    artery: str
    days: int = Field(ge=1, le=3650)
    animals: int = Field(ge=1, le=100_000)
    shared_animals: bool = False
    world: Literal["radial_artery", "artery_section"] = "radial_artery"
    cells: Literal["none", "last day", "every week", "every day"] = "every week"

    def frames(self) -> tuple[int, ...]:
        """Days on which every cell of a section is kept."""
        apart = {"none": 0, "last day": self.days, "every week": 7, "every day": 1}[self.cells]
        if not apart:
            return ()
        first = () if self.cells == "last day" else (0,)
        return (*first, *sorted({*range(apart, self.days + 1, apart), self.days}))


class PlateConditions(BaseModel):
    """How plates are done."""

    model_config = STRICT
    culture: str
    plates: int = Field(ge=1, le=10_000)
    highest_dose: str
    dilution: float = Field(default=10.0, gt=1.0, le=100.0)
    doses: int = Field(default=9, ge=1, le=9)
    hours: float = Field(default=72.0, ge=4.0, le=168.0)
    mitogen: float = Field(default=1.0, ge=0.0, le=1.0)
    world: Literal["culture_dish"] = "culture_dish"

    @property
    def days(self) -> int:
        """Whole days of drug, as published results are dated."""
        return round(self.hours / 24)

    @property
    def animals(self) -> int:
        """Plates stand where animals do."""
        return self.plates

    @property
    def shared_animals(self) -> bool:
        """Plates of two arms share nothing."""
        return False


class TransportConditions(BaseModel):
    """How drug is followed through a stented wall; lengths with their unit, such as "100 um"."""

    model_config = STRICT
    artery: str
    days: int = Field(ge=1, le=3650)
    world: Literal["wall_section", "wall_segment"] = "wall_section"
    covering: str = "0 um"
    finest: str = ""
    strut_angles: list[float] = Field(default=[], max_length=200)
    malapposed: dict[str, str] = {}
    lamina: list[str] = Field(default=[], max_length=2)
    contours: str = ""
    length: str = "3 mm"
    overlap: str = "0 mm"
    stent_surface: str = ""
    surface_unit: Literal["m", "mm", "um", "inch"] = "mm"
    surface_axis: Literal["", "x", "y", "z"] = ""
    wash_out: Literal["coefficient", "flow"] = "coefficient"
    maps: list[float] = Field(default=[], max_length=60)

    def needs(self) -> set[str]:
        """Tables of the library that only some studies read."""
        drawn = self.world == "wall_segment" and not self.stent_surface
        return {table for table, asked in (("pattern", drawn), ("blood", self.wash_out == "flow")) if asked}

    @property
    def animals(self) -> int:
        """One wall for each arm: nothing is drawn by lot."""
        return 1

    @property
    def shared_animals(self) -> bool:
        """Nothing is drawn by lot."""
        return False


class TrialConditions(BaseModel):
    """How patients are chosen and followed."""

    model_config = STRICT
    patients: str
    days: int = Field(ge=30, le=3650)
    film_day: int = Field(default=0, ge=0, le=3650)
    world: Literal["stented_patients"] = "stented_patients"
    randomised: bool = True
    replicates: int = Field(default=400, ge=100, le=10_000)

    @property
    def shared_animals(self) -> bool:
        """Every patient has one stent."""
        return False
