"""What both doors share about HTTP."""
