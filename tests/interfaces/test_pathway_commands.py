"""show signalling, and sbml, as a person types them."""

import csv
import os
from pathlib import Path

import pytest
from test_commands import Addresses

from terminal import call, call_apart, refused

PATHWAYS = Path(__file__).parents[2] / "src" / "neointima" / "library" / "pathways"
XML = PATHWAYS / "fkbp12_mtorc1.xml"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    done = call_apart("show", "signalling", "--drug", "everolimus", "--free", "2nM", "--drive", "0.8", cwd=folder)
    assert done.returncode == 0, done.stderr
    return (folder / "signalling.html").read_text(encoding="utf-8"), done.stdout


def test_the_page_has_figure_table_sources_and_file(page):
    text, _ = page
    for words in ("Everolimus, 2 nmol/L free; growth factor drive 0.8", "p27Kip1", "bFGF", "thrombin", "G1 → S"):
        assert words in text, words
    assert text.count("<svg") == 1
    assert 'class="grade assumed"' in text and "Banaszynski" in text and "signalling.p27_grip" in text
    assert "complex_binds:" in text and "model fkbp12_mtorc1" in text


def test_the_terminal_shows_the_same_numbers(page):
    text, printed = page
    lines = [line.rsplit(maxsplit=1) for line in printed.splitlines() if line[:1].isalpha() and "  " in line]
    found = {name.strip(): value for name, value in lines}
    assert {"mTORC1", "S6K phosphorylation", "CDK2", "passage from G1 to S"} <= found.keys()
    for name, value in found.items():
        assert f'<td>{name}</td><td class="number">{value}</td>' in text
    assert printed.rstrip().endswith("page: signalling.html")


def test_the_page_asks_nothing_of_the_network(page):
    parser = Addresses()
    parser.feed(page[0])
    assert parser.found == []
    assert "<script" not in page[0] and "@import" not in page[0] and "url(http" not in page[0]


def test_the_same_page_twice(page, tmp_path):
    """Once in a process of its own, once here."""
    again = call("show", "signalling", "--drug", "everolimus", "--free", "2nM", "--drive", "0.8", cwd=tmp_path)
    assert again.returncode == 0
    assert (tmp_path / "signalling.html").read_text(encoding="utf-8") == page[0]


@pytest.mark.parametrize(
    ("drug", "words"),
    [
        ("tacrolimus", "cannot reach mTORC1"),
        ("paclitaxel", "does not act through FKBP12"),
        ("none", "There is no drug"),
    ],
)
def test_other_drugs_leave_mtorc1_alone_and_say_so(drug, words, tmp_path):
    done = call("show", "signalling", "--drug", drug, "--out", tmp_path / "page.html")
    assert done.returncode == 0, done.stderr
    assert words in done.stdout and words in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert next(line for line in done.stdout.splitlines() if line.startswith("mTORC1 ")).split()[-1] == "1.00"


def test_no_drug_at_all_is_a_dose(tmp_path):
    done = call("show", "signalling", "--free", "0 nmol/L", "--out", tmp_path / "page.html")
    assert done.returncode == 0, done.stderr
    assert "Sirolimus, 0 nmol/L free" in done.stdout


def test_models_are_still_shown_by_name():
    assert "Mtorc1ToG1" in call("show", "signalling", "mtorc1_to_g1").stdout
    assert "Sirolimus" in call("show", "drugs", "sirolimus").stdout


MISTAKES = {
    "no name": (("show", "drugs"), ["show drugs", "choose one of", "sirolimus"]),
    "no such kind": (("show", "nonsense"), ["'nonsense' is not a kind", "drugs"]),
    "options of the page with a name": (("show", "drugs", "sirolimus", "--free", "1nM"), ["--free", "leave out"]),
    "unknown drug": (("show", "signalling", "--drug", "aspirin"), ["aspirin", "choose one of"]),
    "no unit": (("show", "signalling", "--free", "1"), ["--free 1", "1nM"]),
    "another unit": (("show", "signalling", "--free", "1s"), ["--free 1s", "mol/L expected"]),
    "far too much": (("show", "signalling", "--free", "2M"), ["2 mol/L", "0.001"]),
    "drive above one": (("show", "signalling", "--drive", "1.5"), ["drive 1.5", "from 0"]),
    "drive no number": (("show", "signalling", "--drive", "nan"), ["drive nan", "from 0"]),
    "folder that is not there": (("show", "signalling", "--out", "nowhere/page.html"), ["nowhere", "--out"]),
    "no file": (("sbml", "nothing.xml", "--until", "1"), ["nothing.xml", "cannot be read"]),
    "unknown name": (("sbml", XML, "--until", "1", "--set", "Q=1"), ["'Q'", "it has"]),
    "no value": (("sbml", XML, "--until", "1", "--set", "L"), ["--set L", "NAME=VALUE"]),
    "unknown clamp": (("sbml", XML, "--until", "1", "--clamp", "drive"), ["'drive' to clamp", "it has"]),
    "backwards": (("sbml", XML, "--until", "-1"), ["time above zero"]),
    "one point": (("sbml", XML, "--until", "1", "--points", "1"), ["choose from 2"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_in_a_sentence(name, tmp_path):
    arguments, words = MISTAKES[name]
    if "sbml" in arguments:
        pytest.importorskip("roadrunner")
    refused(call(*arguments, cwd=tmp_path), *words)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    pytest.importorskip("roadrunner", reason='needs pip install "neointima[sbml]"')
    folder = tmp_path_factory.mktemp("sbml") / "deep" / "course"
    options = ("--until", "7200", "--points", "11", "--set", "L=0.5", "drive=0.9", "--clamp", "F", "--out", folder)
    done = call("sbml", XML, *options)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_an_sbml_run_leaves_a_table_and_a_picture(run):
    folder, done = run
    with (folder / "course.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 11 and float(rows[-1]["time"]) == 7200
    assert float(rows[0]["L"]) == 0.5 and float(rows[-1]["F"]) == 3300
    svg = (folder / "course.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg") and "time [unit of the model]" in svg
    assert done.stderr == ""


def test_an_sbml_run_prints_first_and_last_values(run):
    lines = {line.split()[0]: line.split()[1:] for line in run[1].stdout.splitlines() if line.strip()}
    assert lines["name"] == ["t", "=", "0", "t", "=", "7200"]
    assert lines["activity"][0] == "0.9" and float(lines["activity"][1]) < 0.9


def test_help_needs_no_science():
    for command in ("show", "sbml"):
        done = call_apart(command, "--help", env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"})
        assert done.returncode == 0
        loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
        assert not loaded & {"numpy", "scipy", "pint", "numba", "matplotlib", "roadrunner", "libsbml"}
