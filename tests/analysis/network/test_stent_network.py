"""Late loss across stents: 28 randomised trials joined. It describes them; nothing of the model is fitted to it."""

import numpy as np
import pytest

from neointima.analysis.network.contrasts import arms
from neointima.analysis.network.inconsistency import decompose, split_pairs
from neointima.analysis.network.network import join, p_scores
from neointima.library.late_loss_trials import late_loss_trials, patients_counted, usual_share_imaged


def stents(share, split=None):
    chosen = [arm for arm in late_loss_trials() if split in (None, arm.split)]
    return arms(
        [arm.trial for arm in chosen],
        [arm.stent for arm in chosen],
        mean=np.array([arm.mean for arm in chosen]),
        sd=np.array([arm.sd for arm in chosen]),
        n=np.array([patients_counted(arm, share) for arm in chosen]),
    )


def test_every_drug_stent_with_a_polymer_loses_less_than_bare_metal():
    for one in join(stents(usual_share_imaged())).against("bare metal"):
        if one.first != "V-Flex Plus 2.7":
            assert one.upper < 0
            assert one.new_upper < 0


def test_the_share_of_patients_imaged_hardly_moves_the_answer():
    """A quarter or all of those randomised: no stent against bare metal moves by more than 0.03 mm."""
    few, all_ = (join(stents(share)).against("bare metal") for share in (0.25, 1.0))
    for one, other in zip(few, all_, strict=True):
        assert one.value == pytest.approx(other.value, abs=0.03)


def test_calibration_and_validation_trials_agree_on_the_stents_that_both_have():
    """Cypher less Taxus is in neither alone: each half is a network of its own."""
    halves = [join(stents(usual_share_imaged(), split)) for split in ("calibration", "validation")]
    shared = set(halves[0].treatments) & set(halves[1].treatments) - {"bare metal"}
    assert {"Cypher", "Taxus", "Endeavor", "Xience"} <= shared
    for name in shared:
        one, other = (half.difference(name, "bare metal") for half in halves)
        apart = abs(one.value - other.value) / np.hypot(one.error, other.error)
        assert apart < 3, name


def test_trials_differ_by_more_than_chance_and_taxus_against_bare_metal_stands_out():
    """Direct trials show less benefit of Taxus than the way through other stents: −0.48 against −0.65 mm."""
    data = stents(usual_share_imaged())
    found = join(data)
    assert found.p_value < 0.01
    assert 0.03 < found.tau_squared**0.5 < 0.08
    parts = decompose(data)
    assert parts.within.q + parts.between.q == pytest.approx(parts.total.q)
    worst = min(split_pairs(data), key=lambda split: split.p_value)
    assert (worst.first, worst.second) == ("Taxus", "bare metal")
    assert (worst.direct, worst.indirect) == pytest.approx((-0.48, -0.65), abs=0.02)


def test_bare_metal_ranks_last():
    assert list(p_scores(join(stents(usual_share_imaged())), lower_is_better=True))[-1] == "bare metal"
