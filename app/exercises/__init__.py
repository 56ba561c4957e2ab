"""Exercise rounds: all assessors score one sample blind, then see the spread and talk about it."""
