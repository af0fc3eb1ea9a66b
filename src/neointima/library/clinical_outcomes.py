"""Published outcomes of stents in patients: late loss, restenosis, tissue and events, arm by arm."""

import csv
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from neointima.library.shelf import LIBRARY, sources
from neointima.mistake import Mistake

PLACE = "clinical/outcomes.csv"
SPLITS = ("calibration", "validation")
SEEN = ("read", "recalled", "guide_only")
LESIONS = ("de_novo", "in_stent_restenosis", "occlusion", "other")


class ClinicalOutcome(NamedTuple):
    """One figure of one arm: ``value`` and ``sd`` in ``unit``; what is not known is nan, or no word.

    ``stent`` is the item of the device shelf, empty where there is none and ``note`` says why; ``device`` is as
    printed. ``drug`` is the item of the drug shelf, ``none`` for bare metal, empty for several drugs in one arm. ``n``
    were in the arm, ``n_analysed`` stand behind the value. ``subset`` names the patients where they are not those of
    the arm, so that none is counted twice. ``lesion`` is ``de_novo`` also for trials of all comers, most of whose
    lesions are; the others are never to be pooled with it. ``reference_diameter``, its SD, ``post_lumen`` (minimal,
    in the stent) and ``lesion_length`` [mm] and ``diabetics`` [percent] describe the arm. *Calibration* may be fitted,
    *validation* only scored. ``reports`` are those of the trial, and ``seen_at`` is where a figure was read.
    """

    trial: str
    arm: str
    stent: str
    drug: str
    device: str
    n: float
    day: int
    endpoint: str
    unit: str
    value: float
    sd: float
    n_analysed: float
    subset: str
    lesion: str
    reference_diameter: float
    reference_diameter_sd: float
    post_lumen: float
    lesion_length: float
    diabetics: float
    split: str
    seen: str
    seen_at: str
    reports: tuple[str, ...]
    note: str


@cache
def clinical_outcomes() -> tuple[ClinicalOutcome, ...]:
    """Every figure on the shelf, in the order of the file."""
    with (LIBRARY / PLACE).open(encoding="utf-8", newline="") as file:
        return tuple(_outcome(line) for line in csv.DictReader(file))


def chosen_outcomes(*, split: str, endpoint: str, lesion: str = "de_novo") -> tuple[ClinicalOutcome, ...]:
    """Figures of whole arms for one endpoint in one kind of lesion, of trials that may be fitted or those that may not.

    Subsets are passed by: their patients stand in the rows of the arms.
    """
    _among(split, SPLITS, "split")
    _among(lesion, LESIONS, "lesion")
    _among(endpoint, tuple(dict.fromkeys(row.endpoint for row in clinical_outcomes())), "clinical endpoint")
    return tuple(
        row
        for row in clinical_outcomes()
        if (row.split, row.endpoint, row.lesion) == (split, endpoint, lesion) and not row.subset
    )


def _outcome(line: dict[str, Any]) -> ClinicalOutcome:
    place = f"{PLACE} › {line['trial']} › {line['arm']}"
    for key, known in (("split", SPLITS), ("seen", SEEN), ("lesion", LESIONS)):
        _among(line[key], known, key, place=place)
    words = {key: line[key] for key in ClinicalOutcome._fields if key in line}
    numbers = {key: float(line[key] or np.nan) for key in ("n", "value", "sd", "n_analysed")}
    return ClinicalOutcome(
        **(words | numbers | {"day": int(line["day"])}),
        reference_diameter=float(line["reference_diameter_mm"] or np.nan),
        reference_diameter_sd=float(line["reference_diameter_sd_mm"] or np.nan),
        post_lumen=float(line["post_lumen_mm"] or np.nan),
        lesion_length=float(line["lesion_length_mm"] or np.nan),
        diabetics=float(line["diabetics_percent"] or np.nan),
        reports=_cited(line["source"], place),
    )


def _cited(keys: str, place: str) -> tuple[str, ...]:
    """The reports of a trial, of which a cell holds the keys with blanks between."""
    for key in keys.split() or [""]:
        if key not in sources():
            raise Mistake(f"{place}: source '{key}' is not in sources.toml; add it there")
    return tuple(keys.split())


def _among(given: str, known: tuple[str, ...], kind: str, *, place: str = "") -> None:
    if given not in known:
        raise Mistake(f"{place}{': ' if place else ''}'{given}' is not a {kind}; choose one of {', '.join(known)}")
