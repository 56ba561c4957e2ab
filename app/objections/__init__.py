"""Objections (sanggah): items, recommendations, decisions."""
