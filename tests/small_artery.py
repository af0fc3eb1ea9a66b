"""A section study of a small artery with six struts, a second a day, as a file and as a recording."""

from dataclasses import replace

from tests.simulation.sections import SMALL, small_section

from neointima.protocols.implant import Implant

STUDY = """
title = "A small section"
question = "What is to be seen <b>&?"
protocol = "implant"
seed = 5

[arms]
treated = { device = "cypher_prototype", drug = "sirolimus" }
control = { device = "bx_velocity", drug = "none" }

[conditions]
artery = "porcine_coronary"
world = "artery_section"
shared_animals = true
"""
COMPARE = """
[[compare]]
endpoint = "neointimal_area"
test = "arm_mean"
arms = ["control"]
"""


def small_study(folder, *, days, cells, animals=1):
    """The study's path."""
    path = folder / "study.toml"
    values = "\n".join(
        f'"{key}" = {{ value = {value}, unit = "{unit}", grade = "assumed", note = "a small artery" }}'
        for key, (value, unit) in SMALL.items()
    )
    conditions = f'days = {days}\nanimals = {animals}\ncells = "{cells}"\n'
    path.write_text(f"{STUDY}{conditions}{COMPARE}\n[values]\n{values}\n")
    return path


def recorded(frames, **wanted):
    """What a small section did, its cells kept on the days of ``frames``."""
    section = replace(small_section(days=max((*frames, 1)), **wanted), frames=frames)
    return Implant().simulate(section)
