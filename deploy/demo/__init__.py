"""The example agency's year 2023, played through the same doors that real units and people use."""
