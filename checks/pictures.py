"""Draws the README's pictures from the folders of finished runs: `python -m checks.pictures RUN_DIR…`."""

import sys
from pathlib import Path

from neointima.interfaces.report.page import pictures
from neointima.interfaces.report.plate_figures import plates
from neointima.laboratory import results
from neointima.laboratory.folder import write_text

DOCS = Path(__file__).parents[1] / "docs"
DRAWN = {"implant": (pictures, ("animals", "sections")), "cell_assay": (plates, ("curves",))}

if __name__ == "__main__":
    for run in map(Path, sys.argv[1:]):
        study = results.study(run)
        draw, names = DRAWN[study["protocol"]]
        drawn = draw(run, study)
        for name in names:
            svg = drawn[name].replace("<svg", '<svg style="background:#fff"', 1)
            write_text(DOCS / f"demo_{name}.svg", svg)
