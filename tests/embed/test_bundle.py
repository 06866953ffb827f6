"""The committed files are what the sources make, small, and free of anything that parses markup."""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EMBED = ROOT / "static" / "embed"
SOURCES = ROOT / "widgets" / "embed"
MANIFEST = json.loads((EMBED / "manifest.json").read_text())

# Requirement W1 and W6: sinks, storage and tracking that must not even be mentioned.
FORBIDDEN = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "setHTMLUnsafe",
    "document.write",
    "createContextualFragment",
    "DOMParser",
    "eval(",
    "Function(",
    "cookie",
    "localStorage",
    "sessionStorage",
    "indexedDB",
    "sendBeacon",
    "XMLHttpRequest",
    "console.",
]


def test_the_manifest_names_every_file_with_its_hash() -> None:
    files = {str(path.relative_to(EMBED)) for path in EMBED.rglob("*.js")}
    assert set(MANIFEST) == files
    for name, entry in MANIFEST.items():
        digest = hashlib.sha384((EMBED / name).read_bytes()).digest()
        assert entry["integrity"] == "sha384-" + base64.b64encode(digest).decode()


def test_the_loader_is_under_12_kilobytes() -> None:
    assert len(gzip.compress((EMBED / "v1" / "vivavoce.js").read_bytes(), 9)) < 12_000


@pytest.mark.parametrize("word", FORBIDDEN)
def test_nothing_parses_markup_stores_or_tracks(word: str) -> None:
    for name in MANIFEST:
        assert word not in (EMBED / name).read_text(encoding="utf-8")


def test_the_loader_asks_for_the_lightbox_that_is_there() -> None:
    loader = (EMBED / "v1" / "vivavoce.js").read_text(encoding="utf-8")
    assert re.findall(r'import\("\./([^"]+)"\)', loader) == [
        name.removeprefix("v1/") for name in MANIFEST if "lightbox" in name
    ]


def test_the_lock_names_no_download_address() -> None:
    assert '"resolved"' not in (SOURCES / "package-lock.json").read_text()


def test_the_committed_files_are_what_the_sources_make(tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node or not (SOURCES / "node_modules" / "esbuild").is_dir():
        pytest.skip("no node or no node_modules: npm ci in widgets/embed")
    subprocess.run([node, "build.mjs", str(tmp_path)], cwd=SOURCES, check=True, capture_output=True)
    for name in [*MANIFEST, "manifest.json"]:
        assert (tmp_path / name).read_bytes() == (EMBED / name).read_bytes()
