"""Stained sections of each arm on the last kept day, as pictures that stand in the page."""

from typing import Any

from neointima.interfaces.report.section_film import STAINS, WIDTH, webp
from neointima.laboratory.section_film import SectionFilm


def stained(film: SectionFilm, shown: list[str]) -> list[dict[str, Any]]:
    """Each arm in the stains that were not ``shown`` yet, on the last day of which every cell was kept."""
    days = film.days()
    stains = [stain for stain, name in STAINS.items() if name not in shown]
    if not days or not stains:
        return []
    return [
        {"words": f"{arm}, {STAINS[stain]}", "picture": webp(picture)}
        for arm in film.cases
        for stain, picture in zip(stains, film.shot(arm, days[-1], stains=stains, width=WIDTH).pictures, strict=True)
    ]
