"""The pathway from FKBP12 to G1/S as a picture and as a page, at one free drug concentration."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from neointima import __version__
from neointima.interfaces.report.figures import COLOURS, draw
from neointima.interfaces.report.templating import templates
from neointima.laboratory.folder import write_text
from neointima.laboratory.pathway import Pathway, antimony

SHADES: Colormap = LinearSegmentedColormap.from_list(
    "activity", ["#08519c", "#9ecae1", "#f7f7f7", "#fdae6b", "#d94801"]
)
EDGE, PLAIN, INHIBITS = "#343a40", "#ffffff", "#b03a00"
WIDTH, HEIGHT = 2.1, 1.0
DARK, STRIPS = 0.52, 64
ROWS = (
    ("fkbp12", "FKBP12 without drug"),
    ("mtorc1", "mTORC1"),
    ("s6k", "S6K phosphorylation"),
    ("four_ebp1", "4E-BP1 phosphorylation"),
    ("p27", "p27Kip1"),
    ("cyclin_d", "cyclin D"),
    ("cdk2", "CDK2"),
    ("passage", "passage from G1 to S"),
)
CURVES = ("s6k", "four_ebp1", "p27", "cdk2", "passage")


class Node(NamedTuple):
    """A box of the picture: its place, its name, and its key in Activities or '' where it has no activity."""

    x: float
    y: float
    label: str
    key: str = ""


NODES = {
    "pdgf": Node(0.9, 6.4, "PDGF"),
    "bfgf": Node(0.9, 5.0, "bFGF"),
    "thrombin": Node(0.9, 3.6, "thrombin"),
    "drive": Node(3.7, 5.0, "growth factors", "drive"),
    "mtorc1": Node(6.5, 5.0, "mTORC1", "mtorc1"),
    "drug": Node(3.7, 1.2, ""),
    "fkbp12": Node(6.5, 1.2, "FKBP12 free", "fkbp12"),
    "s6k": Node(9.3, 6.4, "S6K", "s6k"),
    "four_ebp1": Node(9.3, 4.4, "4E-BP1", "four_ebp1"),
    "p27": Node(9.3, 1.8, "p27Kip1", "p27"),
    "cyclin_d": Node(12.1, 5.4, "cyclin D", "cyclin_d"),
    "cdk2": Node(12.1, 1.8, "CDK2", "cdk2"),
    "passage": Node(14.9, 3.6, "G1 → S", "passage"),
}
ARROWS = (
    *(("pdgf", "drive"), ("bfgf", "drive"), ("thrombin", "drive"), ("drive", "mtorc1"), ("mtorc1", "s6k")),
    *(("mtorc1", "four_ebp1"), ("s6k", "cyclin_d"), ("four_ebp1", "cyclin_d"), ("cyclin_d", "passage")),
    ("cdk2", "passage"),
)
BLUNT = (("mtorc1", "p27"), ("p27", "cdk2"))


def write_page(path: Path, pathway: Pathway) -> None:
    """Write the page: picture, activities, numbers with source and grade, and the Antimony text; nothing is fetched."""
    environment = templates()
    content = {
        "version": __version__,
        "pathway": pathway,
        "heading": heading(pathway),
        "caption": caption(pathway),
        "figure": picture(pathway),
        "rows": activity_rows(pathway),
        "antimony": antimony(),
    }
    write_text(path, environment.get_template("pathway.html").render(**content))


def activity_rows(pathway: Pathway) -> list[tuple[str, str]]:
    """Each activity with its number."""
    return [(label, shown(float(getattr(pathway.chosen, key)))) for key, label in ROWS]


def heading(pathway: Pathway) -> str:
    """What was asked, with dose and unit."""
    dose = "No drug" if pathway.drug == "none" else f"{pathway.title}, {pathway.free * 1e9:.3g} nmol/L free"
    return f"{dose}; growth factor drive {pathway.drive:.3g}"


def caption(pathway: Pathway) -> str:
    """What to see, and what the drug does not do."""
    text = (
        "Numbers are in balance, relative to a fully stimulated cell without drug (1); for FKBP12, the share that "
        "carries no drug. Arrows drive, blunt lines hold back. Free drug is held."
    )
    if pathway.reaches_mtorc1:
        halves = [f"{level * 1e9:.2g} nmol/L" for level in (pathway.mtorc1_halved, pathway.fkbp12_halved)]
        return f"{text} Half of mTORC1 is held at {halves[0]} free drug, half of FKBP12 is taken at {halves[1]}."
    if pathway.drug == "none":
        return f"{text} There is no drug."
    why = "binds FKBP12 but the pair cannot reach" if pathway.binds_fkbp12 else "does not act through FKBP12 and"
    return f"{text} {pathway.title} {why} mTORC1: nothing here is blocked. What it does by other routes is not drawn."


def shown(value: float) -> str:
    """Three figures, however small."""
    return f"{value:#.3g}"


def picture(pathway: Pathway) -> str:
    """The network above, coloured by activity at the chosen dose, and its curves against free drug below."""

    def paint(figure: Figure) -> None:
        network, curves = figure.subplots(2, 1, height_ratios=(1.55, 1))
        most = max(1.5, pathway.most_p27)
        norm = TwoSlopeNorm(1.0, vmin=0.0, vmax=most)
        _paint_network(network, pathway, norm)
        ticks = [0, 0.25, 0.5, 0.75, 1, *np.arange(1.5, most, 0.5)]
        bar = figure.colorbar(ScalarMappable(norm, SHADES), ax=network, shrink=0.8, pad=0.01, ticks=ticks, format="%g")
        bar.set_label("activity [1 = fully stimulated, no drug]")
        _shade(bar, norm)
        _paint_curves(curves, pathway)

    return draw(paint, (10.5, 8.4))


def _shade(bar: Any, norm: TwoSlopeNorm) -> None:
    """Paint the colour bar in strips, where Matplotlib would put a bitmap into the page."""
    bar.solids.set_visible(False)
    bar.ax.grid(visible=False)
    edges = norm.inverse(np.linspace(0, 1, STRIPS + 1))
    # Each strip reaches to the top and the next covers it, so that no seam shows.
    for low, high in pairwise(edges):
        bar.ax.axhspan(low, edges[-1], color=SHADES(norm((low + high) / 2)), lw=0)


def _paint_network(axes: Any, pathway: Pathway, norm: TwoSlopeNorm) -> None:
    """Boxes, arrows and blunt lines."""
    values = {"drive": pathway.drive, **{key: float(value) for key, value in pathway.chosen._asdict().items()}}
    for start, end in ARROWS:
        _join(axes, start, end, look={"arrowstyle": "-|>,head_width=3,head_length=6", "color": EDGE})
    blunt = {"arrowstyle": "|-|,widthA=0,widthB=5", "color": INHIBITS}
    for start, end in (*BLUNT, *((("fkbp12", "mtorc1"),) if pathway.reaches_mtorc1 else ())):
        _join(axes, start, end, look=blunt)
    if pathway.binds_fkbp12:
        _join(axes, "drug", "fkbp12", look={"arrowstyle": "-|>,head_width=3,head_length=6", "color": EDGE})
    middle = (NODES["fkbp12"].y + NODES["mtorc1"].y) / 2
    note = f"{pathway.title} · FKBP12" if pathway.reaches_mtorc1 else "no effect\non mTORC1"
    axes.text(NODES["mtorc1"].x - 0.2, middle, note, ha="right", va="center", fontsize=8, color=INHIBITS)
    for name, node in NODES.items():
        if name == "drug":
            dose = f"{pathway.free * 1e9:.3g} nmol/L"
            _box(axes, node._replace(label=pathway.title), text=dose, fill="#e9ecef")
        elif not node.key:
            _box(axes, node, text="", fill=PLAIN)
        else:
            _box(axes, node, text=shown(values[node.key]), fill=SHADES(norm(values[node.key])))
    axes.set(xlim=(-0.2, 16.0), ylim=(0.4, 7.1), title=heading(pathway))
    axes.axis("off")


def _box(axes: Any, node: Node, *, text: str, fill: Any) -> None:
    """A rounded box with its name above its number, dark or light as the fill asks."""
    corner = (node.x - WIDTH / 2, node.y - HEIGHT / 2)
    style = "round,pad=0,rounding_size=0.18"
    axes.add_patch(
        FancyBboxPatch(corner, WIDTH, HEIGHT, boxstyle=style, facecolor=fill, edgecolor=EDGE, lw=1, zorder=3)
    )
    red, green, blue = (0.92, 0.92, 0.92) if isinstance(fill, str) else fill[:3]
    ink = "white" if 0.299 * red + 0.587 * green + 0.114 * blue < DARK else "black"
    lift = 0.21 if text else 0.0
    place = {"ha": "center", "va": "center", "color": ink, "zorder": 4}
    axes.text(node.x, node.y + lift, node.label, fontsize=8.5, **place)
    axes.text(node.x, node.y - 0.2, text, fontsize=9.5, weight="bold", **place)


def _join(axes: Any, start: str, end: str, *, look: Mapping[str, Any]) -> None:
    """A line from the edge of one box to a little before the edge of another."""
    ends = (_edge(NODES[start], NODES[end], gap=0.02), _edge(NODES[end], NODES[start], gap=0.1))
    axes.add_patch(FancyArrowPatch(*ends, shrinkA=0, shrinkB=0, lw=1.4, zorder=2, mutation_scale=1, **look))


def _edge(box: Node, other: Node, *, gap: float) -> tuple[float, float]:
    """Where the line between two boxes leaves the first, ``gap`` outside it."""
    along, up = other.x - box.x, other.y - box.y
    share = min((WIDTH / 2 + gap) / max(abs(along), 1e-9), (HEIGHT / 2 + gap) / max(abs(up), 1e-9))
    return box.x + share * along, box.y + share * up


def _paint_curves(axes: Any, pathway: Pathway) -> None:
    """Activities against free drug, the chosen dose marked."""
    labels = dict(ROWS)
    for key, colour in zip(CURVES, COLOURS, strict=False):
        axes.plot(pathway.levels * 1e9, getattr(pathway.curves, key), color=colour, lw=1.8, label=labels[key])
    if pathway.free > 0:
        axes.axvline(pathway.free * 1e9, color=EDGE, lw=1.2, ls="--", label="chosen dose")
        for key, colour in zip(CURVES, COLOURS, strict=False):
            axes.plot(
                pathway.free * 1e9, float(getattr(pathway.chosen, key)), "o", color=colour, ms=7, mec="white", zorder=5
            )
    axes.set(
        xscale="log", xlabel="free drug [nmol/L]", ylabel="activity [1 = fully stimulated, no drug]", ylim=(0, None)
    )
    axes.set_xlim(pathway.levels[0] * 1e9, pathway.levels[-1] * 1e9)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=6)
