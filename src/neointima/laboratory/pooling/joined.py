"""A network of trials joined: every treatment against one of them, in words and in files."""

from collections.abc import Mapping
from math import exp, isfinite
from pathlib import Path
from typing import NamedTuple

from neointima.analysis.network.contrasts import Arms
from neointima.analysis.network.inconsistency import Decomposition, Split, decompose, split_pairs
from neointima.analysis.network.network import Difference, Network, join
from neointima.analysis.network.ranks import p_scores
from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.interval import checked_level
from neointima.instruments.formula_guard import guarded
from neointima.laboratory.folder import open_results, write_table
from neointima.laboratory.trial.line import POINTS, amount, p_words

LOGS = 700.0


class Question(NamedTuple):
    """What is compared: a ``title``, the ``quantity`` of an arm, the effect in words, its unit, and which way is good.

    ``direction`` is None where it was not said; treatments have no ranks then.
    """

    title: str
    quantity: str
    effect: str
    unit: str
    is_log: bool
    direction: Direction | None


class Joined(NamedTuple):
    """The network, each treatment against the ``reference`` (lowest first), P-scores by treatment (none without a
    direction), and whether evidence agrees. ``assumed`` is said beside, ``constants`` stand in every finding.
    """

    question: Question
    arms: Arms
    network: Network
    reference: str
    against: list[Difference]
    ranks: dict[str, float]
    parts: Decomposition
    splits: list[Split]
    level: float
    assumed: str = ""
    left_out: Mapping[str, str] = {}
    warnings: tuple[str, ...] = ()
    constants: Mapping[str, float] = {}

    def seen(self, value: float) -> float:
        """An effect as it is read: a ratio itself, not its logarithm."""
        return exp(min(value, LOGS)) if self.question.is_log and isfinite(value) else value

    def said_of(self, one: Difference) -> str:
        """A difference with its interval."""
        return amount((self.seen(one.value), self.seen(one.lower), self.seen(one.upper)), self.question.unit)

    def next_of(self, one: Difference) -> str:
        """The interval for a next trial; empty where trials are too few for one."""
        ends = amount((float("nan"), self.seen(one.new_lower), self.seen(one.new_upper)), self.question.unit)
        return ends.partition("(")[2].rstrip(")") if isfinite(one.new_lower) else ""

    def inconsistency_words(self) -> str:
        """Whether direct and indirect evidence agree, overall and by pair."""
        if not self.splits:
            return "no pair was compared both directly and through others, so nothing can be said"
        part = self.parts.between_random
        odd = [f"{one.first} – {one.second}" for one in self.splits if one.p_value < 0.05]
        pairs = f"{len(odd)} of {len(self.splits)} pairs disagree at P < 0.05" + (f": {', '.join(odd)}" if odd else "")
        overall = f"Q {part.q:.1f} on {part.freedom}, {p_words(part.p_value)}; " if part.freedom else ""
        return f"between sets of treatments {overall}{pairs}"

    def spread_words(self) -> str:
        """How far trials differ."""
        network = self.network
        if not network.freedom:
            return "no comparison was made twice, so nothing can be said"
        scale = "of the logarithm" if self.question.is_log else self.question.unit
        tau = f"τ {network.tau_squared**0.5 * (100 if scale == POINTS else 1):.3f} {scale}".strip()
        return f"{tau}, Q {network.q:.1f} on {network.freedom}, {p_words(network.p_value)}"


def joined(of: Arms, question: Question, reference: str, *, level: float = 0.95) -> Joined:
    """The arms joined; treatments are ranked where a direction was said."""
    network = join(of)
    against = sorted(network.against(reference, level=checked_level(level)), key=lambda one: one.value)
    ranks: dict[str, float] = {}
    if question.direction:
        scores = zip(of.treatments, map(float, p_scores(network, question.direction)), strict=True)
        ranks = dict(sorted(scores, key=lambda one: -one[1]))
    return Joined(question, of, network, reference, against, ranks, decompose(of), split_pairs(of), level)


def sentences(of: Joined) -> list[str]:
    """Every treatment for a terminal, then heterogeneity, inconsistency and what was assumed."""
    scores = "; P-score (1 surely best)" if of.ranks else ""
    said = [f"{of.question.effect}, {100 * of.level:g} % interval{scores}"]
    width = max(map(len, of.arms.treatments))
    for one in of.against:
        score = f"  {of.ranks[one.first]:.2f}" if of.ranks else ""
        said.append(f"  {one.first:<{width}}  {of.said_of(one)}{score}")
    said += [f"between trials: {of.spread_words()}", f"inconsistency: {of.inconsistency_words()}"]
    said += [f"assumed: {of.assumed}"] if of.assumed else []
    said += [] if of.question.direction else ["no ranks: say --higher-is worse or --higher-is better to have them"]
    return said + [f"warning: {text}" for text in of.warnings]


def save(of: Joined, folder: Path) -> None:
    """findings.csv against the reference, league.csv for every pair, splits.csv for direct and indirect evidence.

    Of ratios, the ratios themselves with the errors of their logarithms.
    """
    open_results(folder)
    names = list(of.ranks or of.arms.treatments)
    league = [of.network.difference(a, b, level=of.level) for a in names for b in names if a != b]
    columns = list(Difference._fields)
    write_table(folder / "league.csv", columns, [_row(of, one) for one in league])
    write_table(folder / "splits.csv", list(Split._fields), [_row(of, one) for one in of.splits])
    rows = [[*_row(of, one), of.ranks.get(one.first, float("nan")), *of.constants.values()] for one in of.against]
    write_table(folder / "findings.csv", [*columns, "p_score", *of.constants], rows)


def _row(of: Joined, one: Difference | Split) -> list[object]:
    """Errors and P as they are, effects as they are read."""
    first, second, *numbers = one
    kept = [name.endswith("error") or name == "p_value" for name in one._fields[2:]]
    values = [float(value) if as_is else of.seen(float(value)) for value, as_is in zip(numbers, kept, strict=True)]
    return [guarded(first), guarded(second), *values]
