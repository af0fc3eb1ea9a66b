"""Lines through points that are grouped, as struts are in animals."""
