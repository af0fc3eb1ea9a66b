"""``neointima compare``: known answers from the table to the page, and every table that is refused."""

import math

import openpyxl
import pytest
from tests.analysis.reference_cases import Case
from trial_tables import by_method, compared, rows, written

from terminal import call, refused

COUNTS = "arm,events,n\nResolute,92,1120\nXience,95,1128\n"
MARGIN = ("--margin", "3.5%", "--higher-is", "worse")


def test_differences_of_rates_are_those_of_the_reference(tmp_path):
    case = Case("ST01")
    for row in case.table("tables.csv"):
        text = f"arm,events,n\nA,{row['x1']},{row['n1']}\nB,{row['x2']},{row['n2']}\n"
        _, found = compared(tmp_path, text)
        for method, label in (("Miettinen-Nurminen", "MN"), ("score", "Mee"), ("Newcombe", "Newcombe")):
            line = by_method(found, question="difference", method=method)
            case.check(f"{row['id']}_{label}_lo", float(line["lower"]))
            case.check(f"{row['id']}_{label}_hi", float(line["upper"]))
    case.all_checked()


def test_curves_and_log_rank_are_those_of_the_reference(tmp_path):
    case = Case("ST05")
    text = "arm,time,event\n" + "".join(f"{row['x']},{row['time']},{row['status']}\n" for row in case.table())
    _done, found = compared(tmp_path, text)
    curves = {(row["arm"], float(row["time"])): row for row in rows(next(tmp_path.glob("out*/curves.csv")))}
    for name in case.expected:
        arm, _, rest = name.partition("_t")
        if not rest:
            continue
        time, _, quantity = rest.partition("_")
        before = max((at for own, at in curves if own == arm and at <= float(time)), default=0.0)
        column = {"S": "value", "se_greenwood": "error", "loglog_lo": "lower", "loglog_hi": "upper"}[quantity]
        value = curves[arm, before][column]
        if case.expected[name]["value"] == "undefined":
            assert value == "" or float(value) == 0
        else:
            case.check(name, float(value))
    line = by_method(found, method="log-rank")
    case.check("logrank_chi2", float(line["statistic"]))
    case.check("logrank_p", float(line["p"]))
    page = next(tmp_path.glob("out*/report.html")).read_text()
    assert "number at risk" in page and "<td>31.00 (" in page and "<td>23.00 (" in page
    case.check("median_Maintained", 31.0)
    case.check("median_Nonmaintained", 23.0)


def test_effect_and_interval_stand_before_p_and_the_null_is_in_words(tmp_path):
    done, found = compared(tmp_path, COUNTS, *MARGIN)
    first, second = done.stdout.splitlines()[:2]
    assert "−0.21 points (−2.51 to 2.09)" in first and "P" not in first.replace("Points", "")
    assert second.strip() == (
        "P < 0.001, one-sided; H0: the rate of Resolute is at least 3.5 points above that of Xience (higher is worse)"
    )
    page = next(tmp_path.glob("out*/report.html")).read_text()
    assert page.index("−0.21 points") < page.index("P &lt; 0.001")
    assert "anti-conservative" in by_method(found, method="Blackwelder")["method"]
    assert [row["recommended"] for row in found].count("yes") == 2 and found[0]["recommended"] == "yes"


def test_swapped_arms_mirror_the_difference(tmp_path):
    _, forth = compared(tmp_path, COUNTS)
    _, back = compared(tmp_path, COUNTS, "--arms", "Xience", "Resolute")
    for one, other in zip(forth, back, strict=True):
        if one["unit"] == "share" and one["lower"]:
            assert math.isclose(float(one["lower"]), -float(other["upper"]), abs_tol=1e-7)


def test_the_direction_decides_which_side_the_margin_is_on(tmp_path):
    _, worse = compared(tmp_path, COUNTS, *MARGIN)
    _, better = compared(tmp_path, COUNTS, "--margin", "3.5%", "--higher-is", "better")
    assert "below" in better[0]["null"] and float(better[0]["p"]) > float(worse[0]["p"])


def test_strata_are_compared_within(tmp_path):
    text = "arm,stratum,events,n\nA,x,9,100\nB,x,12,98\nA,y,3,50\nB,y,6,52\n"
    done, found = compared(tmp_path, text, *MARGIN)
    assert "in every stratum" in found[0]["null"] and "stratified" in found[0]["method"]
    assert done.returncode == 0


def test_summaries_take_a_margin_in_another_unit(tmp_path):
    text = "arm;mean;sd;n;unit\nA;0,27;0,43;96;mm\nB;0,19;0,40;100;mm\n"
    _, found = compared(tmp_path, text, "--margin", "150um", "--higher-is", "worse")
    error = math.hypot(0.43 / 96**0.5, 0.40 / 10)
    assert math.isclose(float(found[0]["statistic"]), (0.08 - 0.15) / error, rel_tol=1e-6)
    assert "0.15 mm above" in found[0]["null"]


NESTED = "arm,patient,value [mm]\n" + "".join(
    f"{arm},{arm}{patient},{base + 0.1 * patient + 0.03 * section * (-1) ** patient}\n"
    for arm, base in (("DES", 0.2), ("BMS", 0.9))
    for patient in range(5)
    for section in range(3)
)


def test_sections_are_not_counted_as_patients(tmp_path):
    _, found = compared(tmp_path, NESTED)
    mixed, units, naive = found[:3]
    assert mixed["recommended"] == "yes" and mixed["method"].startswith("mixed model")
    # Balanced: the mixed model is the t test of the patients' means.
    assert math.isclose(float(mixed["p"]), float(units["p"]), rel_tol=1e-4)
    assert float(naive["p"]) < float(mixed["p"]) and "too sure" in naive["note"]


def test_a_baseline_of_nested_rows_is_used_and_patients_are_still_the_unit(tmp_path):
    head, *lines = NESTED.splitlines()
    text = "\n".join([f"{head},baseline", *(f"{line},{(place // 3) ** 2 % 5}" for place, line in enumerate(lines))])
    done, found = compared(tmp_path, text)
    methods = [row["method"].partition(" (")[0] for row in found]
    assert methods[:3] == ["mixed model with baseline", "ANCOVA of unit means", "Welch t of unit means"]
    # The baseline is one of each patient and rows are balanced: both adjust alike, on as many degrees of freedom.
    assert math.isclose(float(found[0]["p"]), float(found[1]["p"]), rel_tol=1e-3)
    assert float(found[0]["df"]) == float(found[1]["df"]) and "not used" not in done.stdout


def test_a_baseline_makes_ancova_the_first(tmp_path):
    text = "arm,value,baseline\n" + "".join(
        f"{arm},{shift + 0.5 * base + 0.01 * (base * 7 % 3)},{base}\n"
        for arm, shift in (("A", 1.0), ("B", 2.0))
        for base in range(6)
    )
    _, found = compared(tmp_path, text)
    assert found[0]["method"] == "ANCOVA" and math.isclose(float(found[0]["estimate"]), -1, abs_tol=0.01)


def test_many_arms_meet_one_control(tmp_path):
    text = "arm,value\n" + "".join(f"{arm},{place + 0.1 * n}\n" for place, arm in enumerate("XYZ") for n in range(5))
    _, found = compared(tmp_path, text, "--control", "X")
    assert {row["method"] for row in found} == {"Dunnett"} and len(found) == 2
    refused(call("compare", written(tmp_path, text)), "3 arms", "--control")


def test_many_arms_meet_one_control_by_their_means_and_a_margin(tmp_path):
    text = "arm,mean [mm],sd,n\nDES,0.30,0.40,60\nDCB,0.35,0.42,55\nBMS,0.90,0.95,58\n"
    done, found = compared(tmp_path, text, "--control", "BMS", "--margin", "0.1mm", "--higher-is", "worse")
    tested = [row for row in found if "non-inferior" in row["question"]]
    assert len(found) == 4 and len(tested) == 2 and "more than twice" in done.stdout
    assert all("at least 0.1 mm above" in row["null"] and row["sides"] == "1" for row in tested)


FOLLOWED = "patient,arm,time_days,event,cause\n" + "".join(
    f"{n},{'DES' if n % 2 else 'BMS'},{20 + 17 * n % 345},{int(n % 3 > 0)},{n % 3}\n" for n in range(40)
)


def test_competing_events_give_incidence_and_grays_test(tmp_path):
    done, found = compared(tmp_path, FOLLOWED)
    assert "events compete" in done.stdout and by_method(found, effect="incidence")["method"] == "Gray"
    ratio = by_method(found, effect="subdistribution hazard ratio")
    assert float(ratio["lower"]) < float(ratio["estimate"]) < float(ratio["upper"])
    page = next(tmp_path.glob("out*/report.html")).read_text()
    assert "Aalen–Johansen" in page and "<script" not in page


CROSSING = "patient,arm,time [day],event\n" + "".join(
    f"{n},{'DES' if n % 2 else 'BMS'},{100 + n if n % 2 else n + 1 + 300 * (n > 40)},1\n" for n in range(80)
)


def test_hazards_that_are_not_proportional_are_warned_of_and_a_restricted_mean_stands_beside(tmp_path):
    """Half of one arm has the event before any of the other, half after all of it."""
    done, found = compared(tmp_path, CROSSING)
    line = by_method(found, method="Grambsch")
    assert float(line["p"]) < 0.05 and "hazards are not proportional" in done.stdout
    restricted = by_method(found, method="restricted mean")
    assert float(restricted["upper"]) < 0 and "to 179 day" in restricted["effect"]
    assert "Are the hazards proportional?" in next(tmp_path.glob("out*/report.html")).read_text()


def test_a_hazard_ratio_takes_a_ratio_as_its_margin(tmp_path):
    _, found = compared(tmp_path, FOLLOWED, "--margin", "1.3", "--higher-is", "worse")
    z = float(found[0]["statistic"])
    assert "at least 1.3 times" in found[0]["null"]
    assert math.isclose(float(found[0]["p"]), 0.5 * math.erfc(-z / 2**0.5), rel_tol=1e-9)
    done = call("compare", written(tmp_path, FOLLOWED), "--margin", "0.8", "--higher-is", "worse")
    refused(done, "above 1 where events harm")


def test_a_percentage_that_no_count_gives_is_warned_of(tmp_path):
    done, _ = compared(tmp_path, "arm,percent,n\nA,15.1,599\nB,8.2%,1000\n")
    assert "15.1 % cannot come from n = 599" in done.stdout
    done, _ = compared(tmp_path, "arm,events,percent,n\nA,15,18,100\nB,8,8.0,100\n")
    assert "15 of 100 is 15.00 %, not 18 %" in done.stdout


@pytest.mark.parametrize("events", [0, 10])
def test_all_or_no_events_have_an_interval_and_no_crash(tmp_path, events):
    _done, found = compared(tmp_path, f"arm,events,n\nA,{events},10\nB,{events},10\n", *MARGIN)
    line = by_method(found, question="difference", method="Miettinen-Nurminen")
    assert float(line["lower"]) < 0 < float(line["upper"]) and float(line["p"]) == 1
    assert by_method(found, method="Blackwelder")["p"] == ""


def test_an_arm_without_events_is_tested_against_the_margin_all_the_same(tmp_path):
    text = "patient,arm,time,event\n" + "".join(
        f"{n},{'new' if n % 2 else 'old'},{10 + n},{int(n % 2 == 0 and n < 24)}\n" for n in range(1, 60)
    )
    done, found = compared(tmp_path, text, "--margin", "1.3", "--higher-is", "worse")
    assert "non-inferior" in done.stdout and 0 < float(found[0]["p"]) < 0.025 and float(found[0]["upper"]) < 1.3


def test_an_arm_without_spread_is_warned_of(tmp_path):
    done, _ = compared(tmp_path, "arm,mean,sd,n\nA,1,0,10\nB,2,0.5,10\n")
    assert "A: its values are all one" in done.stdout


@pytest.mark.parametrize("options", [(), ("--margin", "1.3", "--higher-is", "worse")])
def test_competing_events_alone_are_no_events_and_no_crash(tmp_path, options):
    done, _ = compared(tmp_path, "patient,arm,time,event\n1,A,3,2\n2,B,5,2\n3,A,4,0\n", *options)
    assert done.returncode == 0 and "no patient had the event" in done.stdout


def test_follow_up_without_events_says_so(tmp_path):
    done, _ = compared(tmp_path, "patient,arm,time,event\n1,A,3,0\n2,B,5,0\n3,A,4,0\n")
    assert done.returncode == 0 and "no patient had the event" in done.stdout


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("arm,events,n\nA,12,10\nB,1,10\n", (), ("line 2", "12 events among 10")),
        ("arm,events,n\nA,1.5,10\nB,1,10\n", (), ("line 2", "whole number")),
        (COUNTS, ("--margin", "3.5%"), ("--higher-is worse",)),
        (COUNTS, ("--margin=-3.5%", "--higher-is", "worse"), ("positive number",)),
        (COUNTS, ("--margin", "0.15mm", "--higher-is", "worse"), ("points",)),
        (COUNTS, ("--margin", "3.5", "--higher-is", "worse"), ("of what",)),
        (COUNTS, ("--level", "95"), ("0.95",)),
        (COUNTS, ("--margin", "-3%", "--higher-is", "worse"), ("positive number", "-3%")),
        (COUNTS, ("--printed-p", "1.3"), ("between 0 and 1",)),
        (COUNTS, ("--printed-p", "small"), ("printed P", "'small'")),
        (COUNTS, ("--arms", "A", "B"), ("no arm 'A'", "'Resolute'")),
        (COUNTS, ("--control", "Xience"), ("means or rows",)),
        ("arm,events,n\nA,=1+1,10\nB,1,10\n", (), ("line 2, events", "formulas")),
        ("arm,events,n\nA,two,10\nB,1,10\n", (), ("line 2, events", "'two'")),
        ("arm,events,n\nA,,10\nB,1,10\n", (), ("line 2, events", "nothing is written")),
        ("arm,events,n\nA,1,10\nA,2,10\nB,1,10\n", (), ("line 3", "twice")),
        ("arm,events,n\nA,1,10\n", (), ("needs two arms",)),
        ("arm,events,n\nA,-2,10\nB,1,10\n", (), ("line 2", "from 0 to 10")),
        ("arm,percent,n\nA,115,599\nB,8,100\n", (), ("line 2, percent", "0 to 100")),
        (COUNTS, ("--margin", "0%", "--higher-is", "worse"), ("positive number",)),
        (COUNTS, ("--margin", "300%", "--higher-is", "worse"), ("less than 1",)),
        ("arm,mean,sd,n\nA,1,0,10\nB,2,0,10\n", (), ("no spread",)),
        ("arm,mean,sd,n\nA,1,0,9\nB,2,0,9\nC,2,0,9\n", ("--control", "A"), ("no spread",)),
        ("arm,value\nA,1\nA,1\nB,1\nB,1\nC,2\nC,2\n", ("--control", "A"), ("no spread",)),
        ("arm,mean,sd,n\nA,1,-1,10\nB,2,1,10\n", (), ("line 2", "SD = -1")),
        ("arm,value\nA,1\nA,1\nB,1\nB,1\n", (), ("no spread",)),
        ("arm,value\nA,1e300\nA,1\nB,1\nB,2\n", (), ("line 2, value", "beyond")),
        ("patient,arm,time,event\n1,A,-3,1\n2,B,5,1\n", (), ("line 2", "before time zero")),
        ("patient,arm,time,event\n1,A,3,1\n1,B,5,1\n", (), ("'1' is in two arms",)),
        ("patient,arm,value\n1,A,3\n1,B,5\n2,A,2\n", (), ("line 3", "'1' is in two arms")),
        ("patient,arm,time,event,cause\n1,A,3,1,0\n2,B,5,1,1\n", (), ("line 2", "contradict")),
        ("foo,bar\n1,2\n", (), ("no header is known",)),
        ("arm,events,events,n\nA,1,1,10\n", (), ("two columns are the events",)),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_sentence(tmp_path, text, options, words):
    refused(call("compare", written(tmp_path, text), "--out", tmp_path / "out", *options), *words)
    assert not (tmp_path / "out").exists()


def test_names_from_outside_are_neither_run_nor_painted_as_mathematics(tmp_path):
    text = (
        r"patient,arm,time,event"
        + "\n"
        + "".join(f"{n},{arm},{3 + n},{n % 2}\n" for n, arm in enumerate([r"$\frac$", "<script>alert(1)</script>"] * 4))
    )
    done, _ = compared(tmp_path, text)
    assert done.returncode == 0
    assert "<script" not in next(tmp_path.glob("out*/report.html")).read_text()
    _, found = compared(tmp_path, "arm,value\n=cmd(),1\n=cmd(),2\nB,3\nB,4\n", "--control", "B")
    assert all(cell[:1] not in ("=", "+", "@") for row in found for cell in (row["effect"], row["null"]))


def test_a_workbook_is_read_as_a_table(tmp_path):
    book = openpyxl.Workbook()
    for row in (["arm", "events", "n"], ["A", 5, 50], ["B", 9, 52]):
        book.active.append(row)
    book.save(tmp_path / "trial.xlsx")
    done = call("compare", tmp_path / "trial.xlsx", "--out", tmp_path / "out")
    assert "−7.31 points" in done.stdout


def test_a_formula_is_not_worked_out_and_the_cell_is_named(tmp_path):
    """Excel stores the value beside the formula; a script that writes a workbook does not."""
    refused(call("compare", written(tmp_path, "arm,events,n\nnew,=4+4,60\nold,13,55\n")), "line 2, events", "'=4+4'")
    book = openpyxl.Workbook()
    for row in (("arm", "events", "n"), ("new", "=4+4", 60), ("old", 13, 55)):
        book.active.append(row)
    book.save(tmp_path / "trial.xlsx")
    refused(call("compare", tmp_path / "trial.xlsx"), "line 2, events", "formulas without a stored value", "B2")
