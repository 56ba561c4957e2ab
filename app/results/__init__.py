"""Results: exact score sheets, ranking, publication."""
