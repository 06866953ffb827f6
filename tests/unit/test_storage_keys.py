"""The grammar of keys, and their spelling on disk."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.storage import KeyInvalid, valid_key
from core.storage.keys import MAX_KEY_BYTES, valid_folder, valid_prefix
from core.storage.layout import folder_of, key_of, path_of

FORBIDDEN = [
    pytest.param("", id="nothing"),
    pytest.param("/etc/passwd", id="absolute"),
    pytest.param("media/", id="a folder"),
    pytest.param("a//b", id="an empty segment"),
    pytest.param(".", id="here"),
    pytest.param("..", id="above"),
    pytest.param("media/../originals/a", id="up and elsewhere"),
    pytest.param("media/./a", id="a detour"),
    pytest.param("media/..", id="up at the end"),
    pytest.param("a\\..\\b", id="a backslash, Windows' slash"),
    pytest.param("a\x00.jpg", id="NUL ends names in C"),
    pytest.param("a\nb", id="a line end splits headers"),
    pytest.param("a\x7fb", id="DEL"),
    pytest.param("a\x85b", id="a C1 control"),
    pytest.param("a\u202egpj.exe", id="a bidi override shows another name"),
    pytest.param("a\u200bb", id="an invisible blank"),
    pytest.param("a\u00a0b", id="a blank that is none"),
    pytest.param("a\u2028b", id="a line separator"),
    pytest.param("a\ud800b", id="half a surrogate pair"),
    pytest.param("a\ufffeb", id="a noncharacter"),
    pytest.param("a\ufdd0b", id="another noncharacter"),
    pytest.param("a\ue000b", id="private use"),
    pytest.param("e\u0301", id="decomposed: macOS would take it for another key"),
    pytest.param("\u212b", id="the Ångström sign, which normalises to a letter"),
    pytest.param(" a", id="a blank in front"),
    pytest.param("a /b", id="a blank at a segment's end"),
    pytest.param("media/${filename}", id="S3 puts the phone's file name there"),
    pytest.param("x" * (MAX_KEY_BYTES + 1), id="too long"),
    pytest.param("é" * (MAX_KEY_BYTES // 2 + 1), id="too long in bytes"),
]


@pytest.mark.parametrize("key", FORBIDDEN)
def test_a_key_that_could_escape_or_collide_is_refused(key: str) -> None:
    with pytest.raises(KeyInvalid):
        valid_key(key)


@pytest.mark.parametrize(
    "key",
    [
        "a",
        "media/store/r4nd0m/photo.webp",
        "feeds/v1/demo/SKU 12 é 茶.json",
        "...",
        "..a/.b/c..",
        "a%2e%2e",
        "con.txt",
        "x" * MAX_KEY_BYTES,
    ],
)
def test_a_harmless_key_is_itself(key: str) -> None:
    assert valid_key(key) == key


@pytest.mark.parametrize("prefix", ["", "m", "media/", "media/st", "feeds/v1/demo/12 "])
def test_a_prefix_may_be_cut_anywhere(prefix: str) -> None:
    assert valid_prefix(prefix) == prefix


@pytest.mark.parametrize("prefix", ["/", "/a", "a//", "..", "../a", "a/../b", "a/..", "a\\", "."])
def test_a_prefix_leads_nowhere_else(prefix: str) -> None:
    with pytest.raises(KeyInvalid):
        valid_prefix(prefix)


@pytest.mark.parametrize("prefix", ["", "media", "/", "media//", "../"])
def test_a_folder_is_named_with_its_slash(prefix: str) -> None:
    with pytest.raises(KeyInvalid):
        valid_folder(prefix)


def _is_valid(key: str) -> bool:
    try:
        return valid_key(key) == key
    except KeyInvalid:
        return False


SEGMENTS = st.text(min_size=1, max_size=300).map(lambda text: unicodedata.normalize("NFC", text))
VALID_KEYS = st.lists(SEGMENTS | st.sampled_from(["a", "A", ".a.", "x" * 199 + ".."]), min_size=1)
VALID_KEYS_TEXT = VALID_KEYS.map("/".join).filter(_is_valid)


@given(VALID_KEYS_TEXT)
def test_a_key_is_read_back_from_its_spelling_on_disk(key: str) -> None:
    assert key_of(path_of(key).parts) == key


@given(VALID_KEYS_TEXT)
def test_a_spelling_on_disk_is_plain_and_stays_below_the_root(key: str) -> None:
    path = path_of(key)
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert str(path).isascii()
    assert str(path) == str(path).lower()
    assert max(map(len, path.parts)) <= 255


@given(VALID_KEYS_TEXT, VALID_KEYS_TEXT)
def test_two_keys_never_share_a_spelling_nor_stand_in_each_others_way(a: str, b: str) -> None:
    assert (a == b) == (path_of(a) == path_of(b))
    assert path_of(a) not in path_of(b).parents


@given(VALID_KEYS_TEXT)
def test_a_folder_of_keys_is_a_folder_on_disk(key: str) -> None:
    folder = folder_of(key.rpartition("/")[0])
    assert folder in path_of(key).parents


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("media/demo/photo.webp", "media/demo/photo.webp~vv"),
        ("Aa", "^aa~vv"),
        ("é ~", "=c3=a9=20=7e~vv"),
        ("x" * 201, "x" * 200 + "~more/x~vv"),
        ("x" * 200 + "../a", "x" * 200 + "~more/=2e=2e/a~vv"),
    ],
)
def test_spellings_stay_as_they_are_on_the_disks_in_use(key: str, path: str) -> None:
    assert path_of(key) == PurePosixPath(path)


def test_a_file_that_is_no_object_has_no_key() -> None:
    assert key_of(["media", "photo.webp"]) is None
