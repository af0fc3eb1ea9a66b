"""What a number of a section refers to, in the words that stand beside it."""

from neointima.geometry.drawn_section import DrawnSection

IEL, STENT, EEL = "IEL-referenced", "stent-referenced", "EEL-referenced"
OUTER, INNER = "outer face of struts to lumen", "inner face of struts to lumen"
CIRCLES = "of circles with these areas"
CALIPERS = "caliper diameters"
FIXED = {
    "neointimal_area": IEL,
    "percent_area_stenosis": IEL,
    "stent_neointimal_area": STENT,
    "percent_stent_stenosis": STENT,
    "percent_vessel_stenosis": EEL,
    "wall_area": "EEL less lumen",
    "media_area": "EEL less IEL",
    "neointimal_thickness": OUTER,
    "least_neointimal_thickness": OUTER,
    "greatest_neointimal_thickness": OUTER,
    "tissue_over_struts": INNER,
    "least_tissue_over_struts": INNER,
    "greatest_tissue_over_struts": INNER,
    "neointimal_thickness_between_struts": "IEL to lumen, directions without metal",
    "circle_equivalent_thickness": CIRCLES,
    "circle_equivalent_lumen_diameter": CIRCLES,
    "mean_strut_spacing": "middle to middle, straight",
    "greatest_strut_spacing": "middle to middle, straight",
    "strut_embedding": "outer face beyond the IEL's course beside the strut",
    "lumen_eccentricity": f"1 - least / greatest of {CALIPERS}",
    "stent_eccentricity": f"1 - least / greatest of {CALIPERS}",
    "neointimal_eccentricity": "(greatest - least) / greatest thickness, all directions",
    "strut_coverage": "share of metal under 20 um of tissue or more",
    "extended_injury_score": "0 unhurt, 1 stretched, 2 internal, 3 external rupture",
    "injury_index": "gaps of the IEL over its circumference",
    "endothelialisation": "lumen within 20 um of drawn endothelium over its circumference",
    "inflammation_as_read": "the reader's own, mean over struts",
    "fibrin_as_read": "the reader's own, mean over struts",
}


def basis_of(endpoint: str, drawn: DrawnSection) -> str:
    """What ``endpoint`` refers to in a section as it was drawn; '' for a plain area or count."""
    if endpoint == "injury_score":
        return "Schwartz, the reader's own" if "injury" in drawn.scores else "Schwartz, off the drawn laminae"
    stent = "through the middles of struts" if drawn.stent.is_empty else "as drawn"
    if endpoint in {"stent_area", "stent_neointimal_area", "percent_stent_stenosis", "stent_eccentricity"}:
        return ", ".join(part for part in (FIXED.get(endpoint, ""), f"stent {stent}") if part)
    return FIXED.get(endpoint, "")
