"""From the table of a trial to effects, their intervals and P, each with its null hypothesis in words."""
