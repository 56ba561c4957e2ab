"""Matang: the yearly evaluation of how well each agency of a city manages its data."""

__version__ = "0.1.0"
