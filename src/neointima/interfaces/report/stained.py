"""Stained sections of each arm on the last kept day, as pictures that stand in the page."""

from typing import Any

from neointima.interfaces.report.section_film import STAINS, WIDTH, bar, webp
from neointima.laboratory.section_film import SectionFilm


def stained(film: SectionFilm, shown: list[str]) -> dict[str, Any]:
    """Each arm in the stains that were not ``shown`` yet, on the last day whose every cell was kept; else nothing."""
    days = film.days()
    stains = [stain for stain, name in STAINS.items() if name not in shown]
    if not days or not stains:
        return {}
    tiles = []
    for arm in film.cases:
        pictures = film.shot(arm, days[-1], stains=stains, width=WIDTH).pictures
        tiles += [
            {"words": f"{arm}, {STAINS[stain]}", "picture": webp(picture)}
            for stain, picture in zip(stains, pictures, strict=True)
        ]
    return {"tiles": tiles, "day": f"day {days[-1]:g}", **bar(film)}
