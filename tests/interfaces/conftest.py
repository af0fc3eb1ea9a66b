"""One short run in a process of its own, for every test that only looks at what a run leaves."""

import pytest

from short_run import SHORT, STUDY
from terminal import call_apart


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The folder of a finished run, to be looked at only, and what its process said."""
    folder = tmp_path_factory.mktemp("runs") / "short"
    done = call_apart("run", STUDY, "--out", folder, *SHORT)
    assert done.returncode == 0, done.stderr
    return folder, done
