"""Crowds of soft agents as a race: the same steps by PhysiCell, the same way to rest by ISR3D, and cost with size."""
