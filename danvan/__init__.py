"""Dân Vận: a public agency's yearly public-engagement programme, recorded so that it can be proved.

The rooms of the house stand at the top of the repository (`contracts/`, `services/`, `deploy/`);
links in this folder give them their import names `danvan.contracts`, `danvan.services` and so on.
"""

__version__ = "0.1.0"
