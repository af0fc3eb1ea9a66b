"""How does a plate become a dose? What the endpoints of plates have in common."""
