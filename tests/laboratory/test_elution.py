"""From a file of points to a device that a study could use."""

import csv
import tomllib
from pathlib import Path

import numpy as np
import pytest

from artery import simulate
from neointima import menu
from neointima.analysis.release_fit.candidates import released
from neointima.instruments.elution_curve import Curve
from neointima.laboratory.elution.analyse import analyse, thinned
from neointima.laboratory.elution.findings import findings, sentences
from neointima.laboratory.elution.wish import Wish
from neointima.library import shelf
from neointima.library.shelf import build, check, parse, read_toml
from neointima.mistake import Mistake

DAY = 86400.0
DAYS = np.array([0, 1, 3, 7, 14, 21, 28, 45, 60, 90.0])
EXAMPLE = Path(__file__).parents[2] / "docs" / "simulated_elution.csv"
FULL = {"dose": "6 ug/mm", "thickness": "8 um", "platform": "ultimaster"}


def write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def points(tmp_path, name="first_order", days=DAYS, **fields):
    shares = 100 * released(name, fields or {"rate": 0.05 / DAY}, days * DAY)[0]
    return write(tmp_path / "mine.csv", [("time [day]", "released [%]"), *zip(days, shares.round(2), strict=True)])


def done(path, tmp_path, **wish):
    return analyse(path, tmp_path / "out", Wish(**wish))


def item(path):
    return parse(read_toml(path, f"devices/{path.name}"), f"devices/{path.name}")


def model_of(device):
    kind = menu.choose("submodels/release", device.models["release"])
    own = {key: number for key, number in device.numbers.items() if key.startswith("release.")}
    return build(kind, "release", check(kind, "release", own))


def followed(device, days):
    model = model_of(device)
    coating, now, shares = model.start(), 0.0, []
    for day in days:
        coating, _ = model.step(coating, (day - now) * DAY)
        now = day
        shares.append((1 - model.held(coating) / model.dose_per_length).item())
    return np.array(shares)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return analyse(EXAMPLE, tmp_path_factory.mktemp("example") / "out", Wish(**FULL))


def test_the_example_finds_the_model_that_simulated_it(example):
    """Made with an eroding film of 3e-18 and 6e-17 m²/s at 0.025 a day, three replicates (docs/release.md)."""
    (one,) = findings(example)
    assert one.chosen["model"] == "eroding_film"
    rate = next(row for row in rows_of(example / "models.csv") if row["parameter"] == "erosion_rate")
    assert float(rate["lower"]) < 0.025 < float(rate["upper"])
    assert rate["unit"] == "1/day"


def test_the_device_file_has_the_form_of_the_library(example):
    device = item(example / "device.toml")
    assert device.words["title"] == "simulated_elution"
    assert device.words["coating"] == "abluminal"
    assert device.numbers["release.dose_per_length"].value == 6
    assert {device.numbers[f"release.{key}"].grade for key in ("erosion_rate", "coating_diffusivity")} == {"fitted"}
    assert "simulated_elution.csv" in device.numbers["release.erosion_rate"].note
    platform = shelf.load("devices", "ultimaster")
    metal = {key: number for key, number in platform.numbers.items() if not key.startswith("release.")}
    for key, number in metal.items():
        assert (device.numbers[key].value, device.numbers[key].source) == (number.value, number.source)


def test_the_device_releases_what_was_measured(example):
    """As near as the fit: 0.3 points of residual SD, so no miss above one point."""
    curve = rows_of(example / "curve.csv")
    days, measured, fitted = (
        np.array([float(row[key]) for row in curve]) for key in ("time_day", "released_percent", "fitted_percent")
    )
    shares = 100 * followed(item(example / "device.toml"), days[1:])
    np.testing.assert_allclose(shares, measured[1:], atol=1.0)
    np.testing.assert_allclose(shares, fitted[1:], atol=1e-3)


def simulated(monkeypatch, path, drug):
    """A day in an artery with the device in the place of a library file."""
    mine, load = item(path), shelf.load
    monkeypatch.setattr(
        shelf, "load", lambda kind, name, within="": mine if name == "mine" else load(kind, name, within)
    )
    return simulate("mine", drug, days=3, animals=1, vary=()).values["coating_drug"][0]


def test_the_device_simulates(example, monkeypatch):
    """What leaves in three days in the artery is what the release model alone gives; 1e-9 for ten-figure files."""
    coating = simulated(monkeypatch, example / "device.toml", "sirolimus")
    given = followed(item(example / "device.toml"), [3.0])[0]
    assert 1 - coating[-1] / coating[0] == pytest.approx(given, rel=1e-6)


@pytest.mark.parametrize("model", ["imposed_curve", "dissolving_film", "burst_then_slow", "first_order"])
def test_every_model_can_be_asked_for_and_its_device_loads(tmp_path, model):
    """The points are those of a first-order film rounded to 0.01 %; every model but the fitted follows within 6."""
    out = done(points(tmp_path), tmp_path, model=model, **FULL)
    device = item(out / "device.toml")
    assert device.models["release"] == model
    exact = 1 - np.exp(-0.05 * DAYS[1:])
    np.testing.assert_allclose(followed(device, DAYS[1:]), exact, atol=1e-4 if "_o" in model or "im" in model else 0.06)


def test_few_points_can_still_be_followed(tmp_path):
    path = points(tmp_path, days=np.array([0, 7.0, 28.0]))
    with pytest.raises(Mistake, match=r"mine\.csv: 2 points after the start.*imposed_curve"):
        done(path, tmp_path)
    assert not (tmp_path / "out").exists()
    device = item(done(path, tmp_path, model="imposed_curve") / "device.toml")
    assert list(device.numbers["release.times"].value) == [0, 7, 28]
    assert device.numbers["release.times"].grade == "measured"


def test_what_was_not_given_is_assumed_and_warned_of(tmp_path):
    path = points(tmp_path, "coating_diffusion", coating_diffusivity=1e-17, coating_thickness=1e-5)
    out = done(path, tmp_path)
    device = item(out / "device.toml")
    for key in ("release.dose_per_length", "release.coating_thickness", "release.partition", "struts.strut_width"):
        assert device.numbers[key].grade == "assumed"
    (one,) = findings(out)
    for word in ("--dose", "--platform", "--thickness", "--coating"):
        assert any(word in text for text in one.warnings), word


def test_the_dose_of_a_coated_platform_stands_in_with_a_warning(tmp_path):
    out = done(points(tmp_path), tmp_path, platform="ultimaster")
    number = item(out / "device.toml").numbers["release.dose_per_length"]
    assert number.value == shelf.load("devices", "ultimaster").numbers["release.dose_per_length"].value
    assert number.grade == "assumed"
    assert any("dose" in text for text in findings(out)[0].warnings)


def test_a_curve_that_ends_early_is_warned_of(tmp_path):
    out = done(points(tmp_path, days=DAYS[:7]), tmp_path, **FULL)
    assert any("ends at 75.3 % released" in text for text in findings(out)[0].warnings)


def test_mass_and_dose_give_shares(tmp_path):
    """6 ug/mm on 20 mm are 120 ug."""
    rows = [("day", "released [ug]"), (0, 0), (1, 30), (2, 60)]
    out = done(write(tmp_path / "mine.csv", rows), tmp_path, **FULL, length="20 mm", model="imposed_curve")
    assert item(out / "device.toml").numbers["release.fractions"].value == pytest.approx([0, 25, 50])


def test_a_total_dose_and_a_length_make_a_dose_per_length(tmp_path):
    out = done(points(tmp_path), tmp_path, dose="108 ug", length="18 mm", model="imposed_curve")
    assert item(out / "device.toml").numbers["release.dose_per_length"].value == pytest.approx(6)


def test_several_devices_are_several_files(tmp_path):
    names = ("Slow one", "../=fast", "Slow.one")
    rows = [(name, day, 10 * day * (k + 1)) for k, name in enumerate(names) for day in (0, 1, 2)]
    path = write(tmp_path / "mine.csv", [("device", "day", "released [%]"), *rows])
    out = done(path, tmp_path, **FULL, model="imposed_curve")
    files = sorted(file.name for file in out.glob("*.toml"))
    assert files == ["device_fast.toml", "device_slow_one_1.toml", "device_slow_one_3.toml"]
    assert [item(out / file).numbers["release.fractions"].value[-1] for file in files] == [40, 20, 60]
    assert [one.curve for one in findings(out)] == list(names)
    assert len([line for line in sentences(out) if line.startswith("device: ")]) == 3


def test_a_name_can_neither_break_the_device_file_nor_be_a_formula(tmp_path):
    rows = [("device", "day", "released [%]"), *(('=A1"\n[x]', day, day) for day in (0, 1, 2))]
    out = done(write(tmp_path / "mine.csv", rows), tmp_path, **FULL, model="imposed_curve")
    (path,) = out.glob("*.toml")
    assert tomllib.loads(path.read_text(encoding="utf-8"))["title"] == '=A1"\n[x]'
    assert {row["curve"][:2] for row in rows_of(out / "models.csv")} == {"'="}


WRONG = {
    "dose without unit": ({"dose": "6"}, "--dose"),
    "dose in words": ({"dose": "much"}, "--dose"),
    "dose of a length": ({"dose": "6 um"}, "--dose"),
    "no dose at all": ({"dose": "0 ug/mm"}, "--dose.*not possible"),
    "a gram": ({"dose": "1 g/mm"}, "not possible"),
    "not a number": ({"dose": "nan ug/mm"}, "not possible"),
    "thickness of a weight": ({"thickness": "6 ug"}, "--thickness"),
    "thick as a finger": ({"thickness": "2 cm"}, "not possible"),
    "unknown platform": ({"platform": "../drugs/none"}, "--platform.*choose one of"),
    "unknown model": ({"model": "weibull"}, "'weibull' is not .*coating_diffusion"),
    "unknown coating": ({"coating": "inside"}, "--coating.*conformal"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_options_that_cannot_be_meant_are_refused_before_work(tmp_path, fault):
    wish, words = WRONG[fault]
    with pytest.raises(Mistake, match=words):
        done(points(tmp_path), tmp_path, **wish)
    assert not (tmp_path / "out").exists()


def test_a_model_with_too_many_numbers_for_the_points_is_refused(tmp_path):
    with pytest.raises(Mistake, match="5 points are too few for eroding_film"):
        done(points(tmp_path, days=DAYS[:6]), tmp_path, model="eroding_film")


def test_a_long_curve_is_thinned_and_says_so():
    """Two thousand points of a first-order release: 150 are kept, first and last among them."""
    times = np.linspace(0.0, 30 * 86400.0, 2000)
    curve = Curve("long", times, -np.expm1(-times / 5e5), np.zeros(2000), np.ones(2000), ("measured",))
    kept = thinned(curve)
    assert kept.times.size == 150
    assert (kept.times[0], kept.times[-1]) == (times[0], times[-1])
    assert kept.notes == ("measured", "fitted on 150 of 2000 points, evenly chosen")
    assert thinned(kept) is kept
