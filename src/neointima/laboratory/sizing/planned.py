"""A planned trial in words: the null hypothesis, what is assumed, size or power, and the looks on the way."""

from collections.abc import Callable
from math import isfinite, log
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from neointima.analysis.sample_size import spending, survival, two_means, two_rates
from neointima.analysis.sample_size.group_sequential import Boundaries, lan_demets
from neointima.analysis.sample_size.size import SLACK, Size
from neointima.analysis.statements.null_words import POINTS, inferior, no_difference
from neointima.laboratory.sizing.asked import LARGEST, Asked
from neointima.laboratory.sizing.follow_up_plan import FollowUpPlan
from neointima.laboratory.trial.count_lines import share
from neointima.laboratory.trial.follow_up_lines import hazard_margin
from neointima.laboratory.trial.summary_lines import in_unit
from neointima.mistake import Mistake

SPENDINGS = {"obrien_fleming": spending.obrien_fleming, "pocock": spending.pocock}
NAMES = ("the tested arm", "the comparator")


class Question(NamedTuple):
    """``size`` at which the power is what was asked, ``power`` of a size; ``counts`` says what is counted."""

    null: str
    truth: str
    method: str
    size: Callable[[], Size]
    power: Callable[[Size], float]
    counts: str = "patients"


def rates(first: float, second: float, of: Asked) -> Question:
    """Two event rates, as shares."""
    against = of.against()
    if against:
        margin = share(against[0])
        truth = two_rates.non_inferiority_truth(first, second, margin=margin, direction=against[1])
        null = inferior("rate", round(100 * margin, 9), POINTS, direction=against[1], arms=NAMES)
    else:
        truth = two_rates.superiority_truth(first, second)
        null = no_difference("rate", NAMES)
    return Question(
        null,
        f"the rates are {100 * first:g} % and {100 * second:g} %",
        "Farrington and Manning" if against else "score test (chi-square, uncorrected)",
        lambda: two_rates.size(truth, of.risks, ratio=of.ratio),
        lambda size: two_rates.power(truth, size, alpha=of.risks.alpha, sides=of.risks.sides),
    )


def means(difference: float, sd: float, of: Asked) -> Question:
    """Two means with one spread."""
    against = of.against()
    if not (isfinite(difference) and isfinite(sd)):
        raise Mistake("difference and SD: numbers are expected")
    if against:
        margin, direction = in_unit(against[0], ""), against[1]
        effect = two_means.effect_within_margin(difference, sd, margin=margin, direction=direction)
        null = inferior("mean", margin, against[0].unit, direction=direction, arms=NAMES)
    else:
        effect = two_means.effect(difference, sd)
        null = no_difference("mean", NAMES)
    return Question(
        null,
        f"the means differ by {difference:g} (tested less comparator), the SD is {sd:g} in both arms",
        "t test, noncentral t",
        lambda: two_means.size(effect, of.risks, ratio=of.ratio),
        lambda size: two_means.power(effect, size, alpha=of.risks.alpha, sides=of.risks.sides),
    )


def hazards(ratio: float, of: Asked) -> Question:
    """A ratio of hazards; events are counted, and shared between the arms as patients are."""
    against, at_null = of.against(), 1.0
    null = f"H0: the hazard of {NAMES[0]} equals that of {NAMES[1]}"
    if against:
        at_null = hazard_margin(*against)
        if not 0 < ratio < float("inf") or against[1].sign() * (log(ratio) - log(at_null)) >= 0:
            raise Mistake("hazard ratio: the truth assumed lies inside the null hypothesis, no number can reject it")
        side = "at least" if against[1].sign() > 0 else "at most"
        null = f"H0: the hazard of {NAMES[0]} is {side} {at_null:g} times that of {NAMES[1]} ({against[1]})"

    def size() -> Size:
        events = survival.schoenfeld(ratio, of.risks, null=at_null, ratio=of.ratio)
        return Size(events / (1 + of.ratio), events * of.ratio / (1 + of.ratio))

    return Question(
        null,
        f"the hazard ratio is {ratio:g} (tested over comparator)",
        "log-rank test, Schoenfeld",
        size,
        lambda of_size: survival.power(
            ratio, of_size.total, risks=(of.risks.alpha, of.risks.sides), null=at_null, ratio=of.ratio
        ),
        "events",
    )


def sentences(question: Question, of: Asked, plan: FollowUpPlan | None = None) -> list[str]:
    """The null, the assumption, then size or power, then the patients who bring the events, then the looks."""
    sides = "one-sided" if of.risks.sides == 1 else "two-sided"
    said = [question.null, f"assumed: {question.truth}; {sides} alpha {100 * of.risks.alpha:g} %; {question.method}"]
    boundaries = looks(of) if of.looks > 1 else None
    if of.n is None:
        inflation = boundaries.inflation(of.risks.power) if boundaries else 1.0
        fixed = possible(question.size(), question.counts)
        size = Size(fixed.first * inflation, fixed.second * inflation)
        said.append(f"power {100 * of.risks.power:g} % needs {_counted(size, question.counts)}")
        if boundaries:
            said.append(f"  {100 * (inflation - 1):.1f} % more than without looks ({_counted(fixed, question.counts)})")
    else:
        parts = (1 / (1 + of.ratio), of.ratio / (1 + of.ratio)) if question.counts == "events" else (1.0, of.ratio)
        size = Size(*(of.n * part for part in parts))
        power = question.power(size)
        if boundaries:
            # The score's expected value at the end is that of a trial with one look.
            power = float(boundaries.stops(of.risks.z_alpha() + float(ndtri(power))).sum())
        said.append(f"{_counted(size, question.counts)} have power {100 * power:.1f} %")
    said += plan.sentences(size.total) if plan else []
    return said + (_table(boundaries, of, size, counts=question.counts) if boundaries else [])


def possible(size: Size, counts: str) -> Size:
    """``size``, if so many could ever be."""
    if not size.total <= LARGEST:
        raise Mistake(
            f"the truth assumed lies so near the null hypothesis that more than a thousand million {counts} are "
            "needed; assume one farther away"
        )
    return size


def looks(of: Asked) -> Boundaries:
    """Boundaries at equally spaced looks that spend alpha as asked."""
    times = np.arange(1, of.looks + 1) / of.looks
    return lan_demets(times, SPENDINGS[of.spending], alpha=of.risks.alpha, sides=of.risks.sides)


def _table(of: Boundaries, wish: Asked, size: Size, *, counts: str) -> list[str]:
    """A line for each look: what is in by then, the z to pass, its P, and the alpha spent."""
    name = wish.spending.replace("_", "-").replace("obrien-fleming", "O'Brien-Fleming").replace("pocock", "Pocock")
    said = [f"{wish.looks} looks, alpha spent as by {name} (Lan and DeMets); stop for efficacy at"]
    said.append(f"  {'look':>4} {'share':>7} {counts:>9} {'z':>8} {'P below':>10} {'alpha spent':>12}")
    for place, (time, z, nominal, spent) in enumerate(zip(of.times, of.z, of.nominal(), of.spent, strict=True), 1):
        there = -(-(sum(size.rounded()) * float(time) - SLACK) // 1)
        said.append(f"  {place:>4} {100 * time:>6.1f}% {there:>9.0f} {z:>8.4f} {nominal:>10.3g} {spent:>12.3g}")
    if wish.n is None:
        share = of.expected_information(wish.risks.power)
        said.append(f"  on average {100 * share:.0f} % of the {counts} are needed if the truth is as assumed")
    return said


def _counted(size: Size, counts: str) -> str:
    first, second = size.rounded()
    if counts == "events":
        return f"{-int(-(size.total - SLACK) // 1)} events"
    return f"{first} + {second} = {first + second} {counts} (tested + comparator)"
