"""How many patients a trial needs, or the power of those it has, with looks on the way."""
