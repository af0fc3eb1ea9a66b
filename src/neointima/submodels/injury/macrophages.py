"""Macrophages that gather at struts while the wall is inflamed, and stay for a polymer that stays."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, Numbers, Pure, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Macrophages:
    """Cells at a strut = ``per_strut`` · (inflammation + p (1 − exp(−t / τ))), p what a ``durable_polymer`` adds.

    One cell in the section at inflammation 1 for each of ``per_strut``; τ the time the ``foreign_body`` answer takes.
    They take up room and are counted; growth factors already carry what they secrete.
    """

    per_strut: Pure
    durable_polymer: Pure
    foreign_body: Seconds

    def wanted(self, inflammation: Array, time: float) -> Numbers:
        """Macrophages at each strut, (struts,), at its ``inflammation`` and biological ``time`` [s]."""
        lasting = float(self.durable_polymer) * -np.expm1(-time / float(self.foreign_body))
        return np.rint(float(self.per_strut) * (inflammation + lasting)).astype(np.int64)
