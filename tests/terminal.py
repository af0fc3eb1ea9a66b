"""The command line as a person types it: in this process, or in one of its own where the claim is about processes."""

import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from typing import NamedTuple

from neointima.interfaces.cli import main

OWN_PROCESS = [sys.executable, "-m", "neointima.interfaces.cli"]


class Told(NamedTuple):
    """Exit status and what was said, named as ``subprocess`` names them."""

    returncode: int
    stdout: str
    stderr: str


def call(*arguments, cwd="."):
    """A command in this process, where a crash is not caught but ends the test."""
    said, complained = StringIO(), StringIO()
    with chdir(cwd), redirect_stdout(said), redirect_stderr(complained):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            status = stopped.code
    return Told(status, said.getvalue(), complained.getvalue())


def call_apart(*arguments, **options):
    """A command in its own process, with the signals, pipes and imports of one."""
    command = [*OWN_PROCESS, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def refused(done, *words):
    """Exit 2 and one sentence with these words, no traceback."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr, done.stderr
