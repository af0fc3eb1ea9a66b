"""The pathway at what the cells of a study met: its figure, and words that say which dose that was."""

from typing import Any, NamedTuple

import numpy as np

from neointima.interfaces.report.figures import Arms
from neointima.interfaces.report.pathway import picture
from neointima.laboratory.pathway import LOWEST, activities
from neointima.laboratory.plates import DOSED, VEHICLE

MEDIA = 1.0
WEEK = 7.0


class Shown(NamedTuple):
    """A figure and what it shows; both empty where no arm has drug."""

    svg: str
    words: str


NOTHING = Shown("", "")


def in_artery(arms: Arms, study: dict[str, Any]) -> Shown:
    """Of the first arm with drug, at the mean free drug and growth factor drive of its media at day 7."""
    for arm, one in arms.items():
        values = one.values
        if not values["coating_drug"].max() > 0:
            continue
        moment = int(np.argmin(np.abs(one.days - WEEK)))
        free = float(values["free_drug"][:, moment][values["layer"][:, moment] == MEDIA].mean())
        when = int(np.argmin(np.abs(one.times / 86400.0 - one.days[moment])))
        drive = float(values["growth_drive"][:, when].mean())
        shown = activities(study["arms"][arm]["drug"], max(free * 1e-3, LOWEST), drive)
        words = f"{arm}, day {one.days[moment]:g}: {free * 1e6:.3g} nmol/L free drug in the media, mean of all animals"
        return Shown(picture(shown), words)
    return NOTHING


def on_plate(arms: Arms, study: dict[str, Any]) -> Shown:
    """Of the first arm, at the free drug that its middle dose leaves when proteins are read."""
    for arm, one in arms.items():
        values = one.values
        dose, role = values["dose"][0], values["role"][0]
        levels = np.unique(dose[role == DOSED])
        level = levels[np.argmin(np.abs(values["s6k_blot"][0][_first(dose, levels)] - 0.5))]
        free = float(values["free_drug"][0, (role == DOSED) & (dose == level), 1:3].mean())
        drive = float(values["s6k_blot"][0, role == VEHICLE].mean())
        shown = activities(study["arms"][arm]["drug"], max(free * 1e-3, LOWEST), drive)
        words = f"{arm} at {level * 1e6:.3g} nmol/L nominal, {free * 1e6:.3g} nmol/L of it free after one to two hours"
        return Shown(picture(shown), words)
    return NOTHING


def _first(dose: Any, levels: Any) -> list[int]:
    """A well of each dose."""
    return [int(np.flatnonzero(dose == level)[0]) for level in levels]
