"""What a reviewer checks: rounding, percentages, GRIM, P recomputed, implied numbers, the kind of test."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from neointima.analysis.reviewer_checks.audit import Verdict, audit
from neointima.analysis.reviewer_checks.claimed_p import Candidate, judged
from neointima.analysis.reviewer_checks.grim import possible, sizes
from neointima.analysis.reviewer_checks.implied_size import ImpliedSize, implied_size
from neointima.analysis.reviewer_checks.p_from_interval import one_sided_p, standard_error, two_sided_p
from neointima.analysis.reviewer_checks.percentage import counts, denominators, sentence
from neointima.analysis.reviewer_checks.printed import printed, printed_p
from neointima.analysis.reviewer_checks.recomputed_p import (
    PrintedMean,
    PrintedRate,
    non_inferiority,
    superiority,
    superiority_of_one_spread,
)
from neointima.analysis.reviewer_checks.target_row import Account, TargetRow, target_row
from neointima.analysis.statements.direction import Direction
from neointima.mistake import Mistake

WORSE = Direction.HIGHER_IS_WORSE
NAN = float("nan")


def mean(value, sd, n=NAN):
    return PrintedMean(printed(value), printed(sd), n)


def rate(value, n=NAN):
    return PrintedRate(printed(value), n)


def test_a_printed_number_is_a_range():
    assert printed("15.1") == ("15.1", 15.1, 15.05, 15.15)
    assert printed("0.60")[2:] == (0.595, 0.605)
    assert printed(" 12 ")[2:] == (11.5, 12.5)
    assert printed_p("<0.001")[2:] == (0, 0.001)
    assert printed_p("P = 0.65")[2:] == (0.645, 0.655)
    assert printed_p("N/A") is None
    for words in ("", "about 5", "NaN", "inf"):
        with pytest.raises(Mistake, match="not a number as a paper prints it"):
            printed(words)
    with pytest.raises(Mistake, match="between 0 and 1"):
        printed_p("1.3")


def test_15_1_percent_cannot_come_from_599():
    """Traps of the reference cases: 90 of 599 is 15.0 %, 91 of 599 is 15.2 %."""
    assert counts(printed("15.1"), 599) == ()
    assert "15.1 % cannot come from n = 599: 90 of 599 is 15.0 % and 91 of 599 is 15.2 %" in sentence(
        printed("15.1"), 599
    )
    assert counts(printed("15.1"), 596) == (90,)
    assert sentence(printed("15.1"), 596) == ""
    assert 599 not in denominators(printed("15.1"), least=580, most=600)


@pytest.mark.parametrize("text", ["7.9", "8.2", "0.1", "100", "33.3", "0", "12.50"])
@pytest.mark.parametrize("n", [1, 3, 40, 598, 1402, 2000, 6000])
def test_counts_are_those_that_round_to_the_percentage(text, n):
    """Every count of n, rounded either way at a half."""
    shown = printed(text)
    every = [k for k in range(n + 1) if abs(100 * k / n - shown.value) <= shown.upper - shown.value + 1e-9]
    assert list(counts(shown, n)) == every


def test_percentages_that_are_none_are_refused():
    with pytest.raises(Mistake, match="a percentage from 0 to 100"):
        counts(printed("101"), 5)
    with pytest.raises(Mistake, match="at least one patient"):
        counts(printed("10"), 0)


def test_grim_of_brown_and_heathers():
    """Their own example: a mean of 5.19 cannot come from 28 people answering in whole numbers; 5.18 and 5.21 can."""
    assert not possible(printed("5.19"), 28)
    assert possible(printed("5.18"), 28)
    assert possible(printed("5.21"), 28)
    assert possible(printed("5.19"), 28, items=4)
    assert 28 not in sizes(printed("5.19"), least=20, most=40)
    with pytest.raises(Mistake, match="at least one of each"):
        possible(printed("5.19"), 0)


def test_p_has_the_range_that_rounding_allows():
    """More digits, less range; both ends are reached by numbers that round to the print."""
    loose, tight = (
        superiority(mean(a, b, 9), mean(c, d, 9))
        for a, b, c, d in (("2.2", "0.7", "1.6", "0.5"), ("2.200", "0.700", "1.600", "0.500"))
    )
    assert loose.value == tight.value
    assert loose.lower < tight.lower < tight.value < tight.upper < loose.upper
    luck = np.random.default_rng(2)
    for _ in range(50):
        a, b, c, d = (f"{x + luck.uniform(-0.0499, 0.0499):.6f}" for x in (2.2, 0.7, 1.6, 0.5))
        assert loose.lower <= superiority(mean(a, b, 9), mean(c, d, 9)).value <= loose.upper


def test_equal_prints_may_hide_no_difference_at_all():
    assert superiority(rate("8.2", 500), rate("8.2", 510)).upper == 1
    assert superiority(rate("8.2", 1140), rate("8.3", 1152)).upper == 1


def test_p_of_the_target_tables():
    """Recomputed by hand in the audit: 0.93, 0.0009 (unpooled; 0.00104 after Farrington and Manning), 0.0001, 6e-19, 0.045."""
    resolute = rate("8.2", 1140), rate("8.3", 1152)
    assert superiority(*resolute).value == pytest.approx(0.93, abs=5e-3)
    met = non_inferiority(*resolute, margin=3.5, direction=WORSE)
    assert printed_p("<0.001").meets(met.lower, met.upper)
    assert met.value == pytest.approx(0.00104, abs=1e-5)
    assert round(superiority(rate("7.9", 598), rate("15.1", 599)).value, 4) == 0.0001
    assert superiority(mean("0.61", "0.46", 264), mean("1.03", "0.58", 267)).value == pytest.approx(6e-19, rel=0.1)
    assert round(superiority(mean("2.22", "0.69", 9), mean("1.59", "0.52", 9)).value, 3) == 0.045


@pytest.mark.parametrize(
    ("text", "claims", "words"),
    [
        ("0.94", False, "that of a test for a difference: 0.94 by chi-square"),
        ("0.94", True, "but non-inferiority was claimed, and its P is 0.0011"),
        ("0.001", True, "that of a test of non-inferiority"),
        ("0.47", False, "one-sided"),
        ("<0.001", False, "does not follow"),
        ("0.20", True, "does not follow"),
    ],
)
def test_a_printed_p_is_named_by_its_test(text, claims, words):
    """Resolute All Comers, 94 of 1140 against 96 of 1152: the P of no difference says nothing of non-inferiority."""
    margins = [Candidate("Farrington-Manning", 0.0011, 0.001, 0.0012)] if claims else []
    said = judged(printed_p(text), differences=[Candidate("chi-square", 0.9395, 0.9395, 0.9395)], margins=margins)
    assert words in said


def test_a_p_of_one_spread_has_a_range_as_well():
    found = superiority_of_one_spread(mean("2.22", "0.69", 9), mean("1.59", "0.52", 9))
    assert found.lower < found.value < found.upper
    assert found.value == pytest.approx(stats.ttest_ind_from_stats(2.22, 0.69, 9, 1.59, 0.52, 9).pvalue, rel=1e-9)


def test_mirrored_arms_give_the_same_p():
    arms = mean("0.34", "0.44", 323), mean("0.13", "0.32", 113)
    assert superiority(*arms) == pytest.approx(superiority(*reversed(arms)), rel=1e-9)
    one = non_inferiority(*arms, margin=0.2, direction=WORSE)
    other = non_inferiority(*reversed(arms), margin=0.2, direction=Direction.HIGHER_IS_BETTER)
    assert one == pytest.approx(other, rel=1e-9)


def test_implied_numbers_of_the_target_tables():
    """Porcine rows 10 to 11 per arm, rabbit 9, RESTENT 108 and 80, as the audit by hand found them."""
    pig = [
        (mean("22.4", "8.6"), mean("35.7", "13.0")),
        (mean("1.69", "0.55"), mean("2.78", "1.07")),
        (mean("0.25", "0.07"), mean("0.38", "0.13")),
    ]
    for arms in pig:
        found = implied_size(*arms, printed_p("0.01"))
        assert found.nearest == 11
        assert found.least <= 11 <= found.most
    assert implied_size(mean("2.22", "0.69"), mean("1.59", "0.52"), printed_p("0.044")).nearest == 9
    volume = implied_size(mean("0.56", "0.54"), mean("0.51", "0.48"), printed_p("0.47"))
    assert volume.nearest in (108, 109)
    assert implied_size(rate("22.6"), rate("15.8"), printed_p("0.276")).nearest == 80
    assert implied_size(rate("10"), rate("90"), printed_p("0.999")) is None


def test_implied_numbers_can_meet_or_be_apart():
    one, other = ImpliedSize(109, 73, 177), ImpliedSize(80, 78, 82)
    assert one.meets(other)
    assert one.apart(other)
    assert not ImpliedSize(11, 11, 13).apart(ImpliedSize(10, 9, 15))


def test_p_from_the_published_bound_of_resolute_us():
    """Difference −2.8, upper one-sided 95 % bound −1.3: SE 0.91; margin 3.3 gives about 1e-11, no difference 0.002."""
    error = standard_error(-2.8, -1.3, one_sided_level=0.95)
    assert error == pytest.approx(0.91, abs=5e-3)
    assert one_sided_p(-2.8, 3.3, error) == pytest.approx(1.1e-11, rel=0.05)
    assert round(two_sided_p(-2.8, 0.0, error), 3) == 0.002
    with pytest.raises(Mistake, match="must differ from the estimate"):
        standard_error(1, 1, one_sided_level=0.95)


ACCOUNT = Account(study="TRIAL", comparator="bare stent", day="240", unit="mm", test="superiority")
ROW = TargetRow(
    label="row",
    endpoint="late loss",
    table=ACCOUNT,
    primary=ACCOUNT,
    design="randomised",
    first=mean("0.61", "0.46", 264),
    second=mean("1.03", "0.58", 267),
    names=("ZES", "BMS"),
    p=printed_p("<0.001"),
    margin=NAN,
    direction=WORSE,
    note="",
)


def audited(**changes):
    return audit([replace(ROW, **changes)])[0]


def test_a_row_that_agrees_is_right():
    assert audited()[1:4] == (Verdict.RIGHT, (), ())


@pytest.mark.parametrize("key", ["study", "comparator", "day", "unit"])
def test_a_label_that_differs_is_named(key):
    found = audited(table=replace(ACCOUNT, **{key: "other"}))
    assert found.verdict is Verdict.MISLABELLED
    assert found.faults[0].endswith(f"printed other, primary {getattr(ACCOUNT, key)}")


def test_a_p_that_does_not_follow_is_wrong():
    assert audited(p=printed_p("0.04")).verdict is Verdict.WRONG


def test_non_inferiority_read_as_superiority_is_named():
    found = audited(primary=replace(ACCOUNT, test="non-inferiority"), margin=0.2, design="historical control")
    assert found.verdict is Verdict.MISLABELLED
    assert "printed as superiority, the trial tested non-inferiority" in found.faults[0]
    assert found.faults[1] == "the arms were not randomised: historical control"


def test_a_p_without_a_comparator_is_named():
    assert audited(second=None).faults == ("no comparator, so no test is possible",)
    assert audited(second=None, p=None).verdict is Verdict.RIGHT


LINE = {
    "label": "1",
    "endpoint": "e",
    "design": "randomised",
    "first": "A",
    "first_value": "1.5",
    "first_sd": "0.5",
    "first_n": "10",
    "second": "",
    "second_value": "",
    "second_sd": "",
    "second_n": "",
    "p": "",
    "margin": "",
    "direction": "higher is worse",
    "note": "",
} | {
    f"{source}_{key}": "x" for source in ("table", "primary") for key in ("study", "comparator", "day", "unit", "test")
}


def test_a_line_that_cannot_be_read_names_its_row():
    assert target_row(LINE).second is None
    with pytest.raises(Mistake, match="1: no column 'design'"):
        target_row({key: value for key, value in LINE.items() if key != "design"})
    with pytest.raises(Mistake, match="1: could not convert"):
        target_row(LINE | {"first_n": "ten"})
    with pytest.raises(Mistake, match="'higher is worse' or"):
        target_row(LINE | {"direction": ""})
