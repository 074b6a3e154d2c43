"""Watches the sealed logs of all services: nothing that was sealed may change or disappear."""
