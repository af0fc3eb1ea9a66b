"""Tests of two rates: against a margin, of no difference, their size by enumeration, mirrored arms and refusals."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from neointima.analysis.statements.direction import Direction, direction
from neointima.analysis.two_proportions import (
    blackwelder,
    exact,
    farrington_manning,
    miettinen_nurminen,
    newcombe,
    superiority,
)
from neointima.analysis.two_proportions.table import table
from neointima.mistake import Mistake

WORSE, BETTER = Direction.HIGHER_IS_WORSE, Direction.HIGHER_IS_BETTER
ROOMS = (farrington_manning, miettinen_nurminen, newcombe, blackwelder, exact)
EVERY_FILE = {
    path.stem: import_module(f"neointima.analysis.two_proportions.{path.stem}")
    for path in Path(exact.__file__).parent.glob("[a-z]*.py")
}
RESOLUTE = table((93, 1140), (96, 1152), names=("R-ZES", "EES"))


def test_chan_1998_and_farrington_manning_1990():
    """Rodary 1989, children cured by chemotherapy (83 of 88) and radiotherapy (69 of 76), margin 10 points.

    Published: exact unconditional P 0.0017 and asymptotic 0.0016 (Chan, Stat Med 1998;17:1403).
    """
    cured = table((83, 88), (69, 76))
    asymptotic = farrington_manning.non_inferiority(cured, margin=0.1, direction=BETTER)
    unconditional = exact.non_inferiority(cured, margin=0.1, direction=BETTER)
    assert round(asymptotic.p_value, 4) == 0.0016
    assert round(unconditional.p_value, 4) == 0.0017
    assert asymptotic.statistic == pytest.approx(-2.957, abs=5e-4)


def test_resolute_all_comers_is_not_inferior_and_not_superior():
    """Rates of 8.2 and 8.3 %: one-sided 0.0009 from the rates as printed, margin 3.5 points; two-sided 0.93."""
    found = farrington_manning.non_inferiority(RESOLUTE, margin=0.035, direction=WORSE)
    assert found.p_value == pytest.approx(0.0009, abs=1e-4)
    assert found.rejects(0.05)
    assert superiority.score(RESOLUTE).p_value > 0.85


def test_every_file_with_a_test_against_a_margin_is_tested_here():
    """All but the stratified one, which takes several tables and is tested with its like."""
    found = {name for name, module in EVERY_FILE.items() if hasattr(module, "non_inferiority")}
    assert found == {room.__name__.rsplit(".", 1)[1] for room in ROOMS} | {"stratified"}


@pytest.mark.parametrize("room", ROOMS)
def test_the_null_is_said_in_words_with_names_margin_and_direction(room):
    small = table((2, 20), (3, 21), names=("R-ZES", "EES"))
    said = room.non_inferiority(small, margin=0.035, direction=WORSE).null
    assert said == "H0: the rate of R-ZES is at least 3.5 points above that of EES (higher is worse)"
    said = room.non_inferiority(small, margin=0.1, direction=BETTER).null
    assert said == "H0: the rate of R-ZES is at least 10 points below that of EES (higher is better)"


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("counts", [((4, 20), (9, 25)), ((0, 12), (1, 15)), ((11, 12), (9, 9))])
def test_mirrors(room, counts):
    """Survivors in place of deaths turn the direction; and A against B from above is B against A from below."""
    (x, m), (y, n) = counts
    found = room.non_inferiority(table(*counts), margin=0.2, direction=WORSE)
    survivors = room.non_inferiority(table((m - x, m), (n - y, n)), margin=0.2, direction=BETTER)
    swapped = room.non_inferiority(table((y, n), (x, m)), margin=0.2, direction=BETTER)
    assert (survivors.p_value, swapped.p_value) == pytest.approx((found.p_value, found.p_value), rel=1e-9)
    assert (survivors.estimate, swapped.estimate) == pytest.approx((-found.estimate, -found.estimate), abs=1e-15)


@pytest.mark.parametrize("room", [farrington_manning, miettinen_nurminen, newcombe])
def test_the_test_rejects_exactly_when_the_limit_excludes_the_margin(room):
    for x in range(0, 31, 3):
        counts = table((x, 30), (10, 33))
        upper = room.interval(counts, level=0.9).upper
        assert room.non_inferiority(counts, margin=0.1, direction=WORSE).rejects(0.05) == (upper < 0.1)
        lower = room.interval(counts, level=0.9).lower
        assert room.non_inferiority(counts, margin=0.1, direction=BETTER).rejects(0.05) == (lower > -0.1)


def size_of(room, n, *, margin, rate):
    """Chance to reject at 0.025 when the first rate lies exactly the margin above ``rate``, over all tables."""
    chance = 0.0
    first, second = stats.binom.pmf(np.arange(n + 1), n, rate + margin), stats.binom.pmf(np.arange(n + 1), n, rate)
    for x, y in np.ndindex(n + 1, n + 1):
        if first[x] * second[y] > 1e-9:
            found = room.non_inferiority(table((x, n), (y, n)), margin=margin, direction=WORSE)
            chance += first[x] * second[y] * found.rejects(0.025)
    return chance


def test_size_for_rare_events():
    """100 against 100, rates 6 and 1 %: Farrington-Manning holds 2.5 % within a point, Blackwelder does not."""
    own = size_of(farrington_manning, 100, margin=0.05, rate=0.01)
    assert 0.005 < own < 0.035
    assert size_of(miettinen_nurminen, 100, margin=0.05, rate=0.01) <= own
    ours, theirs = (size_of(room, 60, margin=0.1, rate=0.01) for room in (farrington_manning, blackwelder))
    assert theirs > ours


def test_the_exact_test_never_exceeds_its_level():
    for rate in np.linspace(0, 0.8, 9):
        assert size_of(exact, 8, margin=0.2, rate=rate) <= 0.025


def test_the_exact_test_at_no_margin_is_barnards():
    """scipy orders by the pooled statistic, which is the score at no difference; its nuisance grid makes 1e-6."""
    for counts in (((7, 12), (2, 12)), ((3, 9), (8, 14))):
        (x, m), (y, n) = counts
        theirs = stats.barnard_exact([[x, y], [m - x, n - y]], pooled=True, n=256, alternative="greater").pvalue
        assert exact.tail(table(*counts), 0.0, sign=1) == pytest.approx(theirs, rel=1e-4)


def test_superiority_is_pearsons_chi_square_and_fishers():
    counts = table((47, 598), (91, 599))
    found = superiority.score(counts)
    theirs = stats.chi2_contingency([[47, 551], [91, 508]], correction=False)
    assert found.statistic**2 == pytest.approx(theirs.statistic, rel=1e-12)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert superiority.fisher(counts).p_value == stats.fisher_exact([[47, 551], [91, 508]]).pvalue
    assert miettinen_nurminen.superiority(counts).statistic ** 2 == pytest.approx(theirs.statistic * 1196 / 1197)
    assert found.null == "H0: the rate of A equals that of B"


def test_endeavor_ii_has_its_published_p():
    """Fajadet 2006: 7.9 % of 598 against 15.1 % of 599, P = 0.0001."""
    assert round(superiority.score(table((47, 598), (91, 599))).p_value, 4) == 0.0001


def test_yates_is_the_chi_square_with_half_a_patient():
    for counts in (((8, 60), (13, 55)), ((30, 60), (12, 55)), ((5, 50), (5, 50))):
        theirs = stats.chi2_contingency([[x, n - x] for x, n in counts], correction=True).pvalue
        assert superiority.yates(table(*counts)).p_value == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize("test", [superiority.score, superiority.fisher, miettinen_nurminen.superiority])
def test_no_events_at_all_show_no_difference(test):
    assert test(table((0, 40), (0, 40))).p_value == 1
    assert test(table((40, 40), (40, 40))).p_value == 1


def test_no_events_at_all_against_a_margin():
    """The score methods judge; Blackwelder has no error to divide by and says nothing."""
    none = table((0, 40), (0, 40))
    for room in (farrington_manning, miettinen_nurminen, newcombe, exact):
        assert 0 < room.non_inferiority(none, margin=0.1, direction=WORSE).p_value < 0.05
    silent = blackwelder.non_inferiority(none, margin=0.1, direction=WORSE)
    assert np.isnan(silent.p_value)
    assert not silent.rejects(0.5)


@pytest.mark.parametrize("margin", [-0.035, 0.0, 1.0, 3.5, float("nan"), float("inf")])
@pytest.mark.parametrize("room", ROOMS)
def test_a_margin_is_a_positive_share(room, margin):
    with pytest.raises(Mistake, match="margin"):
        room.non_inferiority(RESOLUTE, margin=margin, direction=WORSE)


def test_the_direction_must_be_said():
    with pytest.raises(Mistake, match="'higher is worse' or 'higher is better' expected, '' given"):
        direction("")
    assert direction("higher is worse") is WORSE
    with pytest.raises(TypeError, match="direction"):
        farrington_manning.non_inferiority(RESOLUTE, margin=0.035)


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ((11, 10), "A: 11 events among 10 patients; give a count from 0 to 10"),
        ((-1, 10), "A: -1 events among 10 patients"),
        ((0, 0), "A: 0 patients; an arm needs at least one"),
        ((1.5, 10), "A: events are counted, so a whole number is expected, 1.5 given"),
        ((1, 10.5), "A: patients are counted"),
        ((float("nan"), 10), "A: events are counted"),
    ],
)
def test_counts_that_cannot_be_are_refused(first, said):
    with pytest.raises(Mistake, match=said):
        table(first, (1, 10))
    with pytest.raises(Mistake, match=said.replace("A:", "EES:")):
        table((1, 10), first, names=("ZES", "EES"))


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_confidence_is_a_share(level):
    with pytest.raises(Mistake, match=r"95 % is 0\.95"):
        newcombe.interval(RESOLUTE, level=level)
