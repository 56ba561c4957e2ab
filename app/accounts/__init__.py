"""Accounts, log-in, sessions, tokens."""
