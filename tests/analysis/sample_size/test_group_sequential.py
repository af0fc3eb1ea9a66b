"""Boundaries of interim looks: the published tables, simulated trials, one look, refusals."""

import numpy as np
import pytest

from neointima.analysis.sample_size import group_sequential, spending
from neointima.analysis.sample_size.group_sequential import lan_demets
from neointima.mistake import Mistake

# Jennison & Turnbull, Group Sequential Methods, 2000, tables 2.1 to 2.4: two-sided 5 %, power 90 %.
POCOCK = {2: (2.178, 1.100), 3: (2.289, 1.151), 4: (2.361, 1.183), 5: (2.413, 1.207)}
OBRIEN_FLEMING = {2: (1.977, 1.007), 3: (2.004, 1.016), 4: (2.024, 1.022), 5: (2.040, 1.026)}
# Reboussin, DeMets, Kim & Lan, program ld98: two-sided 5 %, five equal looks.
LAN_DEMETS = {
    spending.obrien_fleming: (4.8769, 3.3569, 2.6803, 2.2898, 2.0310),
    spending.pocock: (2.4380, 2.4268, 2.4101, 2.3966, 2.3859),
}
EVEN = np.arange(1, 6) / 5


@pytest.mark.parametrize("looks", POCOCK)
def test_constants_and_inflation_of_pocock(looks):
    """Printed to three decimals, the last one rounded."""
    found = group_sequential.pocock(looks, alpha=0.05, sides=2)
    assert found.z == pytest.approx(np.full(looks, POCOCK[looks][0]), abs=6e-4)
    assert found.inflation(0.9) == pytest.approx(POCOCK[looks][1], abs=6e-4)


@pytest.mark.parametrize("looks", OBRIEN_FLEMING)
def test_constants_and_inflation_of_obrien_and_fleming(looks):
    found = group_sequential.obrien_fleming(looks, alpha=0.05, sides=2)
    assert found.z * np.sqrt(found.times) == pytest.approx(np.full(looks, OBRIEN_FLEMING[looks][0]), abs=6e-4)
    assert found.inflation(0.9) == pytest.approx(OBRIEN_FLEMING[looks][1], abs=6e-4)


@pytest.mark.parametrize("rule", LAN_DEMETS)
def test_boundaries_of_lan_and_demets(rule):
    """ld98 stops its search at 1e-4."""
    found = lan_demets(EVEN, rule, alpha=0.05, sides=2)
    assert found.z == pytest.approx(LAN_DEMETS[rule], abs=2e-4)
    one_sided = lan_demets(EVEN, rule, alpha=0.025, sides=1)
    assert one_sided.z == pytest.approx(found.z, abs=1e-3)
    assert found.nominal()[-1] > 0.01


UNEVEN = np.array([0.3, 0.45, 0.8, 1.0])
DESIGNS = {
    "pocock": group_sequential.pocock(4, alpha=0.05, sides=2),
    "obrien_fleming": group_sequential.obrien_fleming(3, alpha=0.025, sides=1),
    "uneven spending": lan_demets(UNEVEN, spending.obrien_fleming, alpha=0.025, sides=1),
    "power family, two sides": lan_demets(UNEVEN, spending.power_family(2.0), alpha=0.05, sides=2),
}


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("truth", ["null", "power"])
def test_chances_to_stop_by_simulation(name, truth, claim):
    """200,000 paths of independent steps: four standard errors are below 0.45 points at a chance of a half."""
    design = DESIGNS[name]
    drift = design.drift(0.9) if truth == "power" else 0.0
    luck, steps = np.random.default_rng(41), np.diff(design.times, prepend=0.0)
    score = np.cumsum(luck.normal(drift * steps, np.sqrt(steps), (200_000, steps.size)), axis=1) / np.sqrt(design.times)
    passed = (np.abs(score) if design.sides == 2 else score) >= design.z
    first = np.where(passed.any(axis=1), passed.argmax(axis=1), steps.size)
    found = np.bincount(first, minlength=steps.size + 1)[:-1] / 200_000
    assert found == pytest.approx(design.stops(drift), abs=0.0045)
    total, promised = float(found.sum()), 0.9 if truth == "power" else float(design.spent[-1])
    claim(
        f"chance to stop under the {truth}, {name}, 200,000 paths",
        total,
        f"{promised:g} ± 0.003",
        abs(total - promised) < 0.003,
    )


def test_spending_keeps_alpha_exactly_at_every_look():
    for design in DESIGNS.values():
        assert np.cumsum(design.stops(0.0)) == pytest.approx(design.spent, abs=1e-9)


@pytest.mark.parametrize("sides", [1, 2])
def test_one_look_is_the_fixed_trial(sides):
    for design in (
        group_sequential.pocock(1, alpha=0.05, sides=sides),
        lan_demets([1.0], spending.pocock, alpha=0.05, sides=sides),
    ):
        assert design.z[0] == pytest.approx(1.959964 if sides == 2 else 1.644854, abs=1e-6)
        assert design.inflation(0.8) == pytest.approx(1, abs=1e-5)
        assert design.expected_information(0.8) == pytest.approx(1)


def test_looks_save_patients_when_the_effect_is_there():
    design = group_sequential.obrien_fleming(5, alpha=0.05, sides=2)
    assert design.expected_information(0.9) * design.inflation(0.9) < 0.8


def test_many_and_very_early_looks_are_no_trouble():
    """Thirty looks, the first at one percent: nothing to spend there, and alpha kept to 1e-6."""
    times = np.append(0.01, np.linspace(0.05, 1, 29))
    design = lan_demets(times, spending.obrien_fleming, alpha=0.025, sides=1)
    assert np.all(np.diff(design.z) <= 1e-9)
    assert design.stops(0.0).sum() == pytest.approx(0.025, abs=1e-6)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: group_sequential.pocock(0, alpha=0.05, sides=2), "looks: at least one"),
        (lambda: group_sequential.pocock(3, alpha=5, sides=2), r"2\.5 % is 0\.025"),
        (lambda: group_sequential.pocock(3, alpha=0.05, sides=0), "sides: 1 or 2"),
        (lambda: lan_demets([0.5, 0.4, 1.0], spending.pocock, alpha=0.05, sides=2), "times: shares"),
        (lambda: lan_demets([0.5, 0.9], spending.pocock, alpha=0.05, sides=2), "times: shares"),
        (lambda: lan_demets([0.0, 1.0], spending.pocock, alpha=0.05, sides=2), "times: shares"),
        (lambda: spending.power_family(0), "exponent: a positive"),
        (lambda: DESIGNS["pocock"].drift(0.01), "power: a share between alpha and 1"),
    ],
)
def test_plans_that_cannot_be_are_refused(wrong, said):
    with pytest.raises(Mistake, match=said):
        wrong()
