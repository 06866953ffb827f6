"""The administrative commands: stores, members, keys, hooks and the doctor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.cli import vivavoce
from core.db import Database
from core.models import MomentSetting, Store
from core.states import Moment
from tests.fakes.sendgrid import FakeSendGrid
from tests.houses import SECRET
from tests.mailing import public_key

NORD = ("store", "create", "nord", "--name", "Atelier Nord", "--email", "avis@nord.example")


@dataclass(frozen=True, slots=True)
class Shell:
    """An environment in which commands are run."""

    environ: Mapping[str, str]

    def run(self, *words: str, stdin: str = "", **changed: str) -> Result:
        environ = {**self.environ, **{f"VIVAVOCE_{k}": v for k, v in changed.items()}}
        return CliRunner().invoke(vivavoce, words, input=stdin, env=environ)

    def told(self, *words: str, stdin: str = "") -> Any:
        result = self.run(*words, "--json", stdin=stdin)
        assert result.exit_code == 0, result.output
        return json.loads(result.output)


@pytest.fixture
def shell(database_url: str, tmp_path: Path) -> Shell:
    (tmp_path / "store").mkdir()
    (tmp_path / "outbox").mkdir()
    named = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "STORAGE_URL": f"folder://{tmp_path}/store",
        "MAIL_URL": f"outbox://{tmp_path}/outbox",
        "PUBLIC_URL": "https://avis.example",
        "SECRET_KEY": SECRET,
    }
    return Shell({f"VIVAVOCE_{name}": value for name, value in named.items()})


def test_a_store_is_made_with_its_five_moments(shell: Shell) -> None:
    assert shell.told(*NORD)["timezone"] == "Europe/Paris"
    shown = shell.told("store", "show", "nord")
    assert [one["moment"] for one in shown["moments"]] == [moment.value for moment in Moment]
    assert [one["key"] for one in shell.told("store", "list")] == ["nord"]


def test_a_british_store_does_not_ask_for_testimonials(shell: Shell) -> None:
    shell.told(*NORD, "--country", "GB", "--timezone", "Europe/London", "--language", "en")
    database = Database(shell.environ["VIVAVOCE_DATABASE_URL"])
    with database.reading() as rows:
        assert rows.scalars(select(Store.is_testimonial_asked)).one() is False
        assert len(rows.scalars(select(MomentSetting)).all()) == len(Moment)
    database.close()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("--country", "France"), "two letters"),
        (("--timezone", "Paris"), "Europe/Paris"),
        (("--email", "nobody"), "not a mail address"),
        (("--url", "nord.example"), "https://"),
        (("--name", " "), "needs a name"),
    ],
)
def test_a_store_that_makes_no_sense_is_not_made(
    shell: Shell, wrong: tuple[str, ...], told: str
) -> None:
    result = shell.run(*NORD, *wrong)
    assert told in str(result.exception)
    assert shell.told("store", "list") == []


def test_a_key_belongs_to_one_store(shell: Shell) -> None:
    shell.told(*NORD)
    assert "already" in str(shell.run(*NORD).exception)


def test_the_first_owner_gets_a_link_or_a_password(shell: Shell) -> None:
    shell.told(*NORD)
    invited = shell.told("member", "invite", "claire@nord.example", "--store", "nord")
    assert invited["link"].startswith("https://avis.example/desk/invitation/")
    words = ("member", "invite", "paul@nord.example", "--store", "nord", "--password-stdin")
    assert shell.told(*words, stdin="trois petits ponts\n")["link"] == ""
    assert "at least 12" in str(shell.run(*words, stdin="court\n").exception)
    has = {m["email"]: m["has_password"] for m in shell.told("member", "list", "--store", "nord")}
    assert has == {"claire@nord.example": False, "paul@nord.example": True}


def test_a_key_is_printed_once_and_revoked_by_its_prefix(shell: Shell) -> None:
    shell.told(*NORD)
    words = ("key", "create", "--store", "nord", "--name", "Caisse", "--scope", "occasions:write")
    made = shell.told(*words)
    assert made["key"].startswith(f"vv_{made['prefix']}_")
    assert "no longer works" in shell.run("key", "revoke", made["prefix"], "--store", "nord").output
    assert shell.run("key", "revoke", "none", "--store", "nord").exit_code == 1


def test_two_secrets_of_a_shop_hold_while_one_is_rotated_out(shell: Shell) -> None:
    shell.told(*NORD)
    first = shell.told("hook", "add", "woocommerce", "--store", "nord")
    assert first["url"] == "https://avis.example/hooks/woocommerce/nord"
    assert "Rotate it instead" in str(
        shell.run("hook", "add", "woocommerce", "--store", "nord").exception
    )
    second = shell.told("hook", "rotate", "woocommerce", "--store", "nord")
    assert second["secret"] != first["secret"]
    assert "Retire the former" in str(
        shell.run("hook", "rotate", "woocommerce", "--store", "nord").exception
    )
    assert "1 retired" in shell.run("hook", "retire", "woocommerce", "--store", "nord").output
    assert "Nothing" in shell.run("hook", "retire", "woocommerce", "--store", "nord").output
    listed = shell.run("hook", "list", "--store", "nord").output
    assert "1 of 2 secrets  https://avis.example/hooks/woocommerce/nord" in listed
    assert "0 of 2 secrets  https://avis.example/hooks/zendesk/nord" in listed


def test_shopify_chooses_the_secret_itself(shell: Shell) -> None:
    shell.told(*NORD)
    words = ("hook", "add", "shopify", "--store", "nord", "--secret-stdin")
    told = shell.told(*words, stdin="0123456789abcdef0123456789abcdef\n")
    assert told["secret"] == "0123456789abcdef0123456789abcdef"


def test_of_sendgrid_a_public_key_is_pasted_and_looked_at_where_it_is(shell: Shell) -> None:
    shell.told(*NORD)
    words = ("hook", "add", "sendgrid", "--store", "nord")
    assert "Paste the verification key" in str(shell.run(*words).exception)
    assert "Paste the verification key" in str(
        shell.run(*words, "--secret-stdin", stdin="0123456789abcdef0123456789abcdef\n").exception
    )
    told = shell.told(*words, "--secret-stdin", stdin=f"{public_key()}\n")
    assert told == {
        "url": "https://avis.example/hooks/sendgrid/nord/events",
        "secret": public_key(),
    }


def test_the_doctor_is_content_when_all_is_well(shell: Shell, redis_url: str) -> None:
    shell.told(*NORD)
    result = shell.run("doctor", REDIS_URL=redis_url)
    assert result.exit_code == 0, result.output
    assert "BROKEN" not in result.output


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"SECRET_KEY": "short"}, "settings"),
        ({"DATABASE_URL": "postgresql+psycopg://nobody:x@127.0.0.1:1/none"}, "database"),
        ({"DATABASE_URL": "sqlite:////tmp/vivavoce-no-such-folder/x.db"}, "database"),
        ({"STORAGE_URL": "s3://key:secret@127.0.0.1:1/bucket?tls=0"}, "storage"),
        ({"MAIL_URL": "smtp://127.0.0.1:1?tls=none"}, "mail"),
        ({"AV_HOOK": "clamd://127.0.0.1:1"}, "scanner"),
        ({}, "redis"),
    ],
)
def test_the_doctor_names_what_is_broken_and_how_to_mend_it(
    shell: Shell, redis_url: str, changed: dict[str, str], part: str
) -> None:
    working = {"REDIS_URL": redis_url} if changed else {}
    result = shell.run("doctor", "--json", **{**working, **changed})
    assert result.exit_code == 1
    broken = [one for one in json.loads(result.output) if one["state"] == "broken"]
    assert {one["part"] for one in broken} - {"processes", "secrets"} == {part}
    assert all(one["mend"] for one in broken)
    assert SECRET not in result.output


def test_the_doctor_says_loudly_that_a_sandbox_delivers_nothing(
    shell: Shell, redis_url: str
) -> None:
    shell.told(*NORD)
    shell.told("store", "create", "sud", "--name", "Sud", "--email", "avis@sud.example")
    with FakeSendGrid() as fake:
        said = {
            option: shell.run("doctor", MAIL_URL=f"{fake.url}&{option}", REDIS_URL=redis_url)
            for option in ("sandbox=1", "asm=12345")
        }
    assert "SANDBOX: SendGrid looks at every mail" in said["sandbox=1"].output
    assert "2 stores share the unsubscribe group 12345" in said["asm=12345"].output


def test_the_doctor_says_when_the_tables_are_old(shell: Shell, tmp_path: Path) -> None:
    result = shell.run("doctor", DATABASE_URL=f"sqlite:///{tmp_path}/empty.db")
    assert "Run: vivavoce db upgrade" in result.output
