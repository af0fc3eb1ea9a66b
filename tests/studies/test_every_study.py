"""Every file in studies/ runs, shortened, and its published values are on the shelf at its own day."""

import csv
from math import isfinite
from pathlib import Path

import pytest

from neointima.interfaces.report.page import write_report
from neointima.laboratory.measure import check_published
from neointima.laboratory.run import run
from neointima.laboratory.study import load

STUDIES = sorted((Path(__file__).parents[2] / "studies").glob("*.toml"))


SHORTER = {
    "implant": ["conditions.animals=2", "conditions.days=1"],
    "cell_assay": ["conditions.plates=2", "conditions.hours=24.0"],
    "drug_transport": ["conditions.days=1", "conditions.maps=[]"],
    "trial": ["conditions.days=30", "conditions.film_day=30", "conditions.replicates=100"],
}
COARSE = {"wall_section": "20 um", "wall_segment": "150 um"}


def shortened(study):
    """Two cases of a day, or of a month of patients; a wall is one case, with coarse cells."""
    cells = [f'conditions.finest="{COARSE[study.conditions.world]}"'] if study.protocol == "drug_transport" else []
    patients = [f"arms.{arm}.patients=2" for arm in study.arms] if study.protocol == "trial" else []
    return [*SHORTER[study.protocol], *cells, *patients]


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_it_is_what_it_says(path):
    study, document = load(path)
    check_published(study)
    assert str(study.conditions.days) in path.stem
    assert document["title"] == study.title


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_it_runs(path, tmp_path):
    study, _ = load(path)
    first = study.compare[0]
    margin = f',margin="{first.margin}",higher_is="{first.higher_is}"' if first.margin else ""
    short = f'compare=[{{endpoint="{first.endpoint}",test="{first.test}",arms={list(first.arms)}{margin}}}]'
    may_lack = study.protocol in {"cell_assay", "trial"}
    out = run(path, tmp_path / "out", changes=[*shortened(study), short])
    with (out / "measurements.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == (1 if study.protocol == "drug_transport" else 2) * len(study.arms) * len(
        {row["endpoint"] for row in rows}
    )
    # A plate may not reach a dose, a patient may miss his film; what is there is a number.
    assert all(isfinite(float(row["value"])) for row in rows if row["value"] or not may_lack)
    assert write_report(out).stat().st_size > 10_000
