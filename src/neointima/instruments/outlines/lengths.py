"""Units of length as files of pictures and drawings write them."""

from math import nan

METRES = {
    "m": 1.0,
    "cm": 1e-2,
    "mm": 1e-3,
    "um": 1e-6,
    "µm": 1e-6,
    "micron": 1e-6,
    "microns": 1e-6,
    "micrometer": 1e-6,
    "micrometre": 1e-6,
    "nm": 1e-9,
    "inch": 0.0254,
    "in": 0.0254,
    "px": nan,
    "pixel": nan,
    "pixels": nan,
}


def metres_in(unit: str) -> float | None:
    """Metres in a unit, nan for pixels; None where the word is no unit."""
    # ImageJ escapes the micro sign, and keyboards have two letters for it.
    plain = unit.strip().replace("\\u00B5", "µ").replace("\N{GREEK SMALL LETTER MU}", "µ").lower()
    return METRES.get(plain)
