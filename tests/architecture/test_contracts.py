"""The shape of the house: who imports whom, how long things are, what the README says of the rooms."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "neointima"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FILE = 300, 40, 150
EXCEPTIONS: set[str] = set()


def test_import_contracts_hold():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_fit_on_a_screen(path):
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and f"{path.stem}.{node.name}" not in EXCEPTIONS:
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name


def test_the_median_file_is_short():
    lengths = sorted(len(path.read_text().splitlines()) for path in FILES)
    assert lengths[len(lengths) // 2] <= MEDIAN_FILE


@pytest.mark.parametrize("folder", sorted(path for path in PACKAGE.rglob("*") if (path / "__init__.py").exists()))
def test_every_room_says_what_it_is(folder):
    assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))


def test_no_nameless_rooms():
    nameless = {"utils", "helpers", "common", "core", "base", "manager", "handler", "data", "info"}
    assert not {path.stem for path in PACKAGE.rglob("*")} & nameless


def test_the_readme_maps_every_room():
    readme = (ROOT / "README.md").read_text()
    rooms = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()]
    assert [room for room in rooms if f"{room}/" not in readme] == []


def test_no_work_is_done_on_import_of_the_command_line():
    code = "import sys, neointima.interfaces.cli; print(sorted({'numpy', 'scipy', 'pint', 'numba'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
