"""Two arms with the patients in each and how many of them had the event."""

from typing import NamedTuple

from neointima.analysis.statements.null_words import ARMS
from neointima.mistake import Mistake


class Arm(NamedTuple):
    """``events`` among ``n`` patients."""

    events: int
    n: int

    @property
    def rate(self) -> float:
        """Share of patients with the event."""
        return self.events / self.n


class Table(NamedTuple):
    """A 2 × 2 table: the tested arm first, its comparator second, and what they are called."""

    first: Arm
    second: Arm
    names: tuple[str, str] = ARMS

    @property
    def difference(self) -> float:
        """First rate minus second."""
        return self.first.rate - self.second.rate

    @property
    def ratio(self) -> float:
        """First rate over second; inf where only the second is zero, nan where both are."""
        return _over(self.first.rate, self.second.rate)

    @property
    def odds_ratio(self) -> float:
        """First odds over second; nan where the table says nothing of it."""
        (a, m), (b, n), _ = self
        return _over(a * (n - b), b * (m - a))

    @property
    def total(self) -> int:
        """Patients in both arms."""
        return self.first.n + self.second.n

    def swapped(self) -> "Table":
        """The comparator tested against the first arm."""
        return Table(self.second, self.first, (self.names[1], self.names[0]))


def table(first: tuple[float, float], second: tuple[float, float], *, names: tuple[str, str] = ARMS) -> Table:
    """The checked table of two (events, patients) pairs; a Mistake names the arm whose counts cannot be."""
    return Table(_arm(*first, names[0]), _arm(*second, names[1]), names)


def _arm(events: float, n: float, name: str) -> Arm:
    for value, what in ((events, "events"), (n, "patients")):
        if not float(value).is_integer():
            raise Mistake(f"{name}: {what} are counted, so a whole number is expected, {value:g} given")
    if n < 1:
        raise Mistake(f"{name}: {n:g} patients; an arm needs at least one")
    if not 0 <= events <= n:
        raise Mistake(f"{name}: {events:g} events among {n:g} patients; give a count from 0 to {n:g}")
    return Arm(int(events), int(n))


def _over(top: float, bottom: float) -> float:
    if bottom:
        return top / bottom
    return float("inf") if top else float("nan")
