"""A device of the shelf as a shape: the pattern its struts run in, and what they look like cut across."""

from typing import NamedTuple

from neointima import menu
from neointima.geometry.stent_patterns import StentPattern
from neointima.geometry.strut_shapes import StrutShape
from neointima.geometry.struts import Struts
from neointima.library import shelf
from neointima.mistake import Mistake


class Stent(NamedTuple):
    """A pattern and the shape of its struts."""

    pattern: StentPattern
    shape: StrutShape


def stent(device: str) -> Stent:
    """The stent of ``devices/<device>.toml``, in SI; without a pattern or a shape it is a Mistake."""
    item = shelf.load("devices", device)
    if "pattern" not in item.models or "strut_shape" not in item.words:
        raise Mistake(f"devices/{device}.toml: no [pattern] with a model, or no strut_shape; add both to draw it")
    family = menu.choose("geometry/stent_patterns", item.models["pattern"])
    pattern = shelf.build(family, "pattern", shelf.check(family, "pattern", item.numbers))
    struts = shelf.build(Struts, "struts", shelf.check(Struts, "struts", item.numbers))
    shape = menu.choose("geometry/strut_shapes", str(item.words["strut_shape"]))
    return Stent(pattern, shape(width=float(struts.strut_width), thickness=float(struts.strut_thickness)))
