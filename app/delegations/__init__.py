"""Who of an OPD takes care of which indicator, until when; it gives no right."""
