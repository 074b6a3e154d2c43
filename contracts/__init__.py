"""The published language: what goes over the wire and into the stores; `catalogue` has all types."""
