"""How plainly each outline is seen, and in plain words where it is not."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import map_coordinates

from neointima.instruments.segmentation.section import Section
from neointima.quantities.kinds import Array

# Support at which confidence begins and is full, for each line; below LOW a sentence says where to look.
LUMEN, INTERNAL, EXTERNAL = (0.3, 0.95), (0.0, 0.5), (0.2, 0.7)
LOW, FEW = 0.5, 3
# Pixels from the outline at which density is read, and what is clear there, in edges of tissue.
ASIDE, CLEARLY_LESS, CLEARLY_MORE = 4.0, 0.8, 1.2
HOURS = 12


class Confidence(NamedTuple):
    """0 to 1 for each line and each strut, and sentences about what is low."""

    lumen: float
    internal: float
    external: float
    struts: tuple[float, ...]
    notes: tuple[str, ...]


def confidence_of(found: Section) -> Confidence:
    """From the share of each line that the picture supports."""
    sharp = _sharpness(found)
    internal, external = (lamina.support for lamina in found.laminae)
    values = [
        _between(float(support.mean()), *bounds)
        for support, bounds in ((sharp, LUMEN), (internal, INTERNAL), (external, EXTERNAL))
    ]
    # Laminae are looked for from the struts outwards: without a ring of struts there is half as much to go by.
    if len(found.struts) < FEW:
        values[1:] = [value / 2 for value in values[1:]]
    struts = tuple(0.5 + 0.5 * strut.contrast for strut in found.struts)
    supports = (sharp, internal, external)
    notes = [
        f"{name}: confidence {value:.2f}; {_where(support)}"
        for name, value, support in zip(("lumen", "IEL", "EEL"), values, supports, strict=True)
        if value < LOW
    ]
    if len(found.struts) < FEW:
        notes.append(f"{len(found.struts)} struts were found, so the laminae are less sure; check them all around")
    if any(not strut.is_metal for strut in found.struts):
        number = sum(not strut.is_metal for strut in found.struts)
        notes.append(f"{number} of {len(found.struts)} struts are holes without metal; check that metal stood there")
    if found.blood.sum() > 0.02 * np.pi * found.seen.reach**2:
        notes.append("blood in the lumen was counted as lumen; check its border with the wall")
    return Confidence(*values, struts, tuple(notes))


def _between(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0, 1))


def walled(found: Section) -> float:
    """Share of the lumen's outline that has tissue beyond it."""
    _, beyond, _ = _beside(found)
    return float((beyond > found.seen.edge).mean())


def _sharpness(found: Section) -> Array:
    """Whether glass lies within and tissue beyond the lumen's outline, by directions from its middle."""
    within, beyond, angles = _beside(found)
    sharp = (within < CLEARLY_LESS * found.seen.edge) & (beyond > CLEARLY_MORE * found.seen.edge)
    order = np.argsort(angles)
    support: Array = np.interp(found.flat.angles, angles[order], sharp[order].astype(float), period=2 * np.pi)
    return support


def _beside(found: Section) -> tuple[Array, Array, Array]:
    """Density a little within and beyond each point of the lumen's outline, and its angle [rad]."""
    ahead = np.roll(found.lumen, -1, axis=0) - np.roll(found.lumen, 1, axis=0)
    normal = np.column_stack([ahead[:, 1], -ahead[:, 0]]) / np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    outward = np.sign(np.sum(normal * (found.lumen - np.array(found.flat.middle)), axis=1))[:, None] * normal
    within, beyond = (_density(found, found.lumen + way * ASIDE * outward) for way in (-1, 1))
    return within, beyond, found.flat.place(found.lumen)[0]


def _density(found: Section, points: Array) -> Array:
    values: Array = map_coordinates(found.seen.mean, [points[:, 1], points[:, 0]], order=1, mode="nearest")
    return values


def _where(support: Array) -> str:
    """The worst third of the clock, as one reads it on the picture: 12 is up, 3 is right."""
    # Directions start at the right and turn with y down, so clockwise.
    hours = support.reshape(HOURS, -1).mean(axis=1)
    around = (hours + np.roll(hours, 1) + np.roll(hours, -1)) / 3
    if around.max() - around.min() < 0.15:
        return "it is hard to see all around; check it in QuPath"
    worst = (int(around.argmin()) + 3) % HOURS or HOURS
    return f"it is hardest to see around {worst} o'clock; check it in QuPath"
