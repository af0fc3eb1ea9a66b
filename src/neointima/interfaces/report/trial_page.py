"""What the page of a trial shows: who was randomised, what became of them, and where a next trial would come out."""

from pathlib import Path
from typing import Any

from neointima.interfaces.report import tables
from neointima.interfaces.report.event_figures import event_figures
from neointima.interfaces.report.film_figure import film_figure, film_words
from neointima.interfaces.report.late_loss_figure import late_loss_figure, late_loss_words
from neointima.interfaces.report.lumen_figure import lumen_figure, lumen_words
from neointima.interfaces.report.replicates_figure import replicates_figure
from neointima.interfaces.report.trial_words import headline, next_trials, thin_draws
from neointima.laboratory import results
from neointima.laboratory.patient_baseline import patient_baseline
from neointima.laboratory.patient_films import late_loss_line, lumen_courses, patient_films
from neointima.laboratory.patient_flow import patient_flow
from neointima.laboratory.patient_follow_up import event_courses
from neointima.laboratory.population import population, treated_arms
from neointima.laboratory.replicate_trials import TABLE as REPLICATES


def trial_pictures(folder: Path, study: dict[str, Any]) -> dict[str, Any]:
    """Figures, tables and words of a trial, by name."""
    films, line = patient_films(folder, study), late_loss_line()
    courses, replicates = lumen_courses(folder), results.table(folder, REPLICATES)
    film_day = study["conditions"].get("film_day", 0)
    colours = tables.colours(study)
    return {
        "headline": headline(folder, study),
        "arms": treated_arms(study),
        "population": population(study),
        "film_day": film_day,
        "flow": patient_flow(folder, study),
        "baseline": patient_baseline(folder, study),
        "next_trials": next_trials(replicates),
        "thin_draws": thin_draws(replicates, study),
        "replicates": replicates_figure(replicates) if replicates else "",
        "events": event_figures(event_courses(folder, study)),
        "films": film_figure(films, colours) if films else "",
        "film_words": film_words(films),
        "late_loss": late_loss_figure(films, line, colours) if films else "",
        "late_loss_words": late_loss_words(films, line),
        "lumen": lumen_figure(courses, colours, film_day=film_day),
        "lumen_words": lumen_words(courses),
    }
