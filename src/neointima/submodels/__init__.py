"""The biology and physics, one question a room; rooms never import one another."""
