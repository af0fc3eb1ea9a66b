"""An elution curve from file to page: what a coating engineer reads, and what is said of curves that cannot be."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from neointima.interfaces.cli import main
from neointima.interfaces.report.release_page import write_release

EXAMPLE = Path(__file__).parents[2] / "docs" / "simulated_elution.csv"
PAGE = (Path(__file__).parents[2] / "docs" / "release.md").read_text(encoding="utf-8")
DAYS = np.array([0, 1, 3, 7, 14, 21, 28, 45, 60, 90.0])


def write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The example of docs/release.md, as it is printed there, but for its folder."""
    command = next(line for line in PAGE.splitlines() if line.strip().startswith("neointima release docs/"))
    words = re.findall(r'"[^"]*"|\S+', command.split("#")[0])[1:]
    words = [word.strip('"') for word in words]
    words[words.index("docs/simulated_elution.csv")] = str(EXAMPLE)
    out = tmp_path_factory.mktemp("shown") / "out"
    with pytest.MonkeyPatch.context() as patch:
        said = []
        patch.setattr("builtins.print", lambda *parts, **_: said.append(" ".join(map(str, parts))))
        assert main([*words, "--out", str(out)]) == 0
    return out, "\n".join(said)


def test_the_terminal_tells_model_numbers_comparison_and_paths(shown):
    out, said = shown
    assert "chosen: eroding_film" in said
    assert re.search(r"erosion_rate: 0\.0\d+ 1/day \(0\.0\d+ to 0\.0\d+\)", said)
    for model in ("first_order", "burst_then_slow", "coating_diffusion", "dissolving_film"):
        assert re.search(rf"{model} +-?\d+\.\d +\d\.\d\d", said), model
    assert f"device: {out / 'device.toml'}" in said
    assert f"page: {out / 'release.html'}" in said
    assert "warning" not in said


def test_the_page_prints_what_the_terminal_prints_in_docs(shown):
    """The lines of the example in docs/release.md are those of the command today."""
    block = PAGE.split("```text\n")[1].split("```")[0]
    said = shown[1].splitlines()
    for line in block.splitlines():
        assert line in said, line


def test_the_page_is_one_file_with_the_figure_and_the_device(shown):
    page = (shown[0] / "release.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert not re.search(r"(src|href)=[\"'](?!#)", page)
    assert "eroding_film" in page
    assert "own_measurement" in page
    assert page.count("<circle") == 2 * 13


def test_the_page_is_made_from_the_files_alone(shown):
    before = (shown[0] / "release.html").read_text(encoding="utf-8")
    assert write_release(shown[0]).read_text(encoding="utf-8") == before


def test_hours_and_hostile_names_are_shown_as_they_are(tmp_path, capsys):
    name = '<script>alert("1")</script>'
    rows = [("device", "time [h]", "released [%]"), *((name, hour, 3 * hour) for hour in (0, 1, 2, 4, 8, 24))]
    write(tmp_path / "mine.csv", rows)
    assert (
        main(["release", str(tmp_path / "mine.csv"), "--model", "imposed_curve", "--out", str(tmp_path / "out")]) == 0
    )
    page = (tmp_path / "out" / "release.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "time [hour]" in page
    assert "imposed_curve" in capsys.readouterr().out


def test_the_folder_is_free_or_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "mine.csv", [("day", "released [%]"), (0, 0), (1, 10), (2, 20)])
    for expected in ("mine", "mine_2"):
        assert main(["release", str(path), "--model", "imposed_curve"]) == 0
        assert (tmp_path / "releases" / expected / "device.toml").exists()
    assert main(["release", str(path), "--model", "imposed_curve", "--out", "releases/mine"]) == 2
    assert "holds other files" in capsys.readouterr().err


REFUSED = {
    "falls": ([(0, 0), (1, 30), (7, 20), (14, 50), (28, 60)], [], ["falls from 30 % to 20 % at 7 day"]),
    "passes 100 %": ([(0, 0), (1, 30), (7, 60), (14, 90), (28, 110)], [], ["110 % released", "passes 100 %"]),
    "too few": ([(0, 0), (1, 30), (7, 60)], [], ["2 points after the start", "imposed_curve"]),
    "time not rising": ([(0, 0), (7, 30), (1, 60)], [], ["line 4", "does not come after 7"]),
    "negative": ([(0, 0), (1, -30)], [], ["line 3", "negative"]),
    "unknown model": ([(0, 0), (1, 30)], ["--model", "korsmeyer"], ["korsmeyer", "coating_diffusion"]),
    "unknown platform": ([(0, 0), (1, 30)], ["--platform", "cyfer"], ["--platform", "cyfer", "cypher"]),
    "dose without a unit": ([(0, 0), (1, 30)], ["--dose", "10"], ["--dose", "10 ug/mm"]),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_mistake_is_one_sentence_and_nothing_is_written(tmp_path, capsys, fault):
    rows, options, words = REFUSED[fault]
    path, out = write(tmp_path / "mine.csv", [("time [day]", "released [%]"), *rows]), tmp_path / "out"
    assert main(["release", str(path), *options, "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert len(told.strip().splitlines()) == 1
    assert "Traceback" not in told
    for word in words:
        assert word in told, told
    assert not out.exists()
