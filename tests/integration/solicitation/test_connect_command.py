"""Connections by the command line: a key comes from a file or stdin and is never printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import vivavoce
from core.errors import VivavoceError
from tests.factories import make_store
from tests.houses import SECRET, house

KEY = "ck_0123456789:cs_abcdefghij"
URL = "https://maison.example"
Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path) -> Run:
    """`vivavoce …` in an environment with the store `maison`."""
    with house(sqlite_url, tmp_path) as doors, doors.database.transaction() as session:
        make_store(session, key="maison")
    environ = {
        "VIVAVOCE_DATABASE_URL": sqlite_url,
        "VIVAVOCE_REDIS_URL": "redis://127.0.0.1:1/0",
        "VIVAVOCE_STORAGE_URL": f"folder://{tmp_path}/store",
        "VIVAVOCE_MAIL_URL": f"outbox://{tmp_path}/outbox",
        "VIVAVOCE_PUBLIC_URL": "https://avis.example",
        "VIVAVOCE_SECRET_KEY": SECRET,
    }

    def run(*words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(
            vivavoce, ["connect", *words, "--store", "maison"], input=stdin, env=environ
        )

    return run


def test_a_shop_is_connected_listed_polled_and_removed(run: Run) -> None:
    made = run("add", "woocommerce", "--url", URL, "--token-stdin", stdin=f"{KEY}\n")
    assert made.exit_code == 0, made.output
    [told] = json.loads(run("list", "--json").output)
    assert (told["system"], told["url"], told["is_on"], told["failures"]) == (
        "woocommerce",
        URL,
        True,
        0,
    )
    shown = [run("list"), run("list", "--json"), run("poll", "woocommerce")]
    assert all(one.exit_code == 0 and "cs_" not in one.output for one in [made, *shown])
    assert run("remove", "woocommerce").exit_code == 0
    assert "Nothing is connected" in run("list").output


def test_a_key_may_come_from_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n", "utf-8")
    assert run("add", "woocommerce", "--url", URL, "--token-file", str(path)).exit_code == 0


@pytest.mark.parametrize(
    ("words", "stdin", "sentence"),
    [
        (["woocommerce", "--url", URL], "", "--token-file or by --token-stdin"),
        (["woocommerce", "--url", "http://a.example", "--token-stdin"], KEY, "https://"),
        (["woocommerce", "--url", "https://10.0.0.1", "--token-stdin"], KEY, "private network"),
        (["woocommerce", "--url", URL, "--token-stdin"], "ck_alone_without", "both parts"),
        (["prestashop", "--url", URL, "--token-stdin"], "", "8 to 1,000"),
    ],
)
def test_what_cannot_be_connected_is_said(
    run: Run, words: list[str], stdin: str, sentence: str
) -> None:
    result = run("add", *words, stdin=stdin)
    assert isinstance(result.exception, VivavoceError)
    assert sentence in str(result.exception)
    assert "Nothing is connected" in run("list").output
