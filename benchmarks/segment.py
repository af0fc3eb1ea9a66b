"""One stented segment of 3 mm for 28 days, its cells of the size asked: prints cells, seconds and memory as JSON."""

import json
import resource
import sys
import time
from pathlib import Path

from neointima.laboratory.plan import plan
from neointima.laboratory.study import load
from neointima.numerics.schedule import DAY
from neointima.protocols.drug_transport import DrugTransport

STUDY = Path(__file__).parents[1] / "studies" / "section_four_stents_28_days.toml"
DAYS = (1, 3, 7, 14, 28)


def main() -> None:
    changes = ["conditions.world=wall_segment", "conditions.length=3 mm", "conditions.covering=0 um"]
    study, _ = load(STUDY, [*changes, f"conditions.finest={sys.argv[1]}"])
    site = plan(study, STUDY.name).batches[0]
    begin = time.perf_counter()
    wall = DrugTransport().wall(site)
    transport, now = wall.ready()
    for day in DAYS:
        now = transport.until(now, day * DAY)
    seconds = time.perf_counter() - begin
    parts = wall.budget(now)
    budget = sum(parts.values()) / (sum(wall.budget(wall.ready()[1]).values())) - 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    found = {"cells": int(wall.lodged.size), "seconds": seconds, "memory": memory, "budget": budget}
    print(json.dumps({**found, "steps": transport.taken}))


if __name__ == "__main__":
    main()
