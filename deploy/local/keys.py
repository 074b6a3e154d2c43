"""The keys of a one-machine platform, each made once and kept below its data folder."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence

from danvan.contracts.audit.notes import Signer

from danvan.deploy.local.layout import DataFolder, write_secret
from danvan.deploy.local.nats import new_nkey
from danvan.services.chassis.auth import new_local_key

#: The name of a service's sealed log, which stands in every checkpoint.
LOG_NAME = "danvan.local/{}"


def make_keys(data: DataFolder, services: Sequence[str], others: Sequence[str]) -> None:
    """Make whatever key is not there yet. `others` sign in at the broker besides the services."""
    if not data.token_key.exists():
        write_secret(data.token_key, json.dumps(new_local_key()))
    for key in (data.denouncer_key, data.council_key):
        if not key.exists():
            write_secret(key, base64.b64encode(os.urandom(32)).decode())
    for service in services:
        if not data.log_key(service).exists():
            signer = Signer.new(LOG_NAME.format(service))
            write_secret(data.log_verifier(service), signer.vkey)
            write_secret(data.log_key(service), signer.text)
    for name in (*services, *others):
        if not data.nats_seed(name).exists():
            write_secret(data.nats_seed(name), new_nkey()[0])
