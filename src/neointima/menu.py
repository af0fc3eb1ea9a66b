"""A folder is a menu: the file name is the key, and the thing in the file has the same name in capitals."""

from importlib import import_module
from pathlib import Path
from typing import Any

from neointima.mistake import Mistake


def choices(folder: str, suffix: str = ".py") -> list[str]:
    """Names on the menu of ``folder``, a path inside the package such as ``submodels/release``."""
    files = Path(__file__).parent.joinpath(folder).glob(f"*{suffix}")
    return sorted(file.stem for file in files if not file.stem.startswith("_"))


def check(folder: str, name: str, suffix: str = ".py") -> str:
    """Return ``name`` if the folder has it; a Mistake lists what there is."""
    if name not in choices(folder, suffix):
        kind = {"analysis": "tests"}.get(folder, folder.rsplit("/", 1)[-1])
        raise Mistake(f"'{name}' is not among the {kind}; choose one of {', '.join(choices(folder, suffix))}")
    return name


def choose(folder: str, name: str) -> Any:
    """The class of file ``name``: ``first_order`` gives ``FirstOrder``. Only names in the folder are imported."""
    module = import_module(f"neointima.{folder.replace('/', '.')}.{check(folder, name)}")
    return getattr(module, "".join(word.capitalize() for word in name.split("_")))
