"""A laboratory for stents: coating, wall, signal, cells, lumen; bench, pig and clinic."""

__version__ = "0.1.0"
