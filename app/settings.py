"""Every environment variable, typed, with unit and default. See .env.example."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The program's surroundings; read once by main, worker and cli."""

    model_config = SettingsConfigDict(
        env_prefix="MATANG_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Path = Field(Path("data"), description="folder for database and evidence")
    database_url: str = Field("", description="SQLAlchemy URL; empty = SQLite in the data folder")
    storage_url: str = Field(
        "",
        pattern=r"^(file:///.+|s3://[a-z0-9.-]+(/[^?]*)?(\?.*)?)?$",
        description="file:///folder of evidence, or s3://bucket?endpoint=…&region=… with the keys "
        "in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; empty = files in the data folder",
    )
    secret_file: Path | None = Field(None, description="file with the secret; not read yet")
    base_url: str = Field(
        "http://127.0.0.1:8000", description="public address, for QR codes and cookies"
    )
    trusted_proxies: str = Field(
        "", description="comma-separated addresses or networks whose X-Forwarded-* count"
    )
    header_seconds: int = Field(10, ge=1, description="seconds a request's headers may take")
    stall_seconds: int = Field(
        15, ge=1, description="seconds a body, or the reader of an answer, may stand still"
    )
    slowest_kib: int = Field(
        4, ge=1, description="KiB a second that a body, or a reader, must move on the whole"
    )
    total_connections: int = Field(2000, ge=1, description="connections at a time to one process")
    address_connections: int = Field(
        1000, ge=1, description="of these from one address; an office often shares one"
    )
    smtp_url: str = Field(
        "",
        pattern=r"^(smtps?://.+)?$",
        repr=False,  # holds a password
        description="smtp://user:password@host:port or smtps://...; empty = no mail is sent",
    )
    mail_from: str = Field(
        "",
        pattern=r"^([^@\s]+@[^@\s]+)?$",
        description="sender of e-mails; empty = matang@ the host of the base URL",
    )
    totp: Literal["required", "off"] = Field(
        "required", description="second factor for privileged roles"
    )
    page_size: Literal["A4", "F4"] = Field("A4", description="paper of the PDFs")
    city: str = Field("Kota Kediri", description="name of the government, as in the letterhead")
    unit: str = Field("Dinas Komunikasi dan Informatika", description="unit in the letterhead")
    unit_address: str = Field(
        "Jalan Jenderal Basuki Rahmad Nomor 15, Kediri", description="address in the letterhead"
    )
    place: str = Field("Kediri", description="place of signing")
    session_idle_minutes: int = Field(30, description="minutes without a request until sign-out")
    session_hours: int = Field(12, description="hours until sign-out in any case")
    evidence_max_mib: int = Field(20, description="MiB for one evidence file")
    agency_quota_mib: int = Field(1024, description="MiB of evidence for one agency and period")
    render_seconds: int = Field(120, description="seconds one PDF may take")
    render_memory_mib: int = Field(1500, description="MiB of memory one PDF may take")
    clamd: str = Field(
        "",
        pattern=r"^(unix:/.+|tcp:\S+:[0-9]{1,5})?$",
        description="unix:/socket or tcp:host:port of a clamd; empty = files are not scanned",
    )
    demo: bool = Field(default=False, description="show demo accounts on the log-in page")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, given: str) -> str:
        """Refuse a name or `*`: then anybody could say from where he comes."""
        try:
            _networks(given)
        except ValueError:
            msg = "harus alamat IP atau jaringan, misalnya 127.0.0.1,10.0.0.0/8"
            raise ValueError(msg) from None
        return given

    @property
    def is_https(self) -> bool:
        """Tell whether users come over HTTPS, to one address known for sure."""
        return self.base_url.startswith("https://")

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Give the networks whose X-Forwarded-* count."""
        return _networks(self.trusted_proxies)

    @property
    def url(self) -> str:
        """Give the database URL with the default filled in."""
        return self.database_url or f"sqlite:///{self.data / 'matang.db'}"

    @property
    def sender(self) -> str:
        """Give the sender of e-mails with the default filled in."""
        return self.mail_from or f"matang@{urlsplit(self.base_url).hostname}"

    @property
    def files(self) -> Path:
        """Give the evidence folder."""
        if self.storage_url.startswith("file://"):
            return Path(self.storage_url.removeprefix("file://"))
        return self.data / "files"


def _networks(given: str) -> tuple[IPv4Network | IPv6Network, ...]:
    names = [each.strip() for each in given.split(",")]
    return tuple(ip_network(name, strict=False) for name in names if name)
