"""The readings of a pullback as recordings, so that endpoints of simulated arteries and patients measure it."""

from collections.abc import Mapping, Sequence
from math import isfinite, nan
from typing import Any, NamedTuple

import numpy as np

from neointima.geometry.pullback_morphometry import FrameMorphometry, PullbackMorphometry
from neointima.geometry.strut_apposition import Apposition, is_covered, is_malapposed
from neointima.laboratory.measuring.measured import Wish
from neointima.quantities.kinds import Array
from neointima.simulation.recording import PULLBACK, TIME, Recording


class Judgement(NamedTuple):
    """Struts that are judged, which are those not at side branches; nan where nothing can be judged."""

    tissue: Array
    covered_share: float
    malapposed_share: float
    farthest: float


def judgement(struts: Sequence[Apposition], wish: Wish) -> Judgement:
    """Coverage and apposition of some struts, by the thresholds of the wish."""
    judged = [strut for strut in struts if not strut.is_at_side_branch]
    if not judged:
        return Judgement(np.zeros(0), nan, nan, nan)
    tissue = np.array([strut.tissue for strut in judged])
    covered = float(np.mean([is_covered(strut, wish.covered) for strut in judged]))
    if not isfinite(wish.strut):
        return Judgement(tissue, covered, nan, nan)
    apart = [strut.protrusion - wish.strut for strut in judged if is_malapposed(strut, wish.strut)]
    return Judgement(tissue, covered, len(apart) / len(judged), max(apart, default=0.0))


def of_frame(frame: FrameMorphometry, wish: Wish) -> Recording:
    """One frame."""
    return _recording(
        {
            "lumen_area": frame.lumen_area,
            "lumen_eccentricity": 1 - frame.shortest_diameter / frame.longest_diameter,
            "stent_area": frame.stent_area,
            "stent_eccentricity": frame.stent_eccentricity,
            "external_area": frame.external_area,
            "stent_neointimal_area": frame.neointimal_area,
            "malapposition_area": frame.malapposed_area,
            **_of_struts(frame.struts, wish),
        }
    )


def of_whole(read: PullbackMorphometry) -> Recording:
    """All frames with a lumen."""
    lumen = _column(read, "lumen_area")
    return _recording({"least_lumen_area": np.nanmin(lumen), "lumen_volume": read.whole.integral(lumen)})


def of_stent(read: PullbackMorphometry, wish: Wish) -> Recording:
    """Frames with lumen and stent, and all struts."""
    names = ("lumen_area", "stent_area", "neointimal_area", "malapposed_area")
    lumen, stent, neointima, apart = (_column(read, name) for name in names)
    both = np.isfinite(neointima)
    values: dict[str, Any] = _of_struts([strut for frame in read.frames for strut in frame.struts], wish)
    if both.any():
        values |= {"least_lumen_area": lumen[both].min(), "least_stent_area": stent[both].min()}
    if read.stented.frames:
        values |= {
            "stented_length": float(read.stented.weights.sum()),
            "stent_volume": read.stented.integral(stent),
            "lumen_volume": read.stented.integral(lumen),
            "neointimal_volume": read.stented.integral(neointima),
            "malapposition_volume": read.stented.integral(apart),
        }
    return _recording(values)


def _of_struts(struts: Sequence[Apposition], wish: Wish) -> dict[str, Any]:
    found = judgement(struts, wish)
    if not found.tissue.size:
        return {}
    return {
        "struts": float(found.tissue.size),
        "tissue_over_strut": found.tissue,
        "strut_coverage": found.covered_share,
        "malapposed_share": found.malapposed_share,
        "malapposition": found.farthest,
    }


def _column(read: PullbackMorphometry, name: str) -> Array:
    return np.array([getattr(frame, name) for frame in read.frames])


def _recording(values: Mapping[str, Any]) -> Recording:
    """One case at one time; what is not known is not recorded."""
    shaped = {
        name: np.reshape(
            np.asarray(value, dtype=np.float64), (1, 1) if PULLBACK[name].axes == TIME else (1, *np.shape(value))
        )
        for name, value in values.items()
        if np.all(np.isfinite(value))
    }
    return Recording(np.zeros(1), np.zeros(0), shaped, "pullback")
