"""What to see in the pictures of a transport study, said from its numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from neointima.interfaces.report.figures import Arms
from neointima.interfaces.report.wall_maps import LAYER_NAMES, NANOMOLAR, NG_PER_MG, PERCENT, moment
from neointima.laboratory.wall_cells import MEDIA, total_drug, wall_cells
from neointima.quantities.kinds import Array

DAY = 86400.0
FATES = ("coating_drug", "wall_drug", "lumen_drug", "adventitia_drug", "degraded_drug")
SAID = ("headline", "sections", "struts", "free", "unrolled", "fate", "contents", "layers", "occupancy", "missed")
FULLEST, HALF = 0.1, 0.5
LOW, MIDDLE = 0, 2
"""Rows of ``occupancy_spread``: 5 and 50 percent of a layer."""


def words(arms: Arms, *, days: float) -> dict[str, Any]:
    """A sentence for each picture, and one for the head of the page."""
    end = moment(days)
    dosed = {arm: one for arm, one in arms.items() if one.values["tissue_content"].max() > 0}
    if not dosed:
        return dict.fromkeys(SAID, "No drug.") | {"fates": []}
    return {
        "headline": headline(dosed, end),
        "sections": spread_out(dosed),
        "struts": near_struts(dosed),
        "free": free_share(dosed, end),
        "unrolled": between_rings(dosed, end),
        "fate": where_it_went(dosed, end),
        "fates": fates(dosed),
        "contents": fullest(dosed),
        "layers": over_layers(dosed, end),
        "occupancy": reached(dosed),
        "missed": missed(dosed, end),
    }


def listed(arms: Arms, say: Callable[[Any], str]) -> str:
    """What is said of each arm, one after the other."""
    return "; ".join(f"{arm} {said}" for arm, one in arms.items() if (said := say(one)))


def short(value: float) -> str:
    """A number to two figures, large ones whole."""
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}"


def headline(arms: Arms, end: str) -> str:
    """What the wall holds at the end, and what share of receptors the least reached part of the media has filled."""
    contents = listed(arms, lambda one: short(one.values["tissue_content"][0, -1] * NG_PER_MG))
    said = f"Drug in the wall at {end} [ng/mg]: {contents}."
    if not any(one.values["occupancy_spread"].max() > 0 for one in arms.values()):
        return said
    least = listed(arms, lambda one: f"{PERCENT * one.values['occupancy_spread'][0, MEDIA, LOW, -1]:.0f} %")
    return f"{said} Receptors occupied, at most, in the twentieth of the media that is reached least: {least}."


def spread_out(arms: Arms) -> str:
    """How unevenly the drug lies at first and at the end: what the fullest tenth of the wall holds."""
    days = next(iter(arms.values())).days
    early = int(np.argmin(np.abs(days - 1)))

    def shares(one: Any) -> str:
        amounts = total_drug(one) * one.values["cell_volume"][0]
        return f"{_fullest_tenth(one, amounts[early]):.0f} and {_fullest_tenth(one, amounts[-1]):.0f} %"

    first, last = moment(float(days[early])), moment(float(days[-1]))
    return f"The fullest tenth of the wall holds, of all its drug at {first} and at {last}: {listed(arms, shares)}."


def _fullest_tenth(one: Any, amounts: Array) -> float:
    """Percent of the drug in the fullest tenth of the volume; 0 if there is none."""
    if not amounts.sum() > 0:
        return 0.0
    volumes = one.values["cell_volume"][0]
    order = np.argsort(-amounts / volumes)
    filled = np.cumsum(volumes[order]) / volumes.sum()
    return float(PERCENT * np.interp(FULLEST, filled, np.cumsum(amounts[order]) / amounts.sum()))


def near_struts(arms: Arms) -> str:
    """Content near struts against the mean of the wall, at day 1 and at the end."""
    times = next(iter(arms.values())).times / DAY
    early = int(np.argmin(np.abs(times - 1)))

    def ratios(one: Any) -> str:
        near, mean = (one.values[name][0] * NG_PER_MG for name in ("peristrut_content", "tissue_content"))
        if not near[-1] > 0 or not mean[-1] > 0 or not mean[early] > 0:
            return ""
        at_end = f"{short(near[-1])} against {short(mean[-1])} ng/mg"
        return f"{near[early] / mean[early]:.2g} and {near[-1] / mean[-1]:.2g} ({at_end})"

    first, last = moment(float(times[early])), moment(float(times[-1]))
    said = listed(arms, ratios)
    before = "The tissue within 50 µm of a strut holds so many times the mean of the wall"
    return f"{before} at {first} and at {last}: {said}." if said else "No strut touches the wall."


def where_it_went(arms: Arms, end: str) -> str:
    """How much of what left the stent the blood took, and how well the parts add up to the dose."""

    def lost(one: Any) -> str:
        released = one.values["coating_drug"][0, 0] - one.values["coating_drug"][0, -1]
        return f"{PERCENT * one.values['lumen_drug'][0, -1] / released:.3g} %" if released > 0 else ""

    sums = [sum(one.values[name][0] for name in FATES) for one in arms.values()]
    gap = max(float(np.abs(one / one[0] - 1).max()) for one in sums)
    taken = listed(arms, lost)
    said = f"Of what left the device by {end} the blood took: {taken}. " if taken else ""
    return f"{said}At every time the five parts add up to the dose, to {max(gap, 1e-16):.0e} of it."


def fates(arms: Arms) -> list[dict[str, str]]:
    """Where the dose is at the end, in percent of it: a row for each arm."""
    rows = []
    for arm, one in arms.items():
        dose = sum(float(one.values[name][0, 0]) for name in FATES)
        parts = {name: PERCENT * float(one.values[name][0, -1]) / dose if dose > 0 else 0.0 for name in FATES}
        rows.append({"arm": arm, **{name: f"{part:.3g}" for name, part in parts.items()}})
    return rows


def free_share(arms: Arms, end: str) -> str:
    """The highest free drug, and how little of the drug is free at the end."""

    def course(one: Any) -> str:
        highest = one.values["highest_free_drug"][0] * NANOMOLAR
        most = int(np.argmax(highest))
        volumes = one.values["cell_volume"][0]
        held = float(total_drug(one)[-1] @ volumes)
        free = PERCENT * float(one.values["free_drug"][0, -1] @ volumes) / held if held > 0 else 0.0
        return f"{short(highest[most])} nmol/L at {moment(float(one.times[most] / DAY))} and {free:.2g} %"

    return f"The highest free drug anywhere, and what is free of the wall's drug at {end}: {listed(arms, course)}."


def fullest(arms: Arms) -> str:
    """When the wall holds most, and what is left at the end."""

    def course(one: Any) -> str:
        held = one.values["tissue_content"][0] * NG_PER_MG
        most = int(np.argmax(held))
        top = f"{short(held[most])} ng/mg at {moment(float(one.times[most] / DAY))}"
        return top + (", still filling" if most == held.size - 1 else f", {short(held[-1])} at the end")

    return f"The wall is fullest with: {listed(arms, course)}."


def over_layers(arms: Arms, end: str) -> str:
    """Content of each layer at the end."""

    def layers(one: Any) -> str:
        there = np.unique(one.values["layer"][0]).astype(int)
        return ", ".join(
            f"{short(one.values['layer_content'][0, k, -1] * NG_PER_MG)} in the {LAYER_NAMES[k]}" for k in there
        )

    return f"At {end} [ng/mg]: {listed(arms, layers)}."


def reached(arms: Arms) -> str:
    """How much of the media's receptors is reached: its middle and its least reached part, at best and at the end."""

    def course(one: Any) -> str:
        spread = PERCENT * one.values["occupancy_spread"][0, MEDIA]
        best = int(np.argmax(spread[LOW]))
        top = f"{spread[LOW, best]:.0f} % at {moment(float(one.times[best] / DAY))}"
        return f"{top} ({spread[LOW, -1]:.0f} % at the end, where the median is {spread[MIDDLE, -1]:.0f} %)"

    before = "In the twentieth of the media that is reached least, the share of receptors with drug never exceeds"
    return f"{before}: {listed(arms, course)}."


def missed(arms: Arms, end: str) -> str:
    """How much of the wall has less than half of its receptors occupied at the end."""

    def share(one: Any) -> str:
        volumes = one.values["cell_volume"][0]
        return f"{PERCENT * volumes[one.values['occupancy'][0, -1] < HALF].sum() / volumes.sum():.0f} %"

    return f"So much of the wall has less than half of its receptors occupied at {end}: {listed(arms, share)}."


def between_rings(arms: Arms, end: str) -> str:
    """How unevenly the innermost media is served: its fullest tenth against its emptiest."""

    def ratio(one: Any) -> str:
        cells = wall_cells(one)
        inner = cells.ring == np.searchsorted(cells.layers, MEDIA)
        low, high = np.quantile(total_drug(one)[-1][inner], (FULLEST, 1 - FULLEST))
        return f"{short(high / low)} times" if low > 0 else ""

    said = listed(arms, ratio)
    return (
        f"At {end} nine tenths of this surface are below so many times what one tenth is below: {said}." if said else ""
    )
