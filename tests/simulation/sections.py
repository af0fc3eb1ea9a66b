"""A small pig artery with six struts, so that a section costs a second a day."""

from neointima.library.section import section_recipe
from neointima.protocols.implant import Implant, Section
from neointima.quantities.sourced import sourced

SMALL = {
    "vessel.reference_diameter": (0.9, "mm"),
    "vessel.media_thickness": (0.12, "mm"),
    "struts.strut_thickness": (80, "um"),
    "struts.strut_width": (80, "um"),
    "struts.struts": (6, ""),
}


def small_section(device="bx_velocity", drug="none", seed=5, who=("any arm", "1"), days=2, changed=()):
    """The case, ready for the protocol."""
    numbers = {**SMALL, **dict(changed)}
    values = {
        key: sourced({"value": value, "unit": unit, "grade": "assumed", "note": "a small artery"}, key)
        for key, (value, unit) in numbers.items()
    }
    recipe = section_recipe("arm", device=device, drug=drug, artery="porcine_coronary", values=values)
    return Section("arm_0001", recipe, (1,), {}, days, seed=seed, who=who, frames=(days,))


def built(**wanted):
    return Implant().section(small_section(**wanted))
