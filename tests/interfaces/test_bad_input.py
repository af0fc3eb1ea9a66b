"""Every mistake stops before work starts: exit 2, one sentence with file, key, mistake and way out, no traceback."""

import os
from pathlib import Path
from shutil import copytree

import pytest

from short_run import SHORT, STUDY
from terminal import call, call_apart, refused

TEXT = STUDY.read_text()


def study(tmp_path, *changes):
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return path


CASES = {
    "unknown device": ('"endeavor"', '"endeavour"', ["mine.toml", "device", "endeavour", "choose one of"]),
    "unknown drug": ('drug = "zotarolimus"', 'drug = "aspirin"', ["mine.toml", "drug", "aspirin", "choose one of"]),
    "unknown artery": ('"porcine_coronary"', '"carotid"', ["mine.toml", "artery", "carotid", "choose one of"]),
    "day 0": ("days = 28", "days = 0", ["mine.toml", "days", "0"]),
    "text for a number": ("animals = 12", 'animals = "twelve"', ["mine.toml", "animals", "twelve"]),
    "one animal with a t-test": ("animals = 12", "animals = 1", ["mine.toml", "superiority", "two animals"]),
    "unknown endpoint": (
        'endpoint = "neointimal_area"',
        'endpoint = "beauty"',
        ["mine.toml", "beauty", "choose one of"],
    ),
    "unknown test": ('test = "superiority"', 'test = "tarot"', ["mine.toml", "tarot", "choose one of"]),
    "unknown key": ("seed = ", "sede = ", ["mine.toml", "seed"]),
    "arm that is not there": ('arms = ["treated"]', 'arms = ["treatde"]', ["mine.toml", "treatde", "treated"]),
    "a path for a name": ('"endeavor"', '"../drugs/none"', ["mine.toml", "device", "choose one of"]),
    "a formula for an arm": ("treated = {", '"=cmd()" = {', ["mine.toml", "arms"]),
    "published study that is not there": ('"garcia_touchard_2006"', '"nobody_2020"', ["published", "nobody_2020"]),
    "published day that is not there": ("days = 28", "days = 27", ["garcia_touchard_2006", "day"]),
    "nothing to vary": ('"wall.uptake"', '"wall.nonsense"', ["mine.toml", "wall.nonsense"]),
    "half-written": ("[conditions]", "[conditi", ["mine.toml", "TOML"]),
    "drug from a bare stent": ('device = "driver", drug = "none"', 'device = "driver", drug = "sirolimus"', ["driver"]),
}


@pytest.mark.parametrize("name", CASES)
def test_mistakes_in_the_study(name, tmp_path):
    old, new, words = CASES[name]
    out = tmp_path / "out"
    refused(call("run", study(tmp_path, (old, new)), "--out", out), *words)
    assert not out.exists()


NUMBERS = {
    "negative dose": ('{ value = -1, unit = "ug/mm", grade = "assumed", note = "x" }', ["negative"]),
    "wrong dimension": ('{ value = 1, unit = "ug", grade = "assumed", note = "x" }', ["kg/m expected", "ug given"]),
    "missing source": ('{ value = 1, unit = "ug/mm", grade = "measured" }', ["no source"]),
    "missing note": ('{ value = 1, unit = "ug/mm", grade = "assumed" }', ["note"]),
    "missing unit": ('{ value = 1, grade = "assumed", note = "x" }', ["unit"]),
    "not a unit": ('{ value = 1, unit = "furlongs per goat", grade = "assumed", note = "x" }', ["furlongs"]),
    "not finite": ('{ value = nan, unit = "ug/mm", grade = "assumed", note = "x" }', ["finite"]),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_mistakes_in_a_number(name, tmp_path):
    line, words = NUMBERS[name]
    path = tmp_path / "mine.toml"
    path.write_text(f'{TEXT}\n[values]\n"treated.release.dose_per_length" = {line}\n')
    refused(call("run", path, "--out", tmp_path / "out"), "mine.toml", "values", "release.dose_per_length", *words)
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there(tmp_path):
    """In its own process, for its exit status and streams."""
    refused(call_apart("run", tmp_path / "nothing.toml"), "nothing.toml", "check the path")


def test_a_file_that_is_not_text(tmp_path):
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe\x00bad")
    refused(call("run", tmp_path / "mine.toml"), "mine.toml")


def test_a_file_that_is_far_too_large(tmp_path):
    (tmp_path / "mine.toml").write_text("# " + "x" * 2_000_000)
    refused(call("run", tmp_path / "mine.toml"), "mine.toml", "megabyte")


@pytest.mark.parametrize(
    "change", ["animals", "conditions.animals", "compare.99.test=1", "conditions.days.x=1", "a b=1"]
)
def test_a_change_that_leads_nowhere(change, tmp_path):
    refused(call("run", STUDY, "--out", tmp_path / "out", "--set", change))
    assert not (tmp_path / "out").exists()


def test_a_folder_with_another_run(finished, tmp_path):
    folder, _ = finished
    refused(call("run", STUDY, "--out", folder, *SHORT), str(folder), "finished run", "--out")
    out = Path(copytree(folder, tmp_path / "out"))
    (out / "findings.csv").unlink()
    refused(call("run", STUDY, "--out", out, *SHORT, "seed=9"), "another run", "--out")


def test_a_folder_with_other_files(tmp_path):
    (tmp_path / "letters.txt").write_text("keep me")
    refused(call("run", STUDY, "--out", tmp_path), "other files", "--out")
    assert (tmp_path / "letters.txt").read_text() == "keep me"


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "out").write_text("")
    refused(call("run", STUDY, "--out", tmp_path / "out"), "not a folder", "--out")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_a_place_that_cannot_be_written(tmp_path):
    refused(call("run", STUDY, "--out", "/proc/neointima"), "/proc/neointima", "--out")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path):
    tmp_path.chmod(0o555)
    refused(call("run", STUDY, "--out", tmp_path / "out"), "--out")


def test_a_report_of_nothing(tmp_path):
    refused(call("report", tmp_path), "no finished run")


@pytest.mark.parametrize(
    ("kind", "name"), [("drugs", "aspirin"), ("spells", "x"), ("endpoints", "../cli"), ("release", "__init__")]
)
def test_things_that_are_not_there(kind, name):
    refused(call("show", kind, name), "choose one of")


@pytest.mark.parametrize("workers", ["0", "257", "two", "host:8786", "tcp://host", "http://host:8786", "tcp:///x:1"])
def test_workers_are_a_number_or_a_scheduler(workers):
    done = call("run", STUDY, "--workers", workers)
    assert done.returncode == 2 and "1 to 256" in done.stderr and "tcp://host:port" in done.stderr


MORE = {
    "source that is not on the list": (
        '"struts.struts" = { value = 9, unit = "", grade = "measured", seen = "read", source = "me" }',
        ["sources.toml"],
    ),
    "list for a number": (
        '"struts.struts" = { value = [9, 10], unit = "", grade = "assumed", note = "x" }',
        ["one number"],
    ),
    "zero where none can be": ('"vessel.clock" = { value = 0, unit = "", grade = "assumed", note = "x" }', ["zero"]),
    "share above one": ('"wall.uptake" = { value = 50, unit = "", grade = "assumed", note = "x" }', ["at most 1"]),
    "number that nothing reads": (
        '"control.release.nonsense" = { value = 1, unit = "", grade = "assumed", note = "x" }',
        ["no such number"],
    ),
    "note that is no text": (
        '"struts.struts" = { value = 9, unit = "", grade = "assumed", note = 3 }',
        ["quotation marks"],
    ),
    "curve that falls": (
        '"treated.release.fractions" = { value = [0, 60, 50, 90, 95], unit = "percent", grade = "assumed", note = "x" }',
        ["fall"],
    ),
    "curve beyond the dose": (
        '"treated.release.fractions" = { value = [0, 60, 70, 90, 120], unit = "percent", grade = "assumed", note = "x" }',
        ["100 percent"],
    ),
}


@pytest.mark.parametrize("name", MORE)
def test_more_mistakes_in_a_number(name, tmp_path):
    line, words = MORE[name]
    path = tmp_path / "mine.toml"
    path.write_text(f"{TEXT}\n[values]\n{line}\n")
    refused(call("run", path, "--out", tmp_path / "out"), "mine.toml", *words)
    assert not (tmp_path / "out").exists()


def test_an_arm_may_not_be_called_like_a_table(tmp_path):
    path = study(tmp_path, ("treated", "release"))
    refused(call("run", path), "mine.toml", "arms", "release", "choose another")


def test_published_arms_are_as_many_as_the_test_takes(tmp_path):
    path = study(tmp_path, ('arms = ["ZES", "control"]', 'arms = ["ZES"]'))
    refused(call("run", path), "mine.toml", "published", "arms")
