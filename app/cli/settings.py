"""`vivavoce settings`: what every environment variable means; the manual's table is its output."""

from __future__ import annotations

import click

from core.config import PREFIX, SETTINGS, Setting


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(settings)


@click.command()
@click.option("--markdown", is_flag=True, help="Print the table of docs/operations.md.")
def settings(markdown: bool) -> None:
    """Tell every setting: its variable, its meaning, its default."""
    if markdown:
        click.echo(settings_table(), nl=False)
        return
    for setting in SETTINGS:
        click.echo(f"{PREFIX}{setting.name}  ({_default(setting)})")
        click.echo(f"    {setting.meaning}")
        click.echo(f"    For example: {setting.example}")


def settings_table() -> str:
    """Every setting as a Markdown table."""
    rows = ["| variable | what it says | default | for example |", "|---|---|---|---|"]
    rows += [
        f"| `{PREFIX}{one.name}` | {one.meaning} | {_default(one)} | `{one.example}` |"
        for one in SETTINGS
    ]
    return "\n".join(rows) + "\n"


def _default(setting: Setting) -> str:
    if setting.default is None:
        return "needed"
    return f"`{setting.default}`" if setting.default else "empty"
