"""Settings are read once; a malformed one says how to mend it and never repeats a secret."""

from __future__ import annotations

import pytest

from core.config import SETTINGS, Settings
from core.errors import SettingError

RECIPIENT = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa"
GOOD = {
    "VIVAVOCE_DATABASE_URL": "sqlite:////tmp/v.db",
    "VIVAVOCE_REDIS_URL": "redis://127.0.0.1:6379/0",
    "VIVAVOCE_STORAGE_URL": "folder:///tmp/store",
    "VIVAVOCE_MAIL_URL": "outbox:///tmp/outbox",
    "VIVAVOCE_PUBLIC_URL": "https://reviews.example.com/",
    "VIVAVOCE_SECRET_KEY": "k" * 32,
}


def test_good_settings_are_read_with_their_defaults() -> None:
    settings = Settings.from_environ(GOOD)
    assert settings.public_url == "https://reviews.example.com"
    assert settings.media_url == settings.public_url
    assert (settings.trusted_proxies, settings.demo, settings.is_secure) == (0, False, True)


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("DATABASE_URL", "mysql://x", "sqlite:// or postgresql+psycopg://"),
        ("DATABASE_URL", "postgresql://x", "postgresql+psycopg://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("STORAGE_URL", "/tmp/store", "s3:// or folder://"),
        ("MAIL_URL", "mailto:x", "smtp://"),
        ("PUBLIC_URL", "reviews.example.com", "http(s) address"),
        ("PUBLIC_URL", "https://x.example?y=1", "without query"),
        ("SECRET_KEY", "short", "32 characters"),
        ("SECRET_KEY_FALLBACKS", "short", "32 characters"),
        ("TRUSTED_PROXIES", "many", "whole number"),
        ("TRUSTED_PROXIES", "-1", "whole number"),
        ("DEMO", "yes", "0 or 1"),
        ("AV_HOOK", "127.0.0.1:3310", "clamd://host:port"),
        ("AV_HOOK", "clamd://scanner", "clamd://host:port"),
        ("AV_HOOK", "clamd://scanner:port", "clamd://host:port"),
        ("AV_HOOK", "clamd://", "clamd:///path"),
        ("AV_HOOK", "https://scanner:3310", "clamd://host:port"),
        ("BACKUP_RECIPIENTS", "age1cut", "key 1 is no public key of age"),
        ("BACKUP_RECIPIENTS", f"{RECIPIENT},{RECIPIENT[:-1]}q", "key 2 is no public key"),
        ("BACKUP_RECIPIENTS", "AGE-SECRET-KEY-1ABC", "Set its public part"),
    ],
)
def test_a_malformed_setting_says_how_to_mend_it(name: str, value: str, hint: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environ(GOOD | {f"VIVAVOCE_{name}": value})
    said = str(refused.value)
    assert f"VIVAVOCE_{name}" in said
    assert hint in said
    assert f"VIVAVOCE_{name}=" in said, "an example follows"


@pytest.mark.parametrize("hook", ["", "clamd://scanner:3310", "clamd:///run/clamav/clamd.ctl"])
def test_a_virus_scanner_has_an_address_or_there_is_none(hook: str) -> None:
    assert Settings.from_environ(GOOD | {"VIVAVOCE_AV_HOOK": hook}).av_hook == hook


@pytest.mark.parametrize(
    ("told", "count"), [("", 0), (RECIPIENT, 1), (f"{RECIPIENT}, {RECIPIENT},", 2)]
)
def test_backups_are_encrypted_for_as_many_as_are_named(told: str, count: int) -> None:
    settings = Settings.from_environ(GOOD | {"VIVAVOCE_BACKUP_RECIPIENTS": told})
    assert settings.backup_recipients == (RECIPIENT,) * count


def test_a_malformed_secret_is_not_repeated() -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environ(GOOD | {"VIVAVOCE_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_a_missing_setting_says_what_it_means() -> None:
    with pytest.raises(SettingError, match=r"VIVAVOCE_MAIL_URL is not set\. It means: how mail"):
        Settings.from_environ({k: v for k, v in GOOD.items() if k != "VIVAVOCE_MAIL_URL"})


def test_an_unknown_setting_is_a_warning_with_a_guess() -> None:
    with pytest.warns(UserWarning, match="Did you mean VIVAVOCE_MEDIA_URL"):
        Settings.from_environ(GOOD | {"VIVAVOCE_MEDAI_URL": "x"})


def test_every_setting_is_a_field_and_has_an_example() -> None:
    assert {s.name.lower() for s in SETTINGS} == set(Settings.__dataclass_fields__)
    assert all(s.meaning and s.example for s in SETTINGS)
