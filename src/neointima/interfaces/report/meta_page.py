"""The page of a meta-analysis: the joint effect, the forest, how far trials differ, the funnel, every method."""

from pathlib import Path
from typing import Any

import numpy as np

from neointima import __version__
from neointima.interfaces.report.figures import as_svg
from neointima.interfaces.report.forest_figure import Forest, forest_figure, forest_words
from neointima.interfaces.report.funnel_figure import funnel_figure, funnel_words
from neointima.interfaces.report.templating import templates
from neointima.laboratory.folder import write_text
from neointima.laboratory.pooling.pool import MEASURES, Together, next_words, spread_words
from neointima.laboratory.trial.line import p_words

MOST_DRAWN = 120


def write_pooled(of: Together, folder: Path, *, name: str) -> Path:
    """Write ``report.html`` into ``folder``; return its path."""
    main = of.joint[0]
    has_next = main.next_trial is not None and bool(np.isfinite(main.next_trial.lower))
    content: dict[str, Any] = {
        "version": __version__,
        "name": name,
        "of": of,
        "main": main,
        "measure": MEASURES[of.measure],
        "spread": spread_words(of) if len(of.effects.names) > 1 else "",
        "following": next_words(of, main.next_trial) if main.next_trial and has_next else "",
        "next_words": next_words,
        "p_words": p_words,
        "finite": np.isfinite,
        **_figures(of),
    }
    page = folder / "report.html"
    write_text(page, templates().get_template("meta.html").render(**content))
    return page


def _figures(of: Together) -> dict[str, str]:
    """Forest and funnel, with the trials' names made safe for the painter of text."""
    if len(of.effects.names) > MOST_DRAWN or not np.isfinite(of.joint[0].pooled.value):
        return {"forest": "", "funnel": ""}
    effects = of.effects._replace(names=tuple(name.replace("$", r"\$") for name in of.effects.names))
    measure = MEASURES[of.measure] + (" (share)" if of.measure == "rd" else "")
    main = of.joint[0]
    next_trial = main.next_trial if main.next_trial and np.isfinite(main.next_trial.lower) else None
    note = f"I² {100 * of.spread.i_squared:.0f} %, τ² {of.spread.tau_squared:.3g}" if effects.value.size > 1 else ""
    arms = [arm.replace("$", r"\$") for arm in of.arms]
    sides = (f"less in {arms[0]}", f"more in {arms[0]}")
    forest = Forest(effects, {main.name: main.pooled}, measure, *sides, next_trial, note)
    words = funnel_words(effects, main.pooled, measure=measure)
    return {
        "forest": as_svg(forest_figure(forest), forest_words(forest)),
        "funnel": as_svg(funnel_figure(effects, main.pooled, measure=measure), words),
    }
