"""Claims: a test states what it measured and its limit; with --claims they are written to a table."""

import csv
from pathlib import Path

import pytest

ROWS = pytest.StashKey[list]()


def pytest_addoption(parser):
    parser.addoption("--claims", type=Path, default=None, help="write claim, measured, limit, passes to this file")


def pytest_configure(config):
    config.stash[ROWS] = []


@pytest.fixture
def claim(request):
    """Record a claim and assert it: ``claim(text, measured, limit, passes)``."""

    def record(text, measured, limit, passes):
        shown = f"{measured:.4g}" if isinstance(measured, float) else str(measured)
        request.config.stash[ROWS].append((text, shown, limit, "yes" if passes else "no"))
        assert passes, f"{text}: {shown}, limit {limit}"

    return record


def pytest_sessionfinish(session):
    path = session.config.getoption("--claims")
    if path and session.config.stash[ROWS]:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([("claim", "measured", "limit", "passes"), *session.config.stash[ROWS]])


@pytest.fixture(scope="session")
def studies():
    return Path(__file__).parents[1] / "studies"
