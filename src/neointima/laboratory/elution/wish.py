"""What the user says beside the curve: dose, length, coating, platform, and which model."""

from dataclasses import dataclass
from math import nan

from neointima import menu
from neointima.analysis.release_fit.candidates import candidate
from neointima.mistake import Mistake
from neointima.quantities.units import quantity

IMPOSED = "imposed_curve"
AUTO = "auto"
DOSES = "10 ug/mm' or '180 ug"
FACES = ("conformal", "abluminal")
# What no stent exceeds, by SI unit: 1 mg of drug a millimetre, 10 mg in all, 1 mm of coating, 30 cm of stent.
MOST = {"kg/m": 1e-3, "kg": 1e-5, "m": 1e-3, "length": 0.3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Texts such as '10 ug/mm'; '' where the user said nothing."""

    dose: str = ""
    length: str = ""
    thickness: str = ""
    platform: str = ""
    coating: str = ""
    model: str = AUTO

    def check(self) -> None:
        """A Mistake where a name is not known or a quantity not one."""
        if self.model not in (AUTO, IMPOSED):
            candidate(self.model)
        if self.platform:
            _checked("--platform", "library/devices", self.platform)
        if self.coating and self.coating not in FACES:
            raise Mistake(f"--coating: '{self.coating[:20]}' is not one of {', '.join(FACES)}")
        self.load()
        self.dose_per_length()
        self.coating_thickness()

    def load(self) -> float:
        """The whole dose [kg], nan where it is not known."""
        if not self.dose:
            return nan
        if not _is_per_length(self.dose):
            return _possible("--dose", self.dose, "kg", example=DOSES)
        return self.dose_per_length() * self._length() if self.length else nan

    def dose_per_length(self) -> float:
        """Dose for each length of stent [kg/m], nan where it is not known."""
        if not self.dose:
            return nan
        if _is_per_length(self.dose):
            return _possible("--dose", self.dose, "kg/m", example=DOSES)
        return _possible("--dose", self.dose, "kg", example=DOSES) / self._length() if self.length else nan

    def coating_thickness(self) -> float:
        """Thickness of the coating [m], nan where it is not known."""
        return _possible("--thickness", self.thickness, "m", example="8 um") if self.thickness else nan

    def _length(self) -> float:
        return _possible("--length", self.length, "m", example="18 mm", most=MOST["length"])


def _possible(option: str, text: str, unit: str, *, example: str, most: float = 0.0) -> float:
    """A quantity such as '10 ug/mm' in ``unit``; a Mistake names the option."""
    value = quantity(text, unit, place=option, example=example)
    if not 0 < value <= (most or MOST[unit]):
        raise Mistake(f"{option}: {text[:30]!r} is not possible for a stent; check number and unit")
    return value


def _is_per_length(text: str) -> bool:
    """Whether a dose is written for a length of stent."""
    return "/" in text or "per" in text


def _checked(option: str, folder: str, name: str) -> None:
    try:
        menu.check(folder, name, ".toml")
    except Mistake as mistake:
        raise Mistake(f"{option}: {mistake}") from None
