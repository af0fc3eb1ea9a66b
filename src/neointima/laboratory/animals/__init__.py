"""From the sections of an animal study to its groups: the animal is the unit, and what sections would say is said."""
