"""Network meta-analysis: exact where an exact answer is known, and what is refused."""

import numpy as np
import pytest
from scipy import stats

from neointima.analysis.network.contrasts import arms
from neointima.analysis.network.inconsistency import decompose, split_pairs
from neointima.analysis.network.least_squares import moments, restricted
from neointima.analysis.network.network import join, p_scores
from neointima.analysis.pooling.between_trials import dersimonian_laird, reml
from neointima.analysis.pooling.effects import mean_difference
from neointima.analysis.pooling.heterogeneity import heterogeneity
from neointima.analysis.pooling.pooled import random
from neointima.mistake import Mistake


def table(*rows):
    """Arms from rows of trial, treatment, mean, SD, n."""
    trial, treatment, *numbers = zip(*rows, strict=True)
    mean, sd, n = (np.array(column, dtype=float) for column in numbers)
    return arms(trial, treatment, mean=mean, sd=sd, n=n)


def nothing(data, design):
    return 0.0


PAIRS = [("t1", 0.6, 0.5, 40, 1.0, 0.6, 42), ("t2", 0.2, 0.4, 60, 0.9, 0.5, 55), ("t3", 0.5, 0.5, 25, 0.7, 0.7, 30)]


@pytest.mark.parametrize(
    ("network_way", "pair_way"), [(moments, dersimonian_laird), (restricted, reml)], ids=["moments", "restricted"]
)
def test_two_treatments_are_the_pairwise_meta_analysis(network_way, pair_way):
    """The same formulas; a search for τ² to 1e-7."""
    rows = [row for name, *x in PAIRS for row in ((name, "stent", *x[:3]), (name, "balloon", *x[3:]))]
    found = join(table(*rows), network_way)
    pairs = mean_difference([p[0] for p in PAIRS], np.array([p[1:4] for p in PAIRS]), np.array([p[4:] for p in PAIRS]))
    pooled = random(pairs, pair_way(pairs))
    ours = found.difference("stent", "balloon")
    assert found.tau_squared == pytest.approx(pooled.tau_squared, rel=1e-6)
    assert ours[2:7] == pytest.approx(pooled[:5], rel=1e-6)
    assert (found.q, found.p_value) == pytest.approx(
        (heterogeneity(pairs, 0.0).q, heterogeneity(pairs, 0.0).p_value), rel=1e-10
    )


def triangle(luck, effects, *, each=6, tau=0.0, wrong=0.0, kinds=("AB", "BC", "AC", "ABC")):
    """Trials of each of ``kinds``, ``each`` of them; A–C trials are off by ``wrong``."""
    rows = []
    for kind in kinds:
        for number in range(each):
            base = luck.normal(0.5, 0.3)
            for name in kind:
                sd, n = luck.uniform(0.4, 0.6), int(luck.integers(40, 120))
                off = luck.normal(0, tau / 2**0.5) + wrong * (kind == "AC" and name == "C")
                rows.append((f"{kind}{number}", name, luck.normal(base + effects[name] + off, sd / n**0.5), sd, n))
    return table(*rows)


TRUE = {"A": 0.0, "B": -0.3, "C": -0.5}


def test_the_graph_of_trials_gives_the_same_answer():
    """Rücker 2012: effects are the potentials L⁺Bᵀ W y of an electrical network; two-arm trials, 1e-10."""
    luck = np.random.default_rng(2)
    kinds = [("A", "B"), ("B", "C"), ("C", "D"), ("A", "D"), ("A", "C")] * 3
    rows, edges, weights, values = [], [], [], []
    for number, pair in enumerate(kinds):
        arm = [(luck.normal(), luck.uniform(0.4, 0.7), int(luck.integers(20, 90))) for _ in pair]
        rows += [(f"t{number}", name, *one) for name, one in zip(pair, arm, strict=True)]
        edges.append([(name == pair[0]) - (name == pair[1]) * 1.0 for name in "ABCD"])
        weights.append(1 / sum(sd**2 / n for _, sd, n in arm))
        values.append(arm[0][0] - arm[1][0])
    edges, weights = np.array(edges), np.diag(weights)
    laplacian = np.linalg.pinv(edges.T @ weights @ edges)
    potentials = laplacian @ edges.T @ weights @ np.array(values)
    found = join(table(*rows), nothing)
    for one in range(4):
        for other in range(one):
            ours = found.difference("ABCD"[one], "ABCD"[other])
            assert ours.value == pytest.approx(potentials[one] - potentials[other], abs=1e-10)
            resistance = laplacian[one, one] + laplacian[other, other] - 2 * laplacian[one, other]
            assert ours.error == pytest.approx(resistance**0.5, abs=1e-10)


def test_known_differences_are_recovered_and_covered():
    """200 networks of 24 trials with τ 0.1: bias within four standard errors, coverage of C − A within 4 errors (6 %)."""
    luck, values, inside = np.random.default_rng(3), [], 0
    for _ in range(200):
        one = join(triangle(luck, TRUE, tau=0.1), moments).difference("C", "A")
        values.append(one.value)
        inside += one.lower <= -0.5 <= one.upper
    assert np.mean(values) == pytest.approx(-0.5, abs=4 * np.std(values) / 200**0.5)
    assert inside / 200 >= 0.89


def test_indirect_evidence_alone_is_the_difference_of_differences():
    """A–B and B–C: variances add."""
    found = join(table(("x", "A", 1, 1, 100), ("x", "B", 3, 1, 100), ("y", "B", 0, 2, 100), ("y", "C", 5, 2, 100)))
    one = found.difference("C", "A")
    assert (one.value, one.error**2) == pytest.approx((7, 0.1), rel=1e-12)
    assert (found.freedom, found.tau_squared) == (0, 0)
    assert np.isnan(found.p_value)
    assert split_pairs(table(("x", "A", 1, 1, 9), ("x", "B", 3, 1, 9), ("y", "B", 0, 2, 9), ("y", "C", 5, 2, 9))) == []


def test_a_trial_of_three_arms_alone_is_its_own_arms():
    found = join(table(("x", "A", 1, 1, 50), ("x", "B", 3, 2, 60), ("x", "C", 4, 1, 70)))
    one = found.difference("C", "B")
    assert (one.value, one.error**2) == pytest.approx((1, 4 / 60 + 1 / 70), rel=1e-12)


def test_the_order_of_arms_and_trials_does_not_matter():
    luck = np.random.default_rng(4)
    given = triangle(luck, TRUE, each=2, tau=0.1)
    rows = [
        (given.trials[t], given.treatments[a], m, v**0.5 * 100**0.5, 100)
        for t, a, m, v in zip(given.trial, given.treatment, given.mean, given.variance, strict=True)
    ]
    shuffled = [rows[place] for place in luck.permutation(len(rows))]
    first, second = join(table(*rows)), join(table(*shuffled))
    assert first.difference("A", "C")[2:] == pytest.approx(second.difference("A", "C")[2:], rel=1e-6)
    assert [s[2:] for s in split_pairs(table(*rows), nothing)] == [
        pytest.approx(s[2:], rel=1e-8) for s in split_pairs(table(*shuffled), nothing)
    ]


def test_treatments_swapped_give_the_mirrored_answer():
    found = join(triangle(np.random.default_rng(5), TRUE))
    one, other = found.difference("A", "C"), found.difference("C", "A")
    assert (one.value, one.lower, one.upper) == (-other.value, -other.upper, -other.lower)
    assert one.p_value == other.p_value


def test_parts_of_q_add_up_and_are_chi_square_when_trials_are_consistent():
    luck, p_values = np.random.default_rng(6), []
    for _ in range(150):
        parts = decompose(triangle(luck, TRUE, each=3), nothing)
        assert parts.within.q + parts.between.q == pytest.approx(parts.total.q)
        p_values.append(parts.between.p_value)
    assert stats.kstest(p_values, "uniform").pvalue > 1e-3


def test_a_wrong_comparison_shows_in_q_and_where_it_is_split():
    off = triangle(np.random.default_rng(7), TRUE, wrong=0.4, kinds=("AB", "BC", "AC"))
    assert decompose(off, moments).between.p_value < 1e-4
    split = {(one.first, one.second): one for one in split_pairs(off, moments)}
    assert split["A", "C"].p_value < 1e-4
    assert split["A", "C"].difference < 0


def test_direct_and_indirect_evidence_of_a_ring_join_to_the_whole():
    """Two-arm trials: the whole is the mean of direct and indirect weighted by precision."""
    rows = [("x", "A", 1, 1, 50), ("x", "B", 3, 1, 50), ("y", "B", 0, 2, 90), ("y", "C", 5, 2, 90)]
    ring = table(*rows, ("z", "A", 0, 1, 60), ("z", "C", 4, 1, 60))
    split = next(one for one in split_pairs(ring, nothing) if (one.first, one.second) == ("A", "C"))
    weights = np.array([split.direct_error, split.indirect_error]) ** -2.0
    whole = join(ring, nothing).difference("A", "C")
    assert (split.direct, split.indirect) == pytest.approx((-4, -7), rel=1e-10)
    assert whole.value == pytest.approx(weights @ [split.direct, split.indirect] / weights.sum(), rel=1e-10)
    assert whole.error == pytest.approx(weights.sum() ** -0.5, rel=1e-10)


def test_ranks_follow_the_stated_direction():
    found = join(triangle(np.random.default_rng(8), TRUE))
    low, high = p_scores(found, lower_is_better=True), p_scores(found, lower_is_better=False)
    assert list(low) == ["C", "B", "A"]
    assert list(high) == ["A", "B", "C"]
    assert sum(low.values()) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [("x", "A", 1, 1, 9), ("x", "B", 1, 1, 9), ("y", "C", 1, 1, 9), ("y", "D", 1, 1, 9)],
            "no trial joins C, D to A",
        ),
        ([("x", "A", 1, 1, 9), ("x", "A", 1, 1, 9)], "'x' has two arms of A"),
        ([("x", "A", 1, 1, 9), ("x", "B", 1, 1, 9), ("y", "A", 1, 1, 9)], "'y' has one arm"),
        ([("x", "A", 1, 0, 9), ("x", "B", 1, 1, 9)], "an SD above zero"),
        ([("x", "A", 1, 1, 1), ("x", "B", 1, 1, 9)], "two patients"),
    ],
)
def test_what_no_network_can_be_made_of_is_told_in_a_sentence(rows, said):
    with pytest.raises(Mistake, match=said):
        table(*rows)


def test_an_unknown_treatment_is_named():
    found = join(triangle(np.random.default_rng(9), TRUE))
    with pytest.raises(Mistake, match="'Z' is not in the network; it has A, B, C"):
        found.against("Z")
