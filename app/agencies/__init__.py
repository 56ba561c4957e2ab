"""The register of agencies (OPD)."""
