"""The published language: what goes over the wire and into the stores. See `catalogue`."""
