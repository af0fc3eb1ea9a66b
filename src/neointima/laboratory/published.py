"""Published results, to stand beside ours."""

from functools import cache
from typing import Any

import numpy as np

from neointima import menu
from neointima.analysis import Summary
from neointima.library.shelf import LIBRARY, read_toml, sources
from neointima.mistake import Mistake
from neointima.quantities.units import convert


@cache
def study(name: str) -> dict[str, Any]:
    """A published study as it stands on the shelf, with its citation."""
    menu.check("library/published", name, ".toml")
    document = read_toml(LIBRARY / "published" / f"{name}.toml", f"published/{name}.toml")
    return {**document, "citation": sources()[document["source"]]["citation"]}


def result(name: str, endpoint: str, arm: str, *, day: int) -> dict[str, Any]:
    """One published result; a Mistake lists what there is."""
    rows = [row for row in study(name)["result"] if row["endpoint"] == endpoint]
    for row in rows:
        if row["arm"] == arm and row["day"] == day:
            return dict(row)
    known = ", ".join(f"'{row['arm']}' at day {row['day']}" for row in rows) or "none"
    raise Mistake(f"published/{name}.toml: no {endpoint} for '{arm}' at day {day}; that endpoint is there for {known}")


def summary(name: str, endpoint: str, arm: str, *, day: int, unit: str) -> Summary:
    """Mean, SD and n of a published result in ``unit``; nan for what the paper does not say."""
    row = result(name, endpoint, arm, day=day)
    mean, sd = (float(convert(row.get(key, np.nan), row["unit"], unit)) for key in ("mean", "sd"))
    return Summary(mean, sd, float(row.get("n", np.nan)))
