"""What this machine can hold, found out before the work and not by it."""

import os

from neointima.mistake import Mistake

SPARED = 0.9


def check_memory(needed: float, what: str) -> None:
    """A Mistake when ``needed`` bytes for ``what`` are more than this machine can give."""
    there = available()
    if needed > SPARED * there:
        raise Mistake(
            f"finest: {what} need about {needed / 1e9:.1f} GB and this machine has {there / 1e9:.1f} GB free; "
            "take larger cells or a shorter segment"
        )


def available() -> float:
    """Bytes of memory that are free or can be freed; infinite where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123
            lines = dict(line.split(":", 1) for line in file)
        return float(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        pass
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
    return float("inf")
