"""A simulated section as a drawing in pixels of its picture."""

from collections.abc import Iterator, Sequence

from neointima.geometry.section_contours import SectionContours
from neointima.instruments.histology.canvas import Canvas
from neointima.instruments.outlines import NOTHING, Drawing, Outline
from neointima.instruments.outlines.qupath import Mark
from neointima.quantities.kinds import Numbers
from neointima.simulation.section_snapshot import FIBRIN, MACROPHAGE, MUSCLE, REMNANT, Snapshot

# The class of each layer as people write it, from inside out.
LAYERS = ("Lumen", "IEL", "EEL", "Adventitia")
STRUT, INJURY = "Strut", "Injury score"
BODIES = {
    MUSCLE: ("Smooth muscle cell", (90, 60, 160)),
    FIBRIN: ("Fibrin", (200, 30, 60)),
    REMNANT: ("Remnant", (120, 120, 160)),
    MACROPHAGE: ("Macrophage", (40, 40, 40)),
}


def section_drawing(
    contours: SectionContours,
    canvas: Canvas,
    source: str = "simulated section",
    *,
    injury: Sequence[float] | Numbers = (),
) -> Drawing:
    """Lumen, IEL, EEL and adventitia, then Strut 1 and so on with its score of ``injury``, in pixels of the canvas."""
    lines = (contours.lumen, contours.internal_lamina, contours.external_lamina, contours.outside)
    drawn = [Outline(label, label, ((canvas.to_pixels(points),),)) for label, points in zip(LAYERS, lines, strict=True)]
    for number, points in enumerate(contours.struts):
        values = {INJURY: float(injury[number])} if len(injury) else NOTHING
        drawn.append(Outline(STRUT, f"{STRUT} {number + 1}", ((canvas.to_pixels(points),),), values=values))
    return Drawing(source, tuple(drawn), canvas.pixel)


def body_marks(snapshot: Snapshot, canvas: Canvas) -> Iterator[Mark]:
    """The middle of every body, with its kind and radius."""
    places = canvas.to_pixels(snapshot.position).tolist()
    for point, kind, radius in zip(places, snapshot.kind.tolist(), snapshot.radius.tolist(), strict=True):
        name, colour = BODIES[kind]
        yield Mark((point[0], point[1]), name, colour, {"Radius µm": radius * 1e6})
