"""Runs whose processes are killed: the workers of one, those that outlive it, and whether two runs left the same."""

import psutil


def workers_of(pid):
    """Processes of the pool of ``pid``."""
    found = []
    for child in psutil.Process(pid).children():
        try:
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def alive(processes):
    """Those of ``processes`` that are still there after some seconds."""
    return psutil.wait_procs(processes, timeout=20)[1]


def contents(folder):
    """Every file of a run but its page, byte by byte; the page shows the folder's name."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "report.html"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(paths)}
