"""What each number of a pullback refers to: rule, thresholds, outlines and frames, in words beside it."""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from neointima.geometry.along_vessel import WORDS
from neointima.geometry.pullback_morphometry import FrameMorphometry, PullbackMorphometry
from neointima.geometry.strut_apposition import TOUCHING
from neointima.laboratory.measuring.basis import CALIPERS, FIXED
from neointima.laboratory.measuring.measured import Wish
from neointima.laboratory.measuring.pullback_series import Series

WHOLE, STENT = "whole", "in stent"
NEOINTIMA = ("neointimal_obstruction", "neointimal_volume", "neointimal_volume_index")
OF_STENT = (
    *("stent_area", "stent_neointimal_area", "percent_stent_stenosis", "stent_eccentricity", "malapposition_area"),
    *("stent_volume", "stented_length", "malapposition_volume", *NEOINTIMA),
)
COVERAGE = ("strut_coverage", "uncovered_struts")
APPOSITION = ("malapposed_struts", "maximal_malapposition")
LEAST = {"minimal_lumen_area": "lumen_area", "minimal_stent_area": "stent_area"}
# Frames that are alike but for this are alike.
ROUNDING = 1e-9
THICKNESS = ("tissue_over_struts", "least_tissue_over_struts", "greatest_tissue_over_struts")


class Judged(NamedTuple):
    """A pullback as read, and the thresholds and rule by which it is judged."""

    series: Series
    read: PullbackMorphometry
    wish: Wish


def basis_of(endpoint: str, section: str, *, judged: Judged, frames: Sequence[FrameMorphometry]) -> str:
    """What an endpoint of these ``frames``, which are one, all, or all in the stent, refers to."""
    if endpoint in LEAST:
        return _narrowest(LEAST[endpoint], section, frames)
    if endpoint in (*COVERAGE, *APPOSITION, *THICKNESS, "strut_count"):
        return _of_struts(endpoint, judged, frames)
    said = [FIXED[endpoint]] if endpoint in FIXED else []
    if endpoint in NEOINTIMA:
        said.append("stent less lumen")
    if endpoint.startswith("malapposition"):
        said.append("lumen outside the stent")
    if endpoint.endswith("_diameter"):
        said.append(CALIPERS)
    if section in (WHOLE, STENT):
        stretch = judged.read.whole if section == WHOLE else judged.read.stented
        frames = [judged.read.frames[n] for n in stretch.frames]
        said.append(f"{WORDS[judged.wish.volume]}; {len(frames)} frames")
    if endpoint in OF_STENT:
        said.append(_stent_line(frames))
    return "; ".join(said)


def _narrowest(area: str, section: str, frames: Sequence[FrameMorphometry]) -> str:
    """Which frame has the least area."""
    known = [frame for frame in frames if isfinite(frame.lumen_area)]
    if section == STENT:
        known = [frame for frame in known if isfinite(frame.stent_area)]
    least = min(getattr(frame, area) for frame in known)
    first = next(frame for frame in known if getattr(frame, area) <= least * (1 + ROUNDING))
    return f"frame {first.name}, the least of {len(known)}"


def _stent_line(frames: Sequence[FrameMorphometry]) -> str:
    drawn = sum(frame.is_stent_drawn for frame in frames)
    if drawn == len(frames):
        return "stent as drawn"
    through = "closed curve through the middles of struts"
    return through if not drawn else f"stent as drawn in {drawn} frames, else {through}"


def _of_struts(endpoint: str, judged: Judged, frames: Sequence[FrameMorphometry]) -> str:
    struts = [strut for frame in frames for strut in frame.struts]
    aside = sum(strut.is_at_side_branch for strut in struts)
    said = [f"{len(struts) - aside} struts"]
    touching = f"{1e6 * TOUCHING:g} µm" if judged.series.is_scaled else f"{1e3 * TOUCHING:g} px"
    if endpoint in COVERAGE:
        covered = f"{1e6 * judged.wish.covered:g} µm" if judged.series.is_scaled else "0 px"
        said.append(f"covered: tissue over the inner edge thicker than {covered}, outlines within {touching} touch")
    if endpoint in APPOSITION:
        said.append(f"malapposed: inner edge farther than {1e6 * judged.wish.strut:g} µm from the wall")
    if endpoint == "maximal_malapposition":
        said.append("gap behind the strut")
    if endpoint in THICKNESS:
        said.append("from the inner edge of struts to the lumen, the shortest way, bare struts count 0")
    if aside:
        said.append(f"{aside} at side branches left out")
    return "; ".join(said)
