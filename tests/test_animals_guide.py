"""The worked example of the guide on animals: its numbers are those of the table beside it."""

import re
from pathlib import Path

import pytest

from neointima.laboratory.animals.analyse import analyse
from neointima.laboratory.animals.animal_study import sentences
from neointima.laboratory.animals.difference import WRONG

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = (DOCS / "animals.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def study():
    return analyse(DOCS / "animals_example.csv")


def test_what_the_guide_prints_is_what_is_printed(study):
    (shown,) = re.findall(r"```\n(.*?)```", GUIDE, re.DOTALL)
    printed = sentences(study)
    lines = shown.rstrip().splitlines()
    assert len(lines) > 8 and printed[: len(lines)] == lines


def test_blocks_set_right_what_a_lost_stent_does_to_the_means(study):
    """0.90 mm² between the means and in the test of sections, 0.74 within animals, as the guide says."""
    area = study.outcomes[0]
    means = {row.values.group: row.mean for row in area.groups}
    assert means["Driver (bare)"] - means["Endeavor"] == pytest.approx(0.90, abs=0.005)
    wrong = next(line for line in area.differences if line.kind == WRONG and line.group == "Endeavor")
    assert -wrong.estimate == pytest.approx(0.90, abs=0.005) and wrong.p_value < 0.001
    assert "0.90 mm² apart, and the difference is 0.74" in GUIDE and "0.90 mm² and P < 0.001" in " ".join(GUIDE.split())


def test_the_pig_without_endeavor_reacts_strongly(study):
    own = study.outcomes[0].groups
    bare = dict(zip(own[0].values.animals, own[0].values.values, strict=True))
    (lost,) = set(bare) - set(own[1].values.animals)
    assert bare[lost] > sorted(bare.values())[-3]
