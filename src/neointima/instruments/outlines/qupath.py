"""QuPath's GeoJSON, read whichever version wrote it, and written so that QuPath opens it.

Pixels of the full picture from its top left corner, y down. A feature collection, a bare array or one feature. Until
version 0.2 a class had a packed colour, measurements were a list and the id said what a feature is; later there are
``objectType``, a list of numbers for the colour and an object of measurements, and derived classes have ``names``.
QuPath itself rounds to hundredths of a pixel when it exports.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from neointima.instruments.outlines import NOTHING, Drawing, Outline
from neointima.instruments.outlines.colours import colour_of
from neointima.instruments.outlines.geojson_shapes import geometry_of, shapes_of
from neointima.instruments.whole_file import whole_file
from neointima.mistake import Mistake

LARGEST, MOST_POINTS, MOST_OUTLINES = 50_000_000, 2_000_000, 20_000
KINDS_BY_ID = {"PathDetectionObject", "PathCellObject", "PathTileObject", "PathRootObject", "TMACoreObject"}


class Mark(NamedTuple):
    """A point that is written as a detection: where, its class, its colour, and numbers that belong to it."""

    point: tuple[float, float]
    label: str
    colour: tuple[int, int, int]
    values: Mapping[str, float] = NOTHING


def read_geojson(path: Path) -> Drawing:
    """Every annotation of a file; points and detections are left out, and this is said.

    Labels are classes, or names where an annotation has no class. Files that are too large, no GeoJSON, or hold
    anything but finite numbers are Mistakes.
    """
    features = _features(path)
    outlines: list[Outline] = []
    left, unclosed, points = Counter[str](), 0, 0
    planes: list[str] = []
    for number, feature in enumerate(features, 1):
        what = _what(feature)
        if what != "annotation":
            left[what] += 1
            continue
        properties = feature.get("properties") or {}
        label, name = _label(properties), _text(properties.get("name"))
        shapes = shapes_of(feature.get("geometry"), f"{path.name} › feature {number} ({label or name or 'no class'})")
        if shapes.points:
            left["point"] += 1
            continue
        values = _values(properties.get("measurements"))
        outlines.append(Outline(label or name, name, shapes.polygons, shapes.lines, values=values))
        planes.append(_plane(feature["geometry"].get("plane")))
        unclosed += shapes.unclosed
        points += sum(len(ring) for polygon in shapes.polygons for ring in polygon) + sum(map(len, shapes.lines))
        if points > MOST_POINTS or len(outlines) > MOST_OUTLINES:
            raise Mistake(
                f"{path.name}: more than {MOST_POINTS} points or {MOST_OUTLINES} outlines; simplify the lines in QuPath"
            )
    if len(set(planes)) > 1:
        outlines = [outline._replace(section=plane) for outline, plane in zip(outlines, planes, strict=True)]
    notes = [f"{path.name}: {count} of the kind '{what}' left out" for what, count in left.items()]
    if unclosed:
        notes.append(f"{path.name}: {unclosed} outlines did not repeat their first point")
    if not outlines:
        raise Mistake(f"{path.name}: no outlines; draw annotations in QuPath and export them as GeoJSON")
    return Drawing(path.name, tuple(outlines), notes=tuple(notes))


def write_geojson(path: Path, drawing: Drawing, *, is_locked: bool = False, marks: Iterable[Mark] = ()) -> None:
    """Every outline as an annotation with its class, name, colour and measurements, whole or not at all.

    Coordinates keep every digit, so areas come back as they went; open lines beside a polygon are not kept. ``marks``
    become point detections. ``is_locked`` keeps annotations from being moved by chance.
    """
    features = [_annotation(outline, f"{path.name} › {outline.label}", is_locked) for outline in drawing.outlines]
    features += [_detection(mark) for mark in marks]
    document = {"type": "FeatureCollection", "features": features}
    try:
        text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    except ValueError:
        raise Mistake(f"{path.name}: outlines with numbers that are not finite cannot be written") from None
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")


def _annotation(outline: Outline, place: str, is_locked: bool) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "objectType": "annotation",
        "name": " ".join(filter(None, (outline.name or outline.label, outline.section))),
        "classification": {"name": outline.label, "color": list(colour_of(outline.label))},
        "isLocked": is_locked,
    }
    if outline.values:
        properties["measurements"] = dict(outline.values)
    return {"type": "Feature", "geometry": geometry_of(outline, place), "properties": properties}


def _detection(mark: Mark) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(mark.point)},
        "properties": {
            "objectType": "detection",
            "classification": {"name": mark.label, "color": list(mark.colour)},
            "measurements": dict(mark.values),
        },
    }


def _features(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise Mistake(
                f"{path.name}: larger than {LARGEST // 10**6} MB, so not a section's outlines; export annotations only"
            )
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    # RecursionError: brackets nested without end.
    except (ValueError, RecursionError):
        raise Mistake(f"{path.name}: not JSON; export the annotations from QuPath as GeoJSON") from None
    if isinstance(document, dict):
        document = [document] if document.get("type") == "Feature" else document.get("features")
    if not isinstance(document, list):
        raise Mistake(f"{path.name}: no 'features'; export the annotations from QuPath as a FeatureCollection")
    return document


def _what(feature: Any) -> str:
    """What QuPath calls an object: 'annotation', 'detection', 'cell' and so on."""
    if not isinstance(feature, dict) or "geometry" not in feature:
        return "no feature"
    properties, identity = feature.get("properties"), feature.get("id")
    if properties is not None and not isinstance(properties, dict):
        return "no feature"
    if isinstance(identity, str) and identity in KINDS_BY_ID:
        return identity.removeprefix("Path").removesuffix("Object").lower()
    return _text((properties or {}).get("objectType") or (properties or {}).get("object_type")) or "annotation"


def _label(properties: dict[str, Any]) -> str:
    """The class; the parts of a derived one joined as QuPath shows them."""
    classification = properties.get("classification")
    if not isinstance(classification, dict):
        return _text(classification)
    names = classification.get("names")
    if isinstance(names, list) and names and all(isinstance(each, str) for each in names):
        return ": ".join(names)[:300]
    return _text(classification.get("name"))


def _values(measurements: Any) -> dict[str, float]:
    """Finite numbers of a map, or of a list of {name, value}."""
    if isinstance(measurements, list):
        pairs = [(each.get("name"), each.get("value")) for each in measurements if isinstance(each, dict)]
    else:
        pairs = list(measurements.items()) if isinstance(measurements, dict) else []
    return {
        str(name): float(value)
        for name, value in pairs[:1000]
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300 and isfinite(value)
    }


def _plane(plane: Any) -> str:
    """Slice and time of an outline in a stack, '' for the first."""
    if not isinstance(plane, dict):
        return ""
    z, t = (plane.get(axis, 0) for axis in ("z", "t"))
    said = [f"{axis}{at}" for axis, at in (("z", z), ("t", t)) if isinstance(at, int) and at]
    return " ".join(said)


def _text(value: Any) -> str:
    return value.strip()[:300] if isinstance(value, str) else ""
