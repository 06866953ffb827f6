"""One table per kind of cell, a reason per row."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from solicitation.inbound import amounts, dates, people, products
from solicitation.inbound.dates import DateOrder
from solicitation.inbound.errors import CellError

PARIS = ZoneInfo("Europe/Paris")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # parts are year to second


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("2026-09-03 10:14:00 -0400", utc(2026, 9, 3, 14, 14), "Shopify's export"),
        ("2026-09-03T10:14:00-04:00", utc(2026, 9, 3, 14, 14), "ISO 8601 with an offset"),
        ("2026-09-03T10:14:00Z", utc(2026, 9, 3, 10, 14), "ISO 8601 in UTC"),
        ("2026-09-03T10:14:00.123Z", utc(2026, 9, 3, 10, 14), "fractions are dropped"),
        ("2026-02-10 15:30:40 UTC", utc(2026, 2, 10, 15, 30, 40), "UTC in letters"),
        ("2026-09-03 10:14", utc(2026, 9, 3, 8, 14), "naive: the store's zone, in summer"),
        ("2026-01-03 10:14", utc(2026, 1, 3, 9, 14), "naive: the store's zone, in winter"),
        ("2026-09-03", utc(2026, 9, 2, 22, 0), "a day is its midnight in the store"),
        ("2026/09/03", utc(2026, 9, 2, 22, 0), "slashes after a year"),
        ("25/07/2018 21:06", utc(2018, 7, 25, 19, 6), "day first, proven by itself"),
        ("7/25/2018 21:06", utc(2018, 7, 25, 19, 6), "month first, proven by itself"),
        ("03/09/2026", utc(2026, 9, 2, 22, 0), "open: the column's order decides"),
        ("03.09.2026 08:00", utc(2026, 9, 3, 6, 0), "dots are day first"),
        ("03-09-26", utc(2026, 9, 2, 22, 0), "a short year is of this century"),
        ("25/7/2018 9:06 PM", utc(2018, 7, 25, 19, 6), "twelve-hour clock"),
        ("25/7/2018 12:06 AM", utc(2018, 7, 24, 22, 6), "midnight on the twelve-hour clock"),
        ("25/7/2018 12:06 p.m.", utc(2018, 7, 25, 10, 6), "noon on the twelve-hour clock"),
        ("03/09/2026 à 10h14", utc(2026, 9, 3, 8, 14), "French hours"),
        ("September 3, 2026 10:14 am", utc(2026, 9, 3, 8, 14), "WordPress in English"),
        ("Sep 3, 2026, 10:14", utc(2026, 9, 3, 8, 14), "a short English month"),
        ("3 septembre 2026 10:14", utc(2026, 9, 3, 8, 14), "WordPress in French"),
        ("1er août 2026", utc(2026, 7, 31, 22, 0), "the French first, an accent"),
        ("12 juin 2026", utc(2026, 6, 11, 22, 0), "June is not July"),
        ("12 juil. 2026", utc(2026, 7, 11, 22, 0), "July is not June"),
        ("3. März 2026", utc(2026, 3, 2, 23, 0), "a German ordinal, an umlaut"),
        ("3 de septiembre de 2026", utc(2026, 9, 2, 22, 0), "Spanish"),
        ("Thu, 3 Sep 2026 10:14:00 +0200", utc(2026, 9, 3, 8, 14), "a mail's date"),
        ("1788430440", utc(2026, 9, 3, 10, 14), "seconds since 1970"),
        ("1788430440000", utc(2026, 9, 3, 10, 14), "milliseconds since 1970"),
        ("46268", utc(2026, 9, 2, 22, 0), "a spreadsheet's day number"),
        ("46268.5", utc(2026, 9, 3, 10, 0), "a spreadsheet's noon"),
        ("2026-03-29 02:30", utc(2026, 3, 29, 1, 30), "an hour that summer time skips"),
        ("2026-10-25 02:30", utc(2026, 10, 25, 0, 30), "an hour that comes twice: the first"),
        ("0000-00-00 00:00:00", None, "MySQL's way to say no date"),
    ],
)
def test_a_moment_is_read_in_the_store_s_zone(
    text: str, expected: datetime | None, reason: str
) -> None:
    assert dates.moment(text, PARIS, DateOrder.DAY_FIRST) == expected, reason


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("soon", "date_unreadable", "a word"),
        ("2026-13-01", "date_unreadable", "no such month"),
        ("31/02/2026", "date_unreadable", "no such day"),
        ("25/25/2026", "date_unreadable", "neither order makes a date"),
        ("2026-09-03 25:00", "date_unreadable", "no such hour"),
        ("3/9/2026 13:00 PM", "date_unreadable", "no such hour on that clock"),
        ("3 brumaire 2026", "date_unreadable", "no such month any more"),
        ("2026-09-03 10:14 EST", "date_unreadable", "letters that name several zones"),
        ("2026-09-03 10:14 +9900", "date_unreadable", "no such offset"),
        ("0001-01-01 00:00:00 +1400", "date_unreadable", "before the first moment"),
        ("1970-01-01", "date_out_of_range", "a program's zero"),
        ("9998-12-31", "date_out_of_range", "a program's never"),
        ("٢٠٢٦-٠٩-٠٣", "date_unreadable", "digits of another script are not guessed"),
    ],
)
def test_what_is_no_moment_says_so(text: str, code: str, reason: str) -> None:
    with pytest.raises(CellError) as refused:
        dates.moment(text, PARIS)
    assert refused.value.code == code, reason


@pytest.mark.parametrize(
    ("values", "expected", "reason"),
    [
        (["03/09/2026", "25/09/2026"], DateOrder.DAY_FIRST, "one day above 12 proves all"),
        (["03/09/2026", "09/25/2026"], DateOrder.MONTH_FIRST, "one month place above 12"),
        (["03/09/2026", "04/09/2026"], None, "nothing is proven"),
        (["25/09/2026", "09/25/2026"], DateOrder.MIXED, "both are proven"),
        (["03.09.2026"], DateOrder.DAY_FIRST, "dots"),
        (["2026-09-03"], None, "the year first needs no order"),
        ([], None, "an empty column"),
    ],
)
def test_a_column_proves_its_order(
    values: list[str], expected: DateOrder | None, reason: str
) -> None:
    assert dates.proven_order(values) is expected, reason


def test_a_date_that_reads_both_ways_is_refused_in_a_mixed_column() -> None:
    with pytest.raises(CellError) as refused:
        dates.moment("03/09/2026", PARIS, DateOrder.MIXED)
    assert refused.value.code == "date_ambiguous"
    assert dates.moment("09/09/2026", PARIS, DateOrder.MIXED) == utc(2026, 9, 8, 22)


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("19.90", "19.90", "plain"),
        ("19,90", "19.90", "a decimal comma"),
        ("1 234,50 €", "1234.50", "French, with a space"),
        ("1\u202f234,50\u00a0€", "1234.50", "French, with the right spaces"),
        ("1.234,50 EUR", "1234.50", "German"),
        ("$1,234.50", "1234.50", "American"),
        ("US$ 1,234.50", "1234.50", "American, told from the others"),
        ("CHF 1’234.50", "1234.50", "Swiss"),
        ("5.–", "5", "Swiss, a round sum"),
        ("12,34,567.00", "1234567.00", "Indian groups"),
        ("1,234,567", "1234567", "two marks alike part thousands"),
        ("1.234", "1234", "a lone mark before three digits parts thousands"),
        ("0,125", "0.125", "no thousand begins with zero"),
        ("-5.00", "-5.00", "a refund"),
        ("€ -5,00", "-5.00", "a refund after its sign"),
        ("−5,00 €", "-5.00", "a typographer's minus"),
        ("１９.９０", "19.90", "full-width digits"),
        ("199 kr", "199", "Swedish"),
    ],
)
def test_an_amount_is_read_in_any_country_s_habit(text: str, expected: str, reason: str) -> None:
    assert amounts.amount(text) == Decimal(expected), reason


def test_an_open_amount_follows_its_column_then_its_currency() -> None:
    assert amounts.amount("1.234", mark=".") == Decimal("1.234")
    assert amounts.amount("1.234", mark=",") == Decimal(1234)
    assert amounts.amount("1.234", currency="KWD") == Decimal("1.234")
    assert amounts.decimal_mark(["1.234", "9,50"]) == ","
    assert amounts.decimal_mark(["9.50", "9,50"]) is None


@pytest.mark.parametrize(
    "text", ["free", "12,3,4", "1.2.3,4", "=1+1", "(5.00)", "1e5", "12345678901", "--5", "€", "½"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        amounts.amount(text)


@pytest.mark.parametrize(("text", "expected"), [("2", 2), ("2.0", 2), ("2,00", 2), ("0", 0)])
def test_a_quantity_is_a_whole_number(text: str, expected: int) -> None:
    assert amounts.quantity(text) == expected


@pytest.mark.parametrize("text", ["-1", "1.5", "two", "1e3", "99999999"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        amounts.quantity(text)


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("4,6", (4.6, None), "a decimal comma"),
        ("4.625", (4.625, None), "three decimals are decimals here"),
        ("4/5", (4.0, 5.0), "with its scale"),
        ("8 out of 10", (8.0, 10.0), "with its scale in words"),
        ("85 %", (85.0, 100.0), "a percentage"),
        ("Good", (1.0, 1.0), "Zendesk's word"),
        ("Great", (3.0, 3.0), "Help Scout's word"),
        ("offered", None, "asked and not answered"),
    ],
)
def test_a_score_may_bring_its_scale(
    text: str, expected: tuple[float, float | None] | None, reason: str
) -> None:
    assert amounts.score(text) == expected, reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ada@example.com", "ada@example.com"),
        ("Ada.L+shop@EXAMPLE.Com", "Ada.L+shop@example.com"),
        ("Ada Lovelace <ada@example.com>", "ada@example.com"),
        ("mailto:ada@example.com", "ada@example.com"),
        ("ada@bücher.example", "ada@bücher.example"),
    ],
)
def test_an_address_is_cleaned(text: str, expected: str) -> None:
    assert people.email(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ada", "ada@", "@example.com", "ada@example", "a b@example.com", "ada@@example.com",
        "ada@example.com, bob@example.com", "ada@-example.com", "ada..l@example.com",
        ".ada@example.com", "ada@example.com\nBcc: x@example.com", f"{'a' * 65}@example.com",
        f"a@{'b.' * 130}com", "ada@exa_mple..com",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        people.email(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("FR", "FR"), ("fr", "FR"), ("UK", "GB"), ("FRA", "FR"), ("France", "FR"),
     ("Deutschland", "DE"), ("États-Unis", "US"), ("United States", "US"), ("XX", None),
     ("Atlantis", None), ("", None)],
)  # fmt: skip
def test_a_country_is_a_code_or_a_name(text: str, expected: str | None) -> None:
    assert people.country(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("fr", "fr"), ("fr_FR", "fr-FR"), ("pt-br", "pt-BR"), ("en_US.UTF-8", "en-US"),
     ("zh-Hant-TW", "zh-TW"), ("zh-hans", "zh-Hans"), ("es-419", "es-419"),
     ("Français", "fr"), ("German", "de"), ("xx", None), ("Klingonais", None), ("", None)],
)  # fmt: skip
def test_a_language_is_a_tag_or_a_name(text: str, expected: str | None) -> None:
    assert people.language(text) == expected


def test_a_time_zone_is_an_iana_name() -> None:
    assert people.timezone("europe/paris") == "Europe/Paris"
    assert people.timezone("Paris") is None
    assert people.timezone("../../etc/passwd") is None


@pytest.mark.parametrize(
    ("text", "expected"), [("eur", "EUR"), ("€", "EUR"), ("$", None), ("Euro", None), ("", None)]
)
def test_a_currency_is_a_code_or_a_symbol_of_one_country(text: str, expected: str | None) -> None:
    assert people.currency(text) == expected


def test_a_name_is_one_line_of_what_can_be_seen() -> None:
    assert people.name(" Ada\tvon\r\n", None, "Lovelace\x00\u202e ") == "Ada von Lovelace"
    assert len(people.name("x" * 500)) == people.NAME_LENGTH


@pytest.mark.parametrize(
    ("product_id", "sku", "title", "expected", "reason"),
    [
        (632910392, "SKU-1", "Socks", "632910392", "the id comes first"),
        ("gid://shopify/Product/555", None, "Socks", "555", "a global id is its number"),
        (None, "SKU-1", "Socks", "SKU-1", "then the SKU"),
        (0, "", "Wool socks – blue", "wool-socks-blue", "then the name"),
        (None, None, "", "", "nothing names it"),
        (True, None, "Socks", "socks", "a truth is no id"),
    ],
)
def test_a_product_is_known_by_the_best_there_is(
    product_id: object, sku: str | None, title: str, expected: str, reason: str
) -> None:
    assert products.reference(product_id, sku, title) == expected, reason


def test_a_web_address_is_http_only() -> None:
    assert products.web_address("https://shop.example/a.jpg") == "https://shop.example/a.jpg"
    assert products.web_address("javascript:alert(1)") is None


def test_a_gtin_has_the_right_check_digit() -> None:
    assert products.gtin("4006381333931") == "4006381333931"
    assert products.gtin("0 12345-67890 5") == "012345678905"
    assert products.gtin("4006381333932") is None
