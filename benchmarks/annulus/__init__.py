"""The ten-strut annulus as a race: the same 28 days by every program that can solve it, time against error."""
