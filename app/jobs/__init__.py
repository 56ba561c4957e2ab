"""Background work: the table is the truth, the runner only moves it."""
