"""Sizes and powers: the cases of the peers, trials' designs, enumeration of all tables, simulated trials."""

import numpy as np
import pytest
from scipy import stats
from tests.analysis.reference_cases import Case

from neointima.analysis.means.ancova import ancova
from neointima.analysis.sample_size import effective_spread, survival, two_means, two_rates
from neointima.analysis.sample_size.size import Size, risks
from neointima.analysis.sample_size.two_rates import non_inferiority_truth, superiority_truth
from neointima.analysis.statements.direction import Direction
from neointima.analysis.two_proportions.constrained import at_difference
from neointima.mistake import Mistake

WORSE, BETTER = Direction.HIGHER_IS_WORSE, Direction.HIGHER_IS_BETTER


def asked(alpha, power, sides=1):
    return risks(alpha=alpha, power=power, sides=sides)


def test_sizes_as_gsdesign_rpact_and_r_have_them():
    case = Case("ST04")
    usual = asked(0.025, 0.9)
    equal = non_inferiority_truth(0.2, 0.2, margin=0.05, direction=WORSE)
    case.check("ni_p20_margin5", two_rates.size(equal, usual).total)
    above, below = (non_inferiority_truth(0.2, 0.19, margin=0.05, direction=way) for way in (WORSE, BETTER))
    case.check("ni_distance_0.04", two_rates.size(above, usual).total)
    case.check("ni_distance_0.06", two_rates.size(below, usual).total)
    double = two_rates.size(superiority_truth(0.15, 0.1), asked(0.05, 0.8), ratio=2)
    case.check("sup_15_vs_10_ratio2_n1", double.first)
    case.check("sup_15_vs_10_ratio2_n2", double.second)
    case.check("sup_15_vs_10", two_rates.size(superiority_truth(0.15, 0.1), asked(0.05, 0.8)).total)
    resolute = non_inferiority_truth(0.08, 0.08, margin=0.035, direction=WORSE)
    case.check("resolute_ac_design", two_rates.size(resolute, asked(0.05, 0.9)).total)
    case.check("endeavor2_tvf", two_rates.size(superiority_truth(0.151, 0.079), usual).total)
    case.check("r_doc_prop_n", two_rates.size(superiority_truth(0.5, 0.75), asked(0.05, 0.9, 2)).first)
    case.check("ll_diff_0.2_sd_0.45", two_means.size(two_means.effect(0.2, 0.45), usual).total)
    loss = two_means.effect_within_margin(0.0, 0.41, margin=0.16, direction=WORSE)
    case.check("ll_noninferiority", two_means.size(loss, asked(0.05, 0.9)).total)
    case.check("r_doc_t_power", two_means.power(two_means.effect(1, 1), Size(20, 20), alpha=0.05, sides=2))
    case.check("r_doc_t_n", two_means.size(two_means.effect(1, 1), asked(0.05, 0.9, 2)).first)
    case.check("schoenfeld_hr0.7", survival.schoenfeld(0.7, usual))
    case.all_checked()


def test_examples_of_the_documentation_of_r():
    """power.t.test and power.prop.test, R: 0.8689528, 22.02110 and 76.7 in each group."""
    one = two_means.effect(1, 1)
    assert two_means.power(one, Size(20, 20), alpha=0.05, sides=2) == pytest.approx(0.8689528, abs=1e-7)
    assert two_means.size(one, asked(0.05, 0.9, 2)).first == pytest.approx(22.02110, abs=1e-5)
    assert two_rates.size(superiority_truth(0.5, 0.75), asked(0.05, 0.9, 2)).first == pytest.approx(76.7, abs=0.05)


TRUTHS = [
    superiority_truth(0.151, 0.079),
    superiority_truth(0.5, 0.75),
    non_inferiority_truth(0.3, 0.3, margin=0.15, direction=WORSE),
    non_inferiority_truth(0.6, 0.65, margin=0.2, direction=BETTER),
]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("truth", TRUTHS)
def test_the_power_of_the_size_is_the_power_asked_for(truth, ratio):
    size = two_rates.size(truth, asked(0.025, 0.85), ratio=ratio)
    assert size.second == ratio * size.first
    assert two_rates.power(truth, size, alpha=0.025, sides=1) == pytest.approx(0.85, abs=1e-12)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("truth", TRUTHS)
def test_power_by_enumeration_of_every_table(truth, ratio, claim):
    """The score test on all tables with their binomial chances: the normal formula is within two points."""
    n1, n2 = two_rates.size(truth, asked(0.025, 0.8), ratio=ratio).rounded()
    x, y = np.arange(n1 + 1.0)[:, None], np.arange(n2 + 1.0)[None, :]
    p, q = at_difference((x, y), (n1, n2), truth.null)
    error = np.sqrt(np.maximum(p * (1 - p) / n1 + q * (1 - q) / n2, 1e-300))
    side = np.sign(truth.first - truth.second - truth.null)
    rejects = side * (x / n1 - y / n2 - truth.null) / error > 1.959964
    chance = stats.binom.pmf(x, n1, truth.first) * stats.binom.pmf(y, n2, truth.second)
    found = float(np.sum(chance * rejects))
    claim(
        f"power of {n1} and {n2} patients by enumeration, rates {truth.first} and {truth.second}",
        found,
        "0.8 ± 0.02",
        abs(found - 0.8) < 0.02,
    )


@pytest.mark.parametrize(("effect", "ratio", "sides"), [(1.0, 1.0, 2), (0.6, 2.0, 1), (2.5, 1.0, 2)])
def test_power_for_means_by_simulation(effect, ratio, sides, claim):
    """100,000 trials drawn as two means and a variance: four standard errors are 0.5 points."""
    n1, n2 = two_means.size(effect, asked(0.05, 0.8, sides), ratio=ratio).rounded()
    luck, df = np.random.default_rng(23), n1 + n2 - 2
    difference = luck.normal(effect, np.sqrt(1 / n1 + 1 / n2), 100_000)
    t = difference / np.sqrt(luck.chisquare(df, 100_000) / df * (1 / n1 + 1 / n2))
    found, promised = (
        float(np.mean(t > stats.t.isf(0.05 / sides, df))),
        two_means.power(effect, Size(n1, n2), alpha=0.05, sides=sides),
    )
    claim(
        f"power of {n1} and {n2} for an effect of {effect} SD, 100,000 trials",
        found,
        f"{promised:.4f} ± 0.005",
        abs(found - promised) < 0.005,
    )
    assert promised >= 0.8


@pytest.mark.parametrize("effect", [0.01, 0.2, 1.0, 3.0, 6.0])
@pytest.mark.parametrize("ratio", [0.5, 1.0, 3.0])
def test_the_size_for_means_solves_its_own_power(effect, ratio):
    size = two_means.size(effect, asked(0.025, 0.9), ratio=ratio)
    assert size.total > 3
    assert two_means.power(effect, size, alpha=0.025, sides=1) == pytest.approx(0.9, abs=1e-6)


def test_an_enormous_effect_still_needs_a_spread_within_the_arms():
    assert two_means.size(60.0, asked(0.025, 0.9)).total == pytest.approx(3)


def test_power_of_animals_with_several_sections_by_simulation(claim):
    """20,000 trials of animal means, drawn as sections: four standard errors are 1.1 points."""
    sd = effective_spread.of_unit_means(0.5, 0.8, rows=4)
    first, second = two_means.size(two_means.effect(0.9, sd), asked(0.05, 0.8, 2)).rounded()
    luck = np.random.default_rng(37)
    means = [
        (luck.normal(shift, 0.5, (20_000, n)) + luck.normal(0, 0.8, (20_000, n, 4)).mean(axis=2))
        for shift, n in ((0.9, first), (0.0, second))
    ]
    found = float(np.mean(stats.ttest_ind(*means, axis=1).pvalue < 0.05))
    promised = two_means.power(0.9 / sd, Size(first, second), alpha=0.05, sides=2)
    claim(
        f"power of {first} and {second} animals of 4 sections",
        found,
        f"{promised:.3f} ± 0.011",
        abs(found - promised) < 0.011,
    )


def test_power_after_adjustment_by_simulation(claim):
    """1500 trials analysed by ANCOVA, correlation 0.7: four standard errors are 4 points."""
    sd = effective_spread.after_adjustment(0.5, correlation=0.7)
    first, second = two_means.size(two_means.effect(0.3, sd), asked(0.05, 0.8, 2)).rounded()
    treated, luck, rejected = np.arange(first + second) < first, np.random.default_rng(43), 0
    for _ in range(1500):
        baseline = luck.normal(0, 1, treated.size)
        outcome = 0.35 * baseline + 0.3 * treated + luck.normal(0, sd, treated.size)
        rejected += ancova(outcome, baseline, treated).superiority().rejects(0.05)
    claim(
        f"power of {first} and {second} after adjustment, 1500 trials",
        rejected / 1500,
        "0.8 ± 0.04",
        abs(rejected / 1500 - 0.8) < 0.04,
    )


def log_rank(times, treated):
    """z of trials in rows, all patients with an event: Σ(O − E)/√ΣV over the ordered times."""
    order = np.argsort(times, axis=1)
    arm = treated[order].astype(float)
    count = times.shape[1]
    left = count - np.arange(count)
    share = np.cumsum(arm[:, ::-1], axis=1)[:, ::-1] / left
    return np.sum(arm - share, axis=1) / np.sqrt(np.sum(share * (1 - share), axis=1))


@pytest.mark.parametrize(("hazard_ratio", "ratio"), [(0.7, 1.0), (0.6, 2.0)])
def test_events_for_a_hazard_ratio_by_simulated_log_rank(hazard_ratio, ratio, claim):
    """4000 trials followed to the last event; the formula is first order, so within three points."""
    events = survival.schoenfeld(hazard_ratio, asked(0.025, 0.9), ratio=ratio)
    treated = np.arange(round(events)) < round(events / (1 + ratio))
    luck = np.random.default_rng(29)
    times = luck.exponential(np.where(treated, 1 / hazard_ratio, 1.0), (4000, treated.size))
    found = float(np.mean(log_rank(times, treated) < -1.959964))
    claim(
        f"power of {treated.size} events for a hazard ratio of {hazard_ratio}, 4000 trials",
        found,
        "0.9 ± 0.03",
        abs(found - 0.9) < 0.03,
    )


def test_freedmans_own_example_and_schoenfelds_relation():
    """Freedman 1982, HR 0.5, two-sided 5 %, power 80 %: 71 events; Schoenfeld asks fewer; power turns back."""
    usual = asked(0.05, 0.8, 2)
    assert survival.freedman(0.5, usual) == pytest.approx(
        9 * usual.z_alpha() ** 2 * (1 + usual.z_power() / usual.z_alpha()) ** 2
    )
    assert round(survival.freedman(0.5, usual)) == 71
    assert survival.schoenfeld(0.5, usual) < survival.freedman(0.5, usual)
    events = survival.schoenfeld(0.8, usual, null=1.3, ratio=2)
    assert survival.power(0.8, events, risks=(0.05, 2), null=1.3, ratio=2) == pytest.approx(0.8, abs=1e-12)


def test_swapped_arms_need_the_same_events():
    usual = asked(0.025, 0.9)
    for rule in (survival.schoenfeld, survival.freedman):
        assert rule(1 / 0.7, usual, ratio=0.5) == pytest.approx(rule(0.7, usual, ratio=2.0), rel=1e-12)


def test_patients_follow_from_events():
    """Without accrual the share is 1 − exp(−λf); entered evenly, it is its average over the time at risk."""
    assert survival.event_share(0.1, accrual=0, follow_up=2) == pytest.approx(1 - np.exp(-0.2))
    at_risk = np.linspace(1, 3, 100_001)
    assert survival.event_share(0.1, accrual=2, follow_up=1) == pytest.approx(
        np.mean(1 - np.exp(-0.1 * at_risk)), rel=1e-6
    )
    assert survival.patients(90, (0.2, 0.1), ratio=2) == pytest.approx(90 / (0.4 / 3))


def test_rounding_goes_up_but_not_from_a_whole_number():
    assert Size(10.2, 20.000000001).rounded() == (11, 20)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: risks(alpha=2.5, power=0.9, sides=1), r"2\.5 % is 0\.025"),
        (lambda: risks(alpha=0.05, power=90, sides=1), r"90 % is 0\.9"),
        (lambda: risks(alpha=0.05, power=0.9, sides=3), "sides: 1 or 2"),
        (lambda: superiority_truth(0.1, 0.1), "no number of patients"),
        (lambda: superiority_truth(8, 0.1), r"8 % is 0\.08"),
        (lambda: superiority_truth(0, 1), "both are 0 or 1"),
        (lambda: non_inferiority_truth(0.2, 0.1, margin=0.05, direction=WORSE), "no number of patients"),
        (lambda: non_inferiority_truth(0.1, 0.1, margin=-0.05, direction=WORSE), "margin: a positive number"),
        (lambda: two_means.effect(0.2, 0), "SD: a positive number"),
        (lambda: two_means.effect(0, 1), "no number of patients"),
        (lambda: two_means.effect_within_margin(0.2, 1, margin=0.2, direction=WORSE), "no number of patients"),
        (lambda: two_means.size(1e-6, asked(0.025, 0.9)), "more than a hundred million"),
        (lambda: survival.schoenfeld(1.0, asked(0.025, 0.9)), "no number of patients"),
        (lambda: survival.schoenfeld(1.4, asked(0.025, 0.9), null=1.3), "no number of patients"),
        (lambda: survival.schoenfeld(-1, asked(0.025, 0.9)), "hazard ratio: a positive number"),
        (lambda: survival.freedman(0.7, asked(0.025, 0.9), ratio=0), "1 means equal arms"),
        (lambda: survival.event_share(0, accrual=1, follow_up=1), "a positive hazard"),
        (lambda: effective_spread.of_unit_means(0, 0, rows=3), "not both zero"),
        (lambda: effective_spread.of_unit_means(1, 1, rows=0), "at least one row"),
        (lambda: effective_spread.after_adjustment(1, correlation=1), "between -1 and 1"),
        (lambda: survival.patients(90, (0, 0)), "shares: 0 of the patients"),
    ],
)
def test_designs_that_cannot_be_are_refused(wrong, said):
    with pytest.raises(Mistake, match=said):
        wrong()
