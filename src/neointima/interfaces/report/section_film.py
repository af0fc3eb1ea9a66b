"""Stained sections of all arms as a film: a frame for each kept day, none made up between."""

from base64 import b64encode
from io import BytesIO
from typing import Any

from PIL import Image

from neointima.interfaces.report.wall_animation import LEAST_FRAMES, kept
from neointima.laboratory.section_film import SectionFilm, Shot

STAINS = {"he": "haematoxylin-eosin", "vvg": "Verhoeff–van Gieson"}
# Sixty pictures of 700 pixels at this quality take 3.5 MB of the page.
WIDTH, QUALITY, MOST_PICTURES = 700, 70, 60
BAR = 500e-6


def section_film(film: SectionFilm) -> dict[str, Any]:
    """Frames, and what else the page needs to show them; nothing where too few days were kept.

    Both stains where their pictures are sixty at most, haematoxylin-eosin alone where they would be more; then as
    many days as sixty pictures allow.
    """
    days, arms = film.days(), list(film.cases)
    if len(days) < LEAST_FRAMES:
        return {}
    stains = list(STAINS) if len(days) * len(arms) * len(STAINS) <= MOST_PICTURES else ["he"]
    places = kept(len(days), most=max(LEAST_FRAMES, MOST_PICTURES // (len(arms) * len(stains))))
    return {
        "arms": arms,
        "stains": [STAINS[stain] for stain in stains],
        "frames": [_frame(film, days[place], stains) for place in places],
        "left_out": len(days) - len(places),
        **bar(film),
    }


def bar(film: SectionFilm) -> dict[str, Any]:
    """How wide the scale bar is [% of a picture], and what it says."""
    return {"bar": round(100 * BAR / film.width(), 2), "bar_label": f"{BAR * 1e6:g} µm"}


def _frame(film: SectionFilm, day: float, stains: list[str]) -> dict[str, Any]:
    shots = [film.shot(arm, day, stains=stains, width=WIDTH) for arm in film.cases]
    return {
        "time": f"day {day:g}",
        "arms": [{"pictures": [webp(one) for one in shot.pictures], "numbers": numbers(shot)} for shot in shots],
    }


def numbers(shot: Shot) -> str:
    """The areas of a frame, as a morphometrist gives them."""
    return f"lumen {shot.lumen_area * 1e6:.2f} mm², neointima {shot.neointimal_area * 1e6:.2f} mm²"


def webp(picture: Any) -> str:
    """A picture as an address that holds it."""
    content = BytesIO()
    Image.fromarray(picture).save(content, format="WEBP", quality=QUALITY, method=6)
    return f"data:image/webp;base64,{b64encode(content.getvalue()).decode()}"
