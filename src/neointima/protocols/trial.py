"""The randomised trial: patients drawn, stented, followed, filmed, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neointima.library.recipe import Recipe
from neointima.numerics.random_streams import stream
from neointima.protocols.implant import Implant
from neointima.quantities.kinds import Array, Numbers
from neointima.simulation.recording import CASE, STENTED_PATIENTS, TIME, Recording
from neointima.simulation.stented_patients import KEPT_DAYS, PatientLuck, StentedPatients
from neointima.submodels.events.background import Lots
from neointima.submodels.patients.drawn_patients import Drawn, Luck
from neointima.submodels.patients.stent_places import Places

CLINIC = ("edges", "angiography", "ultrasound", "reintervention", "thrombosis", "background")
REACTION = ("growth_factors.inflammation_strength", "growth_factors.foreign_body")
DIAMETER, RATIO = "vessel.reference_diameter", "vessel.stent_to_artery_ratio"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Some patients of one arm, followed for ``days`` with a film on ``film_day`` (0 for none)."""

    name: str
    recipe: Recipe
    animals: tuple[int, ...]
    days: int
    film_day: int
    seed: int

    def stored(self) -> int:
        """Numbers that the recording will hold at most."""
        sizes = {TIME: self.days // KEPT_DAYS + 3, CASE: 1}
        return len(self.animals) * sum(sizes[quantity.axes] for quantity in STENTED_PATIENTS.values())


@dataclass(frozen=True, slots=True)
class Trial:
    """Follows each patient from stenting to the end of the trial."""

    def simulate(self, enrolled: Enrolled) -> Recording:
        """Pure: the same patients give the same recording anywhere, whoever shares their batch."""
        return self.patients(enrolled).follow(enrolled.days, film_day=enrolled.film_day)

    def patients(self, enrolled: Enrolled) -> StentedPatients:
        """The patients of a batch, with every place of their stents."""
        recipe = enrolled.recipe
        part = {table: recipe.submodel(table, {}) for table in ("patients", "places", *CLINIC)}
        drawn = part["patients"].draw(who(enrolled))
        counts = part["places"].count(drawn.stented_length, drawn.lesions)
        places = part["places"].lay(counts, *along(enrolled, counts))
        return StentedPatients(
            artery=Implant().artery(recipe, varied(recipe, drawn, places), len(places.patient)),
            patients=drawn,
            places=places,
            luck=fortune(enrolled, 2 * drawn.lesions),
            **{table: part[table] for table in CLINIC},
        )


def varied(recipe: Recipe, drawn: Drawn, places: Places) -> dict[str, Array]:
    """What differs from place to place, as SI columns of shape (places, 1)."""
    reaction = (places.reaction * drawn.reaction[places.patient])[:, None]
    return {key: recipe.values[key] * reaction for key in REACTION} | {
        DIAMETER: drawn.reference_diameter[places.patient][:, None],
        RATIO: recipe.values[RATIO] * places.expansion[:, None],
    }


def who(enrolled: Enrolled) -> Luck:
    """Who each patient is: his own luck, whatever stent he gets beside whom."""
    normal, lots = _each(enrolled, "who", normals=3, lots=2)
    return Luck(*normal.T, *lots.T)


def along(enrolled: Enrolled, counts: Numbers) -> tuple[Array, Array]:
    """Normal numbers of every place, for its reaction and its expansion."""
    pairs = [_stream(enrolled, "places", one).standard_normal((n, 2)) for one, n in _with(enrolled, counts)]
    luck = np.concatenate(pairs)
    return luck[:, 0], luck[:, 1]


def fortune(enrolled: Enrolled, edges: Numbers) -> PatientLuck:
    """What comes after stenting; a patient with fewer edges repeats his first."""
    most = int(edges.max())
    beside = np.stack([_stream(enrolled, "edges", one).standard_normal((most, 2)) for one in enrolled.animals])
    there = np.arange(most) < edges[:, None]
    beside = np.where(there[:, :, None], beside, beside[:, :1])
    films, _ = _each(enrolled, "films", normals=4, lots=0)
    _, lots = _each(enrolled, "follow-up", normals=0, lots=7)
    _, background = _each(enrolled, "background", normals=0, lots=7)
    return PatientLuck(
        edge_post=beside[..., 0],
        edge_loss=beside[..., 1],
        film_after_stenting=films[:, :2],
        film_at_follow_up=films[:, 2:],
        returns=lots[:, 0],
        limit=lots[:, 1],
        delay=lots[:, 2],
        thrombosis=lots[:, 3:],
        background=Lots(*background.T),
    )


def _each(enrolled: Enrolled, decision: str, *, normals: int, lots: int) -> tuple[Array, Array]:
    """Normal numbers and lots of every patient for one decision, shapes (patients, normals) and (patients, lots)."""
    streams = [_stream(enrolled, decision, one) for one in enrolled.animals]
    drawn = [(one.standard_normal(normals), one.random(lots)) for one in streams]
    return np.array([normal for normal, _ in drawn]), np.array([lot for _, lot in drawn])


def _stream(enrolled: Enrolled, decision: str, patient: int) -> np.random.Generator:
    return stream(enrolled.seed, decision, enrolled.recipe.arm, str(patient))


def _with(enrolled: Enrolled, counts: Numbers) -> Sequence[tuple[int, int]]:
    return [(one, int(n)) for one, n in zip(enrolled.animals, counts, strict=True)]
