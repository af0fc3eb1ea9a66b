"""How people reach the laboratory."""
