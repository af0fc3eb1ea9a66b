"""Twelve passes over the contacts an hour, with growth carried through the wall, against a hundred without it."""

import numpy as np
from tests.simulation.sections import built

from neointima.simulation import artery_section
from neointima.simulation.artery_section import lumen_area
from neointima.submodels.mechanics.crowded_tissue import CrowdedTissue

DAYS = 6


def area_after(section):
    now = section.start()
    for _ in range(DAYS):
        now = section.day(now)
    frame = section.frame
    return np.pi * frame.lamina**2 + frame.dented() - lumen_area(now)


def test_tissue_takes_up_the_room_it_takes_at_rest(claim, monkeypatch):
    """5 % was written before the run: what a stained section is measured to."""
    ours = area_after(built())
    settle = CrowdedTissue.settle
    monkeypatch.setattr(CrowdedTissue, "settle", lambda *words, **named: settle(*words, **{**named, "passes": 100}))
    monkeypatch.setattr(artery_section, "made_room", lambda before, after, **_: after.position)
    apart = 100 * abs(ours / area_after(built()) - 1)
    text = f"small section, day {DAYS}: neointimal area with 12 passes an hour against 100 without help, % apart"
    claim(text, apart, "5 %", apart <= 5)
