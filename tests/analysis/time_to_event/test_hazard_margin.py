"""Non-inferiority by the ratio of hazards."""

from math import exp

import numpy as np
import pytest

from neointima.analysis.statements.direction import Direction
from neointima.analysis.time_to_event.follow_up import follow_up
from neointima.analysis.time_to_event.hazard_margin import exact_non_inferiority, non_inferiority
from neointima.analysis.time_to_event.hazard_ratio import HazardRatio, hazard_ratio
from neointima.mistake import Mistake

WORSE, BETTER = Direction.HIGHER_IS_WORSE, Direction.HIGHER_IS_BETTER


def ratio(position, error=0.2):
    ends = (exp(position + side * 1.959963985 * error) for side in (0, -1, 1))
    return HazardRatio(*ends, 0.5, position, error, "Wald")


def test_p_is_a_fortieth_where_the_upper_limit_is_the_margin():
    one = ratio(0.1)
    assert non_inferiority(one, margin=one.upper, direction=WORSE).p_value == pytest.approx(0.025, rel=1e-6)


def test_an_arm_without_events_has_an_exact_p_that_agrees_with_its_limit():
    """Eight events, all in the other arm: at a ratio M the chance is (1/(1 + M))^8, where both arms stay as large."""
    cause = [0] * 20 + [1] * 8 + [0] * 12
    both = follow_up([*range(1, 21), *range(1, 21)], cause, ["new"] * 20 + ["old"] * 20)
    ratio = hazard_ratio(both, "new", "old")
    found = exact_non_inferiority(both, ratio, margin=1.3, direction=WORSE)
    assert found.p_value == pytest.approx((1 / 2.3) ** 8, rel=1e-6)
    at_limit = hazard_ratio(both, "new", "old", level=1 - 2 * found.p_value).upper
    assert at_limit == pytest.approx(1.3, rel=1e-6)
    turned = both.of_pair("old", "new")
    wished = exact_non_inferiority(turned, hazard_ratio(turned, "old", "new"), margin=1 / 1.3, direction=BETTER)
    assert wished.p_value == pytest.approx(found.p_value, rel=1e-6)
    assert exact_non_inferiority(turned, hazard_ratio(turned, "old", "new"), margin=1.3, direction=WORSE).p_value == 1


def test_events_that_are_wished_for_mirror_events_that_harm():
    harm = non_inferiority(ratio(0.1), margin=1.3, direction=WORSE)
    wish = non_inferiority(ratio(-0.1), margin=1 / 1.3, direction=BETTER)
    assert harm.p_value == pytest.approx(wish.p_value, rel=1e-12) and "at most" in wish.null


def test_without_an_error_there_is_no_p():
    assert np.isnan(non_inferiority(ratio(-np.inf, np.nan), margin=1.3, direction=WORSE).p_value)


@pytest.mark.parametrize(("margin", "direction"), [(0.8, WORSE), (1.3, BETTER), (1.0, WORSE), (-1, WORSE)])
def test_a_margin_on_the_wrong_side_is_refused(margin, direction):
    with pytest.raises(Mistake, match="above 1 where higher is worse"):
        non_inferiority(ratio(0.1), margin=margin, direction=direction)
