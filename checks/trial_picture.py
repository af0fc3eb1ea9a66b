"""Draws late loss of every published arm against ours, from validation.csv: `python -m checks.trial_picture`."""

import re
from pathlib import Path

from matplotlib.figure import Figure

from neointima.interfaces.report.figures import draw
from neointima.laboratory.checks import check_table
from neointima.laboratory.folder import write_text

DOCS = Path(__file__).parents[1] / "docs"
CLAIM = re.compile(r"in_stent_late_lumen_loss: (.+), day \d+ \(published (-?[\d.]+), (calibration|validation)\)")
SHADES = {"calibration": "#9aa0a6", "validation": "#0072b2"}


def arms() -> list[tuple[str, float, float]]:
    """Split, published and simulated late loss [mm] of every arm that was last validated."""
    found = []
    for row in check_table("validation"):
        if said := CLAIM.fullmatch(row["claim"]):
            found.append((said[3], float(said[2]), float(row["measured"])))
    return found


def paint(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.plot([-0.1, 1.3], [-0.1, 1.3], color="k", lw=0.8)
    for split, shade in SHADES.items():
        pairs = [(published, ours) for its, published, ours in arms() if its == split]
        label = f"{split}, {len(pairs)} arms"
        axes.plot(*zip(*pairs, strict=True), "o", color=shade, label=label, ms=5, alpha=0.8, mew=0)
    axes.set(xlabel="published in-stent late loss [mm]", ylabel="simulated [mm]", xlim=(-0.1, 1.3), ylim=(-0.1, 1.3))
    axes.set_aspect("equal")
    axes.legend(loc="upper left")


if __name__ == "__main__":
    picture = draw(paint, (4.6, 4.4)).replace("<svg", '<svg style="background:#fff"', 1)
    write_text(DOCS / "demo_late_loss.svg", picture)
