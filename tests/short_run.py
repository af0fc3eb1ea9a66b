"""A study of the shelf cut down to two days and a few animals: options of ``neointima run``, and the run itself."""

from pathlib import Path

from neointima.laboratory.run import run

STUDY = Path(__file__).parents[1] / "studies" / "pig_zotarolimus_28_days.toml"
COMPARE = 'compare=[{endpoint="neointimal_area",test="superiority",arms=["treated","control"]}]'


def with_animals(count):
    """Two days; animals go into batches of 25 for each of two arms."""
    return "--set", "conditions.days=2", f"conditions.animals={count}", COMPARE


def tables(out, count):
    """The run in this process, without its report."""
    return run(STUDY, out, changes=with_animals(count)[1:])


SHORT = with_animals(3)
