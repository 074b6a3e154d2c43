"""Inspection's own copy of every sealed fact, and of every checkpoint that it has witnessed."""
