"""Evaluation years: instrument, windows, the steps of the whole round."""
