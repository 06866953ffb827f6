"""Every sentence the translators say to a person, by code, with named placeholders."""

from __future__ import annotations

from collections.abc import Mapping


def _(sentence: str) -> str:
    """Mark a sentence for the translators' catalogue and leave it as it is."""
    return sentence


FILES: Mapping[str, str] = {
    "file_empty": _("This file is empty."),
    "file_too_large": _(
        "This file is larger than %(megabytes)s MB. Split it and import the parts one by one."
    ),
    "file_is_workbook": _(
        "This is a spreadsheet workbook, not a CSV file. Open it, choose “Save as” and “CSV UTF-8”,"
        " and import that file."
    ),
    "file_is_compressed": _("This file is compressed. Unpack it and import the CSV file inside."),
    "file_is_web_page": _(
        "This is a web page, not a CSV file. The download probably needed you to sign in first."
    ),
    "file_not_text": _("This is not a CSV file: it does not hold text."),
    "line_too_long": _("Line %(line)s is too long to be a row of a CSV file."),
    "too_many_columns": _("This file has more than %(limit)s columns."),
    "no_rows": _("This file has column names and no rows."),
    "layout_unknown": _(
        "The columns of this file are not those of a Shopify or WooCommerce export, nor our own"
        " layout. Columns found: %(found)s."
    ),
    "layout_other_kind": _("This file holds %(found)s, not %(wanted)s."),
    "columns_missing": _(
        "This file cannot be read as %(layout)s: these columns are missing: %(missing)s."
        " Columns found: %(found)s."
    ),
    "column_mapped_unknown": _("There is no field called “%(field)s”. Fields: %(fields)s."),
}

ROWS: Mapping[str, str] = {
    "quote_never_closed": _(
        "A quotation mark opened here is never closed, so nothing after it could be read."
    ),
    "too_many_cells": _(
        "This row has more cells than there are columns. A text that holds the separator must"
        " stand in quotation marks."
    ),
    "value_missing": _("The column “%(column)s” is empty and is needed."),
    "email_missing": _("There is no e-mail address, so nobody can be asked."),
    "email_invalid": _("“%(value)s” is not an e-mail address."),
    "date_unreadable": _("“%(value)s” is not a date. Write it as 2026-09-03 10:14."),
    "date_ambiguous": _(
        "“%(value)s” can be read two ways, and this column mixes both. Write it as 2026-09-03."
    ),
    "date_out_of_range": _("“%(value)s” is too far from today to be right."),
    "amount_unreadable": _("“%(value)s” is not an amount of money."),
    "quantity_unreadable": _("“%(value)s” is not a quantity: a whole number, 0 or more."),
    "score_unreadable": _("“%(value)s” is not a score. Write a number, such as 4 or 4.5."),
    "score_out_of_range": _("The score %(value)s is not between 0 and %(highest)s."),
    "status_unknown": _("“%(value)s” is not a status. Write one of: %(allowed)s."),
    "id_rounded": _(
        "“%(value)s” was rounded by a spreadsheet program. Export the file again and import it"
        " without opening it there."
    ),
    "value_too_long": _("The column “%(column)s” holds more than %(limit)s characters."),
    "order_disagrees": _("The rows of order %(order)s give different e-mail addresses."),
    "order_refused": _("This row is fine; order %(order)s was refused because of line %(line)s."),
}

NOTICES: Mapping[str, str] = {
    "encoding_guessed": _("The file was read as %(encoding)s; check a name with an accent."),
    "text_damaged": _("Some characters of the file were damaged before it came here."),
    "date_order_assumed": _(
        "Dates such as “%(value)s” in the column “%(column)s” can be read two ways; they were read"
        " as %(order)s, as is usual in the store's country."
    ),
    "cells_left_empty": _(
        "The column “%(column)s” was not understood in %(count)s rows, first on line %(line)s; the"
        " rows were taken without it."
    ),
    "status_taken_as_placed": _(
        "The column “%(column)s” holds a status unknown here in %(count)s rows, first on line"
        " %(line)s; those orders count as placed."
    ),
    "id_replaced": _(
        "The column “%(column)s” was rounded by a spreadsheet program in %(count)s rows, first on"
        " line %(line)s; the order's name was used instead."
    ),
    "row_repeated": _(
        "%(count)s rows say exactly what an earlier row said, first on line %(line)s; each was"
        " counted once."
    ),
    "order_repeated": _(
        "%(count)s orders stand in the file more than once, first on line %(line)s; the last"
        " version counts."
    ),
}

WEBHOOKS: Mapping[str, str] = {
    "topic_unused": _("Nothing is done with messages about “%(topic)s”."),
    "test_order": _("This is a test order."),
    "draft_order": _("This is a draft, not an order."),
    "no_email": _("The order has no e-mail address, so nobody can be asked."),
    "bad_email": _("The order's e-mail address cannot be written to."),
    "refund_without_order": _("The refund names no order."),
    "shipment_without_order": _("The shipment names no order."),
    "shipment_failed": _("The shipment did not go through."),
    "test_message": _("This is a test message."),
    "ticket_still_open": _("The ticket is being worked on: nothing to ask about yet."),
    "ticket_was_resolved": _("The ticket had been resolved before: nothing new."),
    "ticket_is_spam": _("The ticket is spam."),
    "ticket_status_unknown": _(
        "The status “%(status)s” is not known here. Send “solved” when a ticket is resolved and"
        " “open” when it is opened again."
    ),
    "ticket_says_nothing": _("The message says neither a status nor a score."),
    "ticket_nobody": _(
        "This ticket was not known before and the message has no e-mail address, so nobody can be"
        " asked."
    ),
    "ticket_unresolved": _("This ticket was never told to be resolved, so nothing is asked."),
    "person_forgotten": _("This person asked to be forgotten, so nothing is kept of this."),
    "ticket_without_email": _("The ticket has no e-mail address, so nobody can be asked."),
    "field_missing": _("The field “%(field)s” is missing."),
    "field_unreadable": _("The field “%(field)s” is not what this message should hold there."),
}

OCCASIONS: Mapping[str, str] = {
    "not_json_object": _("Send one JSON object."),
    "field_required": _("“%(field)s” is required."),
    "field_unknown": _(
        "“%(field)s” is not a field of an occasion. Check its spelling, or leave it out."
    ),
    "field_text": _("“%(field)s” must be a text of 1 to %(limit)s characters."),
    "field_choice": _("“%(field)s” must be one of: %(allowed)s."),
    "field_moment": _(
        "“%(field)s” must be a moment with its offset from UTC, such as 2026-09-03T10:14:00+02:00."
    ),
    "field_number": _("“%(field)s” must be a number."),
    "field_number_from": _("“%(field)s” must be a number, %(limit)s or more."),
    "field_number_above": _("“%(field)s” must be a number above %(limit)s."),
    "field_number_to": _("“%(field)s” must be a number, %(limit)s or less."),
    "field_number_below": _("“%(field)s” must be a number below %(limit)s."),
    "field_truth": _("“%(field)s” must be true or false."),
    "field_object": _("“%(field)s” must be an object with named fields."),
    "field_list": _("“%(field)s” must be a list of at most %(limit)s entries."),
    "field_email": _("“%(field)s” must be an e-mail address, such as ada@example.com."),
    "field_region": _("“%(field)s” must be a region's code, such as CA or US-CA."),
    "field_country": _("“%(field)s” must be a country's two-letter code, such as FR."),
    "field_language": _("“%(field)s” must be a language's code, such as fr or pt-BR."),
    "field_timezone": _("“%(field)s” must be a time zone's name, such as Europe/Paris."),
    "field_currency": _("“%(field)s” must be a currency's three-letter code, such as EUR."),
    "field_address": _("“%(field)s” must be a web address that starts with https://."),
    "field_invalid": _("“%(field)s” cannot be read."),
    "details_required": _("An occasion of kind “%(kind)s” needs “%(field)s”."),
    "details_misplaced": _("“%(field)s” does not belong to an occasion of kind “%(kind)s”."),
    "score_too_high": _("In “%(field)s”, the score must not be higher than “score_max”."),
}

REPORT: Mapping[str, str] = {
    "report_line": _("Line"),
    "report_column": _("Column"),
    "report_problem": _("What is wrong"),
    "report_code": _("Code"),
    "report_row": _("The row"),
}

KINDS: Mapping[str, str] = {
    "orders": _("orders"),
    "tickets": _("tickets"),
    "attendees": _("attendees"),
}

SENTENCES: Mapping[str, str] = {
    **FILES, **ROWS, **NOTICES, **WEBHOOKS, **OCCASIONS, **REPORT, **KINDS,
}  # fmt: skip


def say(code: str, **values: object) -> str:
    """Return the sentence of `code` in English, its placeholders filled in."""
    return SENTENCES[code] % values
