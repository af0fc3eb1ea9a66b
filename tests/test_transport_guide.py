"""The example and the pieces of docs/transport.md are complete: they are run and read as a coating engineer would."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from neointima.interfaces.cli import parser
from neointima.laboratory.conditions import TransportConditions
from neointima.laboratory.elution.analyse import analyse
from neointima.laboratory.elution.wish import Wish
from neointima.laboratory.run import run
from neointima.laboratory.vtk_files import write_vtk
from neointima.simulation.recording import STENTED_WALL

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "transport.md").read_text(encoding="utf-8")
TOML = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
EXAMPLE, *PIECES = TOML
COMMANDS = [shlex.split(line) for line in re.findall(r"^    neointima (.*)$", GUIDE, re.MULTILINE)]
# One day in coarse cells: whether the page works, not what it says.
COARSE = ['conditions.finest="20 um"', "conditions.days=1", "conditions.maps=[0.5]"]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_of_the_page_is_one(words):
    assert parser().parse_args(words).work


@pytest.mark.parametrize("piece", PIECES)
def test_every_piece_of_a_study_is_understood(piece):
    said = tomllib.loads(piece)
    assert said
    assert TransportConditions(artery="porcine_coronary", days=28, **said).model_fields_set >= said.keys()


def test_every_recorded_quantity_is_on_the_page():
    assert not [name for name in STENTED_WALL if f"`{name}`" not in GUIDE]


def test_the_example_runs_from_the_elution_curve_to_paraview(tmp_path, monkeypatch, capsys):
    """The fitted model is named, for trying all of them takes longer and is tested elsewhere."""
    given = parser().parse_args(COMMANDS[0])
    monkeypatch.chdir(tmp_path)
    wish = Wish(dose=given.dose, thickness=given.thickness, platform=given.platform, model="eroding_film")
    analyse(ROOT / given.curve, tmp_path / "ours", wish)
    (tmp_path / "ours" / "device.toml").rename("our_coating.toml")
    Path("our_study.toml").write_text(EXAMPLE, encoding="utf-8")
    out = run(Path("our_study.toml"), Path("runs/our_study"), changes=COARSE)
    assert (out / "inputs" / "our_coating.toml").exists()
    assert [path.name for path in write_vtk(out)] == ["ours.pvd", "ultimaster.pvd"]
    exec(re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL).group(1), {})
    assert capsys.readouterr().out.startswith("day 1: ")
