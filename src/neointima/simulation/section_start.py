"""The bodies of a section at the start, and the macrophages that come and go."""

from typing import TYPE_CHECKING

import numpy as np

from neointima.numerics.random_streams import stream
from neointima.simulation.section_bodies import (
    Bodies,
    joined,
    lifeless,
    placed_fibrin,
    placed_in_media,
    placed_macrophages,
)
from neointima.simulation.section_snapshot import FIBRIN, MACROPHAGE, MUSCLE
from neointima.submodels.injury.growth_factors import Response
from neointima.submodels.injury.strut_tears import Injury

if TYPE_CHECKING:
    from neointima.simulation.artery_section import ArterySection


def first_bodies(section: "ArterySection") -> Bodies:
    """The cells of the media, and fibrin of the film that covers the wall within hours."""
    frame, count = section.frame, section.first_cells()
    luck = stream(section.seed, "places", *section.who)
    outer = float(np.sqrt(frame.lamina**2 + (float(section.vessel.media_area()) + frame.dented()) / np.pi))
    position = placed_in_media(count, frame, outer=outer, luck=luck)
    keys = stream(section.seed, "cells", *section.who).integers(0, 2**64, size=count, dtype=np.uint64)
    alive, zero, no = np.ones(count, dtype=bool), np.zeros(count), np.zeros(count, dtype=bool)
    lives = section.cells.start(keys, alive)
    media = Bodies(position, np.full(count, MUSCLE, dtype=np.int64), lives, no, no, zero, zero, zero, zero, zero)
    film = float(np.sum(section.matrix.start(np.array(frame.lamina)).proteoglycan))
    pieces = max(round(film / section.cell_area()), 1)
    places = placed_fibrin(pieces, frame, float(section.tissue.radius(np.array(film / pieces))))
    return joined(media, lifeless(places, FIBRIN, proteoglycan=film / pieces))


def gathered(section: "ArterySection", bodies: Bodies, injury: Injury, *, met: Response, time: float) -> Bodies:
    """Bodies with as many macrophages at each strut as its inflammation calls at biological ``time`` [s]."""
    if not injury.score.size:
        return bodies
    stimulus = section.signals.deployment.stimulus(injury.score.astype(np.float64))
    wanted = section.macrophages.wanted(stimulus * float(met.inflammation[0]), time)
    there = np.flatnonzero(bodies.kind == MACROPHAGE)
    strut, _ = section.frame.nearest(np.arctan2(bodies.position[there, 1], bodies.position[there, 0]))
    present = np.bincount(strut, minlength=injury.score.size)
    # The last to come are the first to go.
    behind = np.zeros(there.size, dtype=np.int64)
    for one in range(injury.score.size):
        here = np.flatnonzero(strut == one)
        behind[here] = np.arange(here.size)
    leaving = there[behind >= wanted[strut]]
    missing = np.maximum(wanted - present, 0)
    newcomers = np.repeat(np.arange(missing.size), missing)
    order = np.arange(newcomers.size) - np.repeat(np.cumsum(missing) - missing, missing) + present[newcomers]
    kept = bodies.rows(np.delete(np.arange(len(bodies.kind)), leaving)) if leaving.size else bodies
    if not newcomers.size:
        return kept
    radius = float(section.tissue.radius(np.array(section.cell_area())))
    return joined(kept, lifeless(placed_macrophages(newcomers, order, frame=section.frame, radius=radius), MACROPHAGE))
