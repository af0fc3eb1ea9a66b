"""Draws the README's pictures from the folders of finished runs: `python -m checks.pictures RUN_DIR…`."""

import base64
import re
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from neointima.interfaces.report.page import pictures
from neointima.interfaces.report.plate_figures import plates
from neointima.interfaces.report.wall_figures import wall_pictures
from neointima.laboratory import results
from neointima.laboratory.folder import write_text
from neointima.laboratory.section_film import SectionFilm
from neointima.laboratory.section_pictures import first_cases

DOCS = Path(__file__).parents[1] / "docs"
DRAWN = {
    "implant": (pictures, ("animals", "sections")),
    "cell_assay": (plates, ("curves",)),
    "drug_transport": (wall_pictures, ("struts",)),
}
PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")


def stained(run: Path, path: Path) -> None:
    """The arms of a run of sections on their last day, side by side in both stains."""
    film = SectionFilm(first_cases(run))
    shots = [film.shot(arm, film.days()[-1], stains=["he", "vvg"], width=480).pictures for arm in film.cases]
    whole = np.vstack([np.hstack([pictures[stain] for pictures in shots]) for stain in range(2)])
    Image.fromarray(whole).save(path, quality=80)


if __name__ == "__main__":
    for run in map(Path, sys.argv[1:]):
        study = results.study(run)
        if study["conditions"].get("world") == "artery_section":
            stained(run, DOCS / "demo_stained.webp")
            continue
        draw, names = DRAWN[study["protocol"]]
        drawn = draw(run, study)
        for name in names:
            if picture := PNG.search(drawn[name]):
                (DOCS / f"demo_{name}.png").write_bytes(base64.b64decode(picture.group(1)))
                continue
            svg = drawn[name].replace("<svg", '<svg style="background:#fff"', 1)
            write_text(DOCS / f"demo_{name}.svg", svg)
