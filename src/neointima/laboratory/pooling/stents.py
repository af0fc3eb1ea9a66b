"""The networks of trials on the shelf: every stent against one of them."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima import menu
from neointima.analysis.network.contrasts import Arms, arms
from neointima.analysis.network.inconsistency import Decomposition, Split, decompose, split_pairs
from neointima.analysis.network.network import Difference, Network, join
from neointima.analysis.network.ranks import p_scores
from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.interval import checked_level
from neointima.instruments.formula_guard import guarded
from neointima.laboratory.folder import open_results, write_table
from neointima.laboratory.trial.line import amount, p_words
from neointima.library.late_loss_trials import late_loss_trials, left_out, patients_counted, usual_share_imaged

BARE = "bare metal"


class Stents(NamedTuple):
    """The network, each stent against bare metal (best first), ranks by stent, and whether evidence agrees."""

    arms: Arms
    network: Network
    against: list[Difference]
    ranks: dict[str, float]
    parts: Decomposition
    splits: list[Split]
    share_imaged: float
    assumed_arms: int
    left_out: dict[str, str]
    level: float

    def imaged_words(self) -> str:
        """What was assumed of the patients imaged."""
        is_usual = self.share_imaged == usual_share_imaged()
        where = "the median of the trials that say it" if is_usual else "as asked"
        return (
            f"{self.assumed_arms} of {self.arms.mean.size} arms do not say how many patients had angiography; "
            f"{100 * self.share_imaged:.0f} % of those randomised were assumed, {where}"
        )


def stents(name: str, *, share_imaged: float | None = None, level: float = 0.95) -> Stents:
    """The network of that name joined; lower late loss is better."""
    checked_level(level)
    menu.check("library/networks", name, ".toml")
    share = usual_share_imaged() if share_imaged is None else share_imaged
    rows = late_loss_trials()
    of = arms(
        [row.trial for row in rows],
        [row.stent for row in rows],
        mean=np.array([row.mean for row in rows]),
        sd=np.array([row.sd for row in rows]),
        n=np.array([patients_counted(row, share) for row in rows]),
    )
    network = join(of)
    scores = p_scores(network, Direction.HIGHER_IS_WORSE)
    ranks = dict(sorted(zip(of.treatments, map(float, scores), strict=True), key=lambda one: -one[1]))
    against = sorted(network.against(BARE, level=level), key=lambda one: one.value)
    assumed = sum(not np.isfinite(row.imaged) for row in rows)
    return Stents(of, network, against, ranks, decompose(of), split_pairs(of), share, assumed, left_out(), level)


def sentences(of: Stents) -> list[str]:
    """Every stent for a terminal, then heterogeneity, inconsistency and what was assumed."""
    said = [f"in-stent late loss less that of {BARE} [mm], {100 * of.level:g} % interval; P-score (1 surely best)"]
    width = max(map(len, of.ranks))
    said += [f"  {one.first:<{width}}  {said_of(one)}  {of.ranks[one.first]:.2f}" for one in of.against]
    network = of.network
    q = f"Q {network.q:.1f} on {network.freedom}, {p_words(network.p_value)}"
    said.append(f"between trials: τ {network.tau_squared**0.5:.3f} mm, {q}")
    said.append(f"inconsistency: {inconsistency_words(of)}")
    return [*said, f"assumed: {of.imaged_words()}"]


def said_of(one: Difference) -> str:
    """A difference with its interval."""
    return amount((one.value, one.lower, one.upper), "mm")


def inconsistency_words(of: Stents) -> str:
    """Whether direct and indirect evidence agree, overall and by pair."""
    part = of.parts.between_random
    odd = [f"{one.first} – {one.second}" for one in of.splits if one.p_value < 0.05]
    pairs = f"{len(odd)} of {len(of.splits)} pairs disagree at P < 0.05" + (f": {', '.join(odd)}" if odd else "")
    return f"between sets of stents Q {part.q:.1f} on {part.freedom}, {p_words(part.p_value)}; {pairs}"


def save(of: Stents, folder: Path) -> None:
    """findings.csv against bare metal, league.csv for every pair, splits.csv for direct and indirect evidence."""
    open_results(folder)
    names = list(of.ranks)
    league = [of.network.difference(a, b, level=of.level) for a in names for b in names if a != b]
    columns = list(Difference._fields)
    write_table(folder / "league.csv", columns, [_guarded(one) for one in league])
    write_table(folder / "splits.csv", list(Split._fields), [_guarded(one) for one in of.splits])
    rows = [[*_guarded(one), of.ranks[one.first], of.share_imaged] for one in of.against]
    write_table(folder / "findings.csv", [*columns, "p_score", "share_imaged_assumed"], rows)


def _guarded(row: tuple[object, ...]) -> list[object]:
    return [guarded(cell) if isinstance(cell, str) else cell for cell in row]
