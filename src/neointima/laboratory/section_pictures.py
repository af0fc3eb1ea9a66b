"""Sections of a finished run as a histologist would have them: stained pictures and outlines to measure again."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.geometry.drawn_section import DrawnSection
from neointima.geometry.section_contours import SectionContours
from neointima.geometry.section_frame import TURN, SectionFrame
from neointima.instruments.histology.canvas import canvas_around
from neointima.instruments.histology.ome_tiff import write_ome_tiff
from neointima.instruments.histology.picture import draw
from neointima.instruments.histology.section_outlines import section_drawing
from neointima.instruments.histology.stains import STAINS
from neointima.instruments.outlines.classes import our_classes
from neointima.instruments.outlines.drawn_sections import drawn_sections
from neointima.instruments.outlines.imagej import write_roi_set
from neointima.instruments.outlines.qupath import read_geojson, write_geojson
from neointima.laboratory.folder import write_table
from neointima.laboratory.measure import MEASUREMENTS, Row, measure
from neointima.laboratory.measuring.traced_section import traced
from neointima.laboratory.recordings import read
from neointima.laboratory.results import study
from neointima.mistake import Mistake
from neointima.simulation.recording import Recording
from neointima.simulation.section_snapshot import Snapshot

PIXEL = 1e-6
# Adventitia that is drawn [m], and how far beyond a strut that tore the lamina the tear is drawn.
ADVENTITIA, TORN_BESIDE = 150e-6, 20e-6


def days_with_cells(recording: Recording) -> list[float]:
    """Days on which every cell was kept."""
    return np.unique(np.rint(recording.values["body_day"][0])).tolist()


def snapshot(recording: Recording, day: float | None = None) -> Snapshot:
    """The section on a ``day`` on which every cell was kept, the last one if none is named.

    A Mistake when there is none such.
    """
    days = days_with_cells(recording)
    if not days:
        raise Mistake("no cells were kept; run again with conditions.cells = 'last day'")
    day = days[-1] if day is None else day
    if day not in days:
        raise Mistake(f"the cells of day {day:g} were not kept; choose one of {', '.join(f'{one:g}' for one in days)}")
    return _snapshot(recording, day)


def _snapshot(recording: Recording, day: float) -> Snapshot:
    values = recording.values
    frame = int(np.flatnonzero(recording.days == round(day))[-1])
    here = np.rint(values["body_day"][0]) == day
    code = values["body_code"][0][here].astype(np.int64)
    lumen = values["lumen_line"][0][frame].astype(np.float64)
    angles = np.arange(lumen.size) * TURN / lumen.size
    struts = _frame(recording)
    strut, arc = struts.nearest(angles)
    score = values["strut_injury"][0].astype(np.int64)
    return Snapshot(
        day=day,
        contours=outlines(recording, frame),
        position=np.column_stack([values[name][0][here] for name in ("body_x", "body_y")]).astype(np.float64),
        radius=values["body_radius"][0][here].astype(np.float64),
        kind=code % 10,
        layer=code // 10 % 10,
        phase=code // 100 % 10,
        matrix=values["body_matrix"][0][here].astype(np.float64),
        collagen=values["body_collagen"][0][here].astype(np.float64),
        synthetic=code // 1000 > 0,
        angles=angles,
        endothelium=values["endothelium_line"][0][frame] > 0.5,
        torn=(np.abs(arc) <= struts.width / 2 + TORN_BESIDE) & (score[strut] > 0),
        injury=score,
    )


def _frame(recording: Recording) -> SectionFrame:
    once = {name: float(recording.values[name][0]) for name in ("strut_width", "strut_thickness", "strut_depth")}
    lamina = float(recording.values["lamina_radius"][0, 0])
    return SectionFrame(lamina, recording.values["strut_angle"][0], *once.values())


def outlines(recording: Recording, frame: int) -> SectionContours:
    """The outlines on the ``frame``-th of the recording's days."""
    struts = _frame(recording)
    lumen = recording.values["lumen_line"][0][frame].astype(np.float64)
    angles = np.arange(lumen.size) * TURN / lumen.size
    around = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    external = float(recording.values["external_radius"][0][frame])
    return SectionContours(
        lumen=lumen[:, None] * around,
        internal_lamina=struts.lamina_at(angles)[:, None] * around,
        external_lamina=external * around,
        outside=(external + ADVENTITIA) * around,
        struts=struts.corners(),
    )


def sections(folder: Path) -> Iterator[tuple[str, Snapshot]]:
    """Name and last section of every case of a run. A Mistake when the run followed no single cells."""
    paths = sorted((folder / "recordings").glob("*.nc"))
    for path in paths:
        recording = read(path)
        if recording.world != "artery_section":
            raise Mistake(f"{folder}: no sections; a study has them with conditions.world = 'artery_section'")
        yield path.stem, snapshot(recording)
    if not paths:
        raise Mistake(f"{folder}: no recordings there; give the folder of a finished run")


def write_pictures(folder: Path) -> Iterator[Path]:
    """Both stains as OME-TIFF at 1 µm a pixel, outlines as QuPath GeoJSON and ImageJ RoiSet, into ``pictures/``.

    ``measurements.csv`` beside them is measured on the GeoJSON files, by the endpoints that measured the run.
    """
    into, rows = folder / "pictures", []
    for name, shown in sections(folder):
        into.mkdir(exist_ok=True)
        canvas = canvas_around(shown.contours, PIXEL)
        for stain in STAINS.values():
            path = into / f"{name}_{stain.name.lower().replace(' ', '_').replace('–', '_').replace('-', '_')}.ome.tif"
            write_ome_tiff(path, draw(shown, stain, canvas), PIXEL, stain=stain.name, about=f"day {shown.day:g}")
            yield path
        drawing, geojson = section_drawing(shown.contours, canvas, name, injury=shown.injury), into / f"{name}.geojson"
        write_geojson(geojson, drawing, is_locked=True)
        write_roi_set(into / f"{name}_RoiSet.zip", drawing)
        yield from (geojson, into / f"{name}_RoiSet.zip")
        (again,) = drawn_sections(read_geojson(geojson), our_classes(), canvas.pixel).sections
        rows += measure_outlines(name, again.drawn)
    write_table(into / "measurements.csv", MEASUREMENTS, rows)
    yield into / "measurements.csv"


def measure_outlines(name: str, drawn: DrawnSection) -> list[Row]:
    """What can be read off the outlines of the case ``name``, an arm and an animal's number, by the endpoints."""
    arm, _, animal = name.rpartition("_")
    return measure(Traced(name, (int(animal),), Arm(arm)), traced(drawn).recording)


class Arm(NamedTuple):
    """Whose section it is."""

    arm: str


class Traced(NamedTuple):
    """One section whose outlines were traced, as ``measure`` takes a batch."""

    name: str
    animals: tuple[int, ...]
    recipe: Arm


def first_cases(folder: Path) -> dict[str, Recording]:
    """The first case of each arm, in the study's order. A Mistake when one is missing."""
    shown = {}
    for arm in study(folder)["arms"]:
        paths = sorted((folder / "recordings").glob(f"{arm}_[0-9]*.nc"))
        if not paths:
            raise Mistake(f"{folder}/recordings: {arm} has no recording; run the study again")
        shown[arm] = read(paths[0])
    return shown
