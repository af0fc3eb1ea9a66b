"""The force between two cells that touch: they push each other off and stick to one another."""

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
