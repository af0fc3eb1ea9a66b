"""The release models on offer for a fit, which of their fields are free, and where the search begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from neointima import menu
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# Drug that stays for good may be nearly all, but then no rate is left to fit.
MOST_SEQUESTERED = 0.98
SMALLEST_SHARE = 1e-3
WIDEST_RATIO = 1e5


@dataclass(frozen=True, slots=True)
class Free:
    """A free field: searched as its logarithm, or as it is where ``is_share``; ``above`` names a field it multiplies.

    ``limits`` and ``starts`` are rates times the last time and the first (``per_time``), or plain numbers.
    """

    field: str
    limits: tuple[float, float]
    starts: tuple[float, ...]
    per_time: bool = False
    is_share: bool = False
    above: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release model by its name in the room; ``is_film`` where its rates are diffusivities over thickness²."""

    name: str
    title: str
    free: tuple[Free, ...]
    is_film: bool = False

    def fields(self) -> list[str]:
        return [one.field for one in self.free]

    def holding_nothing_back(self) -> "Candidate":
        """The candidate with all of the dose able to leave."""
        return Candidate(self.name, self.title, tuple(one for one in self.free if one is not SEQUESTERED), self.is_film)


SEQUESTERED = Free("sequestered", (0.0, MOST_SEQUESTERED), (0.05, 0.4), is_share=True)
DIFFUSIVITY = Free("coating_diffusivity", (1e-6, 50.0), (0.01, 0.1, 1.0, 10.0), per_time=True)
CANDIDATES = (
    Candidate(
        "first_order",
        "first order: the same share of what is left in every hour",
        (Free("rate", (1e-4, 50.0), (0.1, 1.0, 10.0), per_time=True), SEQUESTERED),
    ),
    Candidate(
        "burst_then_slow",
        "a burst from the surface, then first order from the depth",
        (
            Free("slow_rate", (1e-4, 50.0), (0.1, 1.0, 5.0), per_time=True),
            Free("burst_rate", (1.0, WIDEST_RATIO), (5.0, 50.0, 500.0), above="slow_rate"),
            Free("burst", (0.0, 1.0), (0.1, 0.4), is_share=True),
            SEQUESTERED,
        ),
    ),
    Candidate("coating_diffusion", "diffusion through the coating", (DIFFUSIVITY, SEQUESTERED), is_film=True),
    Candidate(
        "dissolving_film",
        "dissolution in the coating, then diffusion",
        (
            DIFFUSIVITY,
            Free("dissolved_share", (SMALLEST_SHARE, 1.0), (0.03, 0.3)),
            Free("dissolution_rate", (1e-2, 200.0), (1.0, 10.0, 100.0), per_time=True),
            SEQUESTERED,
        ),
        is_film=True,
    ),
    Candidate(
        "eroding_film",
        "diffusion that quickens as the polymer erodes",
        (
            DIFFUSIVITY,
            Free("eroded_diffusivity", (1.0, WIDEST_RATIO), (5.0, 100.0), above="coating_diffusivity"),
            Free("erosion_rate", (1e-2, 50.0), (0.3, 3.0), per_time=True),
            SEQUESTERED,
        ),
        is_film=True,
    ),
)


def candidate(name: str) -> Candidate:
    """The candidate called ``name``; a Mistake lists them."""
    found = next((one for one in CANDIDATES if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in CANDIDATES)
        raise Mistake(f"'{name[:40]}' is not a release model to fit; choose auto, imposed_curve, {names}")
    return found


@dataclass(frozen=True, slots=True)
class Search:
    """A candidate on the time scale of one curve: θ holds logarithms, and shares as they are.

    ``times`` rise and are above zero; ``thickness`` [m] is only a scale, for the curve tells D over L² and no more.
    """

    candidate: Candidate
    times: Array
    thickness: float

    def bounds(self) -> tuple[Array, Array]:
        """Lowest and highest θ: from a film that gives a thousandth of its drug to one empty at the first sample."""
        first, last = self.times[0], self.times[-1]
        ends = [
            (one.limits[0] / last, one.limits[1] / first) if one.per_time else one.limits for one in self.candidate.free
        ]
        logs = [end if one.is_share else np.log(end) for one, end in zip(self.candidate.free, ends, strict=True)]
        lowest, highest = np.array(logs, dtype=np.float64).reshape(-1, 2).T
        return lowest, highest

    def starts(self) -> Array:
        """Every combination of starting values, shape (combinations, parameters)."""
        last = self.times[-1]
        levels = [
            one.starts if one.is_share else np.log(np.array(one.starts) / (last if one.per_time else 1.0))
            for one in self.candidate.free
        ]
        return np.array(list(product(*levels)), dtype=np.float64).clip(*self.bounds())

    def mixing(self) -> Array:
        """The matrix that makes the logarithm (or share) of each field of θ."""
        fields = self.candidate.fields()
        matrix = np.eye(len(fields))
        for row, one in enumerate(self.candidate.free):
            if one.above:
                matrix[row, fields.index(one.above)] = 1.0
        return matrix

    def offsets(self) -> Array:
        """Added to θ before it is a field: ln L² where the field is a diffusivity."""
        square = 2 * np.log(self.thickness)
        return np.array([square if one.field.endswith("diffusivity") else 0.0 for one in self.candidate.free])

    def fields(self, theta: Array) -> dict[str, Array]:
        """SI values of the free fields for rows of θ, as columns."""
        mixed = np.atleast_2d(theta) @ self.mixing().T + self.offsets()
        return {
            one.field: (mixed[:, [k]] if one.is_share else np.exp(mixed[:, [k]]))
            for k, one in enumerate(self.candidate.free)
        }

    def released(self, theta: Array, times: Array) -> Array:
        """Share of the dose released for rows of θ, shape (rows, times)."""
        return released(self.candidate.name, {"coating_thickness": self.thickness, **self.fields(theta)}, times)


@cache
def _model(name: str) -> Any:
    return menu.choose("submodels/release", name)


def released(name: str, fields: Mapping[str, Any], times: Array | Sequence[float]) -> Array:
    """Share of the dose that the release model ``name`` has given by each time, stepped as a simulation steps it.

    What ``fields`` leave out: a dose of 1, nothing sequestered, a partition of 1.
    """
    model = _model(name)
    given = {"dose_per_length": np.ones((1, 1)), "sequestered": 0.0, "partition": 1.0, **fields}
    release = model(**{field: np.asarray(given[field]) for field in model.__dataclass_fields__})
    coating, now, shares = release.start(), 0.0, []
    for time in times:
        coating, _ = release.step(coating, float(time) - now)
        now = float(time)
        shares.append(1 - release.held(coating)[:, 0])
    return np.stack(np.broadcast_arrays(*shares), axis=1)
