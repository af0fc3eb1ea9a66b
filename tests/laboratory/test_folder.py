"""The run folder: whole files or none, and no room for surprises."""

import csv

import netCDF4
import numpy as np
import pytest

from artery import batch
from neointima.laboratory import folder, recordings
from neointima.mistake import Mistake
from neointima.protocols.implant import Implant
from neointima.simulation.recording import QUANTITIES


def test_a_failed_write_leaves_nothing(tmp_path):
    class Broken:
        def __str__(self):
            raise RuntimeError("midway")

    (tmp_path / "table.csv").write_text("old")
    with pytest.raises(RuntimeError):
        folder.write_table(tmp_path / "table.csv", ("a",), [(1.0,), (Broken(),)])
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert (tmp_path / "table.csv").read_text() == "old"


PARTS = [".k3_d9x1a.part", "recordings/.k3_d9x1a.part.nc"]


@pytest.mark.parametrize("left", [[PARTS[0]], ["study.toml"], ["study.toml", *PARTS]])
def test_whenever_a_run_is_killed_its_folder_can_be_opened_again(tmp_path, left):
    """Killed while its study was written, just after, and in the midst of it; what was being written goes."""
    run = tmp_path / "run"
    for name in left:
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        (run / name).write_text(folder.study_text({"title": "x"}))
    folder.open_folder(run, {"title": "x"})
    assert sorted(str(path.relative_to(run)) for path in run.rglob("*")) == ["recordings", "study.toml"]


def test_files_of_others_are_left_where_they_are(tmp_path):
    (tmp_path / ".k3_d9x1a.part").touch()
    (tmp_path / "letter.part").touch()
    with pytest.raises(Mistake, match="holds other files"):
        folder.open_folder(tmp_path, {"title": "x"})
    assert len(list(tmp_path.iterdir())) == 2


def test_a_full_disk_is_found_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "ROOM_NEEDED", 10**18)
    with pytest.raises(Mistake, match="MB free"):
        folder.open_folder(tmp_path / "run", {"title": "x"})


def test_numbers_survive_to_ten_figures_and_nan_is_empty(tmp_path):
    folder.write_table(tmp_path / "table.csv", ("a", "b"), [(np.pi, float("nan"))])
    with (tmp_path / "table.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert float(row["a"]) == pytest.approx(np.pi, rel=1e-9) and row["b"] == ""


def test_a_free_name_is_one_that_no_run_has(tmp_path):
    (tmp_path / "pig").mkdir()
    assert folder.free_name(tmp_path, "pig").name == "pig_2"


@pytest.fixture
def written(tmp_path):
    one = batch("endeavor", "zotarolimus", days=2)
    recording = Implant().simulate(one)
    recordings.write(tmp_path / "arm_0001.nc", one, recording)
    return tmp_path / "arm_0001.nc", recording


def test_recordings_come_back_as_they_were(written):
    path, recording = written
    again = recordings.read(path)
    for name, values in recording.values.items():
        np.testing.assert_array_equal(again.values[name], values, err_msg=name)


def test_every_recorded_variable_has_a_unit_and_a_name(written):
    path, recording = written
    assert recording.values.keys() == QUANTITIES.keys()
    with netCDF4.Dataset(path) as file:
        for name, variable in file.variables.items():
            assert variable.long_name, name
            assert name == "case" or variable.units


def test_a_damaged_recording_is_named(tmp_path):
    (tmp_path / "arm_0001.nc").write_bytes(b"CDF\x01 and then nothing")
    with pytest.raises(Mistake, match="arm_0001"):
        recordings.read(tmp_path / "arm_0001.nc")


def test_the_room_asked_for_is_enough(written):
    """The file with its heads and names (under 300 kB) fits into what is asked for before the work."""
    path, recording = written
    one = batch("endeavor", "zotarolimus", days=2)
    assert path.stat().st_size <= recordings.expected_size([one]) + 300_000
    assert sum(values.nbytes for values in recording.values.values()) <= recordings.expected_size([one])


def test_a_disk_that_fills_up_is_told_in_a_sentence(tmp_path, monkeypatch):
    """The NetCDF library says so with a RuntimeError."""

    def full(*_):
        raise RuntimeError("NetCDF: HDF error")

    monkeypatch.setattr(recordings, "_fill", full)
    one = batch("endeavor", "zotarolimus", days=1)
    with pytest.raises(Mistake, match="make room"):
        recordings.write(tmp_path / "arm_0001.nc", one, Implant().simulate(one))
    assert list(tmp_path.iterdir()) == []
