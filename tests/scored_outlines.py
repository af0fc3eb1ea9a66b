"""How well automatic outlines lie on the true ones."""

from typing import NamedTuple

import numpy as np
from PIL import Image
from shapely import Polygon

from neointima.instruments.segmentation.outlined import outlined

LINES = ("Lumen", "IEL", "EEL")


class Score(NamedTuple):
    """Dice's overlap and the ratio of areas for lumen, IEL and EEL; share of struts found; confidence of each line."""

    dice: tuple[float, ...]
    areas: tuple[float, ...]
    recall: float
    false: int
    sure: tuple[float, ...]


def scored(photo, folder):
    """Outline a photograph that was written to a file, as a person would have it done."""
    path = folder / "photo.png"
    Image.fromarray(photo.picture).save(path)
    drawn = outlined(path, photo.canvas.pixel).drawing.outlines
    by_name = {one.label: one for one in drawn if one.label != "Strut"}
    found = [Polygon(by_name[name].polygons[0][0]).buffer(0) for name in LINES]
    true = [Polygon(photo.canvas.to_pixels(line)) for line in photo.contours[:3]]
    struts = [Polygon(photo.canvas.to_pixels(strut)) for strut in photo.contours.struts]
    boxes = [Polygon(one.polygons[0][0]).buffer(0) for one in drawn if one.label == "Strut"]
    # A strut is found where the box that is drawn and the true one share half of what they cover together.
    hits = [any(one.intersection(box).area > 0.5 * one.union(box).area for box in boxes) for one in struts]
    return Score(
        dice=tuple(2 * a.intersection(b).area / (a.area + b.area) for a, b in zip(found, true, strict=True)),
        areas=tuple(a.area / b.area for a, b in zip(found, true, strict=True)),
        recall=float(np.mean(hits)),
        false=len(boxes) - sum(hits),
        sure=tuple(by_name[name].values["Confidence"] for name in LINES),
    )
