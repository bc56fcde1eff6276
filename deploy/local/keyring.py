"""Secrets of the embedded run: made once, kept in the data folder (0600), never printed."""

import base64
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.db.provision import Passwords

DATA_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keyring:
    """Each secret is a file of its own; what is there is kept."""

    folder: Path

    def passwords(self, service: str) -> Passwords:
        """Of the service's two database roles."""
        return Passwords(
            owner=self._text(f"{service}-owner.password", _password),
            login=self._text(f"{service}.password", _password),
        )

    def data_key(self, service: str) -> str:
        """Base64 of 32 random bytes."""
        return self._text(f"{service}.data-key", _data_key)

    def client_key(self, service: str) -> Path:
        """The private key (PEM) that the service proves itself to identity with."""
        file = self.folder / f"{service}.pem"
        self._text(file.name, _private_key)
        return file

    def public_key(self, service: str) -> Path:
        """The public half, which bootstrap registers."""
        file = self.folder / f"{service}.pub.pem"
        pem = self.client_key(service).read_bytes()
        key = serialization.load_pem_private_key(pem, password=None).public_key()
        public = key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode()
        self._text(file.name, lambda: public)
        return file

    def secret(self, name: str) -> str:
        """Any other word of the run, such as the demo's passphrase."""
        return self._text(name, _password)

    def _text(self, name: str, make: Callable[[], str]) -> str:
        file = self.folder / name
        if not file.exists():
            side = file.with_name(f".{name}")
            descriptor = os.open(side, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
                opened.write(make())
            side.replace(file)
        return file.read_text(encoding="utf-8").strip()


def _password() -> str:
    return secrets.token_urlsafe(24)


def _data_key() -> str:
    return base64.b64encode(secrets.token_bytes(DATA_KEY_BYTES)).decode()


def _private_key() -> str:
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )
