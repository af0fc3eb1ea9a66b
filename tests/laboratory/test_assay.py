"""What is done with a plate between the reader's file and the tables."""

from math import nan

import numpy as np
import pytest

from neointima.analysis.dose_response.fit import fit, observe
from neointima.analysis.dose_response.growth_rate import growth_rate
from neointima.analysis.dose_response.models import model
from neointima.analysis.plate_quality.position import drift, edge
from neointima.analysis.plate_quality.separation import separation
from neointima.instruments import Plates, Reading
from neointima.laboratory.assay.compound import MEANS_DIFFER, Wish, study_compound
from neointima.laboratory.assay.growth import growth_rows
from neointima.laboratory.assay.normalise import normalise, responses
from neointima.laboratory.assay.potency_rows import RISES
from neointima.laboratory.assay.quality import check_plates, odd_controls
from neointima.laboratory.assay.ratios import ratio_rows
from neointima.laboratory.assay.studied import Studied
from neointima.mistake import Mistake

DOSES = np.array([0.1, 0.3, 1, 3, 10, 30, 100, 300])


def reading(role, signal, compound="", dose=nan, **more):
    place = {"plate": "p", "row": 1, "column": 1, "unit": "nM" if compound else ""} | more
    return Reading(role=role, compound=compound, dose=dose, signal=signal, **place)


def read(*readings):
    return normalise(Plates(tuple(readings), ()))


def falling(doses, half=3.0, lower=0.2, upper=1.0):
    return lower + (upper - lower) / (1 + doses / half)


def curve_plate(plate="p", half=3.0, compound="sirolimus", noise=0.02, seed=1, **more):
    """A plate: eight blanks, eight vehicle wells, three wells at each dose."""
    draws = np.random.default_rng(seed)
    wells = [reading("blank", 0.1 + 0.002 * draws.standard_normal(), plate=plate) for _ in range(8)]
    wells += [reading("vehicle", 1.1 + noise * draws.standard_normal(), plate=plate) for _ in range(8)]
    for dose in np.repeat(DOSES, 3):
        signal = 0.1 + falling(dose, half) + noise * draws.standard_normal()
        wells.append(reading("sample", float(signal), compound, float(dose), plate=plate, **more))
    return wells


def studied(wells, compound="sirolimus", **wish):
    normal = read(*wells)
    doses, signal, _ = responses(normal.wells, compound, normal.baseline)
    return Studied(normal, compound, study_compound(compound, (doses, signal), unit="nM", wish=Wish(**wish)))


def row_of(rows, quantity, interval=None):
    return next(one for one in rows if one.quantity == quantity and interval in (None, one.interval))


# Normalisation


def test_blanks_are_taken_off_and_vehicle_is_one():
    normal = read(reading("blank", 1.0), reading("vehicle", 5.0), reading("sample", 3.0, "x", 1.0))
    assert normal.baseline == "vehicle"
    assert [one.response for one in normal.wells] == [0.0, 1.0, 0.5]


def test_without_vehicle_the_untreated_wells_are_one():
    normal = read(reading("blank", 1.0), reading("untreated", 5.0), reading("sample", 2.0, "x", 1.0))
    assert normal.baseline == "untreated"
    assert normal.wells[-1].response == 0.25


def test_without_blanks_a_note_says_so():
    normal = read(reading("vehicle", 4.0), reading("sample", 2.0, "x", 1.0))
    assert normal.wells[-1].response == 0.5
    assert any("no blank" in note for note in normal.notes)


def test_each_plate_is_divided_by_its_own_controls():
    wells = []
    for plate, full in (("a", 2.0), ("b", 20.0)):
        wells += [reading("vehicle", full, plate=plate), reading("sample", full / 4, "x", 1.0, plate=plate)]
    assert [one.response for one in read(*wells).wells] == [1.0, 0.25, 1.0, 0.25]


def test_a_vehicle_well_laid_out_for_a_dose_divides_that_dose_only():
    wells = [
        reading("vehicle", 10.0, "x", 1.0),
        reading("vehicle", 20.0, "x", 2.0),
        reading("sample", 5.0, "x", 1.0),
        reading("sample", 5.0, "x", 2.0),
    ]
    normal = read(*wells)
    assert normal.baseline == "paired"
    assert [one.response for one in normal.wells[2:]] == [0.5, 0.25]
    assert responses(normal.wells, "x", normal.baseline)[0].tolist() == [1.0, 2.0]


def test_a_control_in_the_row_divides_that_row():
    normal = read(reading("sample", 5.0, "x", 1.0, control=20.0), reading("sample", 5.0, "x", 2.0, control=10.0))
    assert [one.response for one in normal.wells] == [0.25, 0.5]


def test_shared_vehicle_wells_stand_at_dose_zero_of_every_compound_of_their_plate():
    wells = [reading("vehicle", 2.0), reading("sample", 1.0, "x", 1.0), reading("sample", 1.0, "y", 1.0)]
    wells += [reading("vehicle", 2.0, plate="other"), reading("sample", 1.0, "y", 1.0, plate="other")]
    normal = read(*wells)
    assert responses(normal.wells, "x", normal.baseline)[0].tolist() == [0.0, 1.0]
    assert sorted(responses(normal.wells, "y", normal.baseline)[0]) == [0.0, 0.0, 1.0, 1.0]


def test_doses_of_one_compound_are_brought_to_one_unit():
    normal = read(reading("sample", 1.0, "x", 1.0, unit="uM"), reading("sample", 1.0, "x", 500.0, unit="nM"))
    assert [one.reading.dose for one in normal.wells] == [1.0, pytest.approx(0.5)]
    assert {one.reading.unit for one in normal.wells} == {"uM"}


def test_dose_zero_needs_no_unit():
    normal = read(reading("vehicle", 1.0, "x", 0.0, unit=""), reading("sample", 0.5, "x", 500.0, unit="nM"))
    assert normal.wells[1].reading.unit == "nM"


def test_units_that_cannot_be_compared_are_refused():
    with pytest.raises(Mistake, match="ng/mL"):
        read(reading("sample", 1.0, "x", 1.0, unit="uM"), reading("sample", 1.0, "x", 500.0, unit="ng/mL"))


def test_cells_that_are_not_told_from_blanks_are_refused():
    wells = [reading("blank", 0.1), reading("blank", 0.14), reading("vehicle", 0.13), reading("sample", 0.1, "x", 1.0)]
    with pytest.raises(Mistake, match="no higher than their noise"):
        read(*wells)


def test_a_time_zero_plate_needs_no_controls():
    normal = read(*curve_plate(), reading("time_zero", 0.6, plate="zero"), reading("blank", 0.1, plate="zero"))
    assert normal.baseline == "vehicle"


# Quality


def test_z_prime_by_hand():
    # Means 10 and 2, SDs 1 and 0.5: 1 − 3 × 1.5 / 8 = 0.4375; window (8 − 4.5) / 1 = 3.5.
    found = separation(np.array([9.0, 10.0, 11.0]), np.array([1.5, 2.0, 2.5]))
    assert found.z_prime == pytest.approx(0.4375)
    assert found.signal_window == pytest.approx(3.5)
    assert found.signal_to_background == pytest.approx(5.0)
    assert found.variation == pytest.approx(0.1)


def flat_plate(seed=1, change=lambda row, column: 1.0):
    draws = np.random.default_rng(seed)
    wells = []
    for row in range(1, 9):
        for column in range(1, 13):
            signal = 1.0 * change(row, column) * (1 + 0.04 * draws.standard_normal())
            wells.append(reading("vehicle", signal, row=row, column=column))
    wells.append(reading("sample", 1.0, "x", 1.0, row=0, column=0))
    normal = read(*wells)
    expected = np.array([1.0] * 96 + [nan])
    return {one.check: one for one in check_plates(normal.wells, expected)}


def test_an_edge_effect_is_found_where_it_was_planted():
    found = flat_plate(change=lambda row, column: 0.85 if row in (1, 8) or column in (1, 12) else 1.0)["edge effect"]
    assert "seen" in found.note
    assert found.lower < -0.15 / 0.94 < found.upper


def test_a_drift_is_found_where_it_was_planted():
    found = flat_plate(change=lambda row, column: 1 + 0.02 * (column - 6.5))
    assert "seen" in found["drift along columns"].note
    assert found["drift along columns"].lower < 0.22 < found["drift along columns"].upper
    assert "seen" not in found["drift down rows"].note


def test_nothing_is_seen_where_nothing_was_planted():
    # Three checks on each of 40 plates at P < 0.01 and 5 %: hardly one is expected.
    notes = [one.note for seed in range(40) for one in flat_plate(seed).values()]
    assert sum("seen" in note for note in notes) <= 1


def test_identical_wells_have_no_place_effect():
    assert np.isnan(edge(np.ones(96), np.repeat(range(1, 9), 12), np.tile(range(1, 13), 8), shape=(8, 12)).size)
    assert np.isnan(drift(np.ones(96), np.repeat(range(1, 9), 12)).size)


def test_untreated_wells_as_low_as_blanks_give_a_sentence_and_no_ratio():
    wells = [*curve_plate(), reading("untreated", 0.05)]
    normal = read(*wells)
    found = {one.check: one for one in check_plates(normal.wells, np.full(len(wells), nan))}
    assert np.isnan(found["vehicle over untreated"].value)
    assert "no higher" in found["vehicle over untreated"].note


def test_a_spoiled_blank_stands_out():
    wells = curve_plate()
    wells[3] = wells[3]._replace(signal=0.2)
    assert odd_controls(read(*wells).wells) == {3}
    assert odd_controls(read(*curve_plate()).wells) == set()


# Curves


def test_the_potency_of_a_plate_is_what_was_planted():
    found = row_of(studied(curve_plate()).rows(), "relative IC50", "profile")
    assert found.lower < 3.0 < found.upper
    assert found.unit == "nM"


def test_the_order_of_wells_does_not_matter():
    wells = curve_plate()
    mixed = [wells[k] for k in np.random.default_rng(2).permutation(len(wells))]
    one, other = (studied(each, absolute=0.5).rows() for each in (wells, mixed))
    assert [row[:3] for row in one] == [row[:3] for row in other]
    for mine, theirs in zip(one, other, strict=True):
        # Profile limits are found to 5e-4 of the rise, tests and estimates far closer.
        assert mine[3:6] == pytest.approx(theirs[3:6], rel=1e-3, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("value", [0.0, 0.1, 0.3, 1 / 3, 0.7, 123.456])
def test_responses_that_are_all_the_same_have_no_potency(value):
    doses = np.repeat([0.0, *DOSES], 3)
    found = study_compound("x", (doses, np.full(doses.size, value)), unit="nM", wish=Wish(absolute=0.5))
    assert found.chosen is None
    assert all(np.isnan(row.estimate) for row in found.rows if "IC50" in row.quantity)


@pytest.mark.parametrize("variance", ["power", "robust"])
def test_zeros_have_no_potency_whatever_the_variance(variance):
    doses = np.repeat(DOSES, 3)
    found = study_compound("x", (doses, np.zeros(doses.size)), unit="nM", wish=Wish(variance=variance))
    assert found.chosen is None


def test_a_peak_is_not_called_flat():
    doses = np.repeat(DOSES, 3)
    values = np.exp(-(np.log(doses / 5) ** 2)) + 0.01 * np.random.default_rng(1).standard_normal(doses.size)
    found = study_compound("x", (doses, values), unit="nM", wish=Wish(model="4PL"))
    assert found.chosen is None
    assert MEANS_DIFFER in row_of(found.rows, "flat line").note


def test_a_curve_that_cannot_follow_the_responses_is_left_out_or_refused():
    doses = np.repeat(DOSES, 3)
    values = -falling(doses) + 0.02 * np.random.default_rng(1).standard_normal(doses.size)
    found = study_compound("x", (doses, values), unit="nM", wish=Wish())
    assert all(np.isfinite(one.misfit) for one in found.fits)
    with pytest.raises(Mistake, match="choose another --model"):
        study_compound("x", (doses, values), unit="nM", wish=Wish(model="3PL"))


def test_noise_seldom_has_a_potency():
    # A test at 5 %: of 60 plates of noise 3 are expected, and 9 or more once in 300 times.
    doses, draws = np.repeat([0.0, *DOSES], 3), np.random.default_rng(3)
    wish = Wish(absolute=0.5)
    found = [
        study_compound("x", (doses, 0.5 + 0.1 * draws.standard_normal(doses.size)), unit="nM", wish=wish)
        for _ in range(60)
    ]
    assert sum(one.chosen is not None for one in found) <= 8
    for one in found:
        if one.chosen is None:
            assert all(np.isnan(row.estimate) for row in one.rows if "IC50" in row.quantity)


def test_a_plateau_above_the_level_gives_an_inequality():
    doses = np.repeat(DOSES, 3)
    values = falling(doses, lower=0.7) + 0.01 * np.random.default_rng(1).standard_normal(doses.size)
    rows = study_compound("x", (doses, values), unit="nM", wish=Wish(absolute=0.5)).rows
    for quantity in ("absolute IC50", "interpolated IC50"):
        found = row_of(rows, quantity)
        assert found.interval == "inequality"
        assert np.isnan(found.estimate)
        assert found.lower == 300.0
        assert "> 300 nM" in found.note


def test_a_curve_that_begins_below_the_level_gives_an_inequality():
    doses = np.repeat(DOSES, 3)
    values = falling(doses, upper=0.45) + 0.01 * np.random.default_rng(1).standard_normal(doses.size)
    rows = study_compound("x", (doses, values), unit="nM", wish=Wish(absolute=0.5)).rows
    found = row_of(rows, "absolute IC50")
    assert found.interval == "inequality"
    assert "< 0.1 nM" in found.note


def test_a_rising_response_says_so_and_has_no_dose_of_half_the_control():
    doses = np.repeat(DOSES, 3)
    values = 2 - falling(doses) + 0.01 * np.random.default_rng(1).standard_normal(doses.size)
    rows = study_compound("x", (doses, values), unit="nM", wish=Wish(absolute=0.5)).rows
    assert RISES in row_of(rows, "relative IC50").note
    for quantity in ("absolute IC50", "interpolated IC50"):
        assert np.isnan(row_of(rows, quantity).estimate)
        assert row_of(rows, quantity).interval != "inequality"


@pytest.mark.parametrize("few", [2, 3, 4, 5])
def test_single_wells_at_few_doses_give_no_number_without_an_interval(few):
    doses = np.array([0.0, 1.0, 10.0, 100.0, 1000.0][:few])
    if few == 2:
        with pytest.raises(Mistake, match="give more doses"):
            study_compound("x", (doses, falling(doses)), unit="nM", wish=Wish(absolute=0.5))
        return
    rows = study_compound("x", (doses, falling(doses)), unit="nM", wish=Wish()).rows
    for row in rows:
        if row.quantity == "relative IC50" and np.isfinite(row.estimate):
            assert np.isfinite(row.lower) or row.note


def test_robust_keeps_the_potency_where_two_wells_are_spoiled():
    doses = np.repeat([0.0, *DOSES], 3)
    values = falling(doses) + 0.02 * np.random.default_rng(4).standard_normal(doses.size)
    spoiled = values.copy()
    spoiled[[7, 20]] = 0.1, 1.1
    clean = study_compound("x", (doses, values), unit="nM", wish=Wish(model="4PL"))
    kept = study_compound("x", (doses, spoiled), unit="nM", wish=Wish(model="4PL", variance="robust"))
    assert np.flatnonzero(kept.outlying).tolist() == [7, 20]
    middle = [row_of(one.rows, "relative IC50").estimate for one in (clean, kept)]
    assert middle[1] == pytest.approx(middle[0], rel=0.05)


@pytest.mark.parametrize("variance", ["constant", "power", "robust"])
def test_fits_are_in_the_order_of_their_own_criterion(variance):
    doses = np.repeat([0.0, *DOSES], 3)
    values = falling(doses) * (1 + 0.1 * np.random.default_rng(6).standard_normal(doses.size))
    found = study_compound("x", (doses, values), unit="nM", wish=Wish(variance=variance))
    assert [one.aicc for one in found.fits] == sorted(one.aicc for one in found.fits)
    assert found.chosen.aicc <= found.fits[0].aicc + 2


# Plates and compounds against each other


def test_plates_alike_agree_and_plates_apart_differ():
    alike = studied([*curve_plate("a", seed=1), *curve_plate("b", seed=2)])
    apart = studied([*curve_plate("a", seed=1), *curve_plate("b", half=20.0, seed=2)])
    assert "plates agree" in row_of(alike.rows(), "plate effect").note
    assert "plates differ" in row_of(apart.rows(), "plate effect").note
    assert row_of(apart.rows(), "plate effect").estimate > row_of(alike.rows(), "plate effect").estimate


def test_one_plate_has_no_plate_effect():
    assert not any(row.quantity == "plate effect" for row in studied(curve_plate()).rows())


def test_a_potency_ratio_is_what_was_planted_whatever_the_units():
    wells = [*curve_plate(), *curve_plate("q", half=30.0, compound="tacrolimus", seed=2)]
    in_micro = [one._replace(dose=one.dose / 1000, unit="uM") if one.compound == "tacrolimus" else one for one in wells]
    for each in (wells, in_micro):
        normal = read(*each)
        pair = []
        for name in ("sirolimus", "tacrolimus"):
            data = responses(normal.wells, name, normal.baseline)[:2]
            unit = next(one.reading.unit for one in normal.wells if one.reading.compound == name)
            pair.append(Studied(normal, name, study_compound(name, data, unit=unit, wish=Wish())))
        rows = ratio_rows(pair, "sirolimus")
        assert [row.interval for row in rows] == ["profile", "delta", "Fieller"]
        assert all(row.compound == "tacrolimus" and row.lower < 10 < row.upper for row in rows)


def test_a_potency_that_was_not_reached_has_no_ratio():
    wells = [*curve_plate(), *curve_plate("q", half=3000.0, compound="weak", seed=2)]
    normal = read(*wells)
    pair = [studied(wells, name) for name in ("sirolimus", "weak")]
    assert normal.baseline == "vehicle"
    (row,) = ratio_rows(pair, "sirolimus")
    assert np.isnan(row.estimate)
    assert "weak" in row.note


# Growth rate


def test_growth_rows_are_the_growth_rates_of_the_blanked_signals():
    wells = [*curve_plate(), *(reading("time_zero", 0.1 + value, plate="zero") for value in (0.38, 0.4, 0.42))]
    wells += [reading("blank", 0.1, plate="zero")]
    normal = read(*wells)
    rows = growth_rows(normal.wells, "sirolimus", "nM")
    blank = np.mean([one.signal for one in wells if one.role == "blank" and one.plate == "p"])
    control = np.mean([one.signal for one in wells if one.role == "vehicle"]) - blank
    own = [one for one in wells if one.role == "sample"]
    treated = np.array([one.signal for one in own]) - blank
    rates = growth_rate(treated, np.full(treated.size, control), np.full(treated.size, 0.4))
    means = rates.reshape(-1, 3).mean(axis=1)
    assert row_of(rows, "GRmax").estimate == pytest.approx(means[-2:].min())
    assert row_of(rows, "control doublings").estimate == pytest.approx(np.log2(control / 0.4))
    bounds = {"b": (0.1, 5.0), "c": (-1.0, 1.0), "e": (0.001, 30000.0)}
    doses = np.array([one.dose for one in own])
    curve = fit(observe(doses, rates), model("4PL").hold(d=1.0), bounds=bounds)
    assert row_of(rows, "GEC50").estimate == pytest.approx(curve.written()["e"][0])
    half = row_of(rows, "GR50")
    assert half.lower < half.estimate < half.upper


def test_growth_without_vehicle_is_against_untreated():
    wells = [one._replace(role="untreated") if one.role == "vehicle" else one for one in curve_plate()]
    rows = growth_rows(read(*wells, reading("time_zero", 0.5)).wells, "sirolimus", "nM")
    assert np.isfinite(row_of(rows, "GR50").estimate)


def test_a_control_that_did_not_grow_has_no_growth_rate():
    (row,) = growth_rows(read(*curve_plate(), reading("time_zero", 5.0)).wells, "sirolimus", "nM")
    assert np.isnan(row.estimate)
    assert "did not grow" in row.note


def test_without_time_zero_there_is_no_growth_rate():
    assert growth_rows(read(*curve_plate()).wells, "sirolimus", "nM") == []
