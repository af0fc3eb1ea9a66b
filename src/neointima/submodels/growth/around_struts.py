"""The contours of a section: lumen, laminae, and thickness over struts as well as between them."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Metres


class Dents(NamedTuple):
    """Struts as the wall feels them: metal area and dented area [m²], thickness and depth [m]."""

    metal: Array
    dented: Array
    thickness: Array
    depth: Array


class Contour(NamedTuple):
    """What a morphometrist would trace, shape (cases, 1): radii [m], areas [m²], thicknesses [m].

    ``neointimal_area`` is area within the internal elastic lamina less lumen, so it holds the metal.
    ``thickness_at_struts`` runs from the strut's outer face to the lumen, ``tissue_on_struts`` from its inner face.
    """

    lumen_radius: Array
    lamina_radius: Array
    media_radius: Array
    lumen_area: Array
    lamina_area: Array
    neointimal_area: Array
    thickness_between_struts: Array
    thickness_at_struts: Array
    tissue_on_struts: Array
    strut_coverage: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundStruts:
    """Round lumen in a round lamina that every strut dents by its depth d.

    A_lamina = π R² + struts · width · d;  A_lumen = A_lamina − metal − tissue;  b = R − √(A_lumen / π).
    Struts stand proud by t − d; the lumen follows them at first and smooths as tissue grows over a
    ``smoothing_length`` λ: thickness at a strut = d + b + (t − d) exp(−b / λ). Struts are not alike: with mean tissue
    s on them, a share 1 − exp(−s / ``covering_thickness``) is covered.
    """

    smoothing_length: Metres
    covering_thickness: Metres

    def contour(self, radius: Array, struts: Dents, *, tissue: Array, media: Array) -> Contour:
        """Contours from lamina ``radius`` between struts [m] and areas of neointimal ``tissue`` and ``media`` [m²].

        Tissue that would fill the lumen leaves a thousandth of the lamina area open: an occluded artery.
        """
        lamina = np.pi * radius**2 + struts.dented
        lumen = np.maximum(lamina - struts.metal - tissue, 1e-3 * lamina)
        lumen_radius = np.sqrt(lumen / np.pi)
        between = np.maximum(radius - lumen_radius, 0.0)
        proud = struts.thickness - struts.depth
        at_struts = struts.depth + between + proud * np.exp(-between / self.smoothing_length)
        outer = np.sqrt(radius**2 + media / np.pi)
        on_struts = np.maximum(at_struts - struts.thickness, 0.0)
        return Contour(
            *(lumen_radius, radius, outer, lumen, lamina, lamina - lumen),
            *(between, at_struts, on_struts, -np.expm1(-on_struts / self.covering_thickness)),
        )
