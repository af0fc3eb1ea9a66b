"""Vessels of known diameter filmed in a rendered chest: bent, tapered, narrowed off their middle, with side branches."""

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from neointima.geometry.tube_projection import Tube
from neointima.instruments.angiogram import Frame
from neointima.instruments.angiogram.chest import Chest
from neointima.instruments.angiogram.lumen import lumen_along
from neointima.instruments.angiogram.rendered import Camera, render

MM = 1e-3
SIDE, SPAN = 44.0, 36.0
# Within this of its ends [mm] a line has neighbours on one side only.
ENDS = 2.0


class Phantom(NamedTuple):
    """A frame, the line that a person drew roughly along the vessel [pixels], and the truth at fine places [mm]."""

    frame: Frame
    drawn: np.ndarray
    places: np.ndarray
    diameters: np.ndarray

    def truth(self, lumen):
        """The true diameter [mm] nearest to each measured row."""
        return self.diameters[cKDTree(self.places).query(lumen.middle * self.frame.scale / MM)[1]]


def phantom(
    seed, *, reference=3.0, least=1.2, length=10.0, pixel=0.2, noise=0.01, bend=1.0, aspect=1.0, has_branch=True,
    off_middle=0.7, blur=0.15, attenuation=250.0, scatter=0.3, has_catheter=False, film=0, chest=None, bits=8,
):  # fmt: skip
    """All lengths in mm. The same ``seed`` is the same vessel and chest; ``film`` is another day's noise and tissue."""
    luck = np.random.default_rng([seed, 1])
    pixels = round(SIDE / pixel)
    t = np.linspace(-3, SPAN + 3, 800)
    rise, phase, period = bend * luck.uniform(2, 4), luck.uniform(0, 2 * np.pi), luck.uniform(28, 40)
    line = np.stack([4 + t, SIDE / 2 + rise * np.sin(2 * np.pi * t / period + phase)], axis=1)
    line[:, 1] += (t - SPAN / 2) * 0.3 * np.tan(luck.uniform(-0.3, 0.3))
    along = np.append(0, np.cumsum(np.hypot(*np.diff(line, axis=0).T)))
    taper = reference * (1 - 0.06 * along / along[-1])
    u = (along - 0.5 * along[-1]) / length
    narrow = np.where(np.abs(u) < 0.5, 0.5 * (1 + np.cos(2 * np.pi * u)), 0)
    diameters = taper - (taper - min(least, reference)) * narrow if least < reference else taper
    forward = np.gradient(line, axis=0)
    forward /= np.hypot(*forward.T)[:, None]
    across = np.stack([-forward[:, 1], forward[:, 0]], axis=1)
    lumen = line + across * (off_middle * (taper - diameters) / 2)[:, None]
    vessel = [Tube(lumen * MM, diameters / 2 * MM, attenuation, aspect)]
    if has_branch:
        vessel.append(_branch(lumen, forward, int(0.80 * t.size), attenuation=attenuation, luck=luck))
    vessels = [vessel]
    if has_catheter:
        shaft = np.array([[5.0, 3.5], [14, 4.8], [22, 5.2], [31, 4.9], [40, 4.0]])
        vessels.append([Tube(shaft * MM, np.full(5, 1.0) * MM, attenuation)])
    frame = render(
        vessels,
        shape=(pixels, pixels),
        camera=Camera(pixel=pixel * MM, blur=blur * MM, noise=noise, scatter=scatter, bits=bits),
        chest=chest or Chest(),
        luck=np.random.default_rng([seed, 2, film]),
    )
    used = (t > 0) & (t < SPAN)
    rough = lumen[used][::60]
    drawn = (rough + np.random.default_rng([seed, 3, film]).normal(0, 0.15, rough.shape)) / pixel
    fine = np.linspace(0, t.size - 1, 20_000)
    places = np.stack([np.interp(fine, np.arange(t.size), one) for one in lumen.T], axis=1)
    return Phantom(frame, drawn, places, np.interp(fine, np.arange(t.size), diameters))


def _branch(line, forward, start, *, attenuation, luck):
    wide, turn = luck.uniform(0.8, 1.6), luck.choice([-1, 1]) * luck.uniform(0.7, 1.2)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ forward[start]
    return Tube(
        (line[start] + np.linspace(0, 12, 100)[:, None] * turned) * MM, np.full(100, wide / 2) * MM, attenuation
    )


class Errors(NamedTuple):
    """Measured less true diameters [mm], their stated SE, and of the least diameter; where nothing lies beside."""

    diameters: np.ndarray
    stated: np.ndarray
    least: float
    disturbed: np.ndarray
    lumen: object


def errors_of(made, **options):
    """Measure a phantom and compare with the truth."""
    lumen = lumen_along(made.frame, made.drawn, **options)
    mm = made.frame.scale / MM
    truth, measured = made.truth(lumen), lumen.diameter * mm
    inner = (lumen.along * mm > ENDS) & (lumen.along * mm < lumen.along[-1] * mm - ENDS)
    clear = inner & ~lumen.is_disturbed
    hidden = inner & lumen.is_disturbed
    return Errors(
        (measured - truth)[clear], (lumen.error * mm)[clear], measured[clear].min() - truth[clear].min(),
        (measured - truth)[hidden], lumen,
    )  # fmt: skip
