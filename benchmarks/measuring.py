"""Times the measuring of real files: five hundred sections from outlines to the page."""

import json
import tempfile
from pathlib import Path

import numpy as np
from benchmarks.timing import Row, against_target, command, median

SECTIONS, STRUTS, POINTS = 500, 10, 720
TARGET = 20.0


def rows() -> list[Row]:
    """Five hundred files of QuPath, lumen, both laminae and ten struts each, on two processes."""
    with tempfile.TemporaryDirectory() as folder:
        slides = Path(folder) / "slides"
        drawn(slides)
        names = iter(range(10))
        words = ("measure", str(slides), "--scale", "0.5", "--workers", "2")
        seconds = median(lambda: command(*words, "--out", f"{folder}/{next(names)}", OMP_NUM_THREADS="1"), 1)
    return [against_target(f"{SECTIONS} sections from outlines to the page, two processes", seconds, TARGET)]


def drawn(folder: Path) -> None:
    """Sections as a morphometrist traces them: waves in every line, struts not quite even."""
    folder.mkdir()
    luck = np.random.default_rng(1)
    for number in range(SECTIONS):
        lumen = 1900 + luck.normal(0, 150)
        lines = [("Lumen", lumen, 0.03), ("IEL", 2600, 0.01), ("EEL", 2850, 0.01)]
        features = [_feature(name, _line(radius, waves, luck)) for name, radius, waves in lines]
        features += [_feature("Strut", _strut(n, luck)) for n in range(STRUTS)]
        document = {"type": "FeatureCollection", "features": features}
        (folder / f"section_{number:03d}.geojson").write_text(json.dumps(document), encoding="utf-8")


def _line(radius: float, waves: float, luck: np.random.Generator) -> np.ndarray:
    angles = np.arange(POINTS) * 2 * np.pi / POINTS
    radii = radius * (1 + waves * np.sin(3 * angles + luck.uniform(0, 6)) + 0.01 * np.sin(7 * angles))
    return np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]) + 5000


def _strut(number: int, luck: np.random.Generator) -> np.ndarray:
    angle = 2 * np.pi * number / STRUTS + luck.normal(0, 0.05)
    across, along = np.array([2450, 2600, 2600, 2450]), np.array([-80, -80, 80, 80])
    cos, sin = np.cos(angle), np.sin(angle)
    return np.column_stack([across * cos - along * sin, across * sin + along * cos]) + 5000


def _feature(kind: str, points: np.ndarray) -> dict[str, object]:
    ring = points.round(2).tolist()
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        "properties": {"objectType": "annotation", "classification": {"name": kind, "color": [0, 0, 0]}},
    }
