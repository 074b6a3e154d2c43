"""What can be done in emulation, a module a noun: load, decide, append."""
