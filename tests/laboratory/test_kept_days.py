"""A section that was interrupted goes on as if nothing had happened, and refuses what is not its own."""

import zipfile

import numpy as np
import pytest
from tests.simulation.sections import small_section

from neointima.laboratory import kept_days
from neointima.laboratory.kept_days import KeptDays, ResumingSection, SectionElsewhere, kept_path
from neointima.mistake import Mistake
from neointima.protocols.implant import Implant


class Stop(Exception):
    """The power goes."""


def stop_at(day):
    def follow(name, days):
        def watch(reached):
            if reached >= day:
                raise Stop

        return watch

    return follow


def interrupted(folder, section, day=1):
    with pytest.raises(Stop):
        ResumingSection(folder, stop_at(day))(section)
    return kept_path(folder, section.name)


@pytest.mark.parametrize(("device", "drug"), [("bx_velocity", "none"), ("cypher_prototype", "sirolimus")])
def test_after_stop_and_resume_every_number_is_the_same(tmp_path, device, drug):
    section = small_section(device=device, drug=drug, days=2)
    whole = Implant().simulate(section)
    assert interrupted(tmp_path, section).exists()
    resumed = []
    again = ResumingSection(tmp_path, lambda name, days: resumed.append)(section)
    assert resumed == [2.0]
    np.testing.assert_array_equal(again.times, whole.times)
    np.testing.assert_array_equal(again.days, whole.days)
    for name, values in whole.values.items():
        assert again.values[name].dtype == values.dtype
        np.testing.assert_array_equal(again.values[name], values, err_msg=name)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept")
    section = small_section(days=2)
    return interrupted(folder, section).read_bytes(), section


@pytest.fixture
def held(kept, tmp_path):
    bytes_, section = kept
    path = tmp_path / "arm_0001.days.npz"
    path.write_bytes(bytes_)
    return KeptDays(path, section)


def begun():
    return Implant().section(small_section(days=2)).start()


def test_days_of_another_version_are_refused_by_name(held, monkeypatch):
    monkeypatch.setattr(kept_days, "__version__", "99.0")
    with pytest.raises(Mistake, match=r"kept by neointima .* and this is 99\.0; .* choose another --out"):
        held.load(begun)


@pytest.mark.parametrize(
    "other",
    [{"seed": 6}, {"days": 3}, {"changed": {"muscle.migration_rate": (0.03, "1/day")}}, {"who": ("arm", "1")}],
    ids=["luck", "length", "a number", "whose luck"],
)
def test_days_of_another_study_are_refused(held, other):
    with pytest.raises(Mistake, match="kept of another study, or the library has changed"):
        KeptDays(held.path, small_section(**{"days": 2, **other})).load(begun)


@pytest.mark.parametrize("how", ["cut short", "not an archive", "an object inside", "compressed", "a part missing"])
def test_a_damaged_file_is_refused_and_says_what_to_do(held, how):
    whole = held.path.read_bytes()
    with np.load(held.path) as file:
        parts = dict(file)
    if how == "cut short":
        held.path.write_bytes(whole[: len(whole) // 2])
    elif how == "not an archive":
        held.path.write_bytes(b"x" * 1000)
    elif how == "an object inside":
        np.savez(held.path, **{**parts, "state_000": np.array([{}], dtype=object)})
    elif how == "compressed":
        np.savez_compressed(held.path, **parts)
    else:
        np.savez(held.path, **{name: part for name, part in parts.items() if name != "state_004"})
    with pytest.raises(Mistake, match=r"damaged; remove it"):
        held.load(begun)


def test_nothing_in_it_is_a_pickle(held):
    with zipfile.ZipFile(held.path) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                assert b"'O'" not in member.read(128)


def test_a_disk_that_takes_nothing_is_said_with_the_way_on(tmp_path):
    with pytest.raises(Mistake, match=r"cannot be written .* run the same again with this --out to go on"):
        ResumingSection(tmp_path / "gone")(small_section(days=1))


@pytest.mark.parametrize("seen", ["nowhere", "another run of that name", "not to be written", "here"])
def test_a_machine_keeps_days_only_in_the_folder_of_the_run(tmp_path, seen, monkeypatch):
    """And simulates the same without it."""
    section, folder = small_section(days=2), tmp_path / "recordings"
    if seen != "nowhere":
        folder.mkdir()
        (tmp_path / "study.toml").write_text("another" if seen == "another run of that name" else "this")
    if seen == "not to be written":
        monkeypatch.setattr(kept_days.os, "access", lambda path, mode: False)
    recorded = SectionElsewhere(folder, "this")(section)
    assert recorded.values["neointimal_area"].shape == (1, 3)
    assert kept_path(folder, section.name).exists() == (seen == "here")


def test_a_section_of_a_cluster_goes_on_from_the_days_of_another_machine(tmp_path):
    section, folder = small_section(days=2), tmp_path / "recordings"
    folder.mkdir()
    (tmp_path / "study.toml").write_text("this")
    first_day = interrupted(folder, section).read_bytes()
    SectionElsewhere(folder, "this")(section)
    with np.load(kept_path(folder, section.name)) as kept:
        assert kept["times"].size == 3
    assert first_day != kept_path(folder, section.name).read_bytes()
