"""Values enter each part of a letter in that part's own way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.mail import SafeHtml, literal
from core.mail.placeholders import (
    ValueMissing,
    fill_html,
    fill_text,
    html_keys,
    html_own,
    names_in,
    text_keys,
    text_own,
)


def test_a_value_is_escaped_in_html_and_plain_in_text() -> None:
    values = {"name": '<b>"Tom" & Co'}
    assert fill_html("<i>{{name}}</i>", values) == "<i>&lt;b&gt;&quot;Tom&quot; &amp; Co</i>"
    assert fill_text("{{name}}!", values) == '<b>"Tom" & Co!'


def test_safe_html_enters_html_as_it_is_and_text_never() -> None:
    values = {"picture": SafeHtml("<img>")}
    assert fill_html("{{picture}}", values) == "<img>"
    with pytest.raises(ValueMissing, match="picture"):
        fill_text("{{picture}}", values)


def test_a_missing_value_is_named() -> None:
    with pytest.raises(ValueMissing, match="'product'"):
        fill_html("{{product}}", {})


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    assert fill_text("{{a}} {{b}}", {"a": "{{b}}", "b": "secret"}) == "{{b}} secret"


@given(st.text(alphabet="{}ab_&<", max_size=30))
def test_literal_words_survive_filling_whatever_they_hold(words: str) -> None:
    assert fill_text(literal(words), {}) == words


def test_names_come_once_and_in_order() -> None:
    assert names_in("{{b}} {{a}}", "{{b}} {{c_1}} {{ d }} {{E}}") == ("b", "a", "c_1")


def test_each_escaping_has_its_own_substitution_key() -> None:
    assert html_keys("{{name}}") == "-vv.name.h-"
    assert text_keys("{{name}}") == "-vv.name.t-"
    values = {"name": "A & B"}
    assert (html_own(values, "name"), text_own(values, "name")) == ("A &amp; B", "A & B")


def test_a_value_can_not_smuggle_in_another_values_key() -> None:
    values = {"name": "-vv.url.t- -vv.url.h-", "url": "https://secret.example"}
    assert not any("-vv." in own(values, "name") for own in (html_own, text_own))
