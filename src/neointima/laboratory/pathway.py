"""FKBP12, mTORC1 and the two arms to G1/S at a free drug concentration that is held, and the file that tells them."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from neointima.library.shelf import LIBRARY, Item, build, check, in_si, load, sources, units_of
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.quantities.units import convert
from neointima.submodels.signalling.mtorc1_to_g1 import Mtorc1ToG1
from neointima.submodels.target.mtorc1_ternary import Mtorc1Ternary
from neointima.submodels.wall.two_site_binding import TwoSiteBinding

FILE = LIBRARY / "pathways" / "fkbp12_mtorc1.ant"
BINDING = ("specific_density", "specific_on_rate", "specific_off_rate")
SIROLIMUS, TACROLIMUS, SIGNALLING = ("drugs", "sirolimus"), ("drugs", "tacrolimus"), ("biology", "signalling")
# Parameter of the file: shelf, item, number of the library, unit in the file.
NUMBERS = {
    "fkbp12_total": (*SIROLIMUS, "wall.specific_density", "nmol/L"),
    "mtorc1_total": (*SIROLIMUS, "target.mtorc1_density", "nmol/L"),
    "on_rate": (*SIROLIMUS, "wall.specific_on_rate", "L/(nmol*s)"),
    "off_rate": (*SIROLIMUS, "wall.specific_off_rate", "1/s"),
    "competitor_on_rate": (*TACROLIMUS, "wall.specific_on_rate", "L/(nmol*s)"),
    "competitor_off_rate": (*TACROLIMUS, "wall.specific_off_rate", "1/s"),
    "ternary_dissociation": (*SIROLIMUS, "target.ternary_dissociation", "nmol/L"),
    "lipid_competition": (*SIROLIMUS, "target.lipid_competition", ""),
    **{name: (*SIGNALLING, f"signalling.{name}", unit.symbol) for name, unit in units_of(Mtorc1ToG1).items()},
}
FKBP12_LIGANDS = ("mtorc1_ternary", "calcineurin")
LOWEST, HIGHEST, POINTS = 1e-14, 1e-5, 181
MOST = 1e-3


class Activities(NamedTuple):
    """In balance, relative to a fully stimulated cell without drug; ``fkbp12`` and ``mtorc1`` begin as shares free."""

    fkbp12: Array
    mtorc1: Array
    s6k: Array
    four_ebp1: Array
    p27: Array
    cyclin_d: Array
    cdk2: Array
    passage: Array


class Number(NamedTuple):
    """One number that was used, as the library has it."""

    name: str
    value: float
    unit: str
    grade: str
    source: str
    note: str


class Pathway(NamedTuple):
    """The pathway at ``free`` [mol/L] of ``drug`` and growth factor ``drive``, and over a row of ``levels`` [mol/L].

    ``most_p27`` is its level without any mTORC1. ``mtorc1_halved`` and ``fkbp12_halved`` are the levels [mol/L] that
    leave half of each free; nan where none does.
    """

    drug: str
    title: str
    free: float
    drive: float
    binds_fkbp12: bool
    reaches_mtorc1: bool
    chosen: Activities
    levels: Array
    curves: Activities
    most_p27: float
    mtorc1_halved: float
    fkbp12_halved: float
    numbers: tuple[Number, ...]


def activities(drug: str, free_molar: float, drive: float = 1.0) -> Pathway:
    """Activities at free drug [mol/L] held until all is in balance, and their curves over nine decades or more."""
    if not 0 <= free_molar <= MOST:
        raise Mistake(f"free drug {free_molar:g} mol/L: give a concentration from 0 to {MOST:g} mol/L, such as 1nM")
    if not 0 <= drive <= 1:
        raise Mistake(f"drive {drive:g}: give a share from 0 (no growth factors) to 1 (fully stimulated)")
    item, signalling = load("drugs", drug), load(*SIGNALLING)
    least = min(LOWEST, free_molar) if free_molar > 0 else LOWEST
    levels = np.geomspace(least, max(HIGHEST, free_molar), POINTS)
    chosen, curves = (_settled(item, np.array(level), drive) for level in (free_molar, levels))
    return Pathway(
        drug=drug,
        title=str(item.words["title"]),
        free=free_molar,
        drive=drive,
        binds_fkbp12=_binds_fkbp12(item),
        reaches_mtorc1=_reaches_mtorc1(item),
        chosen=chosen,
        levels=levels,
        curves=curves,
        most_p27=float(_cell().p27_target(np.array(0.0))),
        mtorc1_halved=_halved(levels, curves.mtorc1),
        fkbp12_halved=_halved(levels, curves.fkbp12),
        numbers=tuple(_numbers(item, signalling)),
    )


def antimony() -> str:
    """The pathway as Antimony text."""
    return FILE.read_text(encoding="utf-8")


def in_file_units(name: str) -> float | None:
    """The library's value of a parameter of the file, in the file's unit; None for a number it does not have."""
    shelf, item, key, unit = NUMBERS[name]
    number = load(shelf, item).numbers.get(key)
    return None if number is None else float(convert(number.value, number.unit, unit))


def _settled(item: Item, free_molar: Array, drive: float) -> Activities:
    """The two submodels in balance, one after the other."""
    blocked, taken = _shares(item, convert(free_molar, "mol/L", "mol/m**3"))
    cell = _cell()
    signal = cell.start(drive * (1 - blocked))
    # Mtorc1ToG1 keeps cyclin D to itself; these are its words for it.
    cyclin_d = cell.s6k_weight * signal.s6k + (1 - cell.s6k_weight) * signal.four_ebp1
    return Activities(
        1 - taken, signal.mtorc1, signal.s6k, signal.four_ebp1, signal.p27, cyclin_d, signal.cdk2, signal.passage
    )


def _cell() -> Mtorc1ToG1:
    cell: Mtorc1ToG1 = build(Mtorc1ToG1, "signalling", check(Mtorc1ToG1, "signalling", load(*SIGNALLING).numbers))
    return cell


def _shares(item: Item, free: Array) -> tuple[Array, Array]:
    """Shares of mTORC1 and of FKBP12 that carry the drug, at free drug [mol/m³]."""
    none = np.zeros_like(free)
    if not _binds_fkbp12(item):
        return none, none
    fields = units_of(TwoSiteBinding)
    density, on_rate, off_rate = (in_si(item.numbers[f"wall.{name}"], fields[name]) for name in BINDING)
    if not _reaches_mtorc1(item):
        return none, free / (free + off_rate / on_rate)
    target = build(Mtorc1Ternary, "target", check(Mtorc1Ternary, "target", item.numbers))
    # No drug leaves nothing to divide by, so it is put in by hand.
    drugged = np.where(free > 0, free, 1.0)
    blocked, taken = target.occupancy(drugged, density, off_rate / on_rate)
    return np.where(free > 0, blocked, 0.0), np.where(free > 0, taken, 0.0)


def _halved(levels: Array, falling: Array) -> float:
    """The level at which a curve has fallen to half of its start, between points on a logarithmic scale."""
    if falling[-1] > falling[0] / 2 or falling[0] == 0:
        return float("nan")
    return float(np.exp(np.interp(-falling[0] / 2, -falling, np.log(levels))))


def _reaches_mtorc1(item: Item) -> bool:
    return item.models["target"] == "mtorc1_ternary"


def _binds_fkbp12(item: Item) -> bool:
    return item.models["target"] in FKBP12_LIGANDS


def _numbers(item: Item, signalling: Item) -> Iterator[Number]:
    """Every number used, the drug's first."""
    binding = [f"wall.{name}" for name in BINDING] if _binds_fkbp12(item) else []
    target = [key for key in item.numbers if key.startswith("target.")] if _reaches_mtorc1(item) else []
    for one, keys in ((item, [*binding, *target]), (signalling, signalling.numbers)):
        for key in keys:
            number = one.numbers[key]
            source = sources()[number.source]["citation"] if number.source else ""
            seen = f"{source} ({number.seen})" if number.seen else source
            yield Number(key, float(np.asarray(number.value)), number.unit, number.grade, seen, number.note)
