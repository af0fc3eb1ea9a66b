"""The force between two agents that touch, by two laws: soft and sticky as cells are, or elastic."""

from typing import NamedTuple


class Contact(NamedTuple):
    """Force along the line of centres, with d the distance and S the sum of the radii.

    ``repulsion`` (1 − d/S)² pushes apart where d < S; ``adhesion`` (1 − d/(``reach`` S))² pulls together where
    d < ``reach`` S. Both are speeds where motion is overdamped. The numbers are those of PhysiCell [um/min]
    (Macklin et al. 2012, doi:10.1016/j.jtbi.2012.02.002; Ghaffarizadeh et al. 2018, doi:10.1371/journal.pcbi.1005991).
    """

    repulsion: float = 10.0
    adhesion: float = 0.4
    reach: float = 1.25

    def softest(self, radius: float) -> float:
        """Least stiffness an agent is taken to have [force/length]: one that touches nothing moves no faster."""
        return 0.1 * self.repulsion / radius


class Elastic(NamedTuple):
    """Solid agents that only repel: 8B/(3R) (16a⁵ − 36πRa⁴ + 27π²R²a³)/(4a − 3πR)² where S − d = h > 0.

    1/R = 1/R_i + 1/R_j, a² = R h. ``modulus`` B is a stress [N/mm² for lengths in mm and forces in N]. The law of
    smooth muscle cells in ISR3D, where B = 0.2 (its NeohookeanRepulsionForce3D, state of April 2022).
    """

    modulus: float = 0.2
    reach: float = 1.0

    def softest(self, radius: float) -> float:
        """Least stiffness an agent is taken to have [force/length]: one that touches nothing moves no faster."""
        return 0.1 * self.modulus * radius
