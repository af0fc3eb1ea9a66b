"""Sections in metres from the outlines of a file."""

from collections import defaultdict
from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from neointima.geometry.drawn_section import NONE, DrawnSection, check_order
from neointima.geometry.mended_outline import mended
from neointima.geometry.torn_lamina import TornLamina, torn_lamina
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.classed import classed
from neointima.instruments.outlines.classes import Classes
from neointima.instruments.outlines.sections_by_place import Classed
from neointima.mistake import Mistake

MOST_SECTIONS = 5_000
# Words in the names of a reader's scores, and the score they are.
SCORES = {"injur": "injury", "inflam": "inflammation", "fibrin": "fibrin"}
HIGHEST_SCORE = 3.0
CONFIDENCE = "confidence"


class Section(NamedTuple):
    """One section of a file: its name there, '' where the file holds one, and its place along the vessel [m] or nan.

    ``is_automatic`` where a program drew it and said how sure it is.
    """

    name: str
    drawn: DrawnSection
    place: float = float("nan")
    is_automatic: bool = False


class Sections(NamedTuple):
    """The sections that could be read, why others could not, and in plain sentences what was mended or left out."""

    sections: tuple[Section, ...]
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def without_confidence(outline: Outline) -> Outline:
    """An outline without the confidence that a program left with it."""
    kept = {key: value for key, value in outline.values.items() if CONFIDENCE not in key.casefold()}
    return outline if len(kept) == len(outline.values) else outline._replace(values=kept)


class _How(NamedTuple):
    """What a section is called in messages, metres in its unit, where notes go, and whether labels part the pixels."""

    place: str
    unit: float
    notes: list[str]
    is_pixels: bool


def drawn_sections(drawing: Drawing, classes: Classes, unit: float) -> Sections:
    """Every section of a drawing whose coordinates are ``unit`` metres; a Mistake when there are none at all."""
    known = classed(drawing, classes)
    notes = list(drawing.notes + known.notes)
    together: dict[str, list[Classed]] = defaultdict(list)
    for one in known.outlines:
        together[one.section].append(one)
    if len(together) > MOST_SECTIONS:
        raise Mistake(f"{drawing.source}: more than {MOST_SECTIONS} sections; split the file")
    found, refused = [], []
    for name, outlines in together.items():
        place = f"{drawing.source} › {name}" if name else drawing.source
        try:
            found.append(_section(name, outlines, _How(place, unit, notes, drawing.is_pixels)))
        except Mistake as mistake:
            refused.append(str(mistake))
    if not found:
        raise Mistake(refused[0])
    return Sections(tuple(found), tuple(refused), tuple(notes))


def _section(name: str, outlines: Sequence[Classed], how: _How) -> Section:
    place, notes = how.place, how.notes
    kinds: dict[str, list[Classed]] = defaultdict(list)
    for one in outlines:
        kinds[one.kind].append(one)
    layers = {
        kind: _layer(kinds[kind], f"{place} › {kind}", notes)
        for kind in ("lumen", "stent", "wall", "neointima", "media")
        if kinds[kind]
    }
    laminae = {kind: _lamina(kinds[kind], f"{place} › {kind}", notes) for kind in ("iel", "eel") if kinds[kind]}
    ordered = sorted(kinds["strut"], key=lambda strut: strut.number or 10**9)
    struts = [(one, part) for one in ordered for part in _struts(one, place, notes)]
    lines = {kind: lamina.shape for kind, lamina in laminae.items()}
    if how.is_pixels:
        layers, lines = _stacked(layers, lines, [part for _, part in struts])
    drawn = _derived(layers, lines)._replace(
        struts=tuple(part for _, part in struts),
        torn_internal=laminae["iel"].gaps if "iel" in laminae else NONE,
        torn_external=laminae["eel"].gaps if "eel" in laminae else NONE,
        endothelium=_endothelium(kinds["endothelium"]),
        scores=_scores([one for one, _ in struts], place),
    )
    check_order(drawn, place)
    along = [one.outline.place for one in outlines if isfinite(one.outline.place)]
    is_automatic = any(without_confidence(one.outline) is not one.outline for one in outlines)
    where = how.unit * along[0] if along else float("nan")
    return Section(name, _in_metres(drawn, how.unit), where, is_automatic)


def _layer(outlines: Sequence[Classed], place: str, notes: list[str]) -> Geometry:
    polygons = [polygon for one in outlines for polygon in one.outline.polygons]
    found = mended(polygons, lines=[line for one in outlines for line in one.outline.lines], place=place)
    notes.extend(found.notes)
    return found.shape


def _lamina(outlines: Sequence[Classed], place: str, notes: list[str]) -> TornLamina:
    """A lamina drawn as a closed line, or as open ones that leave out where it is torn."""
    if any(one.outline.polygons for one in outlines):
        return TornLamina(_layer(outlines, place, notes), NONE)
    found = torn_lamina([line for one in outlines for line in one.outline.lines], place)
    if not found.gaps.is_empty:
        notes.append(f"{place}: drawn with {len(found.gaps.geoms)} gaps, which are taken for tears")
    return found


def _struts(one: Classed, place: str, notes: list[str]) -> list[Geometry]:
    found = mended(one.outline.polygons, lines=one.outline.lines, place=f"{place} › {one.outline.name or 'strut'}")
    notes.extend(found.notes)
    return list(shapely.get_parts(found.shape))


def _stacked(
    layers: dict[str, Geometry], laminae: dict[str, Geometry], struts: Sequence[Geometry]
) -> tuple[dict[str, Geometry], dict[str, Geometry]]:
    """A pixel has one label, so that what is labelled IEL goes around the lumen and does not hold it: filled."""
    inside = [layers.get("lumen", NONE), layers.get("neointima", NONE), *struts]
    stent = _filled(layers.get("stent", NONE), shapely.union_all(inside))
    filled = {}
    for kind, also in (("iel", stent), ("eel", layers.get("media", NONE))):
        inside.append(also)
        if kind in laminae:
            filled[kind] = _filled(laminae[kind], shapely.union_all(inside))
            inside.append(filled[kind])
    return (layers | {"stent": stent} if not stent.is_empty else layers), filled


def _derived(layers: dict[str, Geometry], laminae: dict[str, Geometry]) -> DrawnSection:
    """Layers drawn as rings of tissue tell of the lines between: lumen and neointima fill the internal lamina."""
    wall, media = layers.get("wall", NONE), layers.get("media", NONE)
    lumen = layers.get("lumen", _hole(wall))
    internal, external = laminae.get("iel", NONE), laminae.get("eel", NONE)
    if internal.is_empty and "neointima" in layers:
        internal = _filled(layers["neointima"], lumen)
    if internal.is_empty:
        internal = _hole(media)
    if external.is_empty:
        external = _filled(media, internal) if not media.is_empty else _filled(wall, lumen)
    return DrawnSection(lumen, internal, external, layers.get("stent", NONE))


def _filled(ring: Geometry, inside: Geometry) -> Geometry:
    """A ring of tissue with what it goes around, holes and all."""
    if ring.is_empty:
        return NONE
    whole = shapely.union_all([*(shapely.Polygon(part.exterior) for part in shapely.get_parts(ring)), inside])
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(whole)])


def _hole(ring: Geometry) -> Geometry:
    """The largest hole of a ring of tissue."""
    holes = [shapely.Polygon(hole) for part in shapely.get_parts(ring) for hole in part.interiors]
    return max(holes, key=lambda hole: hole.area, default=NONE)


def _endothelium(outlines: Sequence[Classed]) -> Geometry:
    drawn = [shapely.LineString(line) for one in outlines for line in one.outline.lines if len(line) > 1]
    drawn += [shapely.Polygon(part[0]).buffer(0) for one in outlines for part in one.outline.polygons]
    return shapely.union_all(drawn) if drawn else NONE


def _scores(struts: Sequence[Classed], place: str) -> dict[str, np.ndarray]:
    """The reader's own scores of the struts by what they score, nan where a strut has none; 0 to 3 or a Mistake."""
    found: dict[str, np.ndarray] = {}
    for number, one in enumerate(struts):
        for key, value in one.outline.values.items():
            score = next((score for word, score in SCORES.items() if word in key.casefold()), "")
            if not score:
                continue
            if not 0 <= value <= HIGHEST_SCORE:
                raise Mistake(f"{place} › {one.outline.name or 'strut'}: {key} is {value:g}; scores run from 0 to 3")
            found.setdefault(score, np.full(len(struts), np.nan))[number] = value
    return found


def _in_metres(drawn: DrawnSection, unit: float) -> DrawnSection:
    """All shapes times ``unit``."""

    def scaled(shape: Geometry) -> Geometry:
        return shapely.transform(shape, lambda points: points * unit)

    return drawn._replace(
        **{name: scaled(shape) for name, shape in drawn._asdict().items() if name not in {"struts", "scores"}},
        struts=tuple(scaled(strut) for strut in drawn.struts),
    )
