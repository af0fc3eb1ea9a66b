"""The commands as a person types them; runs that are killed, interrupted or piped in their own process."""

import csv
import signal
import subprocess
import time
from html.parser import HTMLParser

import pytest

from short_run import STUDY, tables, with_animals
from terminal import OWN_PROCESS, call, call_apart


def test_a_run_leaves_the_seven_nouns_and_nothing_half_written(finished):
    folder, _ = finished
    names = {
        "study.toml",
        "cases.csv",
        "parameters.csv",
        "recordings",
        "measurements.csv",
        "findings.csv",
        "report.html",
    }
    assert {path.name for path in folder.iterdir()} == names
    assert {path.suffix for path in (folder / "recordings").iterdir()} == {".nc"}


def test_the_tables_have_the_promised_columns(finished):
    folder, _ = finished
    wanted = {
        "measurements.csv": ["case", "arm", "endpoint", "value", "unit"],
        "findings.csv": [
            "endpoint",
            "arms",
            "estimate",
            "lower",
            "upper",
            "test",
            "p_value",
            "published_estimate",
            "published_source",
            "agrees",
            "unit",
        ],
    }
    for name, columns in wanted.items():
        with (folder / name).open() as file:
            assert next(csv.reader(file)) == columns
    with (folder / "parameters.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {"unit", "source", "grade", "spread"} <= rows[0].keys()
    assert all(row["grade"] for row in rows)


def test_a_pipe_sees_findings_and_the_report_but_no_progress_bar(finished):
    folder, done = finished
    assert "Neointimal area, treated vs control, difference" in done.stdout
    assert done.stdout.rstrip().endswith(f"report: {folder}/report.html")
    assert done.stderr == ""


class Addresses(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("src", "href", "data", "xlink:href") and value and not value.startswith("#"):
                self.found.append((tag, value))


def test_the_report_asks_nothing_of_the_network(finished):
    page = (finished[0] / "report.html").read_text()
    parser = Addresses()
    parser.feed(page)
    assert parser.found == []
    assert "<script" not in page and "@import" not in page and "url(http" not in page
    assert page.count("<svg") >= 6


def test_report_can_be_written_again(finished):
    """In another process, from the run's files alone."""
    folder, _ = finished
    before = (folder / "report.html").read_bytes()
    (folder / "report.html").unlink()
    assert call("report", folder).returncode == 0
    assert (folder / "report.html").read_bytes() == before


def test_one_and_two_workers_give_the_same_bytes(finished, tmp_path):
    folder, _ = finished
    tables(tmp_path / "1", 30)
    assert call("run", STUDY, "--out", tmp_path / "2", "--workers", 2, *with_animals(30)).returncode == 0
    for name in ("measurements.csv", "findings.csv", "cases.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    first = (folder / "measurements.csv").read_text().splitlines()
    assert set(first) <= set((tmp_path / "1" / "measurements.csv").read_text().splitlines())


def test_a_killed_run_goes_on_and_ends_the_same(tmp_path):
    """Killed while batches are written: what is there is whole, and the same command finishes it identically."""
    command = [*OWN_PROCESS, "run", str(STUDY), "--out", str(tmp_path / "a"), *with_animals(200)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    recordings = tmp_path / "a" / "recordings"
    limit = time.monotonic() + 300
    while time.monotonic() < limit and not (recordings.is_dir() and len(list(recordings.glob("[!.]*.nc"))) >= 2):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()
    # A name with a dot is a file that was being written: it is not kept, and goes.
    kept = {path.name: path.stat().st_mtime_ns for path in recordings.glob("[!.]*.nc")}
    assert kept and not (tmp_path / "a" / "measurements.csv").exists()
    tables(tmp_path / "a", 200)
    assert all((recordings / name).stat().st_mtime_ns == when for name, when in kept.items())
    assert not list(recordings.glob(".*"))
    tables(tmp_path / "b", 200)
    assert (tmp_path / "a" / "measurements.csv").read_bytes() == (tmp_path / "b" / "measurements.csv").read_bytes()


def interrupted(process):
    """What a process says when it is interrupted; asked again as a person would, for the NetCDF library catches all."""
    for _ in range(6):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=10)[1]
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    return "not interrupted"


def test_an_interrupt_says_how_to_go_on(tmp_path):
    # A hundred and sixty batches, so that the interrupt always comes in the midst of it.
    command = [*OWN_PROCESS, "run", str(STUDY), "--out", str(tmp_path / "a"), *with_animals(2_000)]
    # A test run in the background hands down an interrupt that is ignored; here it must be heard.
    heard = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **heard) as process:
        limit = time.monotonic() + 300
        while time.monotonic() < limit and not list(tmp_path.glob("a/recordings/*.nc")):
            time.sleep(0.01)
        message = interrupted(process)
    assert process.returncode == 130
    assert "interrupted" in message and f"--out {tmp_path / 'a'}" in message and "Traceback" not in message
    assert not (tmp_path / "a" / "findings.csv").exists()


@pytest.mark.parametrize(
    "kind", ["drugs", "devices", "arteries", "published", "endpoints", "tests", "protocols", "release"]
)
def test_everything_listed_can_be_shown(kind):
    listed = call("list", kind)
    assert listed.returncode == 0
    name = listed.stdout.split()[0]
    shown = call("show", kind, name)
    assert shown.returncode == 0 and len(shown.stdout) > 40


def test_the_shelves_hold_what_was_promised():
    drugs = call("list", "drugs").stdout
    for drug in [
        "zotarolimus",
        "sirolimus",
        "everolimus",
        "biolimus_a9",
        "novolimus",
        "tacrolimus",
        "paclitaxel",
        "none",
    ]:
        assert drug in drugs
    devices = call("list", "devices").stdout
    wanted = "endeavor resolute cypher xience_v promus_element taxus_express nobori biomatrix orsiro ultimaster synergy"
    for device in f"{wanted} atlas driver multilink_vision bx_velocity".split():
        assert device in devices


def test_corrections_are_shown_to_the_reader():
    shown = call("show", "published", "kandzari_2006").stdout
    assert "SORT OUT III" in shown and "non-inferiority" in shown


def test_help_needs_no_science():
    assert "COMMAND" in call_apart("--help").stdout
