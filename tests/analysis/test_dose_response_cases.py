"""Every dose-response case of the reference folder, within its stated tolerance."""

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.analysis.reference_cases import Case

from neointima.analysis.dose_response.choice import against_flat, lack_of_fit, nested
from neointima.analysis.dose_response.fit import fit, fit_shared, observe
from neointima.analysis.dose_response.growth_rate import metrics
from neointima.analysis.dose_response.interpolation import interpolated
from neointima.analysis.dose_response.least_squares import misfit
from neointima.analysis.dose_response.models import model
from neointima.analysis.dose_response.potency import (
    Level,
    delta,
    likelihood,
    log_error,
    ratio_delta,
    ratio_fieller,
)
from neointima.analysis.dose_response.variance import robust
from neointima.instruments.layout import apply_layout, read_layout
from neointima.instruments.plate_reader import read_plates
from neointima.laboratory.assay.normalise import normalise, responses

DATA = Path(__file__).parent / "data"
NIST = {
    "rat43": ("logistic_5", (699.64151270, 5.2771253025, 0.75962938329, 1.2792483859)),
    "rat42": ("logistic_3", (72.462237576, 2.6180768402, 0.067359200066)),
}
NIST_ERRORS = {
    "rat43": (16.302297817, 2.0828735829, 0.19566123451, 0.68761936385),
    "rat42": (1.7340283401, 0.088295217536, 0.0034465663377),
}
NIST_MISFIT = {"rat43": 8786.4049080, "rat42": 8.0565229338}


def limits(found):
    return found.estimate, found.lower, found.upper


def test_ryegrass_as_drc():
    case = Case("DR01")
    curve = fit(observe(*case.columns("conc", "rootl")), model("4PL"))
    for letter, (value, error) in curve.written().items():
        case.check(letter, value)
        case.check(f"se_{letter}", error)
    for percent in (10, 50, 90):
        value, lower, upper = limits(delta(curve, "", Level(True, percent / 100)))
        case.check(f"ED{percent}", value)
        case.check(f"ED{percent}_delta_lo", lower)
        case.check(f"ED{percent}_delta_hi", upper)
    found = likelihood(curve, "")
    case.check("ED50_profile_lo", found.lower)
    case.check("ED50_profile_hi", found.upper)
    case.check("residual_se", curve.variance**0.5)
    case.check("df_residual", curve.df)
    case.check("AIC", curve.aic)
    case.check("lack_of_fit_F", lack_of_fit(curve).f)
    case.check("lack_of_fit_p", lack_of_fit(curve).p)
    case.all_checked()


def two_herbicides(case):
    names = ["Bentazone", "Glyphosate"]
    group = np.array([names.index(row["Herbicide"]) for row in case.table()])
    return names, observe(*case.columns("Dose", "DryMatter"), group=group)


# drc stops at its default tolerance before it has reached the least squares of this case: at its printed parameters the
# misfit is higher than ours, and with relTol = 1e-14 it prints ours. These two slopes differ by 0.2 %, the case asks 0.1 %.
DRC_STOPPED_EARLY = ("b:Bentazone", "b:Glyphosate")
DRC_AT_REST = {"b:Bentazone": 5.0583583895, "b:Glyphosate": 2.3854476059, "e:Glyphosate": 66.9330538272}


def test_two_herbicides_with_shared_limits_as_drc():
    case = Case("DR03")
    names, data = two_herbicides(case)
    joint = fit_shared(data, model("4PL"), groups=names, own="be")
    for name, (value, error) in joint.written().items():
        if name not in DRC_STOPPED_EARLY:
            case.check(name, value)
        case.check(f"se_{name}", error)
    value, lower, upper = limits(ratio_delta(joint, *names))
    case.check("potency_ratio_bentazone_over_glyphosate", value)
    case.check("ratio_delta_lo", lower)
    case.check("ratio_delta_hi", upper)
    _, lower, upper = limits(ratio_fieller(joint, *names))
    case.check("ratio_fieller_lo", lower)
    case.check("ratio_fieller_hi", upper)
    apart, parallel = (fit_shared(data, model("4PL"), groups=names, own=own) for own in ("bcde", "e"))
    case.check("F_shared_limits_vs_separate", nested(joint, apart).f)
    case.check("p_shared_limits_vs_separate", nested(joint, apart).p)
    case.check("F_parallel_slopes", nested(parallel, joint).f)
    case.check("p_parallel_slopes", nested(parallel, joint).p)
    case.all_checked(*DRC_STOPPED_EARLY)


def test_where_drc_stopped_early_our_misfit_is_lower_and_drc_at_rest_agrees():
    case = Case("DR03")
    names, data = two_herbicides(case)
    joint = fit_shared(data, model("4PL"), groups=names, own="be")
    theirs = np.array([float(case.expected[name]["value"]) for name in joint.names])
    theirs[-2:] = np.log(theirs[-2:])
    assert misfit(data, joint.layout, theirs) > joint.misfit * (1 + 1e-6)
    for name, value in DRC_AT_REST.items():
        assert joint.written()[name][0] == pytest.approx(value, rel=1e-5)


def test_lettuce_shows_hormesis():
    case = Case("DR05")
    data = observe(*case.columns("conc", "weight"))
    with_it, without = fit(data, model("brain_cousens_4")), fit(data, model("3PL"))
    for letter, (value, error) in with_it.written().items():
        case.check(f"BC4_{letter}", value)
        case.check(f"BC4_se_{letter}", error)
    case.check("BC4_ED50", delta(with_it, "").estimate)
    case.check("BC4_ED50_se", log_error(with_it, "") * delta(with_it, "").estimate)
    case.check("LL3_ED50", delta(without, "").estimate)
    case.check("F_hormesis", nested(without, with_it).f)
    case.check("p_hormesis", nested(without, with_it).p)
    case.all_checked()


@pytest.mark.parametrize("name", NIST)
def test_certified_values_of_nist(name):
    # NIST StRD: tolerance 1e-4 in parameters and 1e-3 in errors, as the case asks.
    with (DATA / f"nist_{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    data = observe(np.array([float(row["x"]) for row in rows]), np.array([float(row["y"]) for row in rows]))
    key, certified = NIST[name]
    curve = fit(data, model(key).hold(c=0.0))
    b, _, d, e, f = curve.own("")
    values = (d, -b * e, -b, 1 / f)[: len(certified)]
    assert values == pytest.approx(certified, rel=1e-4)
    slopes = np.zeros((len(certified), 5))
    slopes[0, 2], slopes[1, 0], slopes[1, 3], slopes[2, 0] = 1, -e, -b, -1
    if len(certified) == 4:
        slopes[3, 4] = -1 / f**2
    places = curve.layout.places[0]
    rows = np.stack([slopes[:, k] for k in range(5) if places[k] >= 0], axis=1)
    errors = np.sqrt(np.diag(rows @ curve.covariance("expected") @ rows.T))
    assert errors == pytest.approx(NIST_ERRORS[name], rel=1e-3)
    assert curve.misfit == pytest.approx(NIST_MISFIT[name], rel=1e-6)
    assert curve.df == len(data.x) - len(certified)


def test_mcf7_relative_and_absolute():
    case = Case("DR11")
    curve = fit(observe(*case.columns("conc_M", "viability")), model("4PL"))
    for letter, (value, error) in curve.written().items():
        case.check(letter, value)
        case.check(f"se_{letter}", error)
    for percent in (10, 50, 90):
        value, lower, upper = limits(delta(curve, "", Level(True, percent / 100)))
        case.check(f"ED{percent}", value)
        case.check(f"ED{percent}_delta_lo", lower)
        case.check(f"ED{percent}_delta_hi", upper)
    case.check("residual_se", curve.variance**0.5)
    case.check("df_residual", curve.df)
    relative, absolute = likelihood(curve, ""), likelihood(curve, "", Level(False, 0.5))
    case.check("ED50_profile_lo", relative.lower)
    case.check("ED50_profile_hi", relative.upper)
    case.check("IC50_absolute_at_0.5", absolute.estimate)
    case.check("IC50_absolute_log10_se", log_error(curve, "", Level(False, 0.5)) / np.log(10))
    case.check("IC50_absolute_profile_lo", absolute.lower)
    case.check("IC50_absolute_profile_hi", absolute.upper)
    case.all_checked()


@pytest.mark.parametrize("name", ["DR14", "DR16"])
def test_real_384_well_plates(name):
    case = Case(name)
    inputs = case.folder / "inputs"
    plates = apply_layout(
        read_plates([inputs / "plate1.csv", inputs / "plate2.csv"]), read_layout(inputs / "layout.csv")
    )
    normal = normalise(plates)
    assert normal.baseline == "paired"
    for compound in dict.fromkeys(key.split("_")[0] for key in case.expected):
        check_compound(case, compound, *responses(normal.wells, compound, normal.baseline)[:2])
    case.all_checked()


# Where the means are flat, 0.005 of response is more than the 2 % of dose that the case allows: 3.18 against 3.29 uM.
PEER_STOPPED_SHORT = (("DR16_plate384_H322", "Gefitinib"),)


def check_compound(case, compound, doses, viability):
    groups = [viability[doses == dose] for dose in np.unique(doses)]
    case.check(f"{compound}_max_replicate_sd", max(group.std(ddof=1) for group in groups))
    case.check(f"{compound}_mean_viability_top_dose", groups[-1].mean())
    between = interpolated(doses, viability)
    key = f"{compound}_IC50_interpolated_uM"
    if case.expected[key]["value"] == "not reached":
        case.said(key, between.note.removesuffix(" in the range tested"))
        assert np.isnan(between.estimate)
    else:
        # The peer walks along the broken line and stops within 0.005 of 0.5, so its dose is that of 0.50 to 0.505.
        theirs = float(case.expected[key]["value"])
        means = [group.mean() for group in groups]
        assert abs(np.interp(np.log(theirs), np.log(np.unique(doses)), means) - 0.5) < 0.0055
        if (case.about["id"], compound) not in PEER_STOPPED_SHORT:
            case.check(key, between.estimate)
        case.checked.add(key)
    if f"{compound}_4PL_lower" not in case.expected:
        return
    curve = fit(observe(doses, viability), model("4PL"))
    table = curve.written()
    case.check(f"{compound}_4PL_lower", table["c"][0])
    case.check(f"{compound}_4PL_upper", table["d"][0])
    if f"{compound}_4PL_hill" in case.expected:
        case.check(f"{compound}_4PL_hill", table["b"][0])
        case.check(f"{compound}_4PL_relative_EC50_uM", table["e"][0])
        case.check(f"{compound}_4PL_relative_EC50_se", table["e"][1])
        case.check(f"{compound}_4PL_absolute_IC50_uM", delta(curve, "", Level(False, 0.5)).estimate)


def test_growth_rate_metrics_as_grmetrics():
    case = Case("DR18")
    rows = case.table()
    for drug in ("drugA", "drugB", "drugC", "drugD"):
        own = [row for row in rows if row["treatment"] == drug]
        doses, treated, control, zero = (
            np.array([float(row[key]) for row in own])
            for key in ("concentration", "cell_count", "cell_count__ctrl", "cell_count__time0")
        )
        name = f"MCF10A_{drug}_"
        found = metrics(doses, treated, control=control, time_zero=zero)
        case.said(f"{name}fit_GR", "sigmoid" if found.curve else "flat")
        table = found.curve.written()
        for key, value in {
            "GR50": found.gr50.estimate,
            "GRmax": found.greatest,
            "GEC50": table["e"][0],
            "GRinf": table["c"][0],
            "h_GR": table["b"][0],
            "GR_AOC": found.area,
            "ctrl_cell_doublings": found.doublings,
        }.items():
            case.check(name + key, value)
        check_relative_viability(case, name, doses, treated / control)
    case.all_checked()


def check_relative_viability(case, name, doses, share):
    bounds = {"b": (0.1, 5.0), "c": (0.0, 1.0), "e": (doses.min() * 0.01, doses.max() * 100)}
    curve = fit(observe(doses, share), model("4PL").hold(d=1.0), bounds=bounds)
    case.said(f"{name}fit_rel_cell", "sigmoid" if against_flat(curve).p < 0.05 else "flat")
    table = curve.written()
    for key, letter in (("EC50", "e"), ("Einf", "c"), ("h", "b")):
        case.check(name + key, table[letter][0])
    means = [share[doses == dose].mean() for dose in np.unique(doses)]
    case.check(f"{name}Emax", min(means[-2:]))
    found = likelihood(curve, "", Level(False, 0.5))
    if case.expected[f"{name}IC50"]["value"] == "not reached":
        assert np.isnan(found.estimate)
        case.said(f"{name}IC50", "not reached")
    else:
        case.check(f"{name}IC50", found.estimate)


def test_two_gross_outliers():
    case = Case("DR20")
    curve = fit(observe(*case.columns("conc", "rootl")), model("4PL"))
    found = robust(curve)
    table = {letter: value for letter, (value, _) in found.fit.written().items()}
    for key, letter in (("robust_b", "b"), ("robust_c0", "c"), ("robust_d0", "d"), ("robust_ED50", "e")):
        case.check(key, table[letter])
    case.check("robust_le", np.log(table["e"]))
    case.check("clean_data_ED50", table["e"])
    case.check("ols_upper", curve.written()["d"][0])
    case.said("flagged_rows_1based", ";".join(str(row + 1) for row in np.flatnonzero(found.flagged)))
    # The plain fit of these data is a step between two doses: its misfit falls for ever as the slope steepens, by 2e-6
    # from where drc stopped, so its ED50 is where the search gave up. Ours lies lower, and says that it is a step.
    case.all_checked("ols_ED50")
    theirs = np.array([19.854413851, 1.342850299, 9.688226815, np.log(3.497966076)])
    assert misfit(curve.data, curve.layout, theirs) > curve.misfit
    assert curve.own("")[0] > 20
    assert 1.88 < curve.written()["e"][0] < 3.75
