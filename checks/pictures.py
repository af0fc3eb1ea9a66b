"""Draws the README's pictures from the folder of a finished run: `python -m checks.pictures RUN_DIR`."""

import sys
from pathlib import Path

from neointima.interfaces.report.page import pictures
from neointima.laboratory import results
from neointima.laboratory.folder import write_text

DOCS = Path(__file__).parents[1] / "docs"

if __name__ == "__main__":
    run = Path(sys.argv[1])
    drawn = pictures(run, results.study(run))
    for name in ("animals", "sections"):
        svg = drawn[name].replace("<svg", '<svg style="background:#fff"', 1)
        write_text(DOCS / f"demo_{name}.svg", svg)
