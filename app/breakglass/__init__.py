"""Break-glass: an admin's reasoned look at one OPD's content, for an hour, seen by everyone."""
