"""Pictures of trials: nothing clipped, nothing on top of something else, and the numbers that they should show."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from neointima.analysis.network.contrasts import arms
from neointima.analysis.network.network import join
from neointima.analysis.pooling.between_trials import reml
from neointima.analysis.pooling.effects import Effects
from neointima.analysis.pooling.pooled import fixed, knapp_hartung, random
from neointima.analysis.pooling.prediction import cautious_prediction
from neointima.analysis.time_to_event.follow_up import follow_up
from neointima.analysis.time_to_event.shown_curve import shown_events, shown_survival
from neointima.interfaces.report.figures import as_svg
from neointima.interfaces.report.forest_figure import Forest, forest_figure, forest_words
from neointima.interfaces.report.funnel_figure import funnel_figure, funnel_words
from neointima.interfaces.report.network_figure import (
    against_figure,
    against_words,
    network_figure,
    network_words,
)
from neointima.interfaces.report.survival_figure import survival_figure, survival_words

TICKS = np.array([0.0, 30, 90, 180, 270, 365])
LONG = "a zotarolimus-eluting stent with a name that goes on"


def effects(count=7, *, is_log=True):
    luck = np.random.default_rng(1)
    names = (LONG, *(f"Trial {number}" for number in range(1, count)))
    return Effects(names, luck.normal(-0.6, 0.4, count), luck.uniform(0.005, 0.3, count), "log risk ratio", is_log)


def forest(count=7, *, is_log=True):
    given = effects(count, is_log=is_log)
    tau = reml(given)
    joint = {"random effects (REML)": random(given, tau), "Knapp–Hartung": knapp_hartung(given, tau)}
    note = "I² 92 %, τ² 0.31"
    next_trial = cautious_prediction(random(given, tau)) if count > 2 else None
    return Forest(given, joint, "risk ratio", "stent better", "balloon better", next_trial, note)


def patients(rate, count=300):
    luck = np.random.default_rng(2)
    event, other, end = luck.exponential(1 / rate, count), luck.exponential(4000, count), luck.uniform(300, 365, count)
    time = np.minimum(np.minimum(event, other), end)
    cause = np.where(time == end, 0, np.where(event < other, 1, 2))
    return follow_up(time, cause, [LONG] * 100 + ["Xience V"] * 100 + ["bare metal"] * (count - 200))


def curves(shown, given):
    return {name: shown(given.of_arm(name), TICKS) for name in given.names}


def network():
    luck, names = (
        np.random.default_rng(3),
        ["bare metal", "Cypher", "Taxus", "Endeavor", "Yukon biodegradable", "Xience"],
    )
    pairs = [*combinations(range(6), 2)] * 2
    trial = [f"t{number}" for number, _ in enumerate(pairs) for _ in range(2)]
    stent = [names[place] for pair in pairs for place in pair]
    return arms(trial, stent, mean=luck.normal(0.4, 0.3, 60), sd=np.full(60, 0.5), n=np.full(60, 90.0))


SURVIVAL = curves(shown_survival, patients(1 / 400).any_cause())
EVENTS = curves(shown_events, patients(1 / 3000))
FIGURES = {
    "survival": lambda: survival_figure(
        SURVIVAL, TICKS, unit="days", share="free of the event", note="log-rank P = 0.4"
    ),
    "events": lambda: survival_figure(EVENTS, TICKS, unit="days", share="target-lesion failure", note="P = 0.4"),
    "forest": lambda: forest_figure(forest()),
    "forest of differences": lambda: forest_figure(forest(is_log=False)),
    "forest of one": lambda: forest_figure(forest(1)),
    "forest of forty": lambda: forest_figure(forest(40)),
    "funnel": lambda: funnel_figure(effects(), fixed(effects()), measure="risk ratio", note="Egger's test: P = 0.19"),
    "network": lambda: network_figure(network()),
    "against": lambda: against_figure(
        join(network()).against("bare metal"), measure="late loss [mm]", left="less loss"
    ),
}


def words_shown(figure):
    """Visible texts with their boxes in pixels."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    # The axes switched off keep invisible tick labels.
    seen = [text for text in texts if text.axes is None or text.axes.axison or text in text.axes.texts]
    seen = [text for text in seen if text not in outside(figure)]
    return [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in seen]


def outside(figure):
    """Labels of ticks beyond the ends of their axis, which are not drawn."""
    return [
        label
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for place, label in zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
        if not min(axis.get_view_interval()) <= place <= max(axis.get_view_interval())
    ]


@pytest.mark.parametrize("name", FIGURES)
def test_no_words_are_clipped_or_on_top_of_others(name):
    """A pixel of rounding is allowed at the edge; words may touch by a pixel."""
    figure = FIGURES[name]()
    shown = words_shown(figure)
    assert len(shown) > 5
    width, height = figure.bbox.width, figure.bbox.height
    for words, box in shown:
        assert box.x0 >= -1, words
        assert box.x1 <= width + 1, words
        assert box.y0 >= -1, words
        assert box.y1 <= height + 1, words
    for (words, box), (others, other) in combinations(shown, 2):
        overlap = min(box.x1, other.x1) - max(box.x0, other.x0), min(box.y1, other.y1) - max(box.y0, other.y0)
        assert min(overlap) <= 1, f"{words!r} lies on {others!r}"


def texts(figure):
    return [words for words, _ in words_shown(figure)]


def test_numbers_at_risk_stand_under_the_curves():
    shown = texts(FIGURES["survival"]())
    for curve in SURVIVAL.values():
        for number in curve.at_risk:
            assert f"{number}" in shown
    assert "number at risk" in shown
    assert "log-rank P = 0.4" in shown


def test_competing_events_are_shown_as_incidence_from_zero():
    figure = FIGURES["events"]()
    assert figure.axes[0].get_ylim()[1] < 30
    for curve in EVENTS.values():
        assert curve.value[0] == 0
        assert np.all(np.diff(curve.value[np.isfinite(curve.value)]) >= 0)


def test_survival_is_one_less_the_events():
    given = patients(1 / 400).any_cause()
    up, down = curves(shown_events, given)["Xience V"], SURVIVAL["Xience V"]
    np.testing.assert_allclose(up.value + down.value, 1, atol=1e-12)
    known = np.isfinite(up.lower)
    np.testing.assert_array_equal(known, np.isfinite(down.upper))
    np.testing.assert_allclose((up.lower + down.upper)[known], 1, atol=1e-12)


def test_the_forest_shows_each_trial_with_its_weight_and_the_joint_effects():
    plot = forest()
    shown = texts(forest_figure(plot))
    assert f"{100 * next(iter(plot.joint.values())).weights[2]:.1f} %" in shown
    for one in plot.joint.values():
        low, value, high = np.exp([one.lower, one.value, one.upper])
        assert f"{value:.2f} [{low:.2f}, {high:.2f}]" in shown
    assert {"next trial", "Trial 3", "◂ stent better", "balloon better ▸"} <= set(shown)


def test_squares_grow_with_weight():
    plot = forest()
    squares = forest_figure(plot).axes[0].collections[0].get_sizes()
    weights = next(iter(plot.joint.values())).weights
    assert list(np.argsort(squares)) == list(np.argsort(weights))


def test_the_widest_trial_does_not_dwarf_the_rest():
    given = effects()
    wide = given._replace(variance=np.concatenate(([400.0], given.variance[1:])))
    axes = forest_figure(Forest(wide, {"fixed": fixed(wide)}, "risk ratio")).axes[0]
    assert np.ptp(axes.get_xlim()) < 6


@pytest.mark.parametrize(
    "words",
    [
        survival_words(SURVIVAL, unit="days", share="free of the event"),
        forest_words(forest()),
        forest_words(forest(1)),
        funnel_words(effects(), fixed(effects()), measure="risk ratio"),
        network_words(network()),
        against_words(join(network()).against("bare metal"), measure="late loss [mm]"),
    ],
    ids=lambda words: words.split()[0],
)
def test_words_for_those_who_cannot_see_are_a_sentence_with_numbers(words):
    assert words.endswith(".")
    assert "nan" not in words
    assert any(letter.isdigit() for letter in words)


def test_a_figure_becomes_svg_that_is_read_out_and_shares_no_ids():
    figure = FIGURES["forest"]()
    svg = as_svg(figure, "Forest plot of <7> trials.")
    assert svg.startswith("<svg")
    assert 'role="img"><title>Forest plot of &lt;7&gt; trials.</title>' in svg
    other = as_svg(FIGURES["funnel"](), "")
    ids = [{part.split('"')[0] for part in one.split('id="')[1:]} for one in (svg, other)]
    assert not ids[0] & ids[1]
    assert as_svg(FIGURES["funnel"]()) == other


def test_a_seventh_arm_is_not_forgotten():
    many = {f"arm {number}": SURVIVAL["Xience V"] for number in range(7)}
    assert texts(survival_figure(many, TICKS, unit="days", share="free")).count("arm 6") == 2
