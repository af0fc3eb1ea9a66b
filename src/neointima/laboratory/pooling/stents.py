"""The networks of trials on the shelf: every stent against bare metal."""

import numpy as np

from neointima import menu
from neointima.analysis.network.contrasts import arms
from neointima.analysis.statements.direction import Direction
from neointima.laboratory.pooling.joined import Joined, Question, joined
from neointima.library.late_loss_trials import late_loss_trials, left_out, patients_counted, usual_share_imaged

BARE = "bare metal"
LATE_LOSS = Question(
    "Late loss of stents",
    "late loss",
    f"in-stent late loss less that of {BARE} [mm]",
    "mm",
    is_log=False,
    direction=Direction.HIGHER_IS_WORSE,
)


def stents(name: str, *, share_imaged: float | None = None, level: float = 0.95, reference: str = "") -> Joined:
    """The network of that name joined; lower late loss is better."""
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
    against = reference or BARE
    question = LATE_LOSS._replace(effect=LATE_LOSS.effect.replace(BARE, against))
    found = joined(of, question, against, level=level)
    unsaid = sum(not np.isfinite(row.imaged) for row in rows)
    where = "the median of the trials that say it" if share == usual_share_imaged() else "as asked"
    assumed = (
        f"{unsaid} of {of.mean.size} arms do not say how many patients had angiography; {100 * share:.0f} % of those "
        f"randomised were assumed, {where}"
    )
    return found._replace(assumed=assumed, left_out=left_out(), constants={"share_imaged_assumed": share})
