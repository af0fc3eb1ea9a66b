"""Runs an artery through its schedule and writes down what a laboratory would want to know."""

from itertools import pairwise

import numpy as np

from neointima.geometry.radial_mesh import MUSCULAR
from neointima.numerics.schedule import DAY, schedule
from neointima.quantities.kinds import Array
from neointima.simulation.radial_artery import RadialArtery, State
from neointima.simulation.recording import PROFILE_DAYS, Recording


def record(artery: RadialArtery, days: int, *, refine: int = 1) -> Recording:
    """Simulate to ``days``; quantities are kept through the first day and at every whole day after it."""
    times = schedule(days, refine=refine)
    now = artery.start()
    kept, rows, profile_days, profiles = [0.0], [_row(artery, now)], [], []
    for before, time in pairwise(times):
        now = artery.step(now, float(time - before))
        if time <= DAY or time % DAY == 0:
            kept.append(float(time))
            rows.append(_row(artery, now))
        if time / DAY in PROFILE_DAYS or time == times[-1]:
            profile_days.append(time / DAY)
            profiles.append(_profile(now))
    values = {name: np.concatenate([row[name] for row in rows], axis=1) for name in rows[0]}
    values |= {name: np.stack([profile[name] for profile in profiles], axis=1) for name in profiles[0]}
    values |= _once(artery)
    return Recording(np.array(kept), np.array(profile_days), values)


def _row(artery: RadialArtery, now: State) -> dict[str, Array]:
    """Quantities of one moment, each (cases, 1)."""
    inner = now.mesh.areas[:, MUSCULAR]
    share = inner / np.add.reduce(inner, axis=1, keepdims=True)
    row = {**_drug(artery, now, share), **_signals(now, share), **_cells(artery, now), **_contour(now)}
    column = (artery.cases, 1)
    return {name: value if np.shape(value) == column else np.broadcast_to(value, column) for name, value in row.items()}


def _drug(artery: RadialArtery, now: State, share: Array) -> dict[str, Array]:
    held = artery.wall.held(now.tissue, now.mesh)
    mass = now.mesh.areas.sum(axis=1, keepdims=True) * artery.vessel.tissue_density
    return {
        "coating_drug": artery.release.held(now.coating) / artery.molar_mass,
        "wall_drug": held,
        "lumen_drug": now.lost.lumen,
        "adventitia_drug": now.lost.adventitia,
        "degraded_drug": now.lost.degraded,
        "tissue_content": held * artery.molar_mass / mass,
        "receptor_occupancy": _mean(artery.wall.occupancy(now.tissue), share),
        "mtorc1_blocked": _mean(now.block.mtorc1, share),
        "mitosis_blocked": _mean(now.block.mitosis, share),
    }


def _signals(now: State, share: Array) -> dict[str, Array]:
    return {
        "s6k": _mean(now.signal.s6k, share),
        "four_ebp1": _mean(now.signal.four_ebp1, share),
        "p27": _mean(now.signal.p27, share),
        "cdk2": _mean(now.signal.cdk2, share),
        "g1_passage": _mean(now.signal.passage, share),
        "thrombin": now.response.thrombin,
        "bfgf": now.response.bfgf,
        "pdgf": now.response.pdgf,
        "inflammation": now.response.inflammation,
        "growth_drive": now.drive,
    }


def _cells(artery: RadialArtery, now: State) -> dict[str, Array]:
    return {
        "endothelium": now.endothelium,
        "media_cells": now.cells.media(),
        "neointima_cells": now.cells.neointima(),
        "cycling_share": artery.muscle.cycling(now.cells),
        "cells_born": now.cells.born,
        "cells_died": now.cells.died,
        "cells_migrated": now.cells.migrated,
        "proteoglycan": now.matrix.proteoglycan,
        "collagen": now.matrix.collagen,
    }


def _contour(now: State) -> dict[str, Array]:
    contour = now.contour
    return {
        "media_radius": contour.media_radius,
        "neointimal_area": contour.neointimal_area,
        "lumen_area": contour.lumen_area,
        "lamina_area": contour.lamina_area,
        "lumen_radius": contour.lumen_radius,
        "lamina_radius": contour.lamina_radius,
        "thickness_between_struts": contour.thickness_between_struts,
        "thickness_at_struts": contour.thickness_at_struts,
        "strut_coverage": contour.strut_coverage,
    }


def _mean(values: Array, share: Array) -> Array:
    """Mean of the two layers that hold smooth muscle; ``share`` is each cell's share of their area."""
    return np.add.reduce(values[:, MUSCULAR] * share, axis=1, keepdims=True)


def _profile(now: State) -> dict[str, Array]:
    """Quantities along the radius, each (cases, cells)."""
    return {
        "radius": (now.mesh.faces[:, 1:] + now.mesh.faces[:, :-1]) / 2,
        "layer": np.broadcast_to(now.mesh.layers.astype(np.float64), now.mesh.areas.shape),
        "free_drug": now.tissue.free,
        "specific_drug": now.tissue.specific,
        "nonspecific_drug": now.tissue.nonspecific,
        "mtorc1_block_profile": now.block.mtorc1,
    }


def _once(artery: RadialArtery) -> dict[str, Array]:
    """What does not change, shape (cases,)."""
    fixed = {
        "injury_score": artery.injury_score(),
        "strut_depth": artery.deployment.depth(artery.struts.strut_thickness),
        "strut_thickness": artery.struts.strut_thickness,
        "strut_width": artery.struts.strut_width,
        "struts": artery.struts.struts,
    }
    return {name: np.broadcast_to(value, (artery.cases, 1))[:, 0] for name, value in fixed.items()}
