"""Commands of the demo: run all of it here, and fill its store."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from app.cli.running import doors
from app.demo.seeding import seed
from app.embedded.demo import demo as run_demo


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(demo)
    group.add_command(demo_seed)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--var", default="var", show_default=True, type=click.Path(path_type=Path))
def demo(port: int, var: Path) -> None:
    """Run the whole product here on embedded parts, with a demo store."""
    sys.exit(run_demo(var, port))


@click.command("demo-seed", hidden=True)
def demo_seed() -> None:
    """Fill the demo store, beside its SQLite file; does nothing twice."""
    here = doors()
    if not here.settings.demo or not here.database.is_sqlite:
        raise click.UsageError("The demo is filled only with VIVAVOCE_DEMO=1 and SQLite.")
    folder = Path(make_url(here.settings.database_url).database or ".").parent
    seed(here, folder, lambda step: click.echo(f"  {step}"))
