"""Two more commands: neointima show signalling, a page of the pathway; neointima sbml, a run of any SBML model."""

import argparse
import re
import sys
from collections.abc import Callable
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any

from neointima.mistake import Mistake

Work = Callable[[argparse.Namespace], None]
DRUG, FREE, DRIVE, PAGE = "sirolimus", "1nM", 1.0, Path("signalling.html")
AMOUNT = re.compile(r"\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*([A-Za-zµμ][A-Za-zµμ/*0-9]*)\s*")
DRAWN = 12


def add(commands: Any) -> None:
    """Give ``show`` the options of the pathway page, and add ``sbml``."""
    show = commands.choices["show"]
    page = show.add_argument_group("show signalling", "without NAME: the pathway from FKBP12 to G1/S as a page")
    page.add_argument("--drug", metavar="DRUG", help=f"name of a drug (default {DRUG})")
    page.add_argument("--free", metavar="DOSE", help=f"free drug that is held, with unit (default {FREE})")
    page.add_argument("--drive", type=float, metavar="SHARE", help="growth factors, 0 to 1 (default 1)")
    page.add_argument("--out", type=Path, metavar="FILE.html", help=f"the page (default {PAGE})")
    show.set_defaults(work=partial(_show, show.get_default("work")))
    sbml = commands.add_parser("sbml", help="run an SBML model")
    sbml.add_argument("model", type=Path, metavar="MODEL.xml")
    sbml.add_argument("--until", type=float, required=True, metavar="T", help="end, in the model's unit of time")
    sbml.add_argument(
        "--points", type=int, default=201, metavar="N", help="times to write, ends included (default 201)"
    )
    sbml.add_argument("--set", nargs="+", action="extend", default=[], metavar="NAME=VALUE", help="starting values")
    sbml.add_argument("--clamp", nargs="+", action="extend", default=[], metavar="NAME", help="species to hold")
    sbml.add_argument("--out", type=Path, metavar="DIR", help="folder of course.csv and course.svg (default: none)")
    sbml.set_defaults(work=_sbml)


def _show(plain: Work, options: argparse.Namespace) -> None:
    """The pathway page when asked for without a name; else what ``show`` does anyway."""
    given = {
        key: getattr(options, key) for key in ("drug", "free", "drive", "out") if getattr(options, key) is not None
    }
    if options.name is not None:
        if given:
            raise Mistake(
                f"--{min(given)} belongs to 'neointima show signalling' without a name; leave out one of them"
            )
        plain(options)
    elif options.kind != "signalling":
        from neointima.laboratory.catalogue import names

        raise Mistake(f"show {options.kind}: which one? choose one of {', '.join(names(options.kind))}")
    else:
        _pathway(**given)


def _pathway(*, drug: str = DRUG, free: str = FREE, drive: float = DRIVE, out: Path = PAGE) -> None:
    from neointima.interfaces.report.pathway import activity_rows, caption, heading, write_page
    from neointima.laboratory.pathway import activities

    if not out.parent.is_dir() or out.is_dir():
        raise Mistake(f"{out}: the page needs a file name in a folder that is there; choose another --out")
    pathway = activities(drug, _molar(free), drive)
    write_page(out, pathway)
    _say(heading(pathway), "")
    _say(*(f"{label:<24} {value:>8}" for label, value in activity_rows(pathway)))
    _say("", caption(pathway), "", f"page: {out}")


def _molar(text: str) -> float:
    """'1nM' or '1 nmol/L' in mol/L."""
    from neointima.quantities.units import convert

    found = AMOUNT.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return float(convert(float(found[1]), found[2], "mol/L"))
    except ValueError:
        raise Mistake(f"--free {text}: give a number with its unit, such as 1nM or 0.5nmol/L") from None
    except Mistake as mistake:
        raise Mistake(f"--free {text}: {mistake}") from None


def _sbml(options: argparse.Namespace) -> None:
    from neointima.instruments.sbml import load, simulate

    changes = dict(_change(text) for text in options.set)
    if options.out is not None and options.out.exists() and not options.out.is_dir():
        raise Mistake(f"{options.out}: a file, not a folder; choose another --out")
    model = load(options.model)
    course = simulate(model, options.until, points=options.points, changes=changes, clamped=options.clamp)
    width = max(map(len, course.names), default=4)
    _say(model.name, "", f"{'name':<{width}}  {'t = 0':>12}  {f't = {options.until:g}':>12}")
    rows = zip(course.names, course.values[0], course.values[-1], strict=True)
    _say(*(f"{name:<{width}}  {first:>12.6g}  {last:>12.6g}" for name, first, last in rows))
    if options.out is not None:
        _write(options.out, model, course)


def _change(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not (name and equals and isfinite(number)):
        raise Mistake(f"--set {text}: write NAME=VALUE with a number, such as --set L=10")
    return name.strip(), number


def _write(folder: Path, model: Any, course: Any) -> None:
    from neointima.laboratory.folder import write_table, write_text

    folder.mkdir(parents=True, exist_ok=True)
    rows = ([float(time), *map(float, values)] for time, values in zip(course.times, course.values, strict=True))
    write_table(folder / "course.csv", ("time", *course.names), rows)
    write_text(folder / "course.svg", _picture(model, course))
    _say("", f"course: {folder / 'course.csv'}, {folder / 'course.svg'}")


def _picture(model: Any, course: Any) -> str:
    """The first twelve courses that move, one panel each, as models mix units and sizes."""
    from textwrap import fill

    from matplotlib.figure import Figure

    from neointima.interfaces.report.figures import COLOURS, draw

    moving = [name for name in course.names if course.of(name).min() < course.of(name).max()]
    names = moving[:DRAWN] or list(course.names[:1])
    rows = -(-len(names) // 3)
    left_out = f"; first {DRAWN} of {len(moving)} that move" if len(moving) > DRAWN else ""
    # A dollar sign would begin a formula.
    title = fill(f"{model.name}; values in the units of the model{left_out}".replace("$", r"\$"), 120)

    def paint(figure: Figure) -> None:
        for panel, name in enumerate(names):
            axes = figure.add_subplot(rows, min(3, len(names)), panel + 1)
            axes.plot(course.times, course.of(name), color=COLOURS[panel % len(COLOURS)])
            axes.set(xlabel="time [unit of the model]", title=name, xlim=(course.times[0], course.times[-1]))
        figure.suptitle(title, fontsize=9)

    return draw(paint, (9.5, 2.4 * rows + 0.4)).replace("<svg", '<svg style="background:#fff"', 1)


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
