"""Which of all that is measured on a section groups are compared by, the first first."""

from collections.abc import Sequence

from neointima.laboratory.animals.outcomes import Read

CHOSEN = (
    *("neointimal_area", "percent_area_stenosis", "neointimal_thickness", "injury_score"),
    *("stent_neointimal_area", "percent_stent_stenosis", "percent_vessel_stenosis", "tissue_over_struts"),
    *("neointimal_thickness_between_struts", "lumen_area", "stent_area", "internal_lamina_area"),
    *("external_lamina_area", "media_area", "wall_area", "extended_injury_score", "injury_index", "strut_embedding"),
    *("inflammation_as_read", "fibrin_as_read", "endothelialisation", "strut_coverage", "uncovered_struts"),
    *("malapposed_struts", "neointimal_volume", "neointimal_volume_index", "neointimal_obstruction"),
    *("minimal_lumen_area", "minimal_lumen_diameter", "in_stent_minimal_lumen_diameter", "diameter_stenosis"),
    *("in_stent_late_lumen_loss", "in_segment_late_lumen_loss", "in_stent_diameter_stenosis"),
)


def chosen(reads: Sequence[Read]) -> tuple[list[Read], list[str]]:
    """Reads of the endpoints of ``CHOSEN`` in its order, and what was left out; all of them where none is there."""
    place = {endpoint: number for number, endpoint in enumerate(CHOSEN)}
    kept = sorted((one for one in reads if one.entry.endpoint in place), key=lambda one: place[one.entry.endpoint])
    left = {one.entry.endpoint for one in reads if one.entry.endpoint not in place}
    if not kept or not left:
        return list(kept or reads), []
    return kept, [f"{len(left)} more numbers of each section, such as {min(left)}, were measured and are not compared"]
