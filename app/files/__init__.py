"""Stored bytes: evidence and made documents, by content hash."""
