"""The arms of a trial swapped: every line of every kind of table gives the mirrored answer."""

from math import inf

import numpy as np
import pytest

from neointima.laboratory.trial.compare import compare
from neointima.laboratory.trial.line import MARGIN
from neointima.laboratory.trial.wish import wish

COUNTS = "arm,events,n\nnew,8,60\nold,13,55\n"
STRATA = "arm,stratum,events,n\n" + "".join(
    f"{arm},{centre},{x},{n}\n"
    for arm, centre, x, n in (("new", 1, 4, 30), ("new", 2, 4, 30), ("old", 1, 8, 25), ("old", 2, 5, 30))
)
SUMMARIES = "arm,mean,sd,n\nnew,0.27,0.43,90\nold,0.61,0.46,85\n"


def drawn_rows(*, patients=16, rows=1, baseline=False, seed=3):
    luck = np.random.default_rng(seed)
    said = ["patient,arm,value" + ",baseline" * baseline]
    for patient in range(patients):
        own, before = luck.normal(0, 0.3), luck.normal(2.8, 0.4)
        for _ in range(rows):
            value = (0.3 if patient % 2 else 0.6) + own + luck.normal(0, 0.2) + 0.3 * (before - 2.8)
            said.append(f"{patient},{'new' if patient % 2 else 'old'},{value:.4f}" + f",{before:.3f}" * baseline)
    return "\n".join(said) + "\n"


def drawn_follow_up(*, causes=1, seed=5):
    luck = np.random.default_rng(seed)
    said = ["patient,arm,time,event" + ",cause" * (causes > 1)]
    for patient in range(60):
        time, end = luck.exponential(1.4 if patient % 2 else 0.9), luck.uniform(0.5, 3)
        cause = int(luck.integers(1, causes + 1)) if time < end else 0
        shown = f"{patient},{'new' if patient % 2 else 'old'},{min(time, end):.4f},{int(cause > 0)}"
        said.append(shown + f",{cause}" * (causes > 1))
    return "\n".join(said) + "\n"


TABLES = {
    "counts": COUNTS,
    "no events": "arm,events,n\nnew,0,60\nold,0,55\n",
    "strata": STRATA,
    "summaries": SUMMARIES,
    "rows": drawn_rows(),
    "baseline": drawn_rows(baseline=True),
    "nested": drawn_rows(rows=3),
    "nested with baseline": drawn_rows(rows=3, baseline=True),
    "follow-up": drawn_follow_up(),
    "competing": drawn_follow_up(causes=2),
}


def lines(folder, text, pair):
    path = folder / "trial.csv"
    path.write_text(text, encoding="utf-8")
    return compare(path, wish(arms=pair, control="")).lines


def turned(value, *, effect):
    """What the mirror of a number is: a reciprocal for a ratio, the rest of one for a chance, else the negative."""
    if "ratio" in effect or "/" in effect:
        return 1 / value if value else inf
    return 1 - value if effect.startswith("chance") else -value


@pytest.mark.parametrize("kind", TABLES)
def test_every_line_of_swapped_arms_is_the_mirrored_line(kind, tmp_path):
    """Root finding to 1e-8; the mixed model's variances settle to 1e-6."""
    one, other = (lines(tmp_path, TABLES[kind], pair) for pair in (("new", "old"), ("old", "new")))
    assert [line.method for line in one] == [line.method for line in other] and one
    for line, mirror in zip(one, other, strict=True):
        expected = [turned(value, effect=line.effect) for value in (line.estimate, line.upper, line.lower)]
        found = [mirror.estimate, mirror.lower, mirror.upper]
        assert found == pytest.approx(expected, rel=1e-5, abs=1e-7, nan_ok=True), line.method
        assert mirror.p_value == pytest.approx(line.p_value, rel=1e-5, abs=1e-12, nan_ok=True), line.method


@pytest.mark.parametrize(
    "kind", ["counts", "strata", "summaries", "rows", "baseline", "nested", "nested with baseline"]
)
def test_swapped_arms_with_the_direction_turned_test_the_same_claim(kind, tmp_path):
    """That the new arm is not worse where higher is worse is that minus its values are not worse where higher is better.

    Here with the arms swapped: the null "new − old ≥ M" is "old − new ≤ −M", so both give one P.
    """
    path, found = tmp_path / "trial.csv", []
    path.write_text(TABLES[kind], encoding="utf-8")
    for pair, way in ((("new", "old"), "worse"), (("old", "new"), "better")):
        margin = "5%" if kind in ("counts", "strata") else "0.1"
        said = compare(path, wish(margin=margin, higher_is=way, arms=pair, control="")).lines
        found.append([(line.method, line.p_value) for line in said if line.question == MARGIN])
    for (method, p_value), (_, mirrored) in zip(*found, strict=True):
        assert mirrored == pytest.approx(p_value, rel=1e-5, abs=1e-12), method
