"""Patients with a stent: every place of it in the radial world, then films, ultrasound and what happens."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from neointima.numerics.schedule import DAY, clinical
from neointima.quantities.kinds import Array, Marks, Numbers
from neointima.simulation.radial_artery import RadialArtery, State
from neointima.simulation.recording import Recording
from neointima.submodels.events.background import Background, Happened, Lots
from neointima.submodels.events.reintervention import Reintervention
from neointima.submodels.events.stent_thrombosis import StentThrombosis, Thrombosis
from neointima.submodels.imaging.intravascular_ultrasound import IntravascularUltrasound
from neointima.submodels.imaging.quantitative_angiography import Film, QuantitativeAngiography
from neointima.submodels.patients.drawn_patients import Drawn
from neointima.submodels.patients.stent_edges import StentEdges
from neointima.submodels.patients.stent_places import Places

KEPT_DAYS = 10


class PatientLuck(NamedTuple):
    """Each patient's own luck after stenting: normal numbers (``edge``, ``film``) and lots between 0 and 1.

    Shapes: edges (patients, edges); films (patients, 2); ``returns``, ``limit`` and ``delay`` (patients,);
    ``thrombosis`` (patients, 4).
    """

    edge_post: Array
    edge_loss: Array
    film_after_stenting: Array
    film_at_follow_up: Array
    returns: Array
    limit: Array
    delay: Array
    thrombosis: Array
    background: Lots


class Lumens(NamedTuple):
    """True course of each patient, shape (patients, times): least diameters [m], areas [m²], bare share of struts.

    Areas are means over the places of the stent; ``seen_area`` is the lumen area as ultrasound reads it.
    """

    times: Array
    in_stent: Array
    in_segment: Array
    lumen_area: Array
    seen_area: Array
    uncovered: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class StentedPatients:
    """A batch of patients of one arm. ``artery`` holds their places as its cases, in the order of ``places``."""

    artery: RadialArtery
    patients: Drawn
    places: Places
    luck: PatientLuck
    edges: StentEdges
    angiography: QuantitativeAngiography
    ultrasound: IntravascularUltrasound
    reintervention: Reintervention
    thrombosis: StentThrombosis
    background: Background

    def follow(self, days: int, *, film_day: int) -> Recording:
        """Everything a trial records of these patients in ``days``, with a film on ``film_day`` (0 for none)."""
        lumens = self.lumens(clinical(days))
        after, again = self.films(lumens, film_day)
        background = self.background.happen(self.luck.background)
        thrombosis = self.thrombosis.happen(lumens.uncovered, lumens.times, self.luck.thrombosis)
        gone = deaths(background, thrombosis)
        returns = self.angiography.attends(self.luck.returns) & (film_day * DAY > 0) & (film_day * DAY < gone)
        treated = self.treated_again(lumens, again, film_day, returns=returns, anew=background.new_disease)
        values = {
            **self._baseline(after),
            **followed(again, returns),
            **self._tissue(lumens, film_day or days),
            **happened(background, thrombosis, treated),
            "end": np.full(len(gone), days * DAY),
        }
        kept = (lumens.times % (KEPT_DAYS * DAY) == 0) | (lumens.times == lumens.times[-1])
        values |= {name: getattr(lumens, name)[:, kept] for name in ("in_stent", "in_segment", "lumen_area")}
        return Recording(lumens.times[kept], np.array([]), values, world="stented_patients")

    def lumens(self, times: Array) -> Lumens:
        """The true course, from every place of every stent."""
        now = self.artery.start()
        places = [of_places(now)]
        for before, time in pairwise(times):
            now = self.artery.step(now, float(time - before))
            places.append(of_places(now))
        lumen, bare = (np.stack(column, axis=1) for column in zip(*places, strict=True))
        return self.seen(times, lumen, bare)

    def seen(self, times: Array, lumen: Array, bare: Array) -> Lumens:
        """The course of patients from lumen areas [m²] and bare share of struts of their places, (places, times)."""
        first, stent = self.places.first, lumen[:, 0]
        in_stent = np.minimum.reduceat(2 * np.sqrt(lumen / np.pi), first, axis=0)
        read = np.stack([self.ultrasound.lumen(stent, one) for one in lumen.T], axis=1)
        post, loss = self.edges.beside(self.patients.reference_diameter, self.luck.edge_post, self.luck.edge_loss)
        in_segment = np.minimum(in_stent, self.edges.narrowest(post, loss, times))
        return Lumens(times, in_stent, in_segment, *(mean_of(one, first) for one in (lumen, read, bare)))

    def films(self, lumens: Lumens, film_day: int) -> tuple[Film, Film]:
        """The film after stenting and the one at follow-up."""
        day = at_day(lumens.times, film_day)
        reference = self.patients.reference_diameter
        true = [Film(lumens.in_stent[:, at], lumens.in_segment[:, at], reference) for at in (0, day)]
        lucks = (self.luck.film_after_stenting, self.luck.film_at_follow_up)
        after, again = (self.angiography.film(one, luck) for one, luck in zip(true, lucks, strict=True))
        return after, again

    def treated_again(self, lumens: Lumens, film: Film, film_day: int, *, returns: Marks, anew: Array) -> Array:
        """When the lesion of each patient is treated again [s], for tissue or for disease that comes ``anew`` [s].

        ∞ for never.
        """
        limit = self.reintervention.limit(self.luck.limit)
        stenosis = percent_stenosis(lumens.in_segment, self.patients.reference_diameter[:, None])
        time = self.reintervention.time(stenosis, lumens.times, limit=limit, delay_lot=self.luck.delay)
        shown = percent_stenosis(film.in_segment, film.reference)
        by_film = self.reintervention.after_film(shown, film_day * DAY, limit=limit)
        return np.minimum.reduce([time, np.where(returns, by_film, np.inf), anew])

    def _baseline(self, film: Film) -> dict[str, Array]:
        who = self.patients
        return {
            "reference_diameter": who.reference_diameter,
            "lesion_length": who.lesion_length,
            "stented_length": who.stented_length * who.lesions,
            "lesions": who.lesions.astype(np.float64),
            "is_diabetic": who.is_diabetic.astype(np.float64),
            "reaction": who.reaction,
            "post_in_stent": film.in_stent,
            "post_in_segment": film.in_segment,
            "post_reference": film.reference,
        }

    def _tissue(self, lumens: Lumens, day: int) -> dict[str, Array]:
        """Volumes by ultrasound, and the true tissue in the stent per length."""
        at = at_day(lumens.times, day)
        stent, seen = lumens.lumen_area[:, 0], lumens.seen_area[:, at]
        length = self.patients.stented_length * self.patients.lesions
        return {
            "stent_volume": stent * length,
            "lumen_volume": seen * length,
            "neointimal_volume": (stent - seen) * length,
            "tissue_area": stent - lumens.lumen_area[:, at],
        }


def of_places(now: State) -> tuple[Array, Array]:
    """Lumen area [m²] and bare share of struts of every place, shape (places,)."""
    lumen = now.contour.lumen_area[:, 0]
    return lumen, 1 - np.broadcast_to(now.contour.strut_coverage, (len(lumen), 1))[:, 0]


def followed(film: Film, returns: Marks) -> dict[str, Array]:
    """Readings at follow-up, no number for patients who did not return."""
    readings = {"follow_up_in_stent": film.in_stent, "follow_up_in_segment": film.in_segment}
    readings["follow_up_reference"] = film.reference
    return {name: np.where(returns, reading, np.nan) for name, reading in readings.items()}


def deaths(background: Happened, thrombosis: Thrombosis) -> Array:
    """When each patient dies of anything [s], ∞ for never."""
    fatal = np.where(thrombosis.is_fatal, thrombosis.time, np.inf)
    return np.minimum.reduce([background.cardiac_death, background.other_death, fatal])


def happened(background: Happened, thrombosis: Thrombosis, treated: Array) -> dict[str, Array]:
    """Times of every event [s], ∞ for never; a thrombosis may kill, and is treated where it does not."""
    clot = thrombosis.time
    fatal, infarction = np.where(thrombosis.is_fatal, clot, np.inf), np.where(thrombosis.is_infarction, clot, np.inf)
    return {
        "cardiac_death": np.minimum(background.cardiac_death, fatal),
        "other_death": background.other_death,
        "target_vessel_infarction": np.minimum(background.target_vessel_infarction, infarction),
        "other_infarction": background.other_infarction,
        "target_lesion_revascularisation": np.minimum(treated, np.where(thrombosis.is_fatal, np.inf, clot)),
        "remote_revascularisation": background.remote_revascularisation,
        "stent_thrombosis": clot,
    }


def percent_stenosis(lumen: Array, reference: Array) -> Array:
    """Diameter stenosis [percent of the reference]."""
    found: Array = 100 * (1 - lumen / reference)
    return found


def at_day(times: Array, day: int) -> int:
    """Place of the last time that is not after ``day``."""
    return int(np.searchsorted(times, day * DAY + 1.0)) - 1


def mean_of(values: Array, first: Numbers) -> Array:
    """Mean over the places of each patient, shape (patients, times) of ``values`` (places, times)."""
    counts = np.diff(np.append(first, len(values)))
    # One time after the other, so that a patient's mean does not depend on how many times there are.
    found: Array = np.stack([np.add.reduceat(one, first) / counts for one in values.T], axis=1)
    return found
