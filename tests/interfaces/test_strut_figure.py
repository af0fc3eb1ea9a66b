"""Figures of animals and struts: nothing is cut off, and words say what the lines say."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from neointima.interfaces.report.figures import _from_zero
from neointima.interfaces.report.strut_figure import sentence, struts
from neointima.laboratory.strut_response import strut_response
from neointima.simulation.recording import Recording


def recording(score, thickness):
    values = {"strut_injury": np.array(score, dtype=float), "strut_tissue": np.array(thickness) * 1e-6}
    return Recording(np.zeros(1), np.zeros(1), values, "artery_section")


RISING = recording([[0, 1, 2, 3], [0, 0, 1, 2]], [[100, 151, 199, 250], [201, 199, 250, 300]])


@pytest.mark.parametrize("values", [(0.38, 0.40), (2.0, 2.0), (-0.1, 0.2), (-0.3, -0.1), (0.0, 0.0)])
def test_a_panel_holds_zero_and_everything_drawn_with_room_above(values):
    axes = Figure().add_subplot()
    axes.errorbar(0, np.mean(values), 0.02 * abs(values[1]), capsize=3)
    axes.plot([0, 1], values, "o")
    low, high = _from_zero(axes)
    assert low <= 0 <= high
    assert low < high
    assert low == 0 or low < 1.05 * min(values)
    assert high == 0 or high > 1.05 * max(values)


def test_every_strut_is_there_and_the_slope_is_that_within_animals():
    response = strut_response(RISING)
    assert response.score.size == 8
    # 50 µm a score were put in, with a level of its own for each animal and at most 1 µm of noise.
    assert response.line.slope == pytest.approx(50e-6, abs=1e-6)


def test_words_say_slope_interval_and_whether_the_direction_is_published():
    assert sentence("treated", strut_response(RISING)).startswith(
        "treated 50 µm for each point of the score (49 to 51)"
    )
    assert "as published" in sentence("a", strut_response(RISING))
    falling = recording([[0, 1, 2, 3]], [[250, 199, 151, 100]])
    assert "against what is published" in sentence("a", strut_response(falling))
    flat = recording([[0, 1, 2, 3]], [[250, 100, 260, 190]])
    assert "open" in sentence("a", strut_response(flat))
    alike = recording([[1, 1, 1, 1]], [[250, 100, 260, 190]])
    assert "do not differ" in sentence("a", strut_response(alike))


def test_arms_without_struts_have_no_figure():
    bare = Recording(np.zeros(1), np.zeros(1), {}, "radial_artery")
    assert struts({"arm": bare}) == {}
    assert struts({"bare": bare, "arm": RISING})["svg"].startswith("<svg")
