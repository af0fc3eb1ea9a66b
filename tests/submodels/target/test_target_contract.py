"""Every file on the target menu: no drug blocks nothing, more drug blocks no less, a block is a share."""

import numpy as np
import pytest

from neointima import menu
from neointima.library.shelf import units_of

MODELS = menu.choices("submodels/target")
BY_NAME = {"ternary_dissociation": 12e-6, "mtorc1_density": 10e-6, "half_effect": 2e-6}
BY_UNIT = {"mol/m**3": 1e-5, "": 0.5}
LADDER = np.concatenate([[0.0], np.logspace(-12, 3, 200)])[None, :]


def build(name):
    model = menu.choose("submodels/target", name)
    return model(
        **{field: np.array([[BY_NAME.get(field, BY_UNIT.get(unit.symbol))]]) for field, unit in units_of(model).items()}
    )


@pytest.fixture(params=MODELS)
def target(request):
    return build(request.param)


def test_no_drug_blocks_exactly_nothing(target):
    empty = np.zeros((3, 46))
    for share in target.block(empty, empty):
        assert share.shape == empty.shape
        assert np.all(share == 0)


def test_a_block_is_a_share(target):
    """Up to 1 and not a hair more: the quadratic is written so that it does not cancel (1e-15 for its rounding)."""
    for specific in (LADDER, 0 * LADDER, LADDER[:, ::-1]):
        for share in target.block(specific, LADDER):
            assert np.all((share >= 0) & (share <= 1 + 1e-15))


def test_more_drug_never_blocks_less(target):
    """From 1e-12 to 1000 mol/m³; 1e-15 is the rounding of a share near one."""
    for share in target.block(LADDER, LADDER):
        assert np.all(np.diff(share, axis=1) >= -1e-15)


def test_tacrolimus_never_blocks_mtorc1():
    block = build("calcineurin").block(LADDER, LADDER)
    assert np.all(block.mtorc1 == 0)
    assert np.all(block.mitosis == 0)


def test_no_target_is_never_hit():
    assert all(np.all(share == 0) for share in build("no_target").block(LADDER, LADDER))


def test_microtubules_are_half_blocked_at_the_half_effect():
    target = build("microtubule")
    assert target.block(np.zeros((1, 1)), target.half_effect).mitosis == 0.5


def test_paclitaxel_leaves_mtorc1_alone_and_limus_leaves_mitosis_alone():
    assert np.all(build("microtubule").block(LADDER, LADDER).mtorc1 == 0)
    assert np.all(build("mtorc1_ternary").block(LADDER, LADDER).mitosis == 0)


def test_the_ternary_complex_obeys_mass_action():
    """K₂ · FLM = FL · M with FL and M what is left of both totals; the quadratic gives it to rounding."""
    target = build("mtorc1_ternary")
    specific = np.logspace(-8, -2, 25)[None, :]
    ternary = target.block(specific, 0 * specific).mtorc1 * target.mtorc1_density
    product = (specific - ternary) * (target.mtorc1_density - ternary)
    np.testing.assert_allclose(product, target.apparent_dissociation() * ternary, rtol=1e-8)


def test_lipids_at_mtorc1_raise_the_dissociation_in_proportion():
    target = build("mtorc1_ternary")
    np.testing.assert_allclose(
        target.apparent_dissociation(), target.ternary_dissociation * (1 + target.lipid_competition)
    )


def test_only_tacrolimus_slows_passage_without_mtorc1():
    assert [name for name in MODELS if np.any(build(name).block(LADDER, LADDER).passage > 0)] == ["calcineurin"]


def test_free_drug_alone_does_not_block_mtorc1():
    assert np.all(build("mtorc1_ternary").block(0 * LADDER, LADDER).mtorc1 == 0)
