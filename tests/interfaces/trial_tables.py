"""Tables of trials as people write them, for the tests of the commands."""

import csv

from terminal import call


def written(folder, text, name="trial.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def compared(folder, text, *options):
    """What ``neointima compare`` says of a table, and the rows of its findings.csv."""
    out = folder / f"out{len(list(folder.iterdir()))}"
    done = call("compare", written(folder, text), "--out", out, *options)
    return done, rows(out / "findings.csv") if done.returncode == 0 else []


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def by_method(found, **wanted):
    """The one row with these words in these columns."""
    own = [row for row in found if all(word in row[key] for key, word in wanted.items())]
    assert len(own) == 1, own
    return own[0]
