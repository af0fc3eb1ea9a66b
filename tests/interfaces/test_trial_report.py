"""The page of a trial: its numbers are those of the files, and nothing breaks where nobody was filmed or fell ill."""

import re
import shutil
from html import unescape

import numpy as np
import pytest

from neointima.analysis.time_to_event.shown_curve import ShownCurve
from neointima.interfaces.report.film_figure import film_figure
from neointima.interfaces.report.replicates_figure import replicates_figure
from neointima.interfaces.report.trial_words import next_trials, when
from neointima.laboratory import results
from neointima.laboratory.patient_baseline import patient_baseline
from neointima.laboratory.patient_films import Films, late_loss_line, lumen_courses, patient_films
from neointima.laboratory.patient_flow import patient_flow
from neointima.laboratory.patient_follow_up import competing, event_courses, thinned
from terminal import call
from trial_study import PAIR, trial_study

LARGEST = 3_000_000
DAY = 86400.0
PATIENTS = 12


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run to be looked at only, and what the terminal said."""
    return run(tmp_path_factory.mktemp("trial"))


def run(folder, **own):
    done = call("run", trial_study(folder, **own), "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out", done


def page(out):
    return (out / "report.html").read_text(encoding="utf-8")


def plain(text):
    """What a reader sees, without pictures and tables that are folded away."""
    text = re.sub(r"<(svg|style|details)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def test_the_flow_counts_who_died_and_who_was_filmed(finished):
    """Deaths are taken from the recordings, the page's from tables."""
    out, _ = finished
    flow = patient_flow(out, results.study(out))
    assert [one.arm for one in flow] == list(PAIR)
    for one in flow:
        own = results.recordings(out)[one.arm].values
        death = np.minimum(own["cardiac_death"], own["other_death"]) / DAY
        assert one.randomised == PATIENTS
        assert one.died == np.sum(death <= 60)
        assert one.died_before_film == np.sum(death <= 45)
        assert one.filmed == np.sum(np.isfinite(own["follow_up_in_stent"]))
        assert one.died_before_film + one.not_filmed + one.filmed == PATIENTS
        assert one.died + one.followed == PATIENTS
        words = plain(page(out))
        assert f"{one.died_before_film} had died, {one.not_filmed} lived but did not come" in words
        assert f"{one.followed} followed alive to day 60" in words
    assert sum(one.died for one in flow) > 0


def test_the_baseline_is_that_of_the_recordings(finished):
    out, _ = finished
    rows = {row.label: row.said for row in patient_baseline(out, results.study(out))}
    for arm, one in results.recordings(out).items():
        reference = 1e3 * one.values["reference_diameter"]
        said = f"{reference.mean():.2f} ± {reference.std(ddof=1):.2f}"
        assert rows["Reference diameter [mm]"][arm] == said
        diabetics = one.values["is_diabetic"].sum()
        assert rows["Diabetes"][arm].startswith(f"{diabetics:.0f} (")
        assert said in plain(page(out))


def test_the_incidence_at_the_end_is_the_rate_that_was_measured(finished):
    """Without patients lost, Aalen–Johansen ends at events over patients; Kaplan–Meier would end higher."""
    out, _ = finished
    measured = results.table(out, "measurements.csv")
    courses = event_courses(out, results.study(out))
    assert [one.endpoint for one in courses] == ["target_vessel_failure", "stent_thrombosis"]
    for course in courses:
        for arm in course.arms:
            own = [row["value"] for row in measured if (row["arm"], row["endpoint"]) == (arm.arm, course.endpoint)]
            assert arm.share == pytest.approx(np.mean([float(value) for value in own]) / 100, abs=1e-12)
            assert arm.events == sum(float(value) > 0 for value in own)
            assert course.curves[arm.arm].value[-1] == pytest.approx(arm.share, abs=1e-12)
            assert course.curves[arm.arm].value[0] == 0
    failure = courses[0]
    assert failure.ratio is not None
    assert sum(arm.events for arm in failure.arms) > 0
    assert sum(arm.died for arm in failure.arms) > 0


def test_a_death_that_does_not_count_competes():
    time, event = np.array([60.0, 60.0, 30.0, 10.0]), np.array([0, 1, 0, 1])
    np.testing.assert_array_equal(competing(time, event, 60.0), [0, 1, 2, 1])


def test_a_thinned_curve_keeps_its_ends_and_is_late_by_a_grid_step_at_most():
    time = np.concatenate(([0.0], np.sort(np.random.default_rng(1).uniform(0, 365, 5000))))
    value = np.linspace(0.01, 0.4, time.size)
    whole = ShownCurve(time, value, value - 0.005, value + 0.005, np.array([365.0]), np.array([5000]))
    thin = thinned(whole, 250)
    assert thin.time.size <= 251
    assert (thin.value[0], thin.value[-1]) == (0.0, value[-1])
    at = np.linspace(1, 365, 400)
    shown = thin.value[np.searchsorted(thin.time, at, side="right") - 1]
    there = np.interp(at, time, value)
    # A step of the grid is 365/249 days, in which this curve climbs 0.0016.
    assert np.abs(shown - there).max() < 0.0025


def test_next_trials_are_said_in_plain_words(finished):
    out, done = finished
    rows = results.table(out, "replicates.csv")
    said = next_trials(rows)
    failure = next(row for row in said if row["endpoint"] == "Target vessel failure")
    assert (failure["verdict"], failure["split"], failure["n"]) == ("a difference", "calibration", "598 + 599")
    assert failure["interval"].endswith(" points")
    share = float(next(row for row in rows if row["endpoint"] == "target_vessel_failure")["probability"])
    assert failure["share"] == f"{100 * share:.0f} %"
    assert failure["repeats"] == ("yes" if share >= 0.8 else "no")
    assert f"{failure['interval']} ({failure['middle']})" in plain(page(out))
    assert "fewer simulated patients than the published arm" in plain(page(out))
    assert f"of {len(rows)} published values lie where 95 % of next trials would." in done.stdout
    line = f"Target vessel failure, treated vs bare, difference: a claim as published in {failure['share']} of them"
    assert line in done.stdout


def test_a_verdict_that_was_not_reached_is_said_so_and_one_arm_has_none():
    row = dict.fromkeys(("estimate", "lower", "upper", "published"), "1.5")
    row |= {"endpoint": "target_lesion_failure", "arms": "a vs b", "test": "non_inferior_rate", "unit": "percent"}
    row |= {"n": "50 + 60", "is_inside": "no", "published_claim": "no", "probability": "0.79", "split": "validation"}
    single = row | {"test": "arm_rate", "arms": "a", "published_claim": "", "probability": ""}
    first, second = next_trials([row, single])
    assert (first["verdict"], first["share"], first["repeats"]) == ("not non-inferiority", "79 %", "no")
    assert (second["verdict"], second["share"], second["repeats"]) == ("–", "", "")
    assert second["interval"].endswith(" %")
    svg = replicates_figure([row, single])
    assert "0 of 2 published values lie" in svg
    assert "difference, first less second [points]" in svg
    assert "rate [%]" in svg


def test_films_are_those_of_the_measurements(finished):
    out, _ = finished
    films = patient_films(out, results.study(out))
    for arm, one in films.items():
        rows = results.table(out, "measurements.csv")
        own = [row["value"] for row in rows if (row["arm"], row["endpoint"]) == (arm, "in_stent_late_lumen_loss")]
        # Six figures are written of each reading.
        np.testing.assert_allclose(one.late_loss, [float(value) for value in own if value], atol=2e-5)
        assert f"{arm} {one.late_loss.mean():.2f}" in plain(page(out))


def test_the_course_of_the_lumen_is_the_recorded_one(finished):
    out, _ = finished
    course, recording = lumen_courses(out)["bare"], results.recordings(out)["bare"]
    assert course.days[-1] == 60
    assert course.in_stent[1, -1] == pytest.approx(1e3 * np.median(recording.values["in_stent"][:, -1]))
    assert np.all(np.diff(course.in_stent, axis=0) >= 0)


def test_the_published_line_of_late_loss_is_that_of_its_76_arms():
    """SD = 0.33 + 0.31 × late loss, residual 0.09 mm; a row more on the shelf may move it by a hundredth."""
    line = late_loss_line()
    assert (line.level, line.slope) == (pytest.approx(0.33, abs=0.015), pytest.approx(0.31, abs=0.015))
    assert line.mean.size >= 76


def test_the_page_is_whole_closed_and_speaks_of_patients(finished):
    out, done = finished
    text = page(out)
    words = plain(text)
    assert len(text) < LARGEST
    assert not [link for link in re.findall(r'(?:src|href)="([^"]*)"', text) if not link.startswith(("#", "data:"))]
    assert "<b>&?" not in text
    for place in re.findall(r'<a href="#([a-z]+)"', text):
        assert f'id="{place}"' in text
    assert text.count("<figure>") == text.count("<figcaption>") == 6
    assert text.count("<title>") == 1 + 6
    assert "Target vessel failure by day 60, treated against bare: difference" in words
    assert "24 simulated patients (12 treated, 12 bare)" in words
    assert "Moderate-risk de novo lesions" in words
    assert "simulated animals" not in text + done.stdout
    assert "points (" in done.stdout


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"patients": 2, "hazard": 0.0, "days": 30, "film_day": 30}, "no events"),
        ({"patients": 3, "film_day": 0, "days": 30}, "Nobody was filmed again."),
        ({"patients": 2, "arms": ("bare",), "days": 30, "film_day": 20}, "2 simulated patients"),
        ({"patients": 3, "hazard": 60.0, "days": 90, "film_day": 80}, "Nobody was filmed again."),
    ],
    ids=["two patients without events", "no films", "one arm", "all dead before the film"],
)
def test_small_and_sad_trials_have_a_page(tmp_path, own, said):
    out, done = run(tmp_path, **own)
    text = page(out)
    assert said in unescape(text)
    assert not re.search(r"\bnan\b|\binf\b", plain(text) + done.stdout, re.IGNORECASE)
    assert text.count("<figure>") == text.count("<figcaption>") >= 3


def test_twenty_thousand_films_stay_a_small_picture():
    luck = np.random.default_rng(2)
    after = luck.normal(2.7, 0.4, 20_000)
    loss = luck.gamma(2, 0.4, 20_000)
    svg = film_figure({"bare": Films(after, after - loss, after, after - loss)}, {"bare": "#D55E00"})
    # A file of 20,000 points would hold 1 MB.
    assert len(svg) < 150_000
    assert f"bare {loss.mean():.2f} ± {loss.std(ddof=1):.2f} mm" in svg


@pytest.mark.parametrize(
    ("endpoint", "film_day", "words"),
    [
        ("stent_thrombosis", 240, "by day 270"),
        ("in_stent_late_lumen_loss", 240, "at day 240"),
        ("neointimal_volume", 0, "at day 270"),
    ],
)
def test_events_count_until_the_end_and_films_on_their_day(endpoint, film_day, words):
    assert when(endpoint, {"conditions": {"days": 270, "film_day": film_day}}) == words


def test_an_interval_against_a_margin_at_another_alpha_is_not_called_95(finished, tmp_path):
    """A claim at a one-sided 5 % stands with a 90 % interval, in the headline and in the table."""
    done, _ = finished
    shutil.copytree(done, tmp_path / "out")
    study = (tmp_path / "out" / "study.toml").read_text()
    asked = 'test = "rate_difference"'
    margin = 'test = "non_inferior_rate"\nmargin = "3.5 percent"\nhigher_is = "worse"\nalpha = 0.05'
    (tmp_path / "out" / "study.toml").write_text(study.replace(asked, margin, 1))
    findings = (tmp_path / "out" / "findings.csv").read_text()
    (tmp_path / "out" / "findings.csv").write_text(findings.replace("rate_difference", "non_inferior_rate", 1))
    assert call("report", tmp_path / "out").returncode == 0
    words = plain(page(tmp_path / "out"))
    assert "(90 % interval" in words
    assert ", margin 3.5 points) in 24 simulated patients" in words
    assert words.count("(90 %) ") == 1
