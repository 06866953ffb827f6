"""A large video over a bad connection: cut, closed, opened again; it goes on, and arrives once."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.states import MediaState, Moment
from tests.browser.answer_site import Asking, asking
from tests.browser.design_site import chromium, opened
from tests.integration.collection.rows import files, submissions

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
SIZE = 60_000_000
PACE = 24_000_000
"""Bytes per second: some parts are there, and some are not, whatever a test then does."""
ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "collection/uploads"
ROW = ".uploads__item"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Asking]:
    with asking(sqlite_url, tmp_path) as site:
        yield site


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "atelier.mp4"
    path.write_bytes(random.Random(7).randbytes(SIZE))  # noqa: S311 -- bytes of no worth
    return path


def to_the_files(page: Page) -> None:
    page.get_by_role("button", name="Next").click()


class Line:
    """The page's connection: slow, cut, mended."""

    def __init__(self, page: Page, bytes_per_second: int) -> None:
        self._held = page.context.new_cdp_session(page)
        self._held.send("Network.enable")
        self._pace = bytes_per_second
        self.mend()

    def mend(self) -> None:
        self._set(offline=False)

    def cut(self) -> None:
        self._set(offline=True)

    def _set(self, *, offline: bool) -> None:
        how = {"latency": 20, "downloadThroughput": -1, "uploadThroughput": self._pace}
        self._held.send("Network.emulateNetworkConditions", how | {"offline": offline})


def halfway(page: Page, percent: int) -> None:
    page.wait_for_function(
        "percent => document.querySelector('.uploads__item progress')?.value >= percent",
        arg=percent,
        timeout=60_000,
    )


def beside(page: Page, address: str, pace: int = -1, *, is_data_dear: bool = False) -> Page:
    """The link opened in another tab of the same browser."""
    fresh = page.context.new_page()
    Line(fresh, pace)
    if is_data_dear:
        fresh.add_init_script("Object.defineProperty(navigator.connection, 'saveData', {value: 1})")
    fresh.goto(address)
    return fresh


def until_kept(page: Page, wanted: list[str]) -> None:
    """Waits until this browser keeps just this of the files it knows."""
    page.wait_for_function(
        """wanted => new Promise((resolve) => {
        const opening = indexedDB.open("vv-files");
        opening.onsuccess = () => {
            const all = opening.result.transaction("files").objectStore("files").getAll();
            const told = () => all.result.map((one) => one.blob ? "bytes" : "nothing");
            all.onsuccess = () => resolve(JSON.stringify(told()) === JSON.stringify(wanted));
        };
    })""",
        arg=wanted,
    )


def arrived(site: Asking) -> str:
    """The hash of the one object that is there."""
    (row,) = files(site.doors)
    digest = hashlib.sha256()
    with site.doors.storage.open(row.quarantine_key) as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    assert [info.key for info in site.doors.storage.list("")] == [row.quarantine_key]
    return digest.hexdigest()


def test_a_video_goes_on_after_the_connection_was_cut(
    site: Asking, browser: Browser, video: Path
) -> None:
    address = f"{site.ask(Moment.AFTER_PURCHASE)}?stars=4"
    with opened(browser, address, viewport=PHONE) as page:
        to_the_files(page)
        line = Line(page, PACE)
        page.set_input_files("#files", video)
        halfway(page, 30)
        line.cut()
        expect(page.locator(f"{ROW} .uploads__state")).to_contain_text("connection was lost")
        line.mend()
        expect(page.locator(f"{ROW}[data-state=done]")).to_have_count(1, timeout=60_000)
        page.get_by_label("What can be seen").fill("Le métier à tisser")
        to_the_files(page)
        page.locator("#site").check()
        page.get_by_role("button", name="Send my review").click()
        page.wait_for_url("**/thanks**")
        until_kept(page, [])
    assert arrived(site) == hashlib.sha256(video.read_bytes()).hexdigest()
    (asset,) = submissions(site.doors)[0].media
    assert (asset.state, asset.alt) == (MediaState.UPLOADED, "Le métier à tisser")


def test_a_video_a_full_device_cannot_keep_goes_on_when_it_is_chosen_again(
    site: Asking, browser: Browser, video: Path
) -> None:
    address = f"{site.ask(Moment.AFTER_PURCHASE)}?stars=4"
    with opened(browser, address, viewport=PHONE) as page:
        to_the_files(page)
        Line(page, PACE)
        page.evaluate(
            "() => { navigator.storage.estimate = async () => ({ quota: 9, usage: 0 }); }"
        )
        page.set_input_files("#files", video)
        halfway(page, 40)
        expect(page.locator(f"{ROW} .uploads__state")).to_have_text("Sending")
        fresh = beside(page, address)
        page.close()
        to_the_files(fresh)
        expect(fresh.locator(f"{ROW}[data-state=partial]")).to_contain_text("% of it is here")
        sent: list[int] = []
        fresh.on("request", lambda one: sent.append(1) if "/files/part/" in one.url else None)
        fresh.set_input_files("#files", video)
        expect(fresh.locator(f"{ROW}[data-state=done]")).to_have_count(1, timeout=60_000)
        expect(fresh.locator(ROW)).to_have_count(1)
        assert len(sent) < 7
    assert arrived(site) == hashlib.sha256(video.read_bytes()).hexdigest()


def test_a_video_goes_on_by_itself_when_the_page_is_opened_again(
    site: Asking, browser: Browser, video: Path
) -> None:
    address = f"{site.ask(Moment.AFTER_PURCHASE)}?stars=4"
    with opened(browser, address, viewport=PHONE) as page:
        to_the_files(page)
        Line(page, PACE)
        page.set_input_files("#files", video)
        expect(page.locator(f"{ROW} .uploads__state")).to_contain_text("on this device")
        halfway(page, 20)
        second = beside(page, address, pace=PACE)
        expect(second.locator(ROW)).to_contain_text("Another tab is sending it.")
        page.close()
        expect(second.get_by_text("Your file goes on arriving meanwhile.")).to_be_visible()
        halfway(second, 40)
        third = beside(second, address, is_data_dear=True)
        second.close()
        expect(third.locator(ROW)).to_contain_text("waits here for you")
        to_the_files(third)
        third.get_by_role("button", name="Send the rest").click()
        expect(third.locator(f"{ROW}[data-state=done]")).to_have_count(1, timeout=60_000)
        until_kept(third, ["nothing"])
    assert arrived(site) == hashlib.sha256(video.read_bytes()).hexdigest()


def test_a_video_can_be_paused_and_taken_back(site: Asking, browser: Browser, video: Path) -> None:
    address = f"{site.ask(Moment.AFTER_PURCHASE)}?stars=4"
    with opened(browser, address, viewport=PHONE) as page:
        to_the_files(page)
        Line(page, 6_000_000)
        page.set_input_files("#files", video)
        halfway(page, 5)
        page.get_by_role("button", name="Pause").click()
        expect(page.locator(".uploads__state")).to_have_text("Paused")
        page.get_by_role("button", name="Pause").click()
        halfway(page, 20)
        with page.expect_response(lambda answer: answer.request.method == "DELETE"):
            page.get_by_role("button", name="Remove").click()
        expect(page.locator(ROW)).to_have_count(0)
        until_kept(page, [])
    assert not [row for row in files(site.doors) if row.state is not MediaState.REMOVED]


def test_the_bundle_of_uppy_is_what_its_sources_make(tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node or not (SOURCES / "node_modules" / "esbuild").is_dir():
        pytest.skip("no node or no node_modules: npm ci in collection/uploads")
    made = tmp_path / "uppy.js"
    subprocess.run([node, "build.mjs", str(made)], cwd=SOURCES, check=True, capture_output=True)
    assert made.read_bytes() == (ROOT / "static/vendor/uppy.js").read_bytes()


def test_the_lock_of_uppy_names_no_download_address() -> None:
    assert '"resolved"' not in (SOURCES / "package-lock.json").read_text()
