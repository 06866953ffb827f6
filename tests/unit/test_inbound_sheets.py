"""What CSV files look like when real programs and people have had them in their hands."""

from __future__ import annotations

import pytest

from solicitation.inbound.columns import find_places, simplify
from solicitation.inbound.errors import UnreadableFile
from solicitation.inbound.facts import BadRow
from solicitation.inbound.report import disarm, report_csv
from solicitation.inbound.sheets import open_sheet

ROWS = "order;nom\n1;Théo\n2;Zoë\n"


@pytest.mark.parametrize(
    ("data", "encoding", "reason"),
    [
        (ROWS.encode(), "utf-8", "plain UTF-8"),
        (ROWS.encode("utf-8-sig"), "utf-8", "with a mark"),
        (ROWS.encode("utf-16"), "utf-16-le", "UTF-16 with a mark"),
        (ROWS.encode("utf-16-be"), "utf-16-be", "UTF-16 without a mark, big end first"),
        (ROWS.encode("utf-16-le"), "utf-16-le", "UTF-16 without a mark, little end first"),
        (ROWS.encode("utf-32"), "utf-32-le", "UTF-32, whose mark begins like UTF-16's"),
        (ROWS.encode("cp1252"), "cp1252", "Windows"),
        (ROWS.replace("\n", "\r\n").encode(), "utf-8", "Windows line endings"),
        (ROWS.replace("\n", "\r").encode(), "utf-8", "old Macintosh line endings"),
        (ROWS.replace(";", "\t").encode(), "utf-8", "tabs"),
        (ROWS.replace(";", ",").encode(), "utf-8", "commas"),
        (ROWS.replace(";", "|").encode(), "utf-8", "bars"),
        (("sep=;\r\n" + ROWS).encode(), "utf-8", "the separator announced"),
        (("\n\n" + ROWS).encode(), "utf-8", "blank lines first"),
        (ROWS.replace("1;", "1\x00;").encode(), "utf-8", "a zero byte"),
        ("order;nom;;\n1;Théo;;\n2;Zoë;;\n".encode(), "utf-8", "empty columns at the end"),
        ('"order";"nom"\n"1";"Théo"\n"2";"Zoë"'.encode(), "utf-8", "all quoted, no last newline"),
    ],
)
def test_the_same_table_is_read_whatever_wrote_it(data: bytes, encoding: str, reason: str) -> None:
    sheet = open_sheet(data)
    assert sheet.headers == ("order", "nom"), reason
    assert [cells for _line, cells in sheet.records] == [("1", "Théo"), ("2", "Zoë")], reason
    assert sheet.encoding == encoding, reason
    assert not sheet.bad


def test_a_row_is_known_by_the_line_on_which_it_begins() -> None:
    sheet = open_sheet(b'a,b\n1,"two\r\nlines"\n\n2,x\n')
    assert sheet.records == ((2, ("1", "two\r\nlines")), (5, ("2", "x")))
    assert open_sheet(b"sep=,\na,b\n1,2\n").records == ((3, ("1", "2")),)


def test_a_decimal_comma_does_not_make_the_comma_a_separator() -> None:
    sheet = open_sheet("réf;prix;total\nA;4,6;1,5\nB;5,0;2,5\n".encode())
    assert sheet.delimiter == ";"
    assert sheet.records[0][1] == ("A", "4,6", "1,5")


def test_a_guessed_encoding_is_told() -> None:
    sheet = open_sheet(ROWS.encode("cp1252"))
    assert [notice.code for notice in sheet.notices] == ["encoding_guessed"]


def test_one_cut_character_does_not_turn_the_file_into_gibberish() -> None:
    data = "id,nom\n" + "".join(f"{n},Théo Brûlé\n" for n in range(20))
    sheet = open_sheet(data.encode() + b"21,Th\xc3\n")
    assert sheet.records[0][1] == ("0", "Théo Brûlé")
    assert [notice.code for notice in sheet.notices] == ["text_damaged"]


def test_a_row_that_is_too_wide_is_refused_alone() -> None:
    sheet = open_sheet(b"a,b\n1,2\n1,2,3\n1,2,,\n")
    assert [cells for _line, cells in sheet.records] == [("1", "2"), ("1", "2")]
    assert [(bad.line, bad.code, bad.raw) for bad in sheet.bad] == [(3, "too_many_cells", "1,2,3")]


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        (b'3,"never closed\n4,x\n5,y\n', "it swallows the rest of the file"),
        (b'3,"never closed', "the file was cut off in the last cell"),
        (b'3,"never closed' + b"x" * 200_000, "it swallows more than a cell may hold"),
    ],
)
def test_a_quotation_mark_never_closed_is_told_and_the_rows_before_it_kept(
    tail: bytes, reason: str
) -> None:
    sheet = open_sheet(b"a,b\n1,2\n" + tail)
    assert [cells for _line, cells in sheet.records] == [("1", "2")], reason
    assert [(bad.line, bad.code) for bad in sheet.bad] == [(3, "quote_never_closed")], reason


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        (b"", "file_empty", "no bytes"),
        (b"\xef\xbb\xbf\r\n", "file_empty", "a mark and nothing else"),
        (b" \n\x00\n", "file_empty", "blanks"),
        (b",,\n", "file_empty", "only separators"),
        (b"a,b\n", "no_rows", "names and no rows"),
        (b"PK\x03\x04rest", "file_is_workbook", "an xlsx"),
        (b"\xd0\xcf\x11\xe0rest", "file_is_workbook", "an old xls"),
        (b"\x1f\x8brest", "file_is_compressed", "gzip"),
        (b"%PDF-1.7", "file_not_text", "a PDF"),
        (b"\n<!DOCTYPE html><p>Sign in", "file_is_web_page", "a sign-in page saved as CSV"),
        (bytes(range(1, 32)) * 40, "file_not_text", "noise"),
        (b'"a,b\n1,2\n', "quote_never_closed", "the names are never closed"),
        (b"," .join([b"a"] * 600) + b"\n1\n", "too_many_columns", "absurdly wide"),
        (b"a,b\n1," + b"x" * 1_000_001, "line_too_long", "one endless line"),
    ],
)  # fmt: skip
def test_what_is_no_table_says_what_it_is(data: bytes, code: str, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_sheet(data)
    assert refused.value.code == code, reason
    assert refused.value.status == 422
    assert str(refused.value).endswith(".")


def test_a_file_beyond_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_sheet(b"a,b\n" * 300_000, limit=1_000_000)
    assert refused.value.code == "file_too_large"
    assert "1 MB" in str(refused.value)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Lineitem quantity", "lineitem_quantity"),
        ("Email (Billing)", "email_billing"),
        (" N° de commande", "n_de_commande"),
        ("Prénom", "prenom"),
        ("orderID", "orderid"),
        ("注文番号", "注文番号"),
    ],
)
def test_column_names_are_compared_by_what_programs_agree_on(header: str, expected: str) -> None:
    assert simplify(header) == expected


def test_columns_are_found_by_name_in_order_of_preference() -> None:
    headers = ("Mail", "E-mail", "Order", "mail")
    columns = {"email": ("e_mail", "mail"), "order_id": ("order",), "total": ()}
    assert find_places(headers, columns) == {"email": (1, 0, 3), "order_id": (2,)}


def test_a_mapping_overrules_the_names_we_know() -> None:
    headers = ("Email", "Kontakt")
    columns = {"email": (), "name": ()}
    assert find_places(headers, columns, {"kontakt": "email"}) == {"email": (1, 0)}
    assert find_places(headers, columns, {"Email": "", "Kontakt": "email"}) == {"email": (1,)}
    with pytest.raises(UnreadableFile) as refused:
        find_places(headers, columns, {"Kontakt": "mail"})
    assert refused.value.code == "column_mapped_unknown"


def test_the_report_of_refused_rows_opens_safely_in_a_spreadsheet() -> None:
    bad = BadRow(4, "=cmd", "email_invalid", "“é” is not an address.", '@SUM(1),"a\nb"')
    text = report_csv([bad]).decode("utf-8-sig")
    assert text.splitlines()[0] == '"Line","Column","What is wrong","Code","The row"'
    assert '"4","\'=cmd","“é” is not an address.","email_invalid","\'@SUM(1),""a\nb"""' in text
    assert report_csv([]).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1"])
def test_a_formula_is_disarmed(cell: str) -> None:
    assert disarm(cell) == f"'{cell}"


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert disarm("1+1 is 2") == "1+1 is 2"
