"""Does a printed P mean what the reader takes it to mean?"""

from neointima.analysis.reviewer_checks.recomputed_p import Recomputed
from neointima.analysis.reviewer_checks.target_row import NO_TEST, NON_INFERIORITY, RANDOMISED, TargetRow

ALPHA = 0.05


def faults(row: TargetRow, difference: Recomputed | None, margin: Recomputed | None) -> list[str]:
    """What is wrong with the kind of test that the table lets its reader assume; ``difference`` is two-sided."""
    if row.second is None or row.primary.test == NO_TEST:
        return ["no comparator, so no test is possible"] if row.p else []
    found = []
    if row.table.test != row.primary.test:
        found.append(f"wrong kind of test: printed as {row.table.test}, the trial tested {row.primary.test}")
    if row.design != RANDOMISED:
        found.append(f"the arms were not randomised: {row.design}")
    if row.primary.test == NON_INFERIORITY and difference and margin and margin.value >= ALPHA:
        found.append("non-inferiority failed")
        if difference.value < ALPHA:
            found.append(f"the only P printed hides that {row.names[1]} was better (P = {difference.value:.1g})")
    return found
