"""Schwartz injury score from stretch and from how deep the struts sit."""

from dataclasses import dataclass

from scipy.special import ndtr

from neointima.quantities.kinds import Array, Metres, PositivePure, Pure, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class StrutDepth:
    """Score = Σₖ Φ((x − xₖ) / σ), k = 1, 2, 3, with x = depth / media + stretch − 1 at a typical strut.

    Each term is the share of struts that reach a score of k or more: internal lamina, media, external lamina torn.
    ``stimulus`` is what the wall makes of it: 1 for stretch alone, more with the score. Sources: the scale, Schwartz
    1992; the rise of neointima with the score, Gunn 2002.
    """

    embedding: Share
    first_tear: Pure
    tear_interval: Pure
    tear_spread: PositivePure
    stimulus_per_score: Pure

    def depth(self, strut_thickness: Array) -> Metres:
        """How far a strut presses into the wall [m]."""
        return self.embedding * strut_thickness

    def score(self, stretch: Array, depth: Array, media: Array) -> Array:
        """Mean Schwartz score of the section, 0 to 3, from stent-to-artery ratio, depth and media thickness [m]."""
        strain = depth / media + stretch - 1
        tears = (self.first_tear + k * self.tear_interval for k in range(3))
        return sum((ndtr((strain - tear) / self.tear_spread) for tear in tears), start=0 * strain)

    def stimulus(self, score: Array) -> Array:
        """How strongly the wall answers, relative to a stretched artery with its laminae intact."""
        return 1 + self.stimulus_per_score * score
