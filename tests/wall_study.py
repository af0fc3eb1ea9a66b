"""A transport study as a file beside which its own files lie."""

STUDY = """
title = "{title}"
question = "Where is it?"
protocol = "drug_transport"
seed = 0

[arms]
slow = {{ device = "{device}", drug = "sirolimus" }}
{second}

[conditions]
artery = "porcine_coronary"
days = {days}
world = "{world}"
finest = "{finest}"
{more}
"""
COMPARE = """
[[compare]]
endpoint = "wall_content"
test = "arm_mean"
arms = ["slow"]
"""
PLAIN = {"title": "Drug in a wall", "device": "cypher", "second": "", "world": "wall_section", "finest": "20 um"}


def wall_study(folder, *, days=2, more="", end=COMPARE, **own):
    """The study's path; ``more`` are further conditions, ``end`` what follows them."""
    path = folder / "study.toml"
    path.write_text(STUDY.format(days=days, more=more, **{**PLAIN, **own}) + end)
    return path
