"""The inbox: short messages to people, written in the transaction of the change."""
