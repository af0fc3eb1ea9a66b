"""Follow-up of patients: how long each was watched, what ended it, and in which arm."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks, Numbers

CENSORED, EVENT = 0, 1


class FollowUp(NamedTuple):
    """One entry a patient: ``time`` in any one unit; ``cause`` 0 still without an event when last seen, 1 the event,
    2 and up events that compete with it; ``arm`` the place of its name in ``names``.
    """

    time: Array
    cause: Numbers
    arm: Numbers
    names: tuple[str, ...]

    def of_arm(self, name: str) -> "FollowUp":
        """The patients of one arm."""
        own = self.only(self.arm == self.place(name))
        return own._replace(arm=np.zeros_like(own.arm), names=(name,))

    def of_pair(self, first: str, second: str) -> "FollowUp":
        """The patients of two arms, in this order."""
        places = self.place(first), self.place(second)
        if first == second:
            raise Mistake(f"'{first}' is compared with itself; name two arms of {_listed(self.names)}")
        pair = self.only(np.isin(self.arm, places))
        return pair._replace(arm=(pair.arm == places[1]).astype(np.int64), names=(first, second))

    def only(self, which: Marks) -> "FollowUp":
        """The patients marked."""
        return self._replace(time=self.time[which], cause=self.cause[which], arm=self.arm[which])

    def place(self, name: str) -> int:
        """Where an arm stands; a Mistake lists the arms."""
        if name not in self.names:
            raise Mistake(f"no arm '{name}'; the arms are {_listed(self.names)}")
        return self.names.index(name)

    def any_cause(self) -> "FollowUp":
        """The first event of whatever kind as the event: a composite end point."""
        return self._replace(cause=np.minimum(self.cause, EVENT))

    def cause_specific(self) -> "FollowUp":
        """Competing events as ends of observation: right for hazards, too high as a probability."""
        return self._replace(cause=np.where(self.cause == EVENT, EVENT, CENSORED))


def follow_up(
    time: Sequence[float] | Array,
    cause: Sequence[int] | Numbers | Marks,
    arm: Sequence[str],
    *,
    arms: Sequence[str] = (),
    patients: Sequence[str] = (),
) -> FollowUp:
    """Checked follow-up; ``arms`` gives their order (else as they first appear), ``patients`` who each entry is."""
    times, causes = np.asarray(time, dtype=float), np.asarray(cause, dtype=float)
    if not len(times) == len(causes) == len(arm):
        raise Mistake(f"{len(times)} times, {len(causes)} events and {len(arm)} arms; give one of each for a patient")
    who = list(patients) or [f"patient {number + 1}" for number in range(len(times))]
    if len(who) != len(times):
        raise Mistake(f"{len(who)} patients for {len(times)} times; give one line for a patient")
    _check_patients(who, arm)
    _check_times(who, times)
    if np.any((causes < 0) | (causes != np.floor(causes)) | ~np.isfinite(causes)):
        raise Mistake("an event is written 1, none 0, and a competing event 2 or more; other values were given")
    names = tuple(arms) or tuple(dict.fromkeys(arm))
    if strangers := sorted(set(arm) - set(names)):
        raise Mistake(f"patients are in arm '{strangers[0]}', but the arms are {_listed(names)}")
    if empty := [name for name in names if name not in set(arm)]:
        raise Mistake(f"arm '{empty[0]}' has no patients; leave the arm out or add its follow-up")
    places = np.array([names.index(name) for name in arm], dtype=np.int64)
    return FollowUp(times, causes.astype(np.int64), places, names)


def _check_patients(who: Sequence[str], arm: Sequence[str]) -> None:
    known: dict[str, str] = {}
    for patient, name in zip(who, arm, strict=True):
        if known.setdefault(patient, name) != name:
            raise Mistake(f"'{patient}' is in two arms, '{known[patient]}' and '{name}'; a patient is randomised once")
    if len(known) < len(who):
        twice = next(patient for number, patient in enumerate(who) if patient in who[:number])
        raise Mistake(f"'{twice}' has two lines; give the first event or the last visit of each patient, once")


def _check_times(who: Sequence[str], times: Array) -> None:
    if not times.size:
        raise Mistake("no follow-up at all; give a time and an event for each patient")
    if np.any(unknown := ~np.isfinite(times)):
        raise Mistake(f"'{who[int(np.argmax(unknown))]}' has no time of follow-up; leave the patient out, and say so")
    if np.any(early := times < 0):
        worst = int(np.argmax(early))
        raise Mistake(
            f"'{who[worst]}' ends at {times[worst]:g}, before time zero; count from randomisation and check the dates"
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
