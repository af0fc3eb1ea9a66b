"""From sections to groups: nesting, joining with measurements, means of animals, and what is refused."""

import csv
import shutil
from math import isnan, nan

import numpy as np
import pytest
from tests.analysis.reference_cases import Case

from neointima.laboratory.animals.analyse import analyse, save
from neointima.laboratory.animals.animal_study import sentences
from neointima.laboratory.animals.difference import RECOMMENDED, WRONG
from neointima.laboratory.folder import write_table
from neointima.laboratory.measuring.measured import COLUMNS, Measured, Value
from neointima.mistake import Mistake

HEAD = "animal,stent,group,neointimal area [mm2]\n"


def study(tmp_path, text, **wish):
    path = tmp_path / "study.csv"
    path.write_text(text, encoding="utf-8")
    return analyse(path, **wish)


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def parallel(groups=("BMS", "ZES", "SES"), *, animals=4, seed=1, sections=3):
    """Two stents an animal, three sections a stent."""
    luck, text = np.random.default_rng(seed), HEAD
    for place, group in enumerate(groups):
        for animal in range(animals):
            own = luck.normal(3 - 0.8 * place, 0.3)
            for artery in ("LAD", "LCX"):
                middle = own + luck.normal(0, 0.2)
                text += "".join(
                    f"{group}{animal},{artery},{group},{middle + luck.normal(0, 0.2):.3f}\n" for _ in range(sections)
                )
    return text


def paired(*, animals=6, seed=1, groups=("BMS", "ZES")):
    """A stent of each group in every animal."""
    luck, text = np.random.default_rng(seed), HEAD
    for animal in range(animals):
        own = luck.normal(0, 1)
        for place, group in enumerate(groups):
            middle = 3 - 0.8 * place + own + luck.normal(0, 0.4)
            text += "".join(
                f"P{animal},{('LAD', 'LCX', 'RCA')[place]},{group},{middle + luck.normal(0, 0.2):.3f}\n"
                for _ in range(3)
            )
    return text


def kinds(one, group, kind):
    return [line for line in one.differences if line.group == group and line.kind == kind]


def test_plants_of_the_reference_are_compared_as_multcomp_does(tmp_path):
    """One value an animal: Dunnett on animal means is Dunnett."""
    case = Case("ST11")
    text = "animal,group,weight [g]\n" + "".join(
        f"{place},{row['group']},{row['weight']}\n" for place, row in enumerate(case.table())
    )
    one = study(tmp_path, text).outcomes[0]
    lines = {line.group: line for line in one.recommended()}
    assert one.differences[0].method == "Dunnett on animal means" and not [
        line for line in one.differences if line.kind == WRONG
    ]
    case.check("dunnett_t_trt1", lines["trt1"].statistic)
    case.check("dunnett_p_trt1", lines["trt1"].p_value)
    case.check("dunnett_p_trt2", lines["trt2"].p_value)
    case.check("dunnett_ci_trt2_lo", lines["trt2"].lower)
    case.check("dunnett_ci_trt2_hi", lines["trt2"].upper)
    pair = text.replace("trt1", "exclude")
    line = study(tmp_path, pair).outcomes[0].recommended()[0]
    assert line.method == "Welch t of animal means"
    case.check("welch_t_p", line.p_value)


def test_components_of_the_reference_with_batches_as_animals(tmp_path):
    case = Case("ST09")
    text = "animal,stent,group,strength [score]\n" + "".join(
        f"{row['batch']},{row['sample']},only,{row['strength']}\n" for row in case.table("pastes.csv")
    )
    one = study(tmp_path, text)
    spread = {row.level: row for row in one.outcomes[0].spread.rows}
    case.check("pastes_var_batch", spread["animal"].variance)
    case.check("pastes_var_sample_in_batch", spread["stent"].variance)
    case.check("pastes_var_residual", spread["section"].variance)
    case.check("pastes_icc_same_sample", spread["stent"].alike)
    assert "nothing to compare it with" in one.notes[0]
    text = "animal,group,strength\n" + "".join(
        f"{row['Batch']},only,{row['Yield']}\n" for row in case.table("dyestuff2.csv")
    )
    found = study(tmp_path, text).outcomes[0].spread
    assert found.rows[0].variance == 0 and "a variance of zero is a result" in found.said()


def test_an_animal_counts_once_however_many_sections_it_has(tmp_path):
    """One animal with 30 sections does not pull the mean of its group: (1 + 2 + 6) / 3, not the mean of rows."""
    text = HEAD + "a,1,BMS,1\nb,1,BMS,2\n" + "c,1,BMS,6\n" * 30 + "d,1,ZES,1\ne,1,ZES,2\nf,1,ZES,4\n"
    one = study(tmp_path, text).outcomes[0]
    row = one.groups[0]
    assert row.mean == 3 and row.values.of_sections == pytest.approx(183 / 32)
    assert (len(row.values.animals), row.values.stents, row.values.sections) == (3, 3, 32)
    assert row.sd == pytest.approx(np.std([1, 2, 6], ddof=1))


def test_a_stent_counts_once_within_its_animal(tmp_path):
    text = HEAD + "a,1,BMS,1\n" * 9 + "a,2,BMS,3\nb,1,BMS,4\nc,1,ZES,1\nd,1,ZES,2\n"
    assert study(tmp_path, text).outcomes[0].groups[0].values.values.tolist() == [2, 4]


def test_area_stenosis_of_a_group_is_the_mean_of_ratios(tmp_path):
    """Not the ratio of means: 100 × (1/4 + 6/8) / 2 = 50, while (1 + 6) / (4 + 8) is 58 %."""
    text = "animal,stent,group,area stenosis [%]\na,1,BMS,25\nb,1,BMS,75\nc,1,ZES,10\nd,1,ZES,12\n"
    assert study(tmp_path, text).outcomes[0].groups[0].mean == 50


def test_several_groups_meet_the_control_by_dunnett_and_sections_are_called_wrong(tmp_path):
    found = study(tmp_path, parallel())
    one = found.outcomes[0]
    assert found.control == "BMS" and not found.is_shared
    for group in ("ZES", "SES"):
        (first,) = kinds(one, group, RECOMMENDED)
        (wrong,) = kinds(one, group, WRONG)
        assert first.method == "Dunnett on animal means" and first.df == 9 and first.comparisons == 2
        assert wrong.df == 69 and wrong.p_value < first.p_value
        assert "counts 48 sections as if each were an animal (8 animals); not to be quoted" in wrong.note
    assert "pseudo-replication, not to be quoted" in one.pseudo_said()
    assert [line.kind for line in one.differences][-2:] == [WRONG, WRONG]


def test_two_groups_meet_in_the_mixed_model(tmp_path):
    one = study(tmp_path, parallel(("control", "ZES"))).outcomes[0]
    (first,) = kinds(one, "ZES", RECOMMENDED)
    assert first.method.startswith("mixed model") and first.df <= 6 and first.comparisons == 1


def test_paired_arteries_make_animals_blocks(tmp_path):
    found = study(tmp_path, paired())
    one = found.outcomes[0]
    (first,) = kinds(one, "ZES", RECOMMENDED)
    assert found.is_shared and first.method.endswith("animals as blocks") and first.df == pytest.approx(5)
    beside = kinds(one, "ZES", "beside")[0]
    assert beside.method.startswith("paired t") and (first.lower, first.upper) == pytest.approx(
        (beside.lower, beside.upper), rel=1e-3
    )
    apart = study(tmp_path, paired().replace("LAD,BMS", "LAD,control")).outcomes[0].recommended()[0]
    assert apart.estimate == pytest.approx(first.estimate)


def test_three_groups_in_every_animal_are_narrower_as_blocks_than_apart(tmp_path):
    text = paired(groups=("BMS", "ZES", "SES"), animals=5)
    blocked = study(tmp_path, text).outcomes[0].recommended()
    lines = [line.split(",") for line in text.splitlines()[1:]]
    apart = HEAD + "".join(f"{animal}{group},{stent},{group},{value}\n" for animal, stent, group, value in lines)
    for one, other in zip(blocked, study(tmp_path, apart).outcomes[0].recommended(), strict=True):
        assert one.estimate == pytest.approx(other.estimate) and one.upper - one.lower < other.upper - other.lower


def test_another_control_mirrors_the_difference(tmp_path):
    text = parallel(("control", "ZES"))
    one, other = (study(tmp_path, text, control=name).outcomes[0].recommended()[0] for name in ("control", "zes"))
    assert (one.estimate, one.lower, one.upper) == pytest.approx(
        (-other.estimate, -other.upper, -other.lower), rel=1e-5
    )
    assert one.p_value == pytest.approx(other.p_value, rel=1e-5)


def test_a_single_animal_has_no_interval_and_the_others_have(tmp_path):
    text = parallel() + "X,LAD,new,1.0\nX,LAD,new,1.4\n"
    found = study(tmp_path, text)
    one = found.outcomes[0]
    (alone,) = kinds(one, "new", RECOMMENDED)
    assert isnan(alone.lower) and isnan(alone.p_value) and "one animal" in alone.note
    assert alone.said().endswith("(no interval)")
    assert all(np.isfinite(line.lower) for line in one.recommended() if line.group != "new")
    assert isnan(one.groups[-1].lower)
    assert any("new: one animal" in note for note in found.notes)


def test_a_control_of_one_animal_leaves_no_interval_at_all(tmp_path):
    one = study(tmp_path, HEAD + "a,1,BMS,1\na,1,BMS,2\nb,1,ZES,1\nc,1,ZES,3\n").outcomes[0]
    assert all(isnan(line.lower) and "BMS: one animal" in line.note for line in one.differences)


def test_values_without_spread_have_no_test_and_no_crash(tmp_path):
    one = study(tmp_path, HEAD + "a,1,BMS,1\nb,1,BMS,1\nc,1,ZES,1\nd,1,ZES,1\n").outcomes[0]
    (line,) = one.recommended()
    assert isnan(line.p_value) and "no spread" in line.note


SCORES = "animal,stent,group,inflammation (0-3),fibrin\n" + "".join(
    f"{group}{animal},s,{group},{grade},{(animal + place) % 4}\n"
    for place, group in enumerate(("BMS", "DES"))
    for animal in range(5)
    for grade in ((animal + place) % 3, (animal + place) % 3, 3 - place)
)


def test_scores_have_medians_quartiles_and_shifts(tmp_path):
    one = study(tmp_path, SCORES).outcomes[0]
    assert one.outcome.is_score and one.spread is None
    (line,) = one.recommended()
    assert line.effect == "Hodges–Lehmann shift" and "exact Mann–Whitney" in line.method
    assert np.median(one.groups[0].values.values) == one.groups[0].quartiles[1]
    share = kinds(one, "DES", "beside")[0]
    assert 0 <= share.lower <= share.estimate <= share.upper <= 1 and share.unit() == ""
    assert kinds(one, "DES", WRONG)[0].method == "Mann–Whitney on sections"


def test_scores_within_animals_are_compared_within_animals(tmp_path):
    text = "animal,artery,group,fibrin\n" + "".join(f"{n},LAD,BMS,{n % 2}\n{n},RCA,DES,{1 + n % 3}\n" for n in range(8))
    (line,) = study(tmp_path, text).outcomes[0].recommended()
    assert line.method.startswith("shift within animals") and line.estimate > 0 and line.p_value < 0.05


def test_injury_is_a_mean_over_struts_where_struts_have_lines_of_their_own(tmp_path):
    text = "animal,stent,group,section,strut,injury score\n" + "".join(
        f"{group}{animal},s,{group},1,{strut},{(strut + animal + place) % 3}\n"
        for place, group in enumerate(("BMS", "DES"))
        for animal in range(4)
        for strut in range(8)
    )
    found = study(tmp_path, text)
    one = found.outcomes[0]
    assert not one.outcome.is_score and one.groups[0].values.sections == 4
    assert one.groups[0].values.values[0] == np.mean([strut % 3 for strut in range(8)])
    assert any("mean over its struts" in note for note in found.notes)
    assert study(tmp_path, text.replace("injury score", "inflammation")).outcomes[0].outcome.is_score


def test_days_are_compared_apart(tmp_path):
    early = parallel(("BMS", "ZES")).replace("neointimal area [mm2]", "day,neointimal area [mm2]")
    lines = [line.split(",") for line in early.splitlines()[1:]]
    text = "animal,stent,group,day,neointimal area [mm2]\n"
    for day in (7, 28):
        text += "".join(f"{day}{animal},{stent},{group},{day},{value}\n" for animal, stent, group, value in lines)
    found = study(tmp_path, text)
    assert [one.outcome.title() for one in found.outcomes] == ["neointimal area, day 7", "neointimal area, day 28"]
    assert all(len(one.groups[0].values.animals) == 4 for one in found.outcomes)


GROUPED = (
    "file,animal,stent,group\na.geojson,1,LAD,BMS\nb.geojson,1,LCX,ZES\nc.geojson,2,LAD,ZES\nd.geojson,2,LCX,BMS\n"
)
GROUPED += "e.geojson,3,LAD,BMS\nf.geojson,3,LCX,ZES\n"


def measured(names="abcdef", *, unit="mm**2", basis="iel"):
    return [
        Measured(
            f"slides/{name}.geojson",
            "contours",
            tuple(Value(str(n), "neointimal_area", 1.0 + place % 3 + 0.1 * n, unit, basis) for n in range(3)),
        )
        for place, name in enumerate(names)
    ]


def joined(tmp_path, found, text=GROUPED, **wish):
    path = tmp_path / "groups.csv"
    path.write_text(text, encoding="utf-8")
    lines = [(of.file, *one) for of in found for one in of.values]
    write_table(tmp_path / "measurements.csv", COLUMNS, lines)
    one = analyse(tmp_path / "measurements.csv", groups=path, **wish)
    shutil.rmtree(tmp_path / "animals", ignore_errors=True)
    save(one, tmp_path / "animals")
    return one


def test_measurements_are_joined_to_animals_by_the_name_of_their_file(tmp_path):
    found = joined(tmp_path, measured())
    one = found.outcomes[0]
    assert (found.animals, found.stents, found.is_shared) == (3, 6, True)
    assert one.outcome.title() == "neointimal area (iel)" and one.outcome.unit == "mm²"
    assert len(rows(tmp_path / "animals" / "sections.csv")) == 18


@pytest.mark.parametrize("spelled", ["slides/{}.geojson", "{}", "{}.GeoJSON", "slides\\{}.geojson"])
def test_files_are_told_with_or_without_folder_and_ending(tmp_path, spelled):
    text = "\n".join(
        [GROUPED.splitlines()[0], *(spelled.format(line[0]) + line[9:] for line in GROUPED.splitlines()[1:])]
    )
    assert joined(tmp_path, measured(), text).animals == 3


def test_a_reader_adds_scores_in_the_table_of_groups(tmp_path):
    text = "\n".join(
        line + (",fibrin" if place == 0 else f",{place % 3}") for place, line in enumerate(GROUPED.splitlines())
    )
    found = joined(tmp_path, measured(), text)
    assert [one.outcome.endpoint for one in found.outcomes] == ["neointimal_area", "fibrin_score"]


def test_sections_of_one_file_may_be_of_several_stents(tmp_path):
    text = "file,section,animal,stent,group\n" + "".join(
        f"{name},{n},{name}{n},s,{'BMS' if n % 2 else 'ZES'}\n" for name in "ab" for n in range(3)
    )
    found = joined(tmp_path, measured("ab"), text)
    assert found.animals == 6 and not found.is_shared


def test_what_was_not_measured_is_said_and_what_has_no_group_is_refused(tmp_path):
    found = joined(tmp_path, measured("abcde"))
    assert any("lines of the groups without a measurement: 'f.geojson'" in note for note in found.notes)
    with pytest.raises(Mistake, match=r"no line for 'slides/g.geojson › 0'.*'exclude'"):
        joined(tmp_path, measured("abcdefg"))
    with pytest.raises(Mistake, match="none of the measured files is named"):
        joined(tmp_path, measured("xyz"))
    text = GROUPED + "g.geojson,4,LAD,exclude\n"
    left = joined(tmp_path, measured("abcdefg"), text)
    assert left.animals == 3 and any("left out" in note for note in left.notes)


def test_a_mistake_writes_nothing(tmp_path):
    with pytest.raises(Mistake):
        joined(tmp_path, measured("xyz"))
    assert not (tmp_path / "animals").exists()


def test_what_tells_little_of_a_group_is_left_out_and_said(tmp_path):
    def with_centre(one):
        more = (Value(each.section, "lumen_centre_x", 1.0, "mm") for each in one.values)
        return one._replace(values=(*more, *one.values))

    found = joined(tmp_path, [with_centre(one) for one in measured()])
    assert [one.outcome.endpoint for one in found.outcomes] == ["neointimal_area"]
    assert any("lumen_centre_x" in note and "not compared" in note for note in found.notes)


def test_two_bases_of_one_endpoint_are_compared_apart_and_said(tmp_path):
    found = joined(tmp_path, [*measured(), *measured(basis="stent")])
    assert len(found.outcomes) == 2 and any("compared apart" in note for note in found.notes)


def test_units_are_made_one_or_refused(tmp_path):
    text = "animal,group,endpoint,value,unit\na,BMS,neointimal area,1,mm2\nb,BMS,neointimal area,2e6,um2\nc,ZES,nia,3,mm2\nd,ZES,nia,4,mm2\n"
    assert study(tmp_path, text).outcomes[0].groups[0].values.values.tolist() == [1, 2]
    with pytest.raises(Mistake, match=r"line 3.*write every line in one unit"):
        study(tmp_path, text.replace("um2", "percent"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            HEAD + "1,S1,BMS,2\n1,S1,ZES,2\n",
            "stent 'S1' of animal '1' is in group 'BMS' (line 2) and in 'ZES' (line 3)",
        ),
        (
            HEAD + "1,S1,BMS,2\n2,S2,ZES,2\n3,S3,ZES,2\n4,S1,BMS,2\n5,S5,BMS,1\n",
            "stent 'S1' lies in animal '1' (line 2) and in '4' (line 5)",
        ),
        (
            "animal,stent,artery,group,nia\n1,S1,LAD,BMS,2\n1,S1,RCA,BMS,2\n2,S2,LAD,ZES,1\n",
            "lies in 'LAD' (line 2) and in 'RCA'",
        ),
        (
            "animal,stent,group,section,nia\n1,a,BMS,1,2\n1,a,BMS,1,3\n",
            "section '1' has its neointimal_area here and in line 2",
        ),
        ("animal,stent,group,section,strut,injury\n1,a,BMS,1,1,2\n1,a,BMS,1,1,3\n", "strut '1' of section '1'"),
        (HEAD + "1,a,old,2\n2,b,new,3\n", "groups are 'old', 'new' and none is called control; name it with --control"),
        (HEAD + "1,a,BMS,2\n2,b,bare metal,3\n", "2 could be the control"),
        (HEAD + "1,a,exclude,2\n", "every line is left out"),
        ("animal,stent,group\n1,a,BMS\n", "no values; add columns"),
        (HEAD + "".join(f"{n},a,g{n},{n}\n" for n in range(50)), "50 groups, at most 40"),
        ("file,section,endpoint,value\na,1,nia,3\n", "give --groups TABLE"),
    ],
)
def test_what_is_not_nested_is_refused_with_its_lines(tmp_path, text, said):
    with pytest.raises(Mistake) as told:
        study(tmp_path, text)
    assert said in str(told.value)


def test_names_that_repeat_in_every_animal_are_arteries_and_not_one_stent(tmp_path):
    assert study(tmp_path, parallel()).stents == 24
    numbered = parallel().replace("LAD", "1").replace("LCX", "2")
    assert study(tmp_path, numbered).stents == 24


def test_spellings_of_one_group_are_one_and_said(tmp_path):
    found = study(tmp_path, HEAD + "1,a,Control,2\n2,a,control ,3\n3,a,DES,1\n4,a,des,1.5\n")
    assert found.groups == ("Control", "DES") and any("'des' as 'DES'" in note for note in found.notes)


def test_unequal_spreads_are_warned_of(tmp_path):
    text = HEAD + "".join(f"a{n},s,BMS,{n}\nb{n},s,ZES,{1 + 0.01 * n}\nc{n},s,SES,{2 + 0.01 * n}\n" for n in range(5))
    assert any("more than twice that of" in note for note in study(tmp_path, text).notes)


def test_effect_and_interval_stand_before_p_and_the_null_is_in_words(tmp_path):
    said = sentences(study(tmp_path, parallel()))
    place = next(n for n, text in enumerate(said) if text.startswith("  ZES − BMS"))
    assert (
        "mm² (−" in said[place]
        and "95 % interval for 2 comparisons together" in said[place]
        and " P " not in said[place]
    )
    assert said[place + 1].strip().startswith("P") and "H0: the mean of ZES equals that of BMS" in said[place + 1]
    assert any("4 animals, 8 stents, 24 sections" in text for text in said)


def test_hundreds_of_sections_an_animal_are_taken_as_means_of_stents(tmp_path):
    """Frames of a pullback: the answer is that of stents, in a time that can be waited for."""
    text = parallel(("BMS", "ZES"), sections=150)
    one = study(tmp_path, text).outcomes[0]
    assert {row.level for row in one.spread.rows} == {"animal", "stent"}
    assert one.recommended()[0].method.startswith("mixed model")


def test_a_nan_of_a_measurement_is_no_value(tmp_path):
    found = measured()
    found[0] = found[0]._replace(values=(Value("0", "neointimal_area", nan, "mm**2", "iel"), *found[0].values[1:]))
    assert len(joined(tmp_path, found).outcomes[0].outcome.values) == 17
