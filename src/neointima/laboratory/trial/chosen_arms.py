"""Which two arms of a table are compared: the first named is tested, the second is its comparator."""

from collections.abc import Sequence

from neointima.laboratory.trial.wish import Wish
from neointima.mistake import Mistake


def chosen_arms(names: Sequence[str], wish: Wish, place: str) -> tuple[str, str]:
    """Those asked for, or the two that there are."""
    known = list(dict.fromkeys(names))
    listed = ", ".join(f"'{name}'" for name in known[:12])
    if wish.arms:
        first, second = wish.arms
        if strangers := [name for name in (first, second) if name not in known]:
            raise Mistake(f"{place}: no arm '{strangers[0]}'; the arms are {listed}")
        if first == second:
            raise Mistake(f"{place}: '{first}' is compared with itself; name two of {listed}")
        return first, second
    if len(known) == 1:
        raise Mistake(f"{place}: every line is of arm {listed}; a comparison needs two arms")
    if len(known) > 2:
        raise Mistake(
            f"{place}: {len(known)} arms, {listed}; choose two with --arms, or a --control for all (means or values)"
        )
    return known[0], known[1]
