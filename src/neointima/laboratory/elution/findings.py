"""Reads the results of an elution curve back, and says them in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from neointima.instruments.formula_guard import plain
from neointima.laboratory.results import table

Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One curve: the model its device follows, every model that was compared, points, warnings and notes.

    ``models`` holds the first line of each model, ``parameters`` the parameters of each as text by their name.
    """

    curve: str
    device: str
    chosen: Line
    models: tuple[Line, ...]
    parameters: Mapping[str, Mapping[str, str]]
    points: tuple[Line, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]

    def extent(self) -> str:
        """How many points, to when, and how far."""
        last = self.points[-1]
        count = sum(float(one["time_day"]) > 0 for one in self.points)
        return f"{count} points to day {number(last['time_day'])}, {number(last['released_percent'])} % released"

    def said(self) -> str:
        """The model that the device follows, and how near it comes."""
        if not self.chosen["residual_sd_points"]:
            return f"{self.chosen['model']}: {self.chosen['title']}"
        return (
            f"{self.chosen['model']}: {self.chosen['title']}; misses the points by"
            f" {float(self.chosen['residual_sd_points']):.2g} percentage points (residual SD)"
        )


def lines_of(folder: Path, name: str) -> list[dict[str, str]]:
    """A table of the results with the names as they were, without the quotes that guard against formulas."""
    return [{key: plain(cell or "") for key, cell in line.items()} for line in table(folder, name)]


def findings(folder: Path) -> list[Finding]:
    """One finding a curve."""
    models, points, notes = (lines_of(folder, name) for name in ("models.csv", "curve.csv", "notes.csv"))
    return [
        _finding(name, models=_of(name, models), points=_of(name, points), notes=_of(name, notes))
        for name in dict.fromkeys(line["curve"] for line in points)
    ]


def _of(curve: str, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line["curve"] == curve]


def file_notes(folder: Path) -> list[str]:
    """Notes on the file as a whole."""
    own = {one.curve: one.notes for one in findings(folder)}.get("", ())
    return [
        line["text"]
        for line in lines_of(folder, "notes.csv")
        if line["kind"] == "note" and not line["curve"] and line["text"] not in own
    ]


def sentences(folder: Path) -> list[str]:
    """The findings for a terminal: the curve, the model, its numbers, the models compared, warnings and notes."""
    said: list[str] = []
    for one in findings(folder):
        said += [f"{one.curve or 'curve'}: {one.extent()}", f"chosen: {one.said()}"]
        said += [f"  {name}: {text}" for name, text in one.parameters[one.chosen["model"]].items()]
        said += _comparison(one.models)
        said += [f"warning: {text}" for text in one.warnings]
        said += [f"note: {text}" for text in one.notes]
        said += [f"device: {folder / one.device}", ""]
    return [*said[:-1], *(f"note: {text}" for text in file_notes(folder))]


def number(text: str) -> str:
    """A number to three figures; a dash where there is none."""
    return f"{float(text):.3g}" if text else "–"


def _finding(name: str, *, models: Sequence[Line], points: Sequence[Line], notes: Sequence[Line]) -> Finding:
    by_model = {line["model"]: line for line in reversed(models)}
    heads = tuple(by_model[model] for model in dict.fromkeys(line["model"] for line in models))
    parameters = {
        model: {line["parameter"]: _said(line) for line in models if line["model"] == model and line["parameter"]}
        for model in by_model
    }
    of_kind = {kind: tuple(line["text"] for line in notes if line["kind"] == kind) for kind in ("warning", "note")}
    return Finding(
        curve=name,
        device=next(line["text"] for line in notes if line["kind"] == "device"),
        chosen=next(line for line in heads if line["chosen"] == "yes"),
        models=heads,
        parameters=parameters,
        points=tuple(points),
        warnings=of_kind["warning"],
        notes=of_kind["note"],
    )


def _said(line: Line) -> str:
    """A parameter as people write it: number, unit, interval, and what is wrong with it."""
    text = f"{number(line['estimate'])} {line['unit']}".strip()
    if line["lower"] and line["upper"]:
        text += f" ({number(line['lower'])} to {number(line['upper'])})"
    return text + (f", {line['note']}" if line["note"] else "")


def _comparison(models: Sequence[Line]) -> list[str]:
    """The models compared, as a small table."""
    fitted = [line for line in models if line["aicc"]]
    if not fitted:
        return []
    rows = [
        (
            line["model"],
            f"{float(line['aicc']):.1f}",
            f"{float(line['weight']):.2f}",
            number(line["residual_sd_points"]),
        )
        for line in fitted
    ]
    head = ("model", "AICc", "weight", "residual SD, points")
    wide = [max(len(row[k]) for row in (head, *rows)) for k in range(len(head))]
    return [
        "  " + "  ".join(cell.ljust(size) if k == 0 else cell.rjust(size) for k, (cell, size) in enumerate(line))
        for line in ([*zip(row, wide, strict=True)] for row in (head, *rows))
    ]
