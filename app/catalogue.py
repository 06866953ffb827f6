"""Gathers every sentence of ours and keeps the French catalogue: `python -m app.catalogue`."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from core.i18n import CATALOGUES

ROOT = Path(__file__).parent.parent
FRENCH = CATALOGUES / "fr" / "LC_MESSAGES" / "messages.po"
STOREYS = ("app", "core", "solicitation", "collection", "moderation", "widgets")
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
METHODS = [
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
    ("**.py", "python"),
]
OPTIONS = {"**/templates/**": {"extensions": "jinja2.ext.do"}}


def gather() -> Catalog:
    """Every sentence in the code and the templates, with where it stands."""
    catalogue = Catalog(project="Vivavoce", fuzzy=False)
    for storey in STOREYS:
        found = extract_from_dir(
            ROOT / storey, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Note:",)
        )
        for name, line, message, comments, context in found:
            catalogue.add(
                message, None, [(f"{storey}/{name}", line)], (), comments, context=context
            )
    return catalogue


def french() -> Catalog:
    """The French catalogue as it is kept."""
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue in the form that is read at run time."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def missing(kept: Catalog, gathered: Catalog) -> list[str]:
    """Sentences without a French one, as they stand in the code."""
    return [
        str(message.id)
        for message in gathered
        if message.id and not _is_said(kept.get(message.id, message.context))
    ]


def _is_said(message: object) -> bool:
    said = getattr(message, "string", None)
    return all(said) if isinstance(said, tuple | list) else bool(said)


def update() -> int:
    """Bring the kept catalogue up to date and compile it; returns how many sentences wait."""
    gathered = gather()
    kept = french() if FRENCH.exists() else Catalog(locale="fr", project="Vivavoce", fuzzy=False)
    kept.update(gathered, no_fuzzy_matching=True)
    kept.obsolete.clear()
    FRENCH.parent.mkdir(parents=True, exist_ok=True)
    with FRENCH.open("wb") as file:
        write_po(file, kept, width=100, omit_header=False, sort_output=True, no_location=True)
    FRENCH.with_suffix(".mo").write_bytes(compiled(kept))
    return len(missing(kept, gathered))


if __name__ == "__main__":
    waiting = update()
    sys.stdout.write(f"{waiting} sentences wait for their French.\n")
