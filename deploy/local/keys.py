"""The keys of a one-machine platform, each made once and kept below its data folder."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence

import yaml

from danvan.contracts.audit.cosignature import cosigner_vkey
from danvan.contracts.audit.notes import Signer
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DataFolder, Ports, read_key, write_secret
from danvan.deploy.local.nats import new_nkey
from danvan.services.chassis.auth import local_token, new_local_key

#: The name of a service's sealed log, which stands in every checkpoint.
LOG_NAME = "danvan.local/{}"
#: So long the witness's token holds; it is made anew at each start.
TOKEN_HOURS = 10 * 365 * 24


def make_keys(data: DataFolder, services: Sequence[str], others: Sequence[str]) -> None:
    """Make whatever key is not there yet. `others` sign in at the broker besides the services."""
    if not data.token_key.exists():
        write_secret(data.token_key, json.dumps(new_local_key()))
    keys = (data.master_key, data.denouncer_key, data.council_key, data.session_key)
    for key in keys:
        if not key.exists():
            write_secret(key, base64.b64encode(os.urandom(32)).decode())
    for service in services:
        if not data.log_key(service).exists():
            signer = Signer.new(LOG_NAME.format(service))
            write_secret(data.log_verifier(service), signer.vkey)
            write_secret(data.log_key(service), signer.text)
    if not data.witness_key.exists():
        witness = Signer.new(LOG_NAME.format("witness"))
        write_secret(data.witness_verifier, cosigner_vkey(witness))
        write_secret(data.witness_key, witness.text)
    for name in (*services, *others):
        if not data.nats_seed(name).exists():
            write_secret(data.nats_seed(name), new_nkey()[0])


def tell_witness(data: DataFolder, ports: Ports) -> None:
    """Say where the sealed logs are, and give a token to read them; both anew at each start."""
    logs = [
        {
            "service": service,
            "url": ports.url(service),
            "vkey": data.log_verifier(service).read_text(encoding="utf-8"),
        }
        for service in ports.services
    ]
    write_secret(data.logs_file, yaml.safe_dump({"logs": logs}, sort_keys=False))
    key = read_key(data.token_key)
    token = local_token(key, "witness", Role.INSPECTOR, None, hours=TOKEN_HOURS, audience="danvan")
    write_secret(data.logs_token, token)
