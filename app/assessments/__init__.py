"""Assessors: assignment, blind judgements, locks, agreed levels, notes."""
