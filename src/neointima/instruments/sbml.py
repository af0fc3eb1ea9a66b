"""Runs any SBML model, with libSBML as the reader and libRoadRunner as the solver."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import isfinite
from os import devnull, environ
from pathlib import Path
from typing import Any

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

LARGEST_FILE = 20_000_000
MOST_POINTS = 100_000
NAMED = 8
RELATIVE, ABSOLUTE, RANGE = 1e-9, 1e-12, 1e-9
AT_REST, QUIET, DOUBLINGS = 1e-9, 10, 80
UNDERSTOOD = ("l3v2extendedmath",)


@dataclass(frozen=True, slots=True)
class Model:
    """An SBML file that can be run: ``settable`` has the starting value of all that may be changed."""

    name: str
    place: str
    text: str
    species: tuple[str, ...]
    varying: tuple[str, ...]
    settable: Mapping[str, float]
    has_events: bool


@dataclass(frozen=True, slots=True)
class Course:
    """``values`` of shape (times, names) in the units of the file; a species is what its symbol means in SBML."""

    times: Array
    names: tuple[str, ...]
    values: Array

    def of(self, name: str) -> Array:
        """The course of one name."""
        if name not in self.names:
            raise Mistake(f"'{name}' is not in the course; choose one of {_few(self.names)}")
        column: Array = self.values[:, self.names.index(name)]
        return column


def load(path: Path) -> Model:
    """Read an SBML file; a Mistake when it is too large, not plain XML, or not SBML that can be run."""
    place = str(path)
    document = _document(_plain_text(path), place)
    model = document.getModel()
    ruled = {rule.getVariable() for rule in model.getListOfRules() if not rule.isRate()}
    parts = [*model.getListOfCompartments(), *model.getListOfSpecies(), *model.getListOfParameters()]
    return Model(
        name=model.getName() or model.getId() or path.stem,
        place=place,
        text=_written(document),
        species=tuple(one.getId() for one in model.getListOfSpecies()),
        varying=tuple(one.getId() for one in parts if not one.getConstant()),
        settable={one.getId(): _start(one) for one in parts if one.getId() not in ruled},
        has_events=model.getNumEvents() > 0,
    )


def simulate(
    model: Model,
    until: float,
    *,
    points: int = 201,
    changes: Mapping[str, float] | None = None,
    clamped: Sequence[str] = (),
) -> Course:
    """The course from the file's initial state at time 0 to ``until``, at evenly spaced times.

    ``changes`` are starting values put in place of the file's, and of its initial assignments to the same symbols.
    ``clamped`` species are held against every reaction. Relative tolerance 1e-9; absolute 1e-12 of the smallest
    amount that is there at the start.
    """
    if not (isfinite(until) and until > 0):
        raise Mistake(f"{model.place}: a time above zero is needed to run until, not {until:g}")
    if not 2 <= points <= MOST_POINTS:
        raise Mistake(f"{model.place}: {points} points asked for; choose from 2 to {MOST_POINTS}")
    engine = _engine(model, changes or {}, clamped)
    return _run(engine, model, start=0.0, end=until, points=points)


def steady(
    model: Model, *, changes: Mapping[str, float] | None = None, clamped: Sequence[str] = ()
) -> dict[str, float]:
    """The state in which the model comes to rest from its initial state, by name.

    Time is doubled until ten doublings on end change nothing by more than 1e-9 of its size: a drift so slow that one
    of them misses it grows a thousandfold over ten. A Mistake for a model that oscillates, grows or has events.
    """
    if model.has_events:
        raise Mistake(f"{model.place}: has events, which keep it from rest; simulate it until a time instead")
    engine = _engine(model, changes or {}, clamped)
    time, quiet, before = 0.0, 0, np.full(len(model.varying), np.inf)
    for doubling in range(DOUBLINGS):
        end = 2.0**doubling
        try:
            last = _run(engine, model, start=time, end=end, points=2).values[-1]
        except Mistake:
            break
        size = np.maximum(np.abs(last), RANGE * np.abs(last).max(initial=0))
        quiet = quiet + 1 if np.all(np.abs(last - before) <= AT_REST * size) else 0
        if quiet == QUIET:
            return dict(zip(model.varying, last.tolist(), strict=True))
        time, before = end, last
    raise Mistake(f"{model.place}: not at rest by time {time:g}, so it oscillates or grows; simulate it instead")


def _plain_text(path: Path) -> str:
    """The file as text that cannot make an XML reader open other files or grow without end."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Mistake(f"{path}: larger than {LARGEST_FILE // 10**6} MB; give a smaller model")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Mistake(f"{path}: not a text file in UTF-8; unpack it, or save the model as SBML in UTF-8") from None
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    upper = text.upper()
    if "<!DOCTYPE" in upper or "<!ENTITY" in upper:
        raise Mistake(f"{path}: has a DOCTYPE or entities, which SBML does not need; remove them")
    return text


def _document(text: str, place: str) -> Any:
    """The libSBML document of ``text``; an error that libSBML finds in it is a Mistake."""
    libsbml = _library("libsbml")
    document = libsbml.readSBMLFromString(text)
    # Names that point at nothing are found here; RoadRunner would pass over some of them.
    for category in (libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, libsbml.LIBSBML_CAT_MODELING_PRACTICE):
        document.setConsistencyChecks(category, False)
    if document.getNumErrors(libsbml.LIBSBML_SEV_ERROR) + document.getNumErrors(libsbml.LIBSBML_SEV_FATAL) == 0:
        document.checkConsistency()
    severe = (libsbml.LIBSBML_SEV_ERROR, libsbml.LIBSBML_SEV_FATAL)
    faults = [document.getError(number) for number in range(document.getNumErrors())]
    if fault := next((one for one in faults if one.getSeverity() in severe), None):
        what = f"line {fault.getLine()}: {_in_short(fault)}"
        raise Mistake(f"{place}: not readable as SBML ({what}); mend it or save it again")
    if document.getModel() is None:
        raise Mistake(f"{place}: no model in it; give an SBML file with one")
    for number in range(document.getNumPlugins() if document.getLevel() == 3 else 0):
        package = document.getPlugin(number).getPackageName()
        if package not in UNDERSTOOD and document.getPackageRequired(package):
            raise Mistake(f"{place}: needs the SBML package '{package}', which is not understood; save it as SBML core")
    if document.getLevel() == 1:
        document.setLevelAndVersion(2, 4, False)
    return document


def _engine(model: Model, changes: Mapping[str, float], clamped: Sequence[str]) -> Any:
    """A RoadRunner at time 0 with ``changes`` and clamps written into its document. One lives until its run is over."""
    document = _document(model.text, model.place)
    for name, value in changes.items():
        _change(document.getModel(), model, name=name, value=value)
    for name in clamped:
        _clamp(document.getModel(), model, name)
    roadrunner = _library("roadrunner")
    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    try:
        engine = roadrunner.RoadRunner(_written(document))
    except RuntimeError as error:
        raise Mistake(f"{model.place}: RoadRunner cannot run it ({_first_line(error)}); simplify the model") from None
    amounts = np.abs(engine.model.getFloatingSpeciesAmounts())
    least = max(amounts[amounts > 0].min(initial=np.inf), RANGE * amounts.max(initial=0))
    engine.integrator.relative_tolerance = RELATIVE
    engine.integrator.absolute_tolerance = ABSOLUTE * (least if isfinite(least) else 1.0)
    units = {one.getId(): one.getHasOnlySubstanceUnits() for one in document.getModel().getListOfSpecies()}
    engine.timeCourseSelections = ["time", *(name if units.get(name, True) else f"[{name}]" for name in model.varying)]
    return engine


def _run(engine: Any, model: Model, *, start: float, end: float, points: int) -> Course:
    try:
        table = np.array(engine.simulate(start, end, points))
    except RuntimeError as error:
        reason = _first_line(error)
        raise Mistake(
            f"{model.place}: no solution between {start:g} and {end:g} ({reason}); try a shorter time"
        ) from None
    if not np.all(np.isfinite(table)):
        raise Mistake(
            f"{model.place}: a value is no longer a number by time {end:g}; try other values or a shorter time"
        )
    return Course(table[:, 0], model.varying, table[:, 1:])


def _change(part: Any, model: Model, *, name: str, value: float) -> None:
    """Give ``name`` its new starting value in the document."""
    if name not in model.settable:
        if name in model.varying:
            raise Mistake(f"{model.place}: '{name}' follows from a rule of the model; change what the rule reads")
        raise Mistake(f"{model.place}: no species or parameter '{name}'; it has {_few(model.settable)}")
    if not isfinite(value):
        raise Mistake(f"{model.place}: '{name}' needs a finite number, not {value}")
    part.removeInitialAssignment(name)
    if species := part.getSpecies(name):
        species.unsetInitialAmount()
        species.unsetInitialConcentration()
        (species.setInitialAmount if species.getHasOnlySubstanceUnits() else species.setInitialConcentration)(value)
    elif parameter := part.getParameter(name):
        parameter.setValue(value)
    else:
        part.getCompartment(name).setSize(value)


def _clamp(part: Any, model: Model, name: str) -> None:
    """Hold a species against reactions; one that a rule moves cannot be held."""
    if name not in model.species:
        raise Mistake(f"{model.place}: no species '{name}' to clamp; it has {_few(model.species)}")
    if part.getRule(name) is not None:
        raise Mistake(f"{model.place}: '{name}' follows from a rule of the model, so it cannot be clamped")
    part.getSpecies(name).setBoundaryCondition(True)


def _start(part: Any) -> float:
    """The value that the file itself gives, before any initial assignment; nan where it gives none."""
    if hasattr(part, "getInitialAmount"):
        value = part.getInitialConcentration() if part.isSetInitialConcentration() else part.getInitialAmount()
    else:
        value = part.getValue() if hasattr(part, "getValue") else part.getSize()
    return float(value)


def _written(document: Any) -> str:
    return str(_library("libsbml").writeSBMLToString(document))


def _library(name: str) -> Any:
    # The solver writes its own complaints to standard error; a Mistake says it better.
    environ.setdefault("SUNLOGGER_ERROR_FILENAME", devnull)
    try:
        return import_module(name)
    except ImportError:
        raise Mistake('running SBML needs two more packages; pip install "neointima[sbml]"') from None


def _few(names: Mapping[str, float] | Sequence[str]) -> str:
    """A few names, and how many more there are."""
    listed = list(names)
    return ", ".join(listed[:NAMED]) + (f" and {len(listed) - NAMED} more" if len(listed) > NAMED else "")


def _in_short(fault: Any) -> str:
    """The last line of libSBML's message, which comes after the rule and its place in the standard."""
    return " ".join(fault.getMessage().strip().split("\n")[-1].split()).rstrip(". ")


def _first_line(error: Exception) -> str:
    """What RoadRunner says first, without the name of its own function."""
    return str(error).strip().split("\n")[0].split("; In ")[0].rstrip(". ") or "no reason given"
