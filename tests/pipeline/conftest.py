"""What the journeys stand on: a demo filled once a run, copied for each, and a browser a module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.design_site import chromium
from tests.pipeline.journey.processes import seed
from tests.services.ports import free_port


@dataclass(frozen=True, slots=True)
class Filled:
    """A folder with the demo store in it, and the port its addresses were made for."""

    var: Path
    port: int


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Filling takes its time, so it is done once a run."""
    found = Filled(tmp_path_factory.mktemp("filled") / "var", free_port())
    seed(found.var, found.port)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium, or a plain word that there is none."""
    with chromium() as browser:
        yield browser
