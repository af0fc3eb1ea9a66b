"""``neointima meta``: the BCG trials through the command, the network of stents, and tables that are refused."""

import math

import pytest
from tests.analysis.reference_cases import Case
from trial_tables import by_method, rows, written

from terminal import call, refused

METHODS = {
    "FE": "fixed effect",
    "DL": "DerSimonian",
    "REML": "REML, normal",
    "REML_HK": "REML, Knapp",
    "PM": "Paule",
}


def test_the_bcg_trials_pool_as_the_reference(tmp_path):
    case = Case("ST07")
    data = case.folder / "inputs" / "data.csv"
    done = call("meta", data, "--measure", "rr", "--out", tmp_path / "rr")
    found = rows(tmp_path / "rr" / "findings.csv")
    for label, method in METHODS.items():
        line = by_method(found, method=method)
        case.check(f"{label}_logRR", float(line["position"]))
        case.check(f"{label}_se", float(line["error"]))
        case.check(f"{label}_ci_lo", math.log(float(line["lower"])))
        case.check(f"{label}_ci_hi", math.log(float(line["upper"])))
        case.check(f"{label}_tau2", float(line["tau_squared"]))
    best = by_method(found, chosen="yes")
    case.check("HK_PI_lo", math.log(float(best["next_trial_lower"])))
    case.check("HK_PI_hi", math.log(float(best["next_trial_upper"])))
    joint = by_method(found, method="Mantel–Haenszel")
    case.check("MH_logRR", float(joint["position"]))
    case.check("MH_se", float(joint["error"]))
    spread = rows(tmp_path / "rr" / "heterogeneity.csv")[0]
    case.check("Q", float(spread["q"]))
    case.check("REML_I2_percent", 100 * float(spread["i_squared"]))
    page = (tmp_path / "rr" / "report.html").read_text()
    assert "Rosenthal et al 1960" in page and "a next trial" in done.stdout and "<script" not in page


def test_petos_odds_ratio_and_the_risk_difference_are_those_of_the_reference(tmp_path):
    case = Case("ST07")
    data = case.folder / "inputs" / "data.csv"
    call("meta", data, "--measure", "or", "--method", "peto", "--out", tmp_path / "or")
    line = by_method(rows(tmp_path / "or" / "findings.csv"), chosen="yes")
    case.check("Peto_logOR", float(line["position"]))
    case.check("Peto_se", float(line["error"]))
    call("meta", data, "--measure", "rd", "--method", "mantel_haenszel", "--out", tmp_path / "rd")
    case.check("MH_RD", float(by_method(rows(tmp_path / "rd" / "findings.csv"), chosen="yes")["estimate"]))


def test_a_line_an_arm_is_the_same_table(tmp_path):
    wide = written(tmp_path, "trial,events_1,n_1,events_2,n_2\nx,3,50,9,50\ny,2,30,9,40\n", "wide.csv")
    tall = "trial,arm,events,n\nx,DES,3,50\nx,BMS,9,50\ny,BMS,9,40\ny,DES,2,30\n"
    for name, path in (("a", wide), ("b", written(tmp_path, tall, "tall.csv"))):
        assert call("meta", path, "--measure", "rr", "--out", tmp_path / name).returncode == 0
    one, other = (rows(tmp_path / name / "findings.csv")[0] for name in "ab")
    assert one["estimate"] == other["estimate"] and other["effect"] == "risk ratio, DES against BMS"


def test_means_pool_with_the_weights_of_their_errors(tmp_path):
    text = "trial,mean_1,sd_1,n_1,mean_2,sd_2,n_2\nx,.2,.4,50,.9,.5,50\ny,.3,.4,80,.8,.5,70\n"
    call("meta", written(tmp_path, text), "--measure", "md", "--method", "fixed", "--out", tmp_path / "out")
    variances = 0.16 / 50 + 0.25 / 50, 0.16 / 80 + 0.25 / 70
    pooled = (-0.7 / variances[0] - 0.5 / variances[1]) / sum(1 / one for one in variances)
    assert math.isclose(float(rows(tmp_path / "out" / "findings.csv")[0]["estimate"]), pooled, rel_tol=1e-9)


def test_stents_against_bare_metal_with_the_share_imaged_stated(tmp_path):
    done = call("meta", "--network", "in_stent_late_loss", "--out", tmp_path / "out")
    assert "74 % of those randomised were assumed" in done.stdout and "inconsistency" in done.stdout
    found = {row["first"]: row for row in rows(tmp_path / "out" / "findings.csv")}
    # Pairwise trials alone put Cypher 0.8 mm and Endeavor about 0.4 mm below bare metal.
    assert -0.9 < float(found["Cypher"]["value"]) < -0.7 and -0.5 < float(found["Endeavor"]["value"]) < -0.25
    assert float(found["Cypher"]["p_score"]) > float(found["Taxus"]["p_score"]) > float(found["Endeavor"]["p_score"])
    page = (tmp_path / "out" / "report.html").read_text()
    assert "P-score" in page and "Assumed:" in page


NETWORK = (
    "trial,arm,events,n\nT1,BMS,20,100\nT1,DES,8,100\nT2,BMS,30,120\nT2,DCB,15,118\nT3,DES,9,90\nT3,DCB,10,91\n"
    "T4,BMS,12,60\nT4,DES,0,62\nT5,BMS,0,20\nT5,DES,0,20\n"
)


def test_a_network_of_ones_own_table(tmp_path):
    path = written(tmp_path, NETWORK)
    done = call(
        "meta",
        path,
        "--network",
        "--measure",
        "or",
        "--reference",
        "BMS",
        "--higher-is",
        "worse",
        "--out",
        tmp_path / "n",
    )
    assert "left out: T5" in done.stdout and "cells of T4" in done.stdout and "P-score" in done.stdout
    found = {row["first"]: row for row in rows(tmp_path / "n" / "findings.csv")}
    assert set(found) == {"DES", "DCB"} and float(found["DES"]["p_score"]) > float(found["DCB"]["p_score"])
    assert "odds over that of BMS" in (tmp_path / "n" / "report.html").read_text()
    turned = call("meta", "--network", path, "--measure", "or", "--reference", "DES", "--out", tmp_path / "turned")
    other = {row["first"]: row for row in rows(tmp_path / "turned" / "findings.csv")}
    assert math.isclose(float(other["BMS"]["value"]), 1 / float(found["DES"]["value"]), rel_tol=1e-6)
    assert math.isclose(float(other["BMS"]["lower"]), 1 / float(found["DES"]["upper"]), rel_tol=1e-6)
    assert "no ranks: say --higher-is" in turned.stdout


def test_a_network_of_two_treatments_is_the_pairwise_table(tmp_path):
    path = written(
        tmp_path, "trial,arm,mean [mm],sd,n\nx,DES,.2,.4,50\nx,BMS,.9,.5,50\ny,DES,.3,.4,80\ny,BMS,.8,.5,70\n"
    )
    call("meta", path, "--measure", "md", "--out", tmp_path / "pair")
    done = call("meta", path, "--network", "--reference", "BMS", "--out", tmp_path / "net")
    pair = by_method(rows(tmp_path / "pair" / "findings.csv"), method="REML, normal")
    found = rows(tmp_path / "net" / "findings.csv")[0]
    assert math.isclose(float(found["value"]), float(pair["estimate"]), rel_tol=1e-6)
    assert math.isclose(float(found["upper"]), float(pair["upper"]), rel_tol=1e-5)
    assert "nothing can be said" in done.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--network",), ("--measure or, rr or rd",)),
        (("--network", "in_stent_late_loss"), ("one of the two",)),
        (("--network", "--measure", "or", "--reference", "POBA"), ("no arm 'POBA'", "BMS")),
        (("--network", "--measure", "md"), ("mean, sd, n",)),
        (("--network", "--measure", "or", "--share-imaged", "0.8"), ("network of stents",)),
        (("--measure", "or", "--reference", "BMS"), ("add --network",)),
    ],
)
def test_a_network_that_cannot_be_joined_is_said_in_one_sentence(tmp_path, options, words):
    refused(call("meta", written(tmp_path, NETWORK), *options, "--out", tmp_path / "out"), *words)


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        (
            "trial,arm,events,n\nx,A,1,9\nx,B,2,9\ny,C,1,9\ny,D,2,9\n",
            ("--network", "--measure", "or"),
            ("no trial joins",),
        ),
        ("trial,arm,events,n\nx,A,1,9\nx,A,2,9\n", ("--network", "--measure", "or"), ("two arms of A",)),
        ("trial,events_1,n_1,events_2,n_2\nx,1,9,2,9\n", ("--network",), ("one line an arm",)),
        ("trial,events_1,n_1,events_2,n_2\nx,11,10,0,10\n", ("--measure", "rr"), ("'x'", "11")),
        ("trial,events_1,n_1,events_2,n_2\nx,0,10,0,10\n", ("--measure", "rr"), ("tells the arms apart",)),
        ("trial,events_1,n_1,events_2,n_2\nx,1,10,2,10\n", (), ("--measure",)),
        ("trial,events_1,n_1,events_2,n_2\nx,1,10,2,10\n", ("--measure", "md"), ("mean, sd and n",)),
        ("trial,events_1,n_1,events_2,n_2\nx,1,10,2,10\n", ("--measure", "rr", "--method", "peto"), ("peto does not",)),
        ("trial,events_1,n_1,events_2,n_2\nx,1,10,a,10\n", ("--measure", "rr"), ("line 2, events_2", "'a'")),
        ("trial,events_1,n_1,events_2,n_2\nx,1,9,2,9\nx,1,9,2,9\n", ("--measure", "rr"), ("'x' is here twice",)),
        ("trial,arm,events,n\nx,A,1,9\nx,B,2,9\ny,A,1,9\n", ("--measure", "rr"), ("'y' has one arm",)),
        ("trial,arm,events,n\nx,A,1,9\n", ("--measure", "rr"), ("takes two",)),
        ("foo,bar\n1,2\n", ("--measure", "rr"), ("no header",)),
    ],
)
def test_what_cannot_be_pooled_is_said_in_one_sentence(tmp_path, text, options, words):
    refused(call("meta", written(tmp_path, text), "--out", tmp_path / "out", *options), *words)


def test_a_table_or_a_network_and_only_one_that_there_is():
    refused(call("meta"), "one of the two")
    refused(call("meta", "--network", "../etc"), "in_stent_late_loss")
    refused(call("meta", "--network", "in_stent_late_loss", "--share-imaged", "2"), "share of patients imaged")
