"""Things that workers are asked to do. Each leaves a line in a file of its own, to be counted."""

import os
import signal
import time
from pathlib import Path
from typing import NamedTuple


class Deed(NamedTuple):
    name: str
    folder: Path

    def begin(self):
        with (self.folder / self.name).open("a") as file:
            file.write(f"{os.getpid()}\n")

    def times(self):
        return len((self.folder / self.name).read_text().splitlines())


def deeds(folder, count):
    return [Deed(f"deed_{number}", folder) for number in range(count)]


def well(deed):
    deed.begin()
    return deed.name


def third_kills_once(deed):
    deed.begin()
    if deed.name == "deed_2" and deed.times() == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return deed.name


def third_kills(deed):
    deed.begin()
    if deed.name == "deed_2":
        os.kill(os.getpid(), signal.SIGKILL)
    return deed.name


def first_waits_for_a_word(deed):
    limit = time.monotonic() + 60
    while deed.name == "deed_0" and not (deed.folder / "word").exists() and time.monotonic() < limit:
        time.sleep(0.01)
    return deed.name


def third_has_no_disk(deed):
    if deed.name == "deed_2":
        raise OSError(28, "No space left on device")
    return deed.name


class Stubborn(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def stubborn(deed):
    raise Stubborn("this", "that")


def sleep(deed):
    deed.begin()
    time.sleep(120)
