"""The readings of a pullback as a recording, so that endpoints of simulated arteries and patients measure it."""

from collections.abc import Sequence
from math import isfinite, nan
from typing import NamedTuple

import numpy as np

from neointima.geometry.pullback_morphometry import PullbackMorphometry, Stretch
from neointima.geometry.strut_apposition import Apposition, is_covered, is_malapposed
from neointima.laboratory.measuring.measured import Wish
from neointima.quantities.kinds import Array
from neointima.simulation.recording import PULLBACK, TIME, Recording


class StrutCounts(NamedTuple):
    """Struts that are judged, which are not at side branches; nan where nothing can be judged."""

    judged: int
    at_side_branches: int
    covered_share: float
    mean_tissue: float
    malapposed_share: float
    farthest: float


def strut_counts(struts: Sequence[Apposition], wish: Wish) -> StrutCounts:
    """Coverage and apposition of some struts, by the thresholds of the wish."""
    judged = [strut for strut in struts if not strut.is_at_side_branch]
    aside = len(struts) - len(judged)
    if not judged:
        return StrutCounts(0, aside, nan, nan, nan, nan)
    covered = float(np.mean([is_covered(strut, wish.covered) for strut in judged]))
    tissue = float(np.mean([strut.tissue for strut in judged]))
    if not isfinite(wish.strut):
        return StrutCounts(len(judged), aside, covered, tissue, nan, nan)
    apart = [strut for strut in judged if is_malapposed(strut, wish.strut)]
    gap = max((strut.protrusion - wish.strut for strut in apart), default=0.0)
    return StrutCounts(len(judged), aside, covered, tissue, len(apart) / len(judged), gap)


def recorded(read: PullbackMorphometry, wish: Wish) -> Recording:
    """A case for each frame, then the whole pullback, then its stented part; nan where nothing is known."""
    columns = [_of_frame(read, n, wish) for n in range(len(read.frames))]
    columns += [_of_stretch(read, read.whole, ()), _of_stretch(read, read.stented, _all_struts(read, wish))]
    values = {
        name: np.array([column.get(name, nan) for column in columns]).reshape((-1, 1) if quantity.axes == TIME else -1)
        for name, quantity in PULLBACK.items()
    }
    return Recording(np.zeros(1), np.zeros(0), values, "pullback")


def _all_struts(read: PullbackMorphometry, wish: Wish) -> tuple[tuple[str, float], ...]:
    return tuple(_strut_values(strut_counts([strut for frame in read.frames for strut in frame.struts], wish)).items())


def _strut_values(counts: StrutCounts) -> dict[str, float]:
    return {
        "strut_coverage": counts.covered_share,
        "thickness_at_struts": counts.mean_tissue,
        "malapposed_share": counts.malapposed_share,
        "malapposition": counts.farthest,
    }


def _of_frame(read: PullbackMorphometry, n: int, wish: Wish) -> dict[str, float]:
    frame = read.frames[n]
    return {
        "lumen_area": frame.lumen_area,
        "stent_area": frame.stent_area,
        "external_area": frame.external_area,
        "neointimal_area": frame.neointimal_area,
        "malapposition_area": frame.malapposed_area,
        # Of a slice as thick as one likes: their ratio is the obstruction of the frame.
        "neointimal_volume": frame.neointimal_area,
        "stent_volume": frame.stent_area,
        **_strut_values(strut_counts(frame.struts, wish)),
    }


def _of_stretch(read: PullbackMorphometry, stretch: Stretch, struts: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Extremes over all frames of the stretch, integrals where it has a length."""
    lumen, stent, neointima, apart = (
        _column(read, name) for name in ("lumen_area", "stent_area", "neointimal_area", "malapposed_area")
    )
    is_whole = stretch is read.whole
    there = np.isfinite(lumen) & (is_whole | np.isfinite(stent))
    values = {"least_lumen_area": lumen[there].min() if there.any() else nan, **dict(struts)}
    values["lumen_volume"] = stretch.integral(lumen)
    if is_whole:
        return values
    return values | {
        "least_stent_area": stent[there].min() if there.any() else nan,
        "stented_length": stretch.integral(np.ones(len(lumen))),
        "stent_volume": stretch.integral(stent),
        "neointimal_volume": stretch.integral(neointima),
        "malapposition_volume": stretch.integral(apart),
    }


def _column(read: PullbackMorphometry, name: str) -> Array:
    return np.array([getattr(frame, name) for frame in read.frames])
