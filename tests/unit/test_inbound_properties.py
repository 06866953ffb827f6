"""What must hold for any file and any payload, sought by hypothesis."""

from __future__ import annotations

import ast
import csv
import inspect
import io
import string
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import VivavoceError
from solicitation import inbound
from solicitation.inbound import amounts, dates, report, sentences, shopify, woocommerce
from solicitation.inbound.detect import read_file
from solicitation.inbound.errors import (
    CellError,
    OccasionRefused,
    UnreadableFile,
    UnreadablePayload,
)
from solicitation.inbound.facts import BadRow
from solicitation.inbound.layouts import Layout
from solicitation.inbound.occasions import read_occasion
from solicitation.inbound.sheets import open_sheet

PARIS = ZoneInfo("Europe/Paris")
# A busy machine is no fault of the code, and a test leaves nothing behind in the checkout.
patient = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
FOLDER = Path(inspect.getfile(inbound)).parent
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
CELLS = st.text(st.sampled_from(string.ascii_letters + "éß,;\"'\n =+-@|\t€"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
ORDER_KEYS = [
    "id", "email", "test", "customer", "created_at", "processed_at", "financial_status",
    "fulfillment_status", "fulfillments", "refunds", "line_items", "quantity", "product_id",
    "order_id", "refund_line_items", "transactions", "billing", "shipping", "status", "total",
    "date_created", "meta_data", "key", "value", "price", "name", "first_name", "currency",
]  # fmt: skip
PAYLOADS = st.dictionaries(
    st.sampled_from(ORDER_KEYS),
    JSON | st.lists(st.dictionaries(st.sampled_from(ORDER_KEYS), JSON, max_size=5), max_size=3),
    max_size=12,
)
SAMPLES = [
    path.read_bytes() for path in sorted((Path(__file__).parent / "inbound_samples").iterdir())
]


MOMENTS = st.integers(820_454_400, 4_102_444_799).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@patient
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_written_is_read_back(
    rows: list[tuple[str, str, str]], delimiter: str, encoding: str, newline: str
) -> None:
    kept = [(f"x{a}", b, f"{c}x") for a, b, c in rows]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([("one", "two", "three"), *kept])
    sheet = open_sheet(out.getvalue().encode(encoding))
    assert sheet.headers == ("one", "two", "three")
    assert [cells for _line, cells in sheet.records] == kept


@patient
@given(data=st.binary(max_size=400))
def test_garbage_raises_nothing_but_a_clear_error(data: bytes) -> None:
    with suppress(UnreadableFile):
        read_file(data, zone=PARIS, country="FR")


@patient
@given(data=st.data(), layout=st.sampled_from(list(Layout)))
def test_a_damaged_export_raises_nothing_but_a_clear_error(
    data: st.DataObject, layout: Layout
) -> None:
    whole = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    for wanted in (None, layout):
        with suppress(UnreadableFile):
            found = read_file(bytes(whole), zone=PARIS, layout=wanted)
            assert all(bad.line > 0 and bad.sentence for bad in found.bad)


@patient
@given(payload=PAYLOADS, topic=st.sampled_from([*shopify.TOPICS, "x"]))
def test_any_shopify_payload_is_translated_or_refused(payload: dict[str, Any], topic: str) -> None:
    with suppress(UnreadablePayload):
        shopify.translate(topic, payload)


@patient
@given(payload=PAYLOADS, topic=st.sampled_from(["order.created", "order.deleted", "x"]))
def test_any_woocommerce_payload_is_translated_or_refused(
    payload: dict[str, Any], topic: str
) -> None:
    with suppress(UnreadablePayload):
        woocommerce.translate(topic, payload, PARIS)


@patient
@given(
    payload=JSON
    | st.fixed_dictionaries(
        {"kind": st.sampled_from(["purchase", "support", "event"]) | JSON},
        optional=dict.fromkeys(("external_id", "happened_at", "person", "order", "event"), JSON),
    )
)
def test_any_posted_json_is_taken_or_refused_by_field(payload: object) -> None:
    with suppress(OccasionRefused):
        read_occasion(payload)


@patient
@given(moment=MOMENTS, text=st.sampled_from([
    "%Y-%m-%d %H:%M:%S +0000", "%Y-%m-%dT%H:%M:%SZ", "%d/%m/%Y %H:%M:%S UTC",
    "%d %B %Y %H:%M:%S +00:00", "%B %d, %Y %I:%M:%S %p UTC",
]))  # fmt: skip
def test_a_moment_written_is_read_back(moment: datetime, text: str) -> None:
    written = moment.replace(microsecond=0)
    assert dates.moment(written.strftime(text), PARIS) == written


@patient
@given(
    value=st.decimals(0, 10**9, places=2),
    form=st.sampled_from(
        [(",", "."), (" ", ","), (".", ","), ("\u202f", ","), ("'", "."), ("", ".")]
    ),
    sign=st.sampled_from(["{} €", "{}", "EUR {}", "${}"]),
)
def test_an_amount_written_is_read_back(value: Decimal, form: tuple[str, str], sign: str) -> None:
    thousands, mark = form
    plain = f"{value:,.2f}".replace(",", "_").replace(".", mark).replace("_", thousands)
    assert amounts.amount(sign.format(plain)) == value


@patient
@given(text=TEXTS)
def test_a_cell_is_read_or_refused(text: str) -> None:
    for meaning in (amounts.amount, amounts.quantity, amounts.score):
        with suppress(CellError):
            meaning(text)


@patient
@given(cells=st.lists(CELLS, min_size=3, max_size=3))
def test_no_cell_of_the_report_runs_as_a_formula(cells: list[str]) -> None:
    bad = BadRow(2, cells[0], "date_unreadable", cells[1], cells[2])
    text = report.report_csv([bad]).decode("utf-8-sig")
    for cell in list(csv.reader(io.StringIO(text, newline="")))[1]:
        assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_every_sentence_is_used_and_every_code_has_one() -> None:
    places = [path for path in FOLDER.glob("*.py") if path.name != "sentences.py"]
    places.append(FOLDER.parent / "operations" / "receiving.py")
    source = "\n".join(path.read_text() for path in places)
    words = {
        node.value
        for node in ast.walk(ast.parse(source.replace("from __future__ import annotations", "")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(sentences.SENTENCES) - words == set()


@pytest.mark.parametrize("code", sorted(sentences.SENTENCES))
def test_a_sentence_has_named_placeholders_only(code: str) -> None:
    class Anything(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return key

    assert "%" not in sentences.SENTENCES[code] % Anything()


def test_every_refusal_is_one_of_our_errors() -> None:
    assert issubclass(UnreadableFile, VivavoceError)
    assert issubclass(UnreadablePayload, VivavoceError)
    assert issubclass(OccasionRefused, VivavoceError)
