"""What a study of patients may say, and what it is told when it says something else."""

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from neointima import menu
from neointima.interfaces.cli import main
from neointima.laboratory.comparison_test import comparison_test
from neointima.laboratory.study import Compare
from neointima.library.trial import trial_recipe
from neointima.mistake import Mistake

STUDY = Path(__file__).parents[2] / "studies" / "trial_endeavor_3_270_days.toml"
TINY = ["arms.endeavor.patients=2", "arms.cypher.patients=2", "conditions.days=30", "conditions.film_day=30"]
COMPARE = '[{{endpoint="{endpoint}",test="{test}",arms=["endeavor","cypher"]{more}}}]'


def told(capsys, tmp_path, *changes):
    """The sentence that the command line ends with; nothing is written."""
    assert main(["run", str(STUDY), "--out", str(tmp_path / "out"), "--set", *TINY, *changes]) == 2
    assert not (tmp_path / "out").exists()
    message = capsys.readouterr().err
    assert "Traceback" not in message
    return message


def compare(endpoint, test, more=""):
    text = COMPARE.format(endpoint=endpoint, test=test, more=more)
    assert tomllib.loads(f"compare={text}")
    return f"compare={text}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("arms.cypher.patients=1", "greater than or equal to 2"),
        ("arms.cypher.patients=-3", "greater than or equal to 2"),
        ("conditions.patients=everyone", "'everyone' is not among the patients"),
        ("conditions.film_day=31", "after the end of the trial"),
        ("conditions.days=29", "greater than or equal to 30"),
        ("conditions.replicates=10", "greater than or equal to 100"),
        ('vary={"vessel.clock"="from its spread"}', "patients differ as their population says"),
        (compare("in_stent_late_lumen_loss", "non_inferior_mean"), "cannot be read without it; add it"),
        (compare("in_stent_late_lumen_loss", "non_inferior_mean", ',margin="0.2 mm"'), "which way is good"),
        (
            compare("in_stent_late_lumen_loss", "non_inferior_mean", ',margin="-0.2 mm",higher_is="worse"'),
            "a margin lies above zero",
        ),
        (
            compare("in_stent_late_lumen_loss", "non_inferior_mean", ',margin="3 percent",higher_is="worse"'),
            "mm expected, percent given",
        ),
        (compare("in_stent_late_lumen_loss", "superiority", ',margin="0.2 mm"'), "takes none"),
        (compare("in_stent_late_lumen_loss", "rate_difference"), "counts events"),
        (compare("neointimal_area", "superiority"), "is not measured in a trial study"),
        (
            compare("target_lesion_failure", "rate_difference", ',published={study="kandzari_2006",arms=["a"]}'),
            "name 2",
        ),
    ],
)
def test_a_mistake_is_one_clear_sentence(change, said, capsys, tmp_path):
    assert said in told(capsys, tmp_path, change)


def test_a_test_of_one_arm_has_no_alpha(capsys, tmp_path):
    one = 'compare=[{endpoint="in_stent_late_lumen_loss",test="arm_mean",arms=["cypher"],alpha=0.1}]'
    assert "alpha: arm_mean takes none" in told(capsys, tmp_path, one)


def test_an_arm_is_not_called_like_a_table_of_the_clinic(capsys, tmp_path):
    change = 'arms={places={device="driver",drug="none",patients=2},cypher={device="driver",drug="none",patients=2}}'
    assert "name of a table" in told(capsys, tmp_path, change)


@pytest.mark.parametrize("name", menu.choices("analysis"))
def test_only_a_test_of_events_refuses_a_late_loss(name):
    test = menu.choose("analysis", name)
    against = {"margin": "0.2 mm", "higher_is": "worse"} if name.startswith("non_inferior") else {}
    of_events = next(field.default for field in fields(test) if field.name == "of_events")
    one = Compare(endpoint="in_stent_late_lumen_loss", test=name, arms=["a", "b"], **against)
    if of_events:
        with pytest.raises(Mistake, match="counts events"):
            comparison_test(one, "compare")
    else:
        assert isinstance(comparison_test(one, "compare"), test)


ABSURD = [
    ("patients.diabetics", 3, "", "a share is at most 1"),
    ("angiography.attendance", 1.5, "", "a share is at most 1"),
    ("patients.reference_diameter", 0, "mm", "zero is not possible"),
    ("patients.reference_diameter", 1, "m", "more than patients.largest_diameter, 4.0 mm"),
    ("patients.reference_diameter", 1, "mm", "change one of them"),
    ("patients.smallest_diameter", 9, "mm", "more than patients.largest_diameter"),
    ("patients.lesion_length", 10, "m", "longer than the longest, 60 mm"),
    ("patients.lesions_treated", 1000, "", "more than patients.most_lesions, 3"),
    ("patients.lesions_treated", 0.5, "", "give 1 or more"),
    ("places.place_length", 1, "um", "more than 300 in a stent of 60 mm"),
    ("places.shortest_stent", 70, "mm", "more than places.longest_stent"),
]


@pytest.mark.parametrize(("key", "value", "unit", "said"), ABSURD)
def test_patients_who_cannot_be_are_refused(key, value, unit, said, capsys, tmp_path):
    """Not cut down in silence to the nearest who can."""
    line = f'{{value={value},unit="{unit}",grade="assumed",note="absurd"}}'
    message = told(capsys, tmp_path, f'values={{"{key}"={line}}}')
    assert said in message
    assert message.count("\n") == 1


@pytest.mark.parametrize("population", menu.choices("library/patients", ".toml"))
def test_every_population_can_be(population):
    assert trial_recipe("arm", device="driver", drug="none", patients=population, values={}).values
