"""What can be done in feedback, a module a noun: load, decide, append."""
