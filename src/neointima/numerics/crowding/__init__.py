"""Soft, sticky discs and spheres that crowd one another: who touches whom, the forces, and how they come to rest."""
