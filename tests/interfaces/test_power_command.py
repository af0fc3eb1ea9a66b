"""``neointima power``: published sizes, the null in words, and the looks."""

import math
from statistics import NormalDist

import pytest

from terminal import call, refused


def test_a_trial_of_non_inferiority_says_its_null_and_its_size():
    done = call(
        "power", "rates", "8%", "8%", "--margin", "3.5%", "--higher-is", "worse", "--alpha", "0.05", "--power", "0.9"
    )
    assert "at least 3.5 points above that of the comparator (higher is worse)" in done.stdout
    # Equal rates at δ₀: close to (z_α + z_β)² 2pq/δ² = 1029, a little more by the variance at the null.
    assert "1049 + 1049 = 2098 patients" in done.stdout


def test_shares_are_percentages_too():
    same = [
        call("power", "rates", *rates, "--power", power).stdout
        for rates, power in ((("8%", "10%"), "90%"), (("0.08", "0.10"), "0.9"))
    ]
    assert same[0] == same[1] and "patients" in same[0]
    assert "write 0.9 or 90%" in call("power", "rates", "8%", "10%", "--power", "most").stderr


def test_a_t_test_needs_what_r_says():
    # R: power.t.test(delta = 0.5, sd = 1, power = 0.9) gives n = 85.03.
    assert "86 + 86 = 172 patients" in call("power", "means", "0.5", "1").stdout
    assert "power 90.0 %" in call("power", "means", "0.5", "1", "--n", "85.03128").stdout


def test_schoenfelds_events_and_their_price_in_looks():
    done = call("power", "survival", "0.7", "--looks", "4", "--spending", "pocock")
    # (1.960 + 1.282)² 4 / ln² 0.7 = 330.4.
    assert "(331 events)" in done.stdout and "390 events" in done.stdout
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("     ") and "%" in line]
    # The first of four looks spends α ln(1 + (e − 1)/4), half on each side.
    first = -NormalDist().inv_cdf(0.05 * math.log1p((math.e - 1) / 4) / 2)
    assert [line[0] for line in lines] == ["1", "2", "3", "4"] and lines[0][3] == f"{first:.4f}"
    assert (
        "power 90.1 %" in call("power", "survival", "0.7", "--looks", "4", "--spending", "pocock", "--n", "390").stdout
    )


FOLLOWED = ("--accrual", "18", "--follow-up", "12", "--control-rate", "30%", "--drop-out", "10%", "--by", "12")


def test_events_become_patients_by_entry_follow_up_and_loss():
    done = call("power", "survival", "0.7", *FOLLOWED)
    # Of those who entered between 12 and 30 before the end, ∫ λ e^(−(λ + η)t) dt over the time of each.
    loss, shares = -math.log(0.9) / 12, []
    for hazard in (-0.7 * math.log(0.7) / 12, -math.log(0.7) / 12):
        seen = [1 - math.exp(-(hazard + loss) * (12 + 18 * (place + 0.5) / 1000)) for place in range(1000)]
        shares.append(100 * hazard / (hazard + loss) * sum(seen) / 1000)
    assert f"{shares[0]:.1f} % of the tested arm and {shares[1]:.1f} % of the comparator" in done.stdout
    needed = math.ceil(330.38 / (shares[0] + shares[1]) * 100)
    assert f"331 events need {needed} + {needed} = {2 * needed} patients" in done.stdout
    assert "10 % are lost by 12" in done.stdout


def test_patients_followed_so_long_have_a_power():
    needed = call("power", "survival", "0.7", *FOLLOWED).stdout
    tested = needed.partition("events need ")[2].partition(" + ")[0]
    back = call("power", "survival", "0.7", *FOLLOWED, "--n", tested).stdout
    assert "have power 90." in back


def test_a_median_says_the_same_as_a_half_by_then():
    shared = ("--accrual", "10", "--follow-up", "5")
    one = call("power", "survival", "0.7", *shared, "--control-median", "20").stdout
    other = call("power", "survival", "0.7", *shared, "--control-rate", "50%", "--by", "20").stdout
    assert one.splitlines()[-1] == other.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rates", "8%"), ("2 values",)),
        (("rates", "8", "10"), ("0.08",)),
        (("rates", "x", "10"), ("not a number",)),
        (("rates", "8%", "8%", "--margin", "3.5%"), ("--higher-is",)),
        (("rates", "8%", "13%", "--margin", "3.5%", "--higher-is", "better", "--sides", "2"), ("one-sided",)),
        (("rates", "13%", "8%", "--margin", "3.5%", "--higher-is", "worse"), ("inside the null",)),
        (("survival", "1.4", "--margin", "1.3", "--higher-is", "worse"), ("inside the null",)),
        (("rates", "8%", "8%", "--margin", "-3%", "--higher-is", "worse"), ("positive number", "-3%")),
        (("rates", "-8%", "8%"), ("from 0 to 1", "-0.08")),
        (("means", "-0.1", "1", "--margin", "-0.2mm", "--higher-is", "worse"), ("positive number",)),
        (("survival", "0.7", "--follow-up", "9", "--control-median", "20", "--drop-out", "-5%"), ("--by",)),
        (("means", "0.1", "0"), ("SD",)),
        (("means", "0.1", "1", "--n", "10", "--power", "0.9"), ("worked out",)),
        (("means", "0.1", "1", "--looks", "99"), ("looks",)),
        (("means", "0.1", "1", "--alpha", "5"), ("alpha",)),
        (("survival", "0.7", "--follow-up", "12"), ("--control-median",)),
        (("survival", "0.7", "--follow-up", "12", "--control-rate", "20%"), ("--by",)),
        (("survival", "0.7", "--follow-up", "-12", "--control-median", "20"), ("above zero",)),
        (("survival", "0.7", "--follow-up", "12", "--control-rate", "20", "--by", "12"), ("control rate", "0.08")),
        (("survival", "0.7", "--follow-up", "12", "--control-median", "0"), ("above zero",)),
        (("means", "0.1", "1", "--follow-up", "12"), ("power survival",)),
        (("means", "1e-300", "1"), ("a hundred million",)),
        (("rates", "8%", "8.0000001%"), ("a thousand million patients", "farther away")),
        (("survival", "1.0000001"), ("a thousand million events",)),
    ],
)
def test_what_cannot_be_planned_is_said_in_one_sentence(arguments, words):
    refused(call("power", *arguments), *words)
