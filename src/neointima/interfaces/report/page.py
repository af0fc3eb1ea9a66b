"""Puts the report together: one file that opens offline."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from neointima import __version__
from neointima.interfaces.report import figures, tables
from neointima.interfaces.report.pathway_in_study import in_artery
from neointima.interfaces.report.plate_figures import plates
from neointima.interfaces.report.section import sections
from neointima.interfaces.report.section_film import section_film
from neointima.interfaces.report.stained import stained
from neointima.interfaces.report.strut_figure import struts
from neointima.interfaces.report.templating import templates
from neointima.interfaces.report.trial_page import trial_pictures
from neointima.interfaces.report.wall_figures import wall_pictures
from neointima.laboratory import results
from neointima.laboratory.checks import KINDS, check_table
from neointima.laboratory.folder import write_text
from neointima.laboratory.section_film import SectionFilm
from neointima.laboratory.section_pictures import first_cases

TISSUE: list[tuple[str, float, str]] = [
    ("tissue_content", 1e6, "drug in the wall [ng/mg]"),
    ("receptor_occupancy", 100, "FKBP12 occupied [%]"),
]
TISSUE += [("mtorc1_blocked", 100, "mTORC1 blocked [%]")]
SIGNALS: list[tuple[str, float, str]] = [
    ("s6k", 1, "S6K phosphorylation"),
    ("four_ebp1", 1, "4E-BP1 phosphorylation"),
    ("p27", 1, "p27Kip1"),
]
SIGNALS += [
    ("cdk2", 1, "CDK2 activity"),
    ("g1_passage", 1, "passage from G1 to S"),
    ("growth_drive", 1, "growth factor drive"),
]
INJURY: list[tuple[str, float, str]] = [
    ("thrombin", 1, "thrombin"),
    ("bfgf", 1, "bFGF"),
    ("pdgf", 1, "PDGF"),
    ("inflammation", 1, "inflammation"),
]
INJURY += [("endothelium", 100, "endothelium [% of lumen]"), ("strut_coverage", 100, "struts covered [%]")]
CELLS: list[tuple[str, float, str]] = [
    ("cycling_share", 100, "cells in S/G2/M [%]"),
    ("neointima_cells", 1e-3, "neointimal cells per mm"),
]
CELLS += [("cells_migrated", 1e-3, "cells migrated per mm"), ("proteoglycan", 1e6, "early matrix [mm²]")]
CELLS += [("collagen", 1e6, "collagen [mm²]"), ("neointimal_area", 1e6, "neointimal area [mm²]")]

Draw = Callable[[Path, dict[str, Any]], dict[str, Any]]
PAGES: dict[str, tuple[str, Draw]] = {
    "cell_assay": ("bench.html", plates),
    "drug_transport": ("wall.html", wall_pictures),
    "trial": ("trial.html", trial_pictures),
}


def write_report(folder: Path) -> Path:
    """Write ``report.html`` from the files of the run in ``folder`` and return its path."""
    template, draw = PAGES.get(results.study(folder)["protocol"], ("report.html", pictures))
    page = folder / "report.html"
    write_text(page, templates().get_template(template).render(**_content(folder, draw)))
    return page


def _content(folder: Path, draw: Draw) -> dict[str, Any]:
    study = results.study(folder)
    rows = tables.findings(folder)
    parameters = tables.parameters(folder)
    return {
        "version": __version__,
        "study": study,
        "arms": tables.arms(study),
        "cases": tables.cases(study),
        "day": tables.day(study),
        "headline": tables.headline(study, rows),
        "findings": rows,
        "is_calibration": tables.is_calibration(study),
        "means": tables.means(folder),
        "citations": tables.citations(study),
        "corrections": tables.corrections(),
        "parameters": parameters,
        "grades": tables.grades(parameters),
        "checks": [{"name": kind, "title": title, "rows": check_table(kind)} for kind, title in KINDS.items()],
        "pictures": draw(folder, study),
    }


def pictures(folder: Path, study: dict[str, Any]) -> dict[str, Any]:
    """The pictures of a run, by name."""
    arms = results.recordings(folder)
    in_section = any(recording.world == "artery_section" for recording in arms.values())
    groups = tables.groups(folder, study)
    labels = {one: f"{results.label(one)} [{results.unit(results.endpoint_unit(one)) or '1'}]" for one in groups}
    return {
        "animals": figures.animals(groups, tables.known(study), labels),
        "sections": sections(arms),
        "fate": figures.fate(arms),
        "tissue": figures.courses(arms, TISSUE),
        "profiles": "" if in_section else figures.profiles(arms),
        "signals": figures.courses(arms, SIGNALS),
        "injury": figures.courses(arms, INJURY),
        "cells": figures.courses(arms, CELLS),
        "pathway": {"svg": ""} if in_section else in_artery(arms, study),
        "is_section": in_section,
        "struts": struts(arms) if in_section else {},
        **(cells(folder) if in_section else {"film": {}, "stained": {}}),
    }


def cells(folder: Path) -> dict[str, Any]:
    """What shows single cells: a film where days were kept for one, stained sections in stains that it lacks."""
    film = SectionFilm(first_cases(folder))
    shown = section_film(film)
    return {"film": shown, "stained": stained(film, shown.get("stains", []))}
