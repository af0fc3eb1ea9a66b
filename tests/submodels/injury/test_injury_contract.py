"""What the deployment tears, and the growth factors that answer."""

from dataclasses import replace

import numpy as np
import pytest

from neointima.submodels.injury.growth_factors import GrowthFactors
from neointima.submodels.injury.strut_depth import StrutDepth

DAY = 86400.0
ONE = np.ones((1, 1))


@pytest.fixture
def deployment():
    return StrutDepth(
        embedding=0.5 * ONE,
        first_tear=0.45 * ONE,
        tear_interval=0.4 * ONE,
        tear_spread=0.3 * ONE,
        stimulus_per_score=0.5 * ONE,
    )


@pytest.fixture
def factors():
    return GrowthFactors(
        thrombus_peak=3.5 * DAY * ONE,
        inflammation_peak=6 * DAY * ONE,
        bfgf_decay=3 * DAY * ONE,
        pdgf_delay=DAY * ONE,
        platelet_share=0.5 * ONE,
        inflammation_strength=1.2 * ONE,
        foreign_body=0.8 * ONE,
        foreign_body_peak=45 * DAY * ONE,
        mitogen_potency=2.0 * ONE,
        endothelial_brake=0.5 * ONE,
        mitogen_reach=1.2e-4 * ONE,
    )


def test_the_score_lies_between_0_and_3(deployment):
    stretch, depth = np.meshgrid(np.linspace(0.8, 5, 40), np.linspace(0, 1e-3, 40))
    score = deployment.score(stretch, depth, 1e-4)
    assert np.all((score >= 0) & (score <= 3))
    assert score.min() < 0.02
    assert score.max() == pytest.approx(3, abs=1e-12)


def test_the_score_rises_with_stretch_and_with_depth_and_falls_with_thicker_media(deployment):
    ladder = np.linspace(0, 1, 30)
    assert np.all(np.diff(deployment.score(1 + ladder, 1e-5, 1e-4)) > 0)
    assert np.all(np.diff(deployment.score(1.1, 1e-4 * ladder, 1e-4)) > 0)
    assert np.all(np.diff(deployment.score(1.1, 5e-5, 1e-4 * (1 + ladder))) < 0)


def test_half_the_struts_tear_the_lamina_at_the_first_threshold(deployment):
    """At x = first_tear the first term is ½; with tears 1.33 and 2.67 spreads away the rest is Φ(−4/3) + Φ(−8/3)."""
    # Φ(−1.33333) = 0.0912112 and Φ(−2.66667) = 0.0038304, from tables.
    assert float(deployment.score(1.45, 0.0, 1e-4)[0, 0]) == pytest.approx(0.5 + 0.0912112 + 0.0038304, abs=1e-6)


def test_depth_is_the_embedded_share_of_the_strut(deployment):
    assert deployment.depth(91e-6 * ONE) == 45.5e-6


def test_a_whole_lamina_gives_the_unit_stimulus_and_every_score_adds(deployment):
    assert deployment.stimulus(0.0) == 1
    assert deployment.stimulus(2.0) == 2.0


def courses(factors, stimulus=1.0):
    """Levels at every quarter of a day over eight weeks."""
    response, rows = factors.start(stimulus * ONE), []
    for _ in range(4 * 56):
        response = factors.step(response, DAY / 4)
        rows.append([float(level[0, 0]) for level in response])
    return dict(zip(response._fields, np.array(rows).T, strict=True))


def test_thrombin_peaks_at_the_thrombus_peak(factors):
    """3.5 days is the 14th quarter of a day; the level there is the stimulus itself."""
    thrombin = courses(factors)["thrombin"]
    assert thrombin.argmax() == 13
    assert thrombin[13] == pytest.approx(1, rel=1e-12)


def test_inflammation_peaks_at_its_own_peak_with_its_strength(factors):
    inflammation = courses(factors)["inflammation"]
    assert inflammation.argmax() == 23
    assert inflammation[23] == pytest.approx(1.2, rel=1e-12)


def test_bfgf_only_falls_and_pdgf_comes_after_its_sources(factors):
    course = courses(factors)
    assert np.all(np.diff(course["bfgf"]) < 0)
    source = 0.5 * course["thrombin"] + 0.5 * course["inflammation"]
    assert course["pdgf"].argmax() > source.argmax()


def test_every_level_is_proportional_to_the_stimulus(factors):
    """Linear equations: 1e-13 is rounding."""
    one, two = courses(factors), courses(factors, 2.0)
    for name, course in one.items():
        np.testing.assert_allclose(two[name], 2 * course, rtol=1e-13)


@pytest.mark.parametrize("dt", [900.0, DAY, 10 * DAY])
def test_two_half_steps_equal_one(factors, dt):
    """Thrombin, inflammation and bFGF are exact. PDGF is not: its source is held over a step."""
    start = factors.step(factors.start(ONE), 1.3 * DAY)
    once = factors.step(start, dt)
    twice = factors.step(factors.step(start, dt / 2), dt / 2)
    for name in ("clot", "thrombin", "recruitment", "inflammation", "bfgf"):
        np.testing.assert_allclose(getattr(twice, name), getattr(once, name), rtol=1e-12)


def test_pdgf_error_falls_in_proportion_to_the_step(factors):
    """Source held at its end value: first order, so halving the step halves the error; 20 % for the next term."""

    def pdgf(steps):
        response = factors.start(ONE)
        for _ in range(steps):
            response = factors.step(response, 8 * DAY / steps)
        return float(response.pdgf[0, 0])

    exact = pdgf(20_000)
    coarse, fine = abs(pdgf(50) - exact), abs(pdgf(100) - exact)
    assert coarse / fine == pytest.approx(2, rel=0.2)


def test_drive_is_a_share_below_one(factors):
    for stimulus in (0.0, 1.0, 1e6):
        response = factors.step(factors.start(stimulus * ONE), DAY)
        drive = factors.drive(response, 0 * ONE, 1e-5 * ONE)
        assert np.all((drive >= 0) & (drive < 1))
    assert factors.drive(factors.start(0 * ONE), 0 * ONE, 1e-5 * ONE) == 0


def test_drive_falls_with_endothelium_and_with_thickness(factors):
    response, ladder = factors.step(factors.start(ONE), 3 * DAY), np.linspace(0, 1, 30)[None, :]
    assert np.all(np.diff(factors.drive(response, ladder, 5e-5)) < 0)
    assert np.all(np.diff(factors.drive(response, 0.5, 1e-6 + 1e-3 * ladder)) < 0)


def test_a_bare_surface_gets_the_whole_drive(factors):
    """Thin neointima, limit of (1 − exp(−x)) / x; 1e-7 of the reach is left out."""
    response = factors.step(factors.start(ONE), 3 * DAY)
    mixture = (response.thrombin + response.bfgf + response.pdgf) / 3
    whole = 2 * mixture / (1 + 2 * mixture)
    np.testing.assert_allclose(factors.drive(response, 0 * ONE, 1e-12 * ONE), whole, rtol=1e-7)


@pytest.mark.parametrize("days", [1, 10, 45, 90, 400])
def test_a_polymer_is_answered_late_and_for_a_while(factors, days):
    """s f (t/τ) exp(1 − t/τ) whatever the steps; 1e-9 is rounding of a thousand of them."""
    response = factors.start(2.0 * ONE)
    for _ in range(1000):
        response = factors.step(response, days * DAY / 1000 * ONE)
    share = days / 45
    expected = 2.0 * 0.8 * share * np.exp(1 - share)
    np.testing.assert_allclose(response.foreign_body, expected, rtol=1e-9)


def test_without_a_polymer_the_other_answers_stay_as_they_were(factors):
    with_it, without = factors, replace(factors, foreign_body=0 * ONE)
    ends = []
    for one in (with_it, without):
        response = one.start(ONE)
        for _ in range(60):
            response = one.step(response, DAY * ONE)
        ends.append(response)
    for name in ("thrombin", "bfgf", "inflammation"):
        np.testing.assert_array_equal(getattr(ends[0], name), getattr(ends[1], name))
    assert np.all(ends[1].foreign_body == 0)
    assert np.all(ends[0].pdgf > ends[1].pdgf)
