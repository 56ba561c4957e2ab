"""Backups: the whole city in one file, and what of it lies in the data folder."""
