"""Use cases of reporting: name the streams, load, decide, append. One work is one transaction."""
