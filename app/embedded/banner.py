"""What a person reads once everything is up: where to look, and how to sign in."""

from __future__ import annotations

import json
from pathlib import Path

BOLD, QUIET, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
RULE = "─" * 66


def banner(port: int, var: Path, member_file: Path, *, coloured: bool) -> str:
    """A few lines with the addresses, the sign-in and how to stop."""
    bold, quiet, plain = (BOLD, QUIET, PLAIN) if coloured else ("", "", "")
    rows = [
        ("The shop", f"http://127.0.0.1:{port}/demo/shop"),
        ("Its mail", f"http://127.0.0.1:{port}/demo/outbox"),
        ("The desk", f"http://127.0.0.1:{port}/desk/"),
        *_sign_in(member_file),
    ]
    return "\n".join(
        [
            "",
            f"{quiet}{RULE}{plain}",
            "",
            f"   {bold}Vivavoce is open.{plain}",
            "",
            *(f"   {label:<12}{bold}{value}{plain}" for label, value in rows),
            "",
            f"   {quiet}Ctrl-C stops everything; `make demo` continues where you left off.{plain}",
            f"   {quiet}All it keeps is in {_near(var)}; `make demo-reset` empties it.{plain}",
            "",
            f"{quiet}{RULE}{plain}",
            "",
        ]
    )


def _near(path: Path) -> Path:
    """As a person here would write it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _sign_in(member_file: Path) -> list[tuple[str, str]]:
    """The member that `demo-seed` made; nothing to say when it is not there or not readable."""
    try:
        member = json.loads(member_file.read_text())
        return [("", f"{member['email']}   {member['password']}")]
    except (OSError, ValueError, KeyError, TypeError):
        return []
