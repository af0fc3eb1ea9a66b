"""QuPath's GeoJSON: outlines as annotations, and bodies as detections when asked for.

The layout is that of QuPath 0.5: pixels of the full picture from its top left corner with y down, ``objectType``,
``name`` and ``classification`` among the properties, ``measurements`` as an object of numbers. QuPath itself rounds to
hundredths of a pixel when it exports.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from neointima.geometry.section_contours import SectionContours
from neointima.instruments.histology.canvas import Canvas
from neointima.instruments.histology.outlines import COLOURS, Outline, outlines, section_of
from neointima.instruments.whole_file import whole_file
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.simulation.section_snapshot import FIBRIN, MACROPHAGE, MUSCLE, REMNANT, Snapshot

LARGEST, MOST_POINTS, MOST_STRUTS = 50_000_000, 500_000, 200
BODIES = {
    MUSCLE: ("Smooth muscle cell", (90, 60, 160)),
    FIBRIN: ("Fibrin", (200, 30, 60)),
    REMNANT: ("Remnant", (120, 120, 160)),
    MACROPHAGE: ("Macrophage", (40, 40, 40)),
}
FARTHEST = 1e7


def write_geojson(path: Path, contours: SectionContours, canvas: Canvas, *, bodies: Snapshot | None = None) -> None:
    """Every outline as an annotation, and the middles of ``bodies`` as point detections, whole or not at all.

    Coordinates keep every digit, so areas come back as they went.
    """
    features = [_annotation(outline, canvas) for outline in outlines(contours)]
    if bodies is not None:
        features += list(_detections(bodies, canvas))
    document = {"type": "FeatureCollection", "features": features}
    with whole_file(path) as part:
        part.write_text(json.dumps(document, separators=(",", ":"), allow_nan=False), encoding="utf-8")


def read_geojson(path: Path, canvas: Canvas) -> SectionContours:
    """Outlines [m] of a file with annotations of the classes Lumen, IEL, EEL, Adventitia and Strut; the rest is left.

    ``canvas`` is that of the picture on which they were traced; its size does not matter. Files that are too large,
    no GeoJSON, lack a class, or hold anything but finite numbers are Mistakes.
    """
    features = _features(path)
    found: list[Outline] = []
    points = 0
    for number, feature in enumerate(features, 1):
        outline = _outline(feature, f"{path.name} › feature {number}")
        if outline is None:
            continue
        points += len(outline.points)
        if points > MOST_POINTS or len(found) > MOST_STRUTS:
            raise Mistake(
                f"{path.name}: more than {MOST_POINTS} points or {MOST_STRUTS} outlines; simplify the lines in QuPath"
            )
        found.append(outline._replace(points=canvas.to_metres(outline.points)))
    return section_of(found, path.name)


def _annotation(outline: Outline, canvas: Canvas) -> dict[str, Any]:
    points = canvas.to_pixels(outline.points).tolist()
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[*points, points[0]]]},
        "properties": {
            "objectType": "annotation",
            "name": outline.name,
            "classification": {"name": outline.kind, "color": list(COLOURS[outline.kind])},
            "isLocked": True,
        },
    }


def _detections(snapshot: Snapshot, canvas: Canvas) -> Iterable[dict[str, Any]]:
    places = canvas.to_pixels(snapshot.position).tolist()
    for point, kind, radius in zip(places, snapshot.kind.tolist(), snapshot.radius.tolist(), strict=True):
        name, colour = BODIES[kind]
        yield {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": point},
            "properties": {
                "objectType": "detection",
                "classification": {"name": name, "color": list(colour)},
                "measurements": {"Radius µm": radius * 1e6},
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
    # QuPath also writes a bare list of features.
    features = document.get("features") if isinstance(document, dict) else document
    if not isinstance(features, list):
        raise Mistake(f"{path.name}: no 'features'; export the annotations from QuPath as a FeatureCollection")
    return features


def _outline(feature: Any, place: str) -> Outline | None:
    """An annotation of a class that is known, in pixels; None for anything else."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or properties.get("objectType", "annotation") != "annotation":
        return None
    classification = properties.get("classification")
    kind = classification.get("name") if isinstance(classification, dict) else None
    if not isinstance(kind, str) or kind not in COLOURS:
        return None
    geometry = feature.get("geometry")
    rings = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(rings, list) or geometry.get("type") != "Polygon" or len(rings) != 1:
        raise Mistake(f"{place} ({kind}): a polygon without holes is expected; trace it as one closed line")
    name = properties.get("name")
    return Outline(kind, name if isinstance(name, str) else kind, _points(rings[0], f"{place} ({kind})"))


def _points(ring: Any, place: str) -> Array:
    pairs = isinstance(ring, list) and all(isinstance(pair, list) and len(pair) in {2, 3} for pair in ring)
    if not pairs or not all(type(each) in {int, float} for pair in ring for each in pair[:2]):
        raise Mistake(f"{place}: pairs of numbers are expected; export the annotations from QuPath as GeoJSON")
    try:
        points = np.array([pair[:2] for pair in ring], dtype=np.float64).reshape(-1, 2)
    except OverflowError:
        points = np.full((1, 2), np.inf)
    if not np.all(np.abs(points) < FARTHEST):
        raise Mistake(f"{place}: coordinates must be finite and within ten million pixels; export the file again")
    return points
