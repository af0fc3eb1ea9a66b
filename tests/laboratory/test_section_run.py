"""A study of sections: as many workers as one likes, killed when one likes, the same results."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from tests.small_artery import small_study

from neointima.laboratory.folder import open_folder
from neointima.laboratory.recordings import read
from neointima.laboratory.run import run
from neointima.mistake import Mistake


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = small_study(tmp_path_factory.mktemp("study"), days=2, cells="last day", animals=2)
    path.write_text(path.read_text() + '[vary]\n"vessel.reference_diameter" = "from its spread"\n')
    return path


@pytest.fixture(scope="module")
def alone(study, tmp_path_factory):
    return run(study, tmp_path_factory.mktemp("alone") / "run", workers=1)


def the_same(one, other):
    for name in ("measurements.csv", "findings.csv", "cases.csv", "parameters.csv"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    for path in sorted((one / "recordings").iterdir()):
        mine, theirs = read(path), read(other / "recordings" / path.name)
        for name, values in mine.values.items():
            np.testing.assert_array_equal(theirs.values[name], values, err_msg=name)


def test_one_worker_and_two_give_the_same(study, alone, tmp_path):
    the_same(alone, run(study, tmp_path / "run", workers=2))
    assert [path.name for path in sorted((alone / "recordings").iterdir())] == [
        "control_0001.nc",
        "control_0002.nc",
        "treated_0001.nc",
        "treated_0002.nc",
    ]


def test_a_run_that_is_killed_goes_on_from_the_day_it_reached(study, alone, tmp_path):
    out = tmp_path / "run"
    kept = out / "recordings" / "treated_0001.days.npz"
    command = [
        sys.executable,
        "-c",
        "import sys; from neointima.interfaces.cli import main; sys.exit(main())",
        "run",
        str(study),
        "--out",
        str(out),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 120
    while not kept.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert kept.exists()
    seen = []
    the_same(alone, run(study, out, follow=lambda name, days: lambda day: seen.append((name, day))))
    assert ("treated_0001", 1.0) not in seen
    assert not kept.exists()


def test_a_folder_of_another_version_says_which(tmp_path):
    folder = tmp_path / "run"
    open_folder(folder, {"title": "x"})
    held = folder / "study.toml"
    held.write_text(held.read_text().replace("# run by neointima ", "# run by neointima 0.0.1-"))
    with pytest.raises(Mistake, match=r"begun by neointima '0\.0\.1-.*; go on with that version"):
        open_folder(folder, {"title": "x"})
