"""Struts around a section: what they cover, and which way their coating looks."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array, Metres, PositivePure


@dataclass(frozen=True, slots=True, kw_only=True)
class Struts:
    """Rectangular struts, ``struts`` of them in a cross-section."""

    strut_thickness: Metres
    strut_width: Metres
    struts: PositivePure

    def metal(self) -> Array:
        """Area of metal in the section [m²]."""
        return self.struts * self.strut_width * self.strut_thickness

    def conformal_share(self) -> Array:
        """Share of an all-round coating that lies on the tissue-facing side: width / perimeter."""
        return self.strut_width / (2 * (self.strut_width + self.strut_thickness))
