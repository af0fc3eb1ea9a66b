"""The vocabulary: every recorded quantity, its axes and its unit."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array

TIME, PROFILE, CASE = ("case", "time"), ("case", "day", "cell"), ("case",)
WELL, COURSE = ("case", "well"), ("case", "well", "time")
LAYERED, SPREAD = ("case", "layer", "time"), ("case", "layer", "percentile", "time")
PLACE, FIELD = ("case", "cell"), ("case", "day", "cell")
CORNERS, EDGES = ("case", "ring_edge", "sector_edge", "axis"), ("case", "slice_edge")
PERCENTILES = (5, 25, 50, 75, 95)
PROFILE_DAYS = (1, 3, 7, 14, 28, 60, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One recorded quantity: its axes, its SI unit and what it is."""

    axes: tuple[str, ...]
    unit: str
    label: str


QUANTITIES = {
    "coating_drug": Quantity(TIME, "mol/m", "drug on the stent, per length"),
    "wall_drug": Quantity(TIME, "mol/m", "drug in the wall, free and bound"),
    "lumen_drug": Quantity(TIME, "mol/m", "drug lost to the blood since implantation"),
    "adventitia_drug": Quantity(TIME, "mol/m", "drug lost through the adventitia"),
    "degraded_drug": Quantity(TIME, "mol/m", "drug broken down or lost with its receptor"),
    "tissue_content": Quantity(TIME, "kg/kg", "drug per mass of wall"),
    "receptor_occupancy": Quantity(TIME, "1", "share of specific sites occupied, media and neointima"),
    "mtorc1_blocked": Quantity(TIME, "1", "share of mTORC1 in the ternary complex"),
    "mitosis_blocked": Quantity(TIME, "1", "share of mitoses stopped"),
    "s6k": Quantity(TIME, "1", "S6K phosphorylation, media and neointima"),
    "four_ebp1": Quantity(TIME, "1", "4E-BP1 phosphorylation"),
    "p27": Quantity(TIME, "1", "p27Kip1, relative to a stimulated cell"),
    "cdk2": Quantity(TIME, "1", "CDK2 activity, relative to a stimulated cell"),
    "g1_passage": Quantity(TIME, "1", "passage from G1 to S, relative to a fully stimulated cell"),
    "thrombin": Quantity(TIME, "1", "thrombin"),
    "bfgf": Quantity(TIME, "1", "basic fibroblast growth factor"),
    "pdgf": Quantity(TIME, "1", "platelet-derived growth factor"),
    "inflammation": Quantity(TIME, "1", "inflammation"),
    "growth_drive": Quantity(TIME, "1", "growth factor drive of a cell"),
    "endothelium": Quantity(TIME, "1", "share of the lumen under endothelium"),
    "media_cells": Quantity(TIME, "1/m", "smooth muscle cells of the media"),
    "neointima_cells": Quantity(TIME, "1/m", "smooth muscle cells of the neointima"),
    "cycling_share": Quantity(TIME, "1", "PCNA-positive share of smooth muscle cells"),
    "cells_born": Quantity(TIME, "1/m", "cells born since implantation"),
    "cells_died": Quantity(TIME, "1/m", "cells dead since implantation"),
    "cells_migrated": Quantity(TIME, "1/m", "cells moved from media to neointima"),
    "proteoglycan": Quantity(TIME, "m**2", "cross-section of early matrix and fibrin"),
    "collagen": Quantity(TIME, "m**2", "cross-section of collagen"),
    "neointimal_area": Quantity(TIME, "m**2", "area between internal elastic lamina and lumen"),
    "lumen_area": Quantity(TIME, "m**2", "lumen area"),
    "lamina_area": Quantity(TIME, "m**2", "area within the internal elastic lamina"),
    "lumen_radius": Quantity(TIME, "m", "lumen radius"),
    "lamina_radius": Quantity(TIME, "m", "radius of the internal elastic lamina between struts"),
    "media_radius": Quantity(TIME, "m", "radius of the external elastic lamina"),
    "thickness_between_struts": Quantity(TIME, "m", "neointima between struts"),
    "thickness_at_struts": Quantity(TIME, "m", "neointima from the outer face of struts to the lumen"),
    "strut_coverage": Quantity(TIME, "1", "share of struts under tissue"),
    "injury_score": Quantity(CASE, "1", "mean Schwartz score"),
    "strut_depth": Quantity(CASE, "m", "depth of struts in the wall"),
    "strut_thickness": Quantity(CASE, "m", "strut thickness"),
    "strut_width": Quantity(CASE, "m", "strut width"),
    "struts": Quantity(CASE, "1", "struts in the section"),
    "radius": Quantity(PROFILE, "m", "radius of a cell of the wall"),
    "layer": Quantity(PROFILE, "1", "0 neointima, 1 media, 2 adventitia"),
    "free_drug": Quantity(PROFILE, "mol/m**3", "free drug"),
    "specific_drug": Quantity(PROFILE, "mol/m**3", "drug on specific sites"),
    "nonspecific_drug": Quantity(PROFILE, "mol/m**3", "drug on nonspecific sites"),
    "mtorc1_block_profile": Quantity(PROFILE, "1", "share of mTORC1 in the ternary complex"),
}

DISH = {
    "row": Quantity(WELL, "1", "row of the plate"),
    "column": Quantity(WELL, "1", "column of the plate"),
    "role": Quantity(WELL, "1", "1 blank, 2 vehicle, 3 untreated, 4 dosed"),
    "dose": Quantity(WELL, "mol/m**3", "nominal dose"),
    "absorbance": Quantity(WELL, "1", "absorbance at 490 nm"),
    "s6k_blot": Quantity(WELL, "1", "S6K phosphorylation when proteins are read"),
    "cells": Quantity(COURSE, "1", "cells in the well"),
    "cycling": Quantity(COURSE, "1", "share of cells in S/G2/M"),
    "free_drug": Quantity(COURSE, "mol/m**3", "free drug in the medium"),
    "medium_drug": Quantity(COURSE, "mol", "drug in the medium, free and on serum protein"),
    "complexed_drug": Quantity(COURSE, "mol", "drug on FKBP12"),
    "degraded_drug": Quantity(COURSE, "mol", "drug broken down"),
    "mtorc1_blocked": Quantity(COURSE, "1", "share of mTORC1 in the ternary complex"),
    "s6k": Quantity(COURSE, "1", "S6K phosphorylation"),
    "four_ebp1": Quantity(COURSE, "1", "4E-BP1 phosphorylation"),
    "p27": Quantity(COURSE, "1", "p27Kip1, relative to a stimulated cell"),
    "cdk2": Quantity(COURSE, "1", "CDK2 activity, relative to a stimulated cell"),
    "g1_passage": Quantity(COURSE, "1", "passage from G1 to S, relative to a fully stimulated cell"),
}
STENTED_WALL = {
    "coating_drug": Quantity(TIME, "mol", "drug on the stent; per metre of a section"),
    "wall_drug": Quantity(TIME, "mol", "drug in the wall, free, bound and solid"),
    "lumen_drug": Quantity(TIME, "mol", "drug lost to the blood since implantation"),
    "adventitia_drug": Quantity(TIME, "mol", "drug lost through the adventitia"),
    "degraded_drug": Quantity(TIME, "mol", "drug broken down or lost with its receptor"),
    "tissue_content": Quantity(TIME, "kg/kg", "drug per mass of wall"),
    "peristrut_content": Quantity(TIME, "kg/kg", "drug per mass of wall within 50 µm of a strut"),
    "highest_free_drug": Quantity(TIME, "mol/m**3", "highest free drug anywhere in the wall"),
    "layer_content": Quantity(LAYERED, "kg/kg", "drug per mass of each layer"),
    "layer_occupancy": Quantity(LAYERED, "1", "share of specific sites occupied in each layer"),
    "occupancy_spread": Quantity(SPREAD, "1", "occupancy that 5, 25, 50, 75 and 95 percent of a layer stay below"),
    "free_drug": Quantity(FIELD, "mol/m**3", "free drug"),
    "specific_drug": Quantity(FIELD, "mol/m**3", "drug on specific sites"),
    "nonspecific_drug": Quantity(FIELD, "mol/m**3", "drug on nonspecific sites"),
    "solid_drug": Quantity(FIELD, "mol/m**3", "undissolved drug"),
    "occupancy": Quantity(FIELD, "1", "share of specific sites occupied"),
    "layer": Quantity(PLACE, "1", "0 neointima, 1 media, 2 adventitia"),
    "cell_volume": Quantity(PLACE, "m**3", "tissue in the cell; m² of a section"),
    "ring": Quantity(PLACE, "1", "ring of the cell, from the lumen"),
    "sector": Quantity(PLACE, "1", "sector of the cell"),
    "slice": Quantity(PLACE, "1", "slice of the cell along the vessel"),
    "coating_contact": Quantity(PLACE, "m**2", "coating surface that touches the cell; m of a section"),
    "corner": Quantity(CORNERS, "m", "corners of the cells in a section"),
    "height": Quantity(EDGES, "m", "edges of the slices along the vessel"),
}
SECTION_LINE, STRUT, BODY = ("case", "day", "direction"), ("case", "strut"), ("case", "body")
ARTERY_SECTION = {name: quantity for name, quantity in QUANTITIES.items() if quantity.axes in (TIME, CASE)} | {
    "macrophages": Quantity(TIME, "1/m", "macrophages at struts"),
    "matrix_made": Quantity(TIME, "m**2", "matrix made since implantation, the first film with it"),
    "matrix_removed": Quantity(TIME, "m**2", "matrix removed since implantation"),
    "wall_shear_stress": Quantity(TIME, "Pa", "mean wall shear stress"),
    "crowded_share": Quantity(TIME, "1", "share of bodies held at rest by their neighbours"),
    "force_left": Quantity(TIME, "1", "force that mechanics left over, rms, in the unit of repulsion"),
    "lumen_line": Quantity(SECTION_LINE, "m", "radius of the lumen at even directions"),
    "tissue_line": Quantity(SECTION_LINE, "m", "radius at which tissue begins, metal left out"),
    "shear_line": Quantity(SECTION_LINE, "Pa", "wall shear stress at even directions"),
    "endothelium_line": Quantity(SECTION_LINE, "1", "1 where endothelium covers the lumen"),
    "external_radius": Quantity(("case", "day"), "m", "radius of the external elastic lamina"),
    "strut_angle": Quantity(STRUT, "rad", "where each strut lies"),
    "strut_injury": Quantity(STRUT, "1", "Schwartz score of each strut"),
    "strut_tissue": Quantity(STRUT, "m", "neointima from the outer face of each strut to the lumen, at the end"),
    "body_day": Quantity(BODY, "1", "day on which the body was there"),
    "body_x": Quantity(BODY, "m", "where the body lies"),
    "body_y": Quantity(BODY, "m", "where the body lies"),
    "body_radius": Quantity(BODY, "m", "radius of the body as a disc"),
    "body_matrix": Quantity(BODY, "1", "share of the body that is matrix"),
    "body_collagen": Quantity(BODY, "1", "share of the matrix that is collagen"),
    "body_code": Quantity(BODY, "1", "kind + 10 layer + 100 phase + 1000 synthetic, as in section_snapshot.py"),
}
TRACED_SECTION = {
    name: QUANTITIES[name]
    for name in (
        *("lumen_area", "lamina_area", "neointimal_area", "injury_score"),
        *("thickness_at_struts", "thickness_between_struts", "strut_coverage"),
    )
} | {
    "external_area": Quantity(CASE, "m**2", "area within the external elastic lamina"),
    "media_area": Quantity(CASE, "m**2", "area between the laminae"),
    "stent_area": Quantity(CASE, "m**2", "area within the stent"),
    "stent_neointimal_area": Quantity(CASE, "m**2", "area between stent and lumen"),
    "lumen_eccentricity": Quantity(CASE, "1", "1 - least / greatest diameter of the lumen"),
    "stent_eccentricity": Quantity(CASE, "1", "1 - least / greatest diameter of the stent"),
    "neointimal_eccentricity": Quantity(CASE, "1", "(greatest - least) / greatest thickness of the neointima"),
    "struts": Quantity(CASE, "1", "struts in the section"),
    "strut_tissue": Quantity(STRUT, "m", "neointima from the outer face of each strut to the lumen"),
    "tissue_over_strut": Quantity(STRUT, "m", "neointima from the inner face of each strut to the lumen"),
    "strut_spacing": Quantity(STRUT, "m", "from the middle of each strut to that of the next"),
    "strut_embedding": Quantity(STRUT, "m", "how far the outer face stands outside the lamina's course"),
    "extended_injury": Quantity(CASE, "1", "mean of 0 unhurt, 1 stretched, 2 internal, 3 external rupture"),
    "injured_length": Quantity(CASE, "1", "gaps of the internal lamina over its circumference"),
    "endothelialised": Quantity(CASE, "1", "share of the lumen's circumference under endothelium"),
    "inflammation_read": Quantity(CASE, "1", "inflammation as a reader scored it, mean over struts"),
    "fibrin_read": Quantity(CASE, "1", "fibrin as a reader scored it, mean over struts"),
}
STENTED_PATIENTS = {
    "in_stent": Quantity(TIME, "m", "true least lumen diameter in the stent"),
    "in_segment": Quantity(TIME, "m", "true least lumen diameter in the stent and 5 mm beside it"),
    "lumen_area": Quantity(TIME, "m**2", "mean lumen area along the stent"),
    "reference_diameter": Quantity(CASE, "m", "diameter of the vessel beside the lesion"),
    "lesion_length": Quantity(CASE, "m", "length of a lesion"),
    "stented_length": Quantity(CASE, "m", "stented length, all lesions together"),
    "lesions": Quantity(CASE, "1", "lesions treated"),
    "is_diabetic": Quantity(CASE, "1", "1 with diabetes"),
    "reaction": Quantity(CASE, "1", "how strongly the wall is inflamed, 1 in the middle"),
    "post_in_stent": Quantity(CASE, "m", "least diameter in the stent after stenting, as read from a film"),
    "post_in_segment": Quantity(CASE, "m", "least diameter in the segment after stenting, as read from a film"),
    "post_reference": Quantity(CASE, "m", "reference diameter after stenting, as read from a film"),
    "follow_up_in_stent": Quantity(CASE, "m", "least diameter in the stent at follow-up, as read; nan without a film"),
    "follow_up_in_segment": Quantity(CASE, "m", "least diameter in the segment at follow-up, as read"),
    "follow_up_reference": Quantity(CASE, "m", "reference diameter at follow-up, as read"),
    "stent_volume": Quantity(CASE, "m**3", "volume within the stent"),
    "lumen_volume": Quantity(CASE, "m**3", "lumen volume in the stent as ultrasound reads it"),
    "neointimal_volume": Quantity(CASE, "m**3", "neointimal volume as ultrasound reads it"),
    "tissue_area": Quantity(CASE, "m**2", "true neointimal area, mean along the stent"),
    "cardiac_death": Quantity(CASE, "s", "when; infinite for never"),
    "other_death": Quantity(CASE, "s", "when; infinite for never"),
    "target_vessel_infarction": Quantity(CASE, "s", "when; infinite for never"),
    "other_infarction": Quantity(CASE, "s", "when; infinite for never"),
    "target_lesion_revascularisation": Quantity(CASE, "s", "when, driven by symptoms or film; infinite for never"),
    "remote_revascularisation": Quantity(CASE, "s", "of the target vessel beside the lesion; infinite for never"),
    "stent_thrombosis": Quantity(CASE, "s", "when, definite or probable; infinite for never"),
    "end": Quantity(CASE, "s", "end of follow-up"),
}
ANGIOGRAMS = {
    "pre_lumen": Quantity(CASE, "m", "least diameter of the lesion before stenting, as read from a film"),
    "pre_reference": Quantity(CASE, "m", "reference diameter before stenting, as read from a film"),
} | {
    name: STENTED_PATIENTS[name]
    for name in (
        *("post_in_stent", "post_in_segment", "post_reference"),
        *("follow_up_in_stent", "follow_up_in_segment", "follow_up_reference"),
    )
}
PULLBACK = {
    **{name: QUANTITIES[name] for name in ("lumen_area", "strut_coverage")},
    **{
        name: TRACED_SECTION[name]
        for name in (
            *("external_area", "stent_area", "stent_neointimal_area", "lumen_eccentricity", "stent_eccentricity"),
            *("struts", "tissue_over_strut"),
        )
    },
    "malapposed_share": Quantity(TIME, "1", "share of struts that stand apart from the wall"),
    "malapposition": Quantity(TIME, "m", "farthest that a strut stands apart from the wall"),
    "malapposition_area": Quantity(TIME, "m**2", "lumen outside the stent"),
    "least_lumen_area": Quantity(CASE, "m**2", "smallest lumen area of all frames"),
    "least_stent_area": Quantity(CASE, "m**2", "smallest area within the stent of all frames"),
    "stented_length": Quantity(CASE, "m", "length over which lumen and stent are known"),
    "stent_volume": Quantity(CASE, "m**3", "volume within the stent"),
    "lumen_volume": Quantity(CASE, "m**3", "volume within the lumen"),
    "neointimal_volume": Quantity(CASE, "m**3", "stent less lumen volume"),
    "malapposition_volume": Quantity(CASE, "m**3", "volume of lumen outside the stent"),
}
COMPACT = {BODY: "f4", SECTION_LINE: "f4"}
VOCABULARIES = {
    "artery_section": ARTERY_SECTION,
    "traced_section": TRACED_SECTION,
    "radial_artery": QUANTITIES,
    "culture_dish": DISH,
    "stented_wall": STENTED_WALL,
    "stented_patients": STENTED_PATIENTS,
    "angiograms": ANGIOGRAMS,
    "pullback": PULLBACK,
}
# Worlds that people draw, of which any part may be missing.
DRAWN = ("traced_section", "pullback")


def reads(endpoint_world: str, world: str) -> bool:
    """Whether an endpoint of one world may measure a recording of another.

    A section has all that a radius has; its outlines alone have what can be traced, and those of a pullback have
    areas, struts and the volumes that ultrasound reads in patients. Angiograms have the films of patients, but not
    their events.
    """
    also = {
        "radial_artery": {"artery_section", "traced_section", "pullback"},
        "stented_patients": {"pullback", "angiograms"},
        "traced_section": {"pullback"},
    }
    return endpoint_world == world or world in also.get(endpoint_world, ())


class NotRecorded(KeyError):
    """A quantity that this recording does not have: its world knows none, or nobody drew it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What one batch of cases did in a ``world``: ``times`` [s], ``days`` of profiles, and arrays by name in SI."""

    times: Array
    days: Array
    values: dict[str, Array]
    world: str = "radial_artery"

    def last(self, name: str) -> Array:
        """A quantity at the end of the run, shape (cases,)."""
        end: Array = self.known(name)[:, -1]
        return end

    def first(self, name: str) -> Array:
        """A quantity just after implantation, shape (cases,)."""
        begin: Array = self.known(name)[:, 0]
        return begin

    def known(self, name: str) -> Array:
        """A quantity whole; NotRecorded when this recording does not have it.

        Worlds that are computed have all of their vocabulary, so that a gap there is a fault.
        """
        if name not in VOCABULARIES[self.world] or (self.world in DRAWN and name not in self.values):
            raise NotRecorded(name)
        return self.values[name]
