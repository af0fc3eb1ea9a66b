"""Numbers with units and sources."""
