"""Cases, their luck, and the changes a user may make."""

from pathlib import Path

import numpy as np
import pytest

from neointima.laboratory.plan import BATCH, plan
from neointima.laboratory.study import load
from neointima.mistake import Mistake

STUDY = Path(__file__).parents[2] / "studies" / "pig_zotarolimus_28_days.toml"
RATIO = '{ value = 1.3, unit = "", grade = "assumed", note = "overstretched" }'


def planned(*changes):
    study, _ = load(STUDY, changes)
    return plan(study, STUDY.name)


def test_every_animal_of_every_arm_is_simulated_once():
    cases = planned("conditions.animals=60").cases
    assert len({case.name for case in cases}) == len(cases) == 120
    batches = planned("conditions.animals=60").batches
    assert sum(len(batch.animals) for batch in batches) == 120
    assert max(len(batch.animals) for batch in batches) <= BATCH


def test_more_animals_leave_the_first_ones_alone():
    few, many = planned("conditions.animals=5").cases, planned("conditions.animals=80").cases
    for case in few:
        assert next(other for other in many if other.name == case.name).varied == case.varied


def test_the_seed_is_the_luck():
    assert planned("seed=1").cases[0].varied == planned("seed=1").cases[0].varied
    assert planned("seed=1").cases[0].varied != planned("seed=2").cases[0].varied


def test_arms_share_animals_only_when_asked():
    key = "vessel.reference_diameter"
    apart = [case.varied[key] for case in planned().cases if case.animal == 1]
    shared = [case.varied[key] for case in planned("conditions.shared_animals=true").cases if case.animal == 1]
    assert apart[0] != apart[1]
    assert shared[0] == shared[1]


def test_varying_one_thing_less_leaves_the_others_alone():
    study, _ = load(STUDY)
    fewer = study.model_copy(update={"vary": {key: value for key, value in study.vary.items() if "uptake" not in key}})
    some, all_of_it = plan(fewer, "x").cases[0].varied, planned().cases[0].varied
    assert all(all_of_it[key] == value for key, value in some.items()) and len(some) == len(all_of_it) - 1


def test_draws_have_the_spread_of_the_library():
    plan_ = planned("conditions.animals=2000")
    key = "vessel.reference_diameter"
    number = plan_.recipes["control"].numbers[key]
    logs = np.log([case.varied[key] / number.value for case in plan_.cases if case.arm == "control"])
    # Standard errors of mean and SD of 2,000 draws are 2.2 % and 1.6 % of the SD; four of them.
    assert abs(logs.mean()) < 0.09 * np.log(number.spread)
    assert logs.std() == pytest.approx(np.log(number.spread), rel=0.065)


def test_a_number_of_the_study_wins_and_is_in_the_ledger():
    own = planned(f"values.vessel.stent_to_artery_ratio={RATIO}").recipes
    for arm in ("treated", "control"):
        assert own[arm].values["vessel.stent_to_artery_ratio"] == 1.3
        assert own[arm].numbers["vessel.stent_to_artery_ratio"].note == "overstretched"


def test_a_number_can_belong_to_one_arm_when_the_user_says_so():
    own = planned(f"values.treated.vessel.stent_to_artery_ratio={RATIO}").recipes
    assert own["treated"].values["vessel.stent_to_artery_ratio"] == 1.3
    assert own["control"].values["vessel.stent_to_artery_ratio"] != 1.3


def test_the_arms_of_the_demo_differ_in_stent_and_drug_alone():
    """No constant belongs to an arm."""
    treated, control = (planned().recipes[arm].numbers for arm in ("treated", "control"))
    rooms = {key.split(".")[0] for key in treated.keys() & control.keys() if treated[key] != control[key]}
    assert rooms <= {"struts", "drug", "release", "target"}
    assert {key.split(".")[0] for key in treated.keys() ^ control.keys()} <= {"release", "target", "wall"}


def test_any_value_of_the_study_can_be_set():
    study, document = load(
        STUDY, ["conditions.animals=200", "compare.0.test=arm_mean", "title=Mine", "arms.treated.device=resolute"]
    )
    assert (study.conditions.animals, study.title, study.arms["treated"].device) == (200, "Mine", "resolute")
    assert document["compare"][0]["test"] == "arm_mean"


def test_a_varied_number_needs_a_spread():
    with pytest.raises(Mistake, match="no spread"):
        planned('vary.vessel.tissue_density="from its spread"')
