"""Sections that somebody drew, measured."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from math import isfinite

import shapely
from shapely import Geometry

from neointima.geometry.caliper import caliper
from neointima.geometry.drawn_section import DrawnSection, outer_line
from neointima.instruments.outlines import Drawing
from neointima.instruments.outlines.classes import KINDS, Classes
from neointima.instruments.outlines.drawn_sections import Section, drawn_sections
from neointima.laboratory.measuring.basis import CALIPERS, EEL, IEL, STENT, basis_of
from neointima.laboratory.measuring.measured import Measured, Value, Wish
from neointima.laboratory.measuring.section_view import SectionView, section_view
from neointima.laboratory.measuring.traced_section import Traced, traced
from neointima.laboratory.read_endpoints import read_endpoints
from neointima.mistake import Mistake

KIND = "section"
# Without a scale a pixel stands for a metre: what is judged against micrometres then means nothing.
NEED_A_SCALE = ("strut_coverage", "injury_score", "extended_injury_score", "strut_embedding", "endothelialisation")
IN_PIXELS = {"mm**2": ("px**2", 1e-6), "mm": ("px", 1e-3), "um": ("px", 1e-6)}
REFERENCES = {
    "iel": ("percent_area_stenosis", IEL),
    "stent": ("percent_stent_stenosis", STENT),
    "eel": ("percent_vessel_stenosis", EEL),
}
FACES = {"outer": "neointimal_thickness", "inner": "tissue_over_struts"}
MEASURED_LINES = (
    ("lumen", "lumen"),
    ("internal_lamina", "internal_lamina"),
    ("external_lamina", "external_lamina"),
    ("stent", "stent"),
)


@cache
def classes_of(wish: Wish) -> Classes:
    """The table of class names with what the person added."""
    known = Classes.read(wish.classes)
    for name, kind in wish.named:
        if kind not in KINDS:
            raise Mistake(f"--class {name}={kind}: '{kind}' is not a class; choose one of {', '.join(KINDS)}")
    return replace(known, table={**known.table, **{name.casefold(): kind for name, kind in wish.named}})


def measured_drawing(drawing: Drawing, wish: Wish) -> Measured:
    """Every section of a drawing; without a scale in pixels, and said to be refused in millimetres."""
    unit, notes = _unit(drawing, wish)
    found = drawn_sections(drawing, classes_of(wish), unit if isfinite(unit) else 1.0)
    values: list[Value] = []
    views: list[SectionView] = []
    struts: list[tuple[object, ...]] = []
    for section in found.sections:
        read = traced(section.drawn)
        mine = _values(section, read, is_scaled=isfinite(unit))
        values += mine
        struts += [(section.name, *row) for row in read.strut_rows()] if isfinite(unit) else []
        title = f"{drawing.source} · {section.name}" if section.name else drawing.source
        said = tuple(_said(mine, wish, section))
        length = "mm" if isfinite(unit) else "px"
        views.append(section_view(read, title=title, said=said, unit=length))
    refused = found.refused + (() if isfinite(unit) else (_no_scale(drawing, values),))
    automatic = [section.name or drawing.source for section in found.sections if section.is_automatic]
    if automatic:
        notes.append(f"{', '.join(automatic[:5])}: drawn by a program; check the outlines, and correct them in QuPath")
    return Measured(drawing.source, KIND, tuple(values), (*found.notes, *notes), tuple(views), refused, tuple(struts))


def _unit(drawing: Drawing, wish: Wish) -> tuple[float, list[str]]:
    """Metres in a unit of the file, its own before the person's."""
    own, given = drawing.unit, wish.scale
    if isfinite(own) and isfinite(given) and abs(given / own - 1) > 0.001:
        said = f"{drawing.source}: says itself that a unit is {own * 1e6:.6g} um; --scale {given * 1e6:g} was not used"
        return own, [said]
    return (own if isfinite(own) else given), []


def _values(section: Section, read: Traced, *, is_scaled: bool) -> list[Value]:
    values = []
    for endpoint, numbers, unit in read_endpoints(read.recording):
        # A program's closed line does not tell where the lamina is torn.
        is_guess = section.is_automatic and "injury" in endpoint and "injury" not in section.drawn.scores
        if is_guess or (not is_scaled and endpoint in NEED_A_SCALE):
            continue
        values.append(Value(section.name, endpoint, float(numbers[0]), unit, basis_of(endpoint, section.drawn)))
    values += _lines(section.name, read.drawn)
    return values if is_scaled else [_in_pixels(value) for value in values]


def _lines(name: str, drawn: DrawnSection) -> Iterator[Value]:
    """Length, calipers and middle of every layer that was drawn."""
    for field, layer in MEASURED_LINES:
        shape = getattr(drawn, field)
        if shape.is_empty:
            continue
        jaws = caliper(outer_line(shape))
        x, y = shapely.get_coordinates(shape.centroid)[0]
        numbers = {
            "least_diameter": jaws.shortest,
            "greatest_diameter": jaws.longest,
            "perimeter": shape.exterior.length,
        }
        for what, number in numbers.items():
            yield Value(name, f"{layer}_{what}", 1e3 * number, "mm", CALIPERS if "diameter" in what else "")
        for axis, number in (("x", x), ("y", y)):
            yield Value(name, f"{layer}_centre_{axis}", 1e3 * number, "mm", "from the file's origin")


def _longest_ring(shape: Geometry) -> float:
    """Length of the outer line of the largest piece."""
    return float(shapely.LinearRing(outer_line(shape)).length)


def _in_pixels(value: Value) -> Value:
    unit, factor = IN_PIXELS.get(value.unit, (value.unit, 1.0))
    return value._replace(value=value.value * factor, unit=unit)


def _no_scale(drawing: Drawing, values: list[Value]) -> str:
    lumen = next((one for one in values if one.endpoint == "lumen_area"), None)
    area = f" (the lumen is {lumen.value:.6g} px**2)" if lumen else ""
    return (
        f"{drawing.source}: no scale, so no millimetres; values are given in pixels{area}; "
        "say --scale with micrometres in a pixel"
    )


def headline(values: list[Value], reference: str) -> Value | None:
    """Stenosis against the reference that was asked for, or the first of IEL, stent and EEL that was drawn."""
    wanted = REFERENCES.values() if reference == "auto" else [REFERENCES[reference]]
    found = (one for endpoint, _ in wanted for one in values if one.endpoint == endpoint)
    return next(found, None)


def _said(values: list[Value], wish: Wish, section: Section) -> Iterator[str]:
    """What stands beside the picture."""
    by_name = {value.endpoint: value for value in values}
    for endpoint, word in (
        ("lumen_area", "Lumen"),
        ("internal_lamina_area", "IEL"),
        ("external_lamina_area", "EEL"),
        ("stent_area", "Stent"),
    ):
        if endpoint in by_name:
            yield f"{word} {by_name[endpoint].value:.4g} {by_name[endpoint].unit}".replace("**2", "²")
    stenosis = headline(values, wish.reference)
    if stenosis:
        yield f"Area stenosis {stenosis.value:.1f} %, {stenosis.basis}"
    elif wish.reference != "auto":
        yield f"no stenosis: {wish.reference.upper()} not drawn"
    for endpoint, word in (
        ("neointimal_thickness", "Thickness"),
        ("strut_count", "Struts"),
        ("injury_score", "Injury"),
    ):
        if endpoint in by_name:
            face = f" from the {wish.face} face" if endpoint == FACES[wish.face] else ""
            yield f"{word} {by_name[endpoint].value:.3g} {by_name[endpoint].unit}".rstrip() + face
    if section.is_automatic:
        yield "drawn by a program"
