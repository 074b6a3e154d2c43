"""The settings of inspection: which logs it watches, and the key it witnesses them with."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, FilePath, SecretStr, StringConstraints, field_validator
from pydantic_core.core_schema import ValidationInfo

from danvan.contracts.audit.notes import NoteWrong, Signer, Verifier
from danvan.contracts.base import Model, Problem, Slug, Text
from danvan.services.chassis.signing_in import SignInSettings
from danvan.yaml_file import read_yaml


class WatchedLog(Model):
    """The sealed log of a service, whose address is `url`: below `<url>/audit`."""

    service: Slug
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+[^/\s]$")]
    vkey: str


class LogsFile(Model):
    """The logs to watch."""

    logs: tuple[WatchedLog, ...]


class InspectionSettings(SignInSettings):
    """Inspection's own. Without `logs_file` it watches nothing."""

    logs_file: FilePath | None = Field(
        default=None, description="The sealed logs to watch (YAML): service, url, vkey of each."
    )
    logs_token: SecretStr | None = Field(
        default=None,
        description="Bearer token of an inspector, with which the facts behind the hashes are read"
        " into the archive. Without it only checkpoints and hashes are witnessed.",
    )
    witness_key: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="Key that cosigns checkpoints (`PRIVATE+KEY+…`); its name is the witness's.",
    )
    patrol_bundles: int = Field(
        default=1,
        ge=0,
        le=1000,
        description="Bundles (256 facts) of each log that are read again each second and held"
        " against the archive; 0: none.",
    )

    @field_validator("witness_key")
    @classmethod
    def _cosigns(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if key is None and info.data.get("logs_file") is not None:
            raise ValueError("whoever watches logs needs a key to cosign with: danvan audit key")
        if key is not None:
            try:
                Signer.parse(key.get_secret_value())
            except NoteWrong:
                raise ValueError("it is not a private key in the form of signed notes") from None
        return key

    def watched_logs(self) -> tuple[WatchedLog, ...]:
        """The logs of `logs_file`.

        Raises:
            FileError: if the file is wrong.
        """
        if self.logs_file is None:
            return ()
        text = self.logs_file.read_text(encoding="utf-8")
        return read_yaml(text, str(self.logs_file), LogsFile, _problems).logs

    def cosigner(self) -> Signer | None:
        """The witness's key."""
        return Signer.parse(self.witness_key.get_secret_value()) if self.witness_key else None


def _problems(file: LogsFile) -> list[Problem]:
    """Each service stands there once, with a verifier key."""
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, log in enumerate(file.logs):
        if log.service in seen:
            problems.append(
                _problem(
                    "duplicate-log",
                    f"/logs/{number}/service",
                    f"“{log.service}” đã có ở trên; hãy bỏ bớt một.",
                    f"'{log.service}' stands above already; leave one of them out.",
                )
            )
        seen.add(log.service)
        try:
            Verifier.parse(log.vkey)
        except NoteWrong:
            problems.append(
                _problem(
                    "not-a-verifier-key",
                    f"/logs/{number}/vkey",
                    "Đây không phải khóa kiểm chứng; hãy chép nguyên tệp .vkey của nhật ký.",
                    "This is no verifier key; copy the log's .vkey file as it is.",
                )
            )
    return problems


def _problem(rule: str, pointer: str, vi: str, en: str) -> Problem:
    return Problem(rule=rule, reason=Text(vi=vi, en=en), pointer=pointer)
