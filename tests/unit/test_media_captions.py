"""Captions come from anybody's editor; what leaves us is times and words alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collection.media.captions import (
    CAPTIONS_BYTES,
    CaptionsUnreadable,
    Cue,
    read_captions,
    write_captions,
)

PLAIN = """WEBVTT

00:01.000 --> 00:03.500
Elle a tenu deux ans.

00:03.500 --> 00:06.000
Et la couture est intacte.
"""
CUES = (
    Cue(1000, 3500, "Elle a tenu deux ans."),
    Cue(3500, 6000, "Et la couture est intacte."),
)


def test_plain_captions_are_read() -> None:
    assert read_captions(PLAIN) == CUES


def test_captions_are_written_in_one_way() -> None:
    assert write_captions(CUES) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\nElle a tenu deux ans.\n\n"
        "00:00:03.500 --> 00:00:06.000\nEt la couture est intacte.\n"
    )


@pytest.mark.parametrize(
    ("text", "said", "reason"),
    [
        ("\ufeffWEBVTT - made by an editor\nKind: captions\n\n{}", "Oui.", "a mark and a header"),
        ("WEBVTT\n\nSTYLE\n::cue {{ color: url(http://x.example) }}\n\n{}", "Oui.", "a style"),
        ("WEBVTT\n\nREGION\nid:a\n\nNOTE by\nme\n\n{}", "Oui.", "a region and a note"),
        ("WEBVTT\n\nintro\n{}", "Oui.", "a name of a cue"),
        ("WEBVTT\n\n\n\n{}\n\n\n", "Oui.", "empty lines"),
        ("WEBVTT\n{}", None, "no empty line below the header: the times are the header's"),
    ],
)
def test_what_is_neither_time_nor_word_is_dropped(text: str, said: str | None, reason: str) -> None:
    given_text = text.format("00:01.000 --> 00:02.000 align:start line:0%\nOui.")
    if said is None:
        with pytest.raises(CaptionsUnreadable, match="There is no caption here"):
            assert read_captions(given_text) is None, reason
    else:
        assert read_captions(given_text) == (Cue(1000, 2000, said),), reason


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(ends: str) -> None:
    assert read_captions(PLAIN.replace("\n", ends)) == CUES


@pytest.mark.parametrize(
    ("written", "said", "reason"),
    [
        ("<v Camille><i>Oui</i> <c.red>non</c>", "Oui non", "markup of the format"),
        ("<00:01.500>Oui <b>non", "Oui non", "karaoke, and a tag left open"),
        ("Tom &amp; Jerry &lt;3", "Tom & Jerry <3", "written as the format asks"),
        ("Tom & Jerry < 3 > 2", "Tom & Jerry < 3 > 2", "written as people write"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", "words, not markup, here"),
        ("Oui.\nNon.", "Oui.\nNon.", "two lines"),
        ("  Oui.  \n\tNon.", "Oui.\nNon.", "indented"),
        ("Oui\x00\x1b[31m.", "Oui[31m.", "what is no letter"),
        ("a &#10;&#10;00:09.000 --&gt; 00:10.000", "a\n00:09.000 --> 00:10.000", "hidden lines"),
        ("مرحبا 👋", "مرحبا 👋", "any writing"),
    ],
)
def test_words_stay_as_they_were_said(written: str, said: str, reason: str) -> None:
    cues = read_captions(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{written}\n")
    assert cues == (Cue(1000, 2000, said),), reason
    assert read_captions(write_captions(cues)) == cues
    assert "<" not in write_captions(cues)
    assert write_captions(cues).count("-->") == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "begin with a line that says WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nOui.\n", "begin with a line that says WEBVTT"),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nOui.", "begin with a line that says WEBVTT"),
        ("#EXTM3U\nhttp://x.example", "begin with a line that says WEBVTT"),
        ("WEBVTT", "There is no caption here"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>", "There is no caption here"),
        ("WEBVTT\n\n1:00.000 --> 00:02.000\nOui.", "Line 3: two times"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nOui.", "Line 3: two times"),
        ("WEBVTT\n\n00:61.000 --> 00:02.000\nOui.", "Line 3: two times"),
        ("WEBVTT\n\nOui.", "Line 4: two times"),
        ("WEBVTT\n\nOui.\nNon.", "Line 4: two times"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nOui.", "Line 3: a caption ends after"),
        (f"{PLAIN}\n00:00.000 --> 00:09.000\nOui.", "Line 9: a caption ends after"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nOui.\n00:02.000 --> 00:03.000\nNon.", "Line 5: an"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "é" * CAPTIONS_BYTES, "100 kB at most"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(CaptionsUnreadable, match=sentence):
        read_captions(text)


def test_two_people_may_speak_at_once() -> None:
    both = "WEBVTT\n\n00:01.000 --> 00:05.000\nOui.\n\n00:01.000 --> 00:02.000\nNon.\n"
    assert [cue.text for cue in read_captions(both)] == ["Oui.", "Non."]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=5))
def test_whatever_is_said_comes_back_from_what_we_write(sayings: list[str]) -> None:
    cues = [Cue(at * 1000, at * 1000 + 7_200_000, said) for at, said in enumerate(sayings)]
    written = write_captions(cues)
    if written != "WEBVTT\n":
        once = read_captions(written)
        assert {cue.start for cue in once} <= {cue.start for cue in cues}
        assert write_captions(once) == written


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, f"WEBVTT\n\n{text}", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}"):
        try:
            cues = read_captions(whole)
        except CaptionsUnreadable:
            continue
        assert read_captions(write_captions(cues)) == cues
