"""The settings every service has, from environment variables `DANVAN_…`.

A setting may come from a file instead: `DANVAN_NATS_NKEY_SEED_FILE=/run/secrets/seed`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Literal, Self

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import Field, FilePath, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from danvan.contracts.audit.notes import NoteWrong, Signer
from danvan.services.chassis.master_keys import LocalMasterKey, MasterKeySecret, read_master_keys

PREFIX = "DANVAN_"


class Settings(BaseSettings):
    """What a service needs to know about the place it runs in."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    database_url: str = Field(
        description="PostgreSQL database of this service, as the service's own role (libpq URL)."
    )
    owner_database_url: str | None = Field(
        default=None, description="The same database as its owner; only `danvan migrate` uses it."
    )
    nats_url: str = Field(
        default="nats://127.0.0.1:4222", description="Broker addresses, separated by commas."
    )
    nats_nkey_seed: str | None = Field(
        default=None, description="NKey seed with which the service signs in at the broker."
    )
    nats_monitor_url: str | None = Field(
        default="http://127.0.0.1:8222",
        description="Monitoring address of the broker, to see that it syncs every message.",
    )
    log_key: SecretStr | None = Field(
        default=None,
        description="Key that signs the checkpoints of the sealed log (`PRIVATE+KEY+…`);"
        " its name is the log's. A worker needs one: `danvan audit key NAME`.",
    )
    master_key: MasterKeySecret | None = Field(
        default=None,
        description="Master key (32 bytes, base64) that wraps the keys of persons. To change it,"
        " write `<id>:<new>,<old>` and run `danvan keys rotate SERVICE`.",
    )
    stream_replicas: int = Field(
        default=1, ge=1, le=5, description="Copies of each stream that `danvan migrate` provisions."
    )
    host: str = Field(default="127.0.0.1", description="Address on which HTTP is served.")
    port: int = Field(default=8080, description="Port on which HTTP is served.")
    token_key: str | None = Field(
        default=None, description="Public key (JWK) of the local token issuer; not beside OIDC."
    )
    oidc_issuer: str | None = Field(default=None, description="Issuer of the tokens people bring.")
    oidc_jwks: str | None = Field(
        default=None, description="The issuer's key set: an https address or a file."
    )
    oidc_audience: str = Field(default="danvan", description="Audience a token must name.")
    calendar_file: FilePath | None = Field(
        default=None, description="Corrections to the published holidays (YAML)."
    )
    clock: Literal["system", "scenario"] = Field(
        default="system",
        description="`scenario` lets messages say when they happened; for demonstrations only.",
    )
    log_format: Literal["json", "text"] = Field(default="json", description="Form of log lines.")
    log_level: str = Field(default="INFO", description="Least level that is logged.")

    @field_validator("log_key")
    @classmethod
    def _signs(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            try:
                Signer.parse(key.get_secret_value())
            except NoteWrong:
                raise ValueError("it is not a private key in the form of signed notes") from None
        return key

    @field_validator("token_key")
    @classmethod
    def _is_a_key(cls, key: str | None) -> str | None:
        if key is not None:
            try:
                OKPKey.import_key(json.loads(key))
            except (ValueError, TypeError, LookupError, JoseError):
                raise ValueError("it is not a public key in the form of a JWK") from None
        return key

    def missing_key(self, *, seals: bool) -> str | None:
        """The sentence that names a key that is needed and not set. `seals`: by this process the
        log is sealed."""
        if seals and self.log_key is None:
            return "set DANVAN_LOG_KEY: what is recorded has to be sealed (danvan audit key NAME)"
        if self.master_key is None:
            return (
                "set DANVAN_MASTER_KEY: what is personal has to be sealed (openssl rand -base64 32)"
            )
        return None

    @property
    def master_keys(self) -> tuple[LocalMasterKey, ...]:
        """The master keys, the newest first; none if none is set."""
        secret = self.master_key
        return () if secret is None else read_master_keys(secret.get_secret_value())

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the environment, and the files that `…_FILE` variables name.

        Raises:
            pydantic.ValidationError: if a setting is missing or wrong.
            OSError: if a named file can't be read.
        """
        from_files: dict[str, Any] = {}
        for name in cls.model_fields:
            file = os.environ.get(f"{PREFIX}{name.upper()}_FILE")
            if file is not None:
                from_files[name] = Path(file).read_text(encoding="utf-8").strip()
        return cls(**(from_files | given))
