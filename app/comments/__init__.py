"""The talk inside one OPD about an indicator: never read outside of it."""
