"""What stands in the head of documents: name and address of the unit, and the paper."""
