"""Follows a section day by day and writes down what a laboratory would want to know."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from neointima.geometry.section_frame import TURN
from neointima.geometry.section_morphometry import VISIBLE
from neointima.numerics.schedule import DAY
from neointima.quantities.kinds import Array, Marks
from neointima.simulation.artery_section import ArterySection, State, directions, lumen_area
from neointima.simulation.recording import Recording
from neointima.simulation.section_snapshot import MACROPHAGE
from neointima.submodels.cells.single_cells import is_cycling

# Thickness over a strut is read over its middle half: as far as this share of its width to either side.
OVER = 0.25
Watch = Callable[[float], None]


class Kept(NamedTuple):
    """How far a section has come: its state, and what was written down on the way."""

    state: State
    times: list[float]
    rows: list[dict[str, float]]
    days: list[float]
    lines: list[dict[str, Array]]
    bodies: list[dict[str, Array]]


class Keep(Protocol):
    """Where a section's days are kept, to go on from after an interruption."""

    def load(self, start: Callable[[], Any]) -> Kept | None:
        """What was kept of this section, none if nothing was; ``start`` makes a state of the same shape."""

    def save(self, kept: Kept) -> None: ...


def record_section(
    section: ArterySection,
    days: int,
    *,
    frames: Sequence[int] = (),
    watch: Watch | None = None,
    keep: Keep | None = None,
) -> Recording:
    """Simulate to ``days``; every cell is kept on the days of ``frames``. ``watch`` is told each day reached."""
    kept = keep.load(section.start) if keep else None
    if kept is None:
        now = section.start()
        kept = Kept(now, [0.0], [_row(section, now)], [], [], [])
        _frame(section, kept, now, frames=frames)
    while round(kept.state.time / DAY) < days:
        now = section.day(kept.state)
        kept.times.append(now.time)
        kept.rows.append(_row(section, now))
        _frame(section, kept, now, frames=frames, last=round(now.time / DAY) == days)
        kept = kept._replace(state=now)
        if keep:
            keep.save(kept)
        if watch:
            watch(now.time / DAY)
    return _recording(section, kept)


def _frame(section: ArterySection, kept: Kept, now: State, *, frames: Sequence[int], last: bool = False) -> None:
    """Add the lines of one moment, and its bodies if the day is one of ``frames``."""
    day = round(now.time / DAY)
    if day in frames or last:
        kept.days.append(float(day))
        kept.lines.append(_lines(section, now))
    if day in frames:
        kept.bodies.append(_bodies(section, now))


def _recording(section: ArterySection, kept: Kept) -> Recording:
    values = {name: np.array([[row[name] for row in kept.rows]]) for name in kept.rows[0]}
    values |= {name: np.stack([line[name] for line in kept.lines])[None] for name in kept.lines[0]}
    empty = _bodies(section, kept.state) if not kept.bodies else {}
    values |= {name: array[None, :0] for name, array in empty.items()}
    if kept.bodies:
        values |= {name: np.concatenate([one[name] for one in kept.bodies])[None] for name in kept.bodies[0]}
    values |= {name: np.asarray(array, dtype=np.float64)[None] for name, array in _once(section, kept.state).items()}
    return Recording(np.array(kept.times), np.array(kept.days), values, "artery_section")


def _row(section: ArterySection, now: State) -> dict[str, float]:
    """Quantities of one moment, those of the radial world under the same names."""
    return {**_drug(section, now), **_signals(section, now), **_cells(section, now), **_contour(section, now)}


def _drug(section: ArterySection, now: State) -> dict[str, float]:
    muscle, field = now.bodies.muscle(), section.drug.look(now.drug)
    budget = section.drug.budget(now.drug, field)
    outside = now.external + float(section.vessel.adventitia_thickness)
    mass = (np.pi * outside**2 - lumen_area(now)) * float(section.vessel.tissue_density)
    occupied = section.drug.occupancy(now.drug, field, now.bodies.position)
    return {
        **budget,
        "tissue_content": budget["wall_drug"] * section.drug.mass_of_a_mole() / mass,
        "receptor_occupancy": _mean(occupied, muscle),
        "mtorc1_blocked": _mean(now.block.mtorc1, muscle),
        "mitosis_blocked": _mean(now.block.mitosis, muscle),
    }


def _signals(section: ArterySection, now: State) -> dict[str, float]:
    muscle, drive = now.bodies.muscle(), section.drive(now, now.response)
    signal = section.signals.signalling.after(now.bodies.p27, drive * (1 - now.block.mtorc1), 0.0)
    stimulus = float(section.signals.deployment.stimulus(now.injury.score.astype(np.float64)).mean())
    level = {name: stimulus * float(np.squeeze(each)) for name, each in now.response._asdict().items()}
    return {
        "s6k": _mean(signal.s6k, muscle),
        "four_ebp1": _mean(signal.four_ebp1, muscle),
        "p27": _mean(signal.p27, muscle),
        "cdk2": _mean(signal.cdk2, muscle),
        "g1_passage": _mean(signal.passage, muscle),
        **{name: level[name] for name in ("thrombin", "bfgf", "pdgf", "inflammation")},
        "growth_drive": _mean(drive, muscle),
    }


def _cells(section: ArterySection, now: State) -> dict[str, float]:
    bodies, slab, totals = now.bodies, section.slab(), now.totals
    return {
        "endothelium": float(now.patches.covered().mean()),
        "media_cells": float(bodies.in_media().sum()) / slab,
        "neointima_cells": float(bodies.in_neointima().sum()) / slab,
        "cycling_share": float(is_cycling(bodies.lives).sum() / max(bodies.muscle().sum(), 1)),
        "cells_born": totals.born / slab,
        "cells_died": totals.died / slab,
        "cells_migrated": totals.migrated / slab,
        "proteoglycan": float(bodies.proteoglycan.sum()),
        "collagen": float(bodies.collagen.sum()),
        "matrix_made": totals.made,
        "matrix_removed": totals.removed,
        "macrophages": float((bodies.kind == MACROPHAGE).sum()) / slab,
        "crowded_share": float(bodies.crowded.mean()),
        "force_left": now.residual,
    }


def _contour(section: ArterySection, now: State) -> dict[str, float]:
    frame, lumen = section.frame, lumen_area(now)
    lamina = np.pi * frame.lamina**2 + frame.dented()
    metal = frame.under_strut(directions())
    over = np.abs(frame.nearest(directions())[1]) <= OVER * frame.width
    at_struts, between = frame.outer_face() - now.lumen, frame.lamina - now.lumen
    covered = (frame.inner_face() - now.tissue)[metal] >= VISIBLE
    return {
        "media_radius": now.external,
        "neointimal_area": lamina - lumen,
        "lumen_area": lumen,
        "lamina_area": lamina,
        "lumen_radius": float(np.sqrt(lumen / np.pi)),
        "lamina_radius": frame.lamina,
        "thickness_between_struts": float(between[~metal].mean()),
        "thickness_at_struts": float(at_struts[over].mean()) if over.any() else 0.0,
        "strut_coverage": float(covered.mean()) if metal.any() else 1.0,
        "wall_shear_stress": float(section.shear.stress(now.shear).mean()),
    }


def _lines(section: ArterySection, now: State) -> dict[str, Array]:
    return {
        "lumen_line": now.lumen,
        "tissue_line": now.tissue,
        "shear_line": section.shear.stress(now.shear),
        "endothelium_line": now.patches.covered() * 1.0,
        "external_radius": np.array(now.external),
    }


def _bodies(section: ArterySection, now: State) -> dict[str, Array]:
    """Every body of one moment, compactly."""
    bodies, area = now.bodies, section.area(now.bodies)
    matrix = bodies.proteoglycan + bodies.collagen
    in_media = bodies.in_media()
    around = np.where(in_media, area - section.cell_area(), matrix)
    code = bodies.kind + 10 * (in_media | bodies.crossing) + 100 * bodies.lives.phase + 1000 * bodies.lives.synthetic
    return {
        "body_day": np.full(area.size, now.time / DAY),
        "body_x": bodies.position[:, 0],
        "body_y": bodies.position[:, 1],
        "body_radius": section.radius(bodies),
        "body_matrix": around / np.maximum(area, 1e-300),
        "body_collagen": np.where(in_media, 0.5, bodies.collagen / np.maximum(matrix, 1e-300)),
        "body_code": code.astype(np.float64),
    }


def _once(section: ArterySection, now: State) -> dict[str, Any]:
    """What does not change, and the thickness over each strut at the end."""
    frame = section.frame
    strut, arc = frame.nearest(directions())
    over = np.abs(arc) <= OVER * frame.width
    tissue = np.bincount(strut[over], (frame.outer_face() - now.lumen)[over], frame.angles.size)
    return {
        "injury_score": float(now.injury.score.mean()),
        "strut_depth": frame.depth,
        "strut_thickness": frame.thickness,
        "strut_width": frame.width,
        "struts": float(frame.angles.size),
        "strut_angle": frame.angles % TURN,
        "strut_injury": now.injury.score,
        "strut_tissue": tissue / np.maximum(np.bincount(strut[over], minlength=frame.angles.size), 1),
    }


def _mean(values: Array, of: Marks) -> float:
    return float(values[of].mean()) if of.any() else 0.0
