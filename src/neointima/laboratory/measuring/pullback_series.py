"""Drawn outlines of many frames put together into pullbacks."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import isfinite, nan
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from neointima.geometry.mended_outline import mended
from neointima.geometry.pullback import Frame, Strut
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.classed import classed
from neointima.instruments.outlines.classes import Classes
from neointima.instruments.outlines.sections_by_place import Classed
from neointima.laboratory.measuring.measured import Wish
from neointima.laboratory.measuring.sections import classes_of
from neointima.mistake import Mistake

# Without a scale a pixel is measured as this long [m], so that square millimetres are square pixels.
PIXEL = 1e-3
SIDE_BRANCH = re.compile(r"[\s_:–-]*\b(at[\s_]+)?(a[\s_]+)?(side[\s_-]*branch|jailed)\b[\s_:–-]*", re.IGNORECASE)
NUMBERED = re.compile(r"(.*?)(\d{1,9})\D*")
PLAIN = re.compile(r"[\s_.·:–-]*\b(frame|slice|image|img|section)?[\s_.·:–-]*$", re.IGNORECASE)
SAME, APART, UNLIKE = 0.999, 1e-6, 1e-3
MOST_FRAMES = 20_000


class Series(NamedTuple):
    """Frames of one pullback; ``name`` tells several of one file apart.

    ``is_scaled`` where lengths across are metres, and pixels of a millimetre otherwise; ``is_placed`` where lengths
    along the vessel are metres, and frames are numbered a millimetre apart otherwise. ``is_pixels`` where outlines are
    borders of pixels, which are longer than what they go round.
    """

    name: str
    frames: tuple[Frame, ...]
    is_scaled: bool
    is_placed: bool
    is_pixels: bool = False


class AllSeries(NamedTuple):
    """The pullbacks of some files, and what was odd."""

    series: tuple[Series, ...]
    notes: tuple[str, ...]


class _Found(NamedTuple):
    """An outline with the unit of its file [m]."""

    classed: Classed
    unit: float
    is_at_side_branch: bool


def series_of(drawings: Sequence[Drawing], wish: Wish) -> AllSeries:
    """Outlines of the same section, in one file or in several, are one frame.

    A frame's name is its section, or its file's where a file has but one. Sections whose words before the number
    differ, as 'D 12' and 'S 12', are different pullbacks.
    """
    notes: list[str] = []
    found: dict[str, list[_Found]] = defaultdict(list)
    units = [drawing.unit if isfinite(drawing.unit) else wish.scale for drawing in drawings]
    if any(map(isfinite, units)) and not all(map(isfinite, units)):
        which = next(drawing.source for drawing, unit in zip(drawings, units, strict=True) if not isfinite(unit))
        raise Mistake(f"{which}: no scale, and other files of the pullback have one; give --scale")
    classes = classes_of(wish)
    for drawing, unit in zip(drawings, units, strict=True):
        notes += drawing.notes
        if isfinite(drawing.unit) and isfinite(wish.scale) and abs(wish.scale / drawing.unit - 1) > UNLIKE:
            said = f"{drawing.source}: says itself that a unit is {1e6 * drawing.unit:.6g} um"
            notes.append(f"{said}; --scale {1e6 * wish.scale:g} was not used")
        known = classed(_plain(drawing), classes)
        notes += known.notes
        for each in known.outlines:
            name = each.section or _of_file(drawing.source, classes)
            at_side_branch = each.outline.values.get(MARK, 0.0) > 0
            found[name].append(_Found(each, unit if isfinite(unit) else PIXEL, at_side_branch))
    if len(found) > MOST_FRAMES:
        raise Mistake(f"{len(found)} frames, and {MOST_FRAMES} can be measured; give one pullback at a time")
    is_scaled = all(map(isfinite, units))
    made = tuple(_series(name, own, wish=wish, notes=notes) for name, own in _split(found).items())
    made = tuple(one._replace(is_pixels=any(drawing.is_pixels for drawing in drawings)) for one in made)
    if not is_scaled:
        # Places in an unknown unit put frames in order and no more.
        made = tuple(one._replace(is_scaled=False, is_placed=False) for one in made)
    return AllSeries(made, tuple(dict.fromkeys(notes)))


MARK = "at side branch"


def _of_file(source: str, classes: Classes) -> str:
    """The frame that a file is named for, without the class that its name may hold."""
    stem = Path(source).stem
    return classes.named(stem).section or stem


def _plain(drawing: Drawing) -> Drawing:
    """Without the words that only say that a strut lies across a side branch; a value keeps them."""

    def plain(outline: Outline) -> Outline:
        if not (SIDE_BRANCH.search(outline.label) or SIDE_BRANCH.search(outline.name)):
            return outline
        label, name = (SIDE_BRANCH.sub(" ", text).strip() for text in (outline.label, outline.name))
        return outline._replace(label=label, name=name, values={**outline.values, MARK: 1.0})

    return drawing._replace(outlines=tuple(plain(outline) for outline in drawing.outlines))


def _split(found: Mapping[str, list[_Found]]) -> dict[str, dict[str, list[_Found]]]:
    """Frames by the words before their number; one pullback where words tell nothing apart."""
    split: dict[str, dict[str, list[_Found]]] = defaultdict(dict)
    for name, own in found.items():
        match = NUMBERED.fullmatch(name)
        split[PLAIN.sub("", match.group(1)) if match else ""][name] = own
    if len(split) == 1 or all(len(frames) == 1 for frames in split.values()):
        return {"": {name: own for frames in split.values() for name, own in frames.items()}}
    return dict(split)


def _series(name: str, found: Mapping[str, list[_Found]], *, wish: Wish, notes: list[str]) -> Series:
    places = {frame: _place(own) for frame, own in found.items()}
    is_placed = all(isfinite(place) for place in places.values())
    # Frames that all lie at nought were given no place.
    is_placed = is_placed and (len(places) == 1 or len(set(places.values())) > 1)
    if not is_placed:
        if len(set(places.values())) > 1 and any(isfinite(place) for place in places.values()):
            without = next(frame for frame, place in places.items() if not isfinite(place))
            raise Mistake(f"{without}: no place along the vessel, and other frames have one; give each its place")
        is_placed = isfinite(wish.frame_spacing)
        spacing = wish.frame_spacing if is_placed else PIXEL
        places = {frame: spacing * number for frame, number in _numbers(list(found)).items()}
    frames = tuple(_frame(_short(frame, name), places[frame], own=own, notes=notes) for frame, own in found.items())
    return Series(name, frames, is_scaled=True, is_placed=is_placed)


def _place(own: Sequence[_Found]) -> float:
    """Where a frame lies [m]: what its outlines say."""
    said = [each.classed.outline.place * each.unit for each in own]
    known = [place for place in said if isfinite(place)]
    return float(np.median(known)) if known else nan


def _numbers(names: Sequence[str]) -> dict[str, float]:
    """Each frame's own number, or its turn where some have none or share one."""
    matches = [NUMBERED.fullmatch(name) for name in names]
    numbers = [float(match.group(2)) if match else nan for match in matches]
    if not all(map(isfinite, numbers)) or len(set(numbers)) < len(numbers):
        numbers = [float(turn) for turn in range(len(names))]
    return dict(zip(names, numbers, strict=True))


def _short(frame: str, series: str) -> str:
    """A frame's name without that of its pullback."""
    match = NUMBERED.fullmatch(frame)
    plain = match is not None and PLAIN.sub("", match.group(1)) == series
    return match.group(2) if match and plain else frame


def _frame(name: str, place: float, *, own: Sequence[_Found], notes: list[str]) -> Frame:
    shapes: dict[str, Any] = {"lumen": None, "stent": None, "eel": None}
    for kind in shapes:
        drawn = [_area(each, f"frame {name} › {kind}", notes) for each in own if each.classed.kind == kind]
        shapes[kind] = _joined(drawn, f"frame {name} › {kind}", notes)
    struts = tuple(
        Strut(shape, each.is_at_side_branch)
        for each in own
        if each.classed.kind == "strut"
        for shape in _strut_shapes(each, f"frame {name} › strut", notes)
    )
    return Frame(name, place, shapes["lumen"], shapes["stent"], shapes["eel"], struts)


def _area(each: _Found, place: str, notes: list[str]) -> Any:
    outline = each.classed.outline
    polygons = [[ring * each.unit for ring in polygon] for polygon in outline.polygons]
    area = mended(polygons, lines=[line * each.unit for line in outline.lines], place=place)
    notes += area.notes
    return area.shape


def _joined(drawn: Sequence[Any], place: str, notes: list[str]) -> Any | None:
    """Several areas of a frame that do not overlap are one; the same twice is one too."""
    if not drawn:
        return None
    joined = drawn[0]
    for area in drawn[1:]:
        shared = joined.intersection(area).area
        if shared > SAME * max(joined.area, area.area):
            continue
        if shared > APART * min(joined.area, area.area):
            raise Mistake(f"{place}: drawn twice and not alike; keep one of them")
        joined = joined.union(area)
        notes.append(f"{place}: in several pieces, which are added")
    return joined


def _strut_shapes(each: _Found, place: str, notes: list[str]) -> list[Any]:
    """The outline of a strut; open lines are bright inner edges and single points their middles, a strut each."""
    from shapely import LineString, Point

    outline = each.classed.outline
    if outline.polygons:
        return [_area(each._replace(classed=each.classed._replace(outline=outline._replace(lines=()))), place, notes)]
    lines = [line * each.unit for line in outline.lines]
    return [Point(line[0]) if len(line) == 1 else LineString(line) for line in lines if len(line)]
