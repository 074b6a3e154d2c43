"""The use cases of inspection, a module a noun."""
