"""A trial of a few patients in whom much happens within months, as a study file."""

HEAD = """
title = "A small trial"
question = "What is to be seen <b>&?"
protocol = "trial"
seed = 11

[arms]
{arms}

[conditions]
patients = "moderate_de_novo"
days = {days}
film_day = {film_day}
replicates = 100

[values]
"background.other_death" = {{ value = {deaths}, unit = "1/year", grade = "assumed", note = "so that deaths compete" }}
"background.cardiac_death" = {{ value = {deaths}, unit = "1/year", grade = "assumed", note = "the same" }}
"background.remote" = {{ value = {events}, unit = "1/year", grade = "assumed", note = "so that there are events" }}
"""
COMPARE = """
[[compare]]
endpoint = "{endpoint}"
test = "{test}"
arms = {arms}
{published}
"""
ARMS = {
    "treated": 'treated = {{ device = "endeavor", drug = "zotarolimus", patients = {patients} }}',
    "bare": 'bare = {{ device = "driver", drug = "none", patients = {patients} }}',
}
PAIR = ("treated", "bare")
DAYS = {"target_vessel_failure": 270, "in_stent_late_lumen_loss": 240}
NAMES = {"treated": "E-ZES", "bare": "BMS"}


def trial_study(folder, *, patients=12, arms=PAIR, days=60, film_day=45, hazard=2.0):
    """The study's path; late loss and target vessel failure stand beside published arms, thrombosis does not."""
    lines = "\n".join(ARMS[arm].format(patients=patients) for arm in arms)
    text = HEAD.format(arms=lines, days=days, film_day=film_day, deaths=hazard, events=2 * hazard)
    tests = ("rate_difference", "superiority") if len(arms) == 2 else ("arm_rate", "arm_mean")
    rows = [("target_vessel_failure", tests[0]), ("in_stent_late_lumen_loss", tests[1]), ("stent_thrombosis", tests[0])]
    for endpoint, test in rows:
        theirs = [NAMES[arm] for arm in arms]
        published = f'published = {{ study = "fajadet_2006", arms = {theirs}, day = {DAYS.get(endpoint)} }}'
        text += COMPARE.format(
            endpoint=endpoint, test=test, arms=list(arms), published=published if endpoint in DAYS else ""
        )
    path = folder / "study.toml"
    path.write_text(text)
    return path
