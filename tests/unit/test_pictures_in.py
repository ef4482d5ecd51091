"""Pictures as they are opened: every way to store one, and what is none."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from attnx.checkpoint.preprocessor import read_preprocessing
from attnx.errors import AttnxError, CheckpointError, InputError
from attnx.inputs.preprocess import Exactly, Preprocessing, ShortestEdge, prepare

pytest.importorskip("PIL", reason="pictures as input need the extra vision")
from attnx.inputs.image import open_picture, picture_of
from attnx.inputs.named import is_picture, picture_named

PICTURES = Path(__file__).parent.parent / "fixtures" / "pictures"


@pytest.mark.parametrize(
    ("file", "notes"),
    [
        ("scene.jpg", ()),
        ("turned.jpg", ()),
        ("cmyk.jpg", ()),
        ("palette.png", ()),
        ("alpha.png", ("transparent",)),
        ("moving.gif", ("first_frame",)),
    ],
)
def test_a_scene_is_the_same_however_it_is_stored(file: str, notes: tuple[str, ...]) -> None:
    scene, other = open_picture(PICTURES / "scene.png"), open_picture(PICTURES / file)
    assert other.pixels.shape == scene.pixels.shape == (44, 60, 3) and other.notes == notes
    assert np.abs(other.pixels.astype(int) - scene.pixels).mean() <= 6


def test_grey_is_grey_and_sixteen_bits_are_its_finer_shades() -> None:
    grey, fine = open_picture(PICTURES / "grey.png"), open_picture(PICTURES / "sixteen.png")
    assert np.array_equal(grey.pixels, fine.pixels) and fine.notes == ("sixteen_bits",)
    assert (np.ptp(grey.pixels, axis=2) == 0).all()


def test_finer_shades_of_colour_are_said(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 2, 2, 16, 2, 0, 0, 0)
    data = zlib.compress((b"\0" + bytes(range(12))) * 2)
    file = tmp_path / "fine.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b""))
    fine = open_picture(file)
    assert fine.notes == ("sixteen_bits",) and fine.pixels[0].tolist() == [[0, 2, 4], [6, 8, 10]]


def test_a_directory_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "dir.png").mkdir()
    with pytest.raises(InputError, match="is a directory"):
        picture_named(tmp_path / "dir.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_there_and_no_picture(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(InputError, match="not a picture that can be opened"):
        picture_named(tmp_path / "pipe.png")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int) -> bytes:
    """A PNG of one byte of data, whatever size it says that it has."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"Love gives us hope.", "not_picture"),
        (b"\x89PNG\r\n\x1a\n", "not_picture"),
        ((PICTURES / "broken.jpg").read_bytes(), "picture_damaged"),
        (png(1, 1), "picture_small"),
        (png(60_000, 60_000), "picture_bomb"),
        (png(10_000, 9_000), "picture_bomb"),
        (png(20, 20), "picture_damaged"),
    ],
)
def test_what_is_no_whole_picture_is_refused(tmp_path: Path, data: bytes, key: str) -> None:
    file = tmp_path / "file.png"
    file.write_bytes(data)
    with pytest.raises(InputError) as refused:
        open_picture(file)
    assert refused.value.key == key and is_picture(file)


def test_an_array_is_a_picture_where_it_has_its_form() -> None:
    assert picture_of(np.zeros((4, 6), np.uint8)).pixels.shape == (4, 6, 3)
    for wrong in (np.zeros((4, 6, 4), np.uint8), np.zeros((4, 6, 3)), np.zeros(3, np.uint8)):
        with pytest.raises(InputError, match="is no picture"):
            picture_of(wrong)


def test_what_is_seen_lies_where_its_box_says() -> None:
    """The middle of a wide picture, and the whole of one that is framed in black."""
    wide = picture_of(np.repeat(np.arange(40, dtype=np.uint8)[None], 10, axis=0))
    how = Preprocessing(ShortestEdge(20), "nearest", Exactly(20, 20), None, None, None)
    seen = prepare(wide, how)
    assert (seen.box.left, seen.box.top, seen.box.right, seen.box.bottom) == (15, 0, 25, 10)
    assert seen.pixels[0, 0, 0] == 15 and seen.pixels[0, -1, 0] == 24
    framed = prepare(wide, Preprocessing(None, "nearest", Exactly(20, 40), None, None, None))
    assert (framed.box.top, framed.box.bottom) == (-5, 15) and not framed.pixels[:5].any()
    with pytest.raises(InputError, match="too narrow"):
        prepare(
            picture_of(np.zeros((2, 4000), np.uint8)), Preprocessing(ShortestEdge(600), "box", None, None, None, None)
        )


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"image_processor_type": "ViTImageProcessor", "size": "large"}, "size = large"),
        ({"image_processor_type": "ViTImageProcessor", "do_pad": True}, "do_pad"),
        ({"image_processor_type": "ViTImageProcessor", "resample": 9}, "resample = 9"),
        ({"image_processor_type": "ViTImageProcessor", "novel": 1}, "novel"),
        ({"image_processor_type": "FlavaImageProcessor"}, "FlavaImageProcessor"),
        (None, "no preprocessor_config.json"),
    ],
)
def test_a_preprocessor_is_read_strictly(tmp_path: Path, said: dict[str, object] | None, message: str) -> None:
    import orjson

    if said is not None:
        (tmp_path / "preprocessor_config.json").write_bytes(orjson.dumps(said))
    with pytest.raises(CheckpointError, match=message):
        read_preprocessing(tmp_path)


def test_older_files_say_a_size_as_a_number(tmp_path: Path) -> None:
    import orjson

    for called, size in (("ViTFeatureExtractor", Exactly(224, 224)), ("CLIPFeatureExtractor", ShortestEdge(224))):
        said = {"feature_extractor_type": called, "size": 224, "crop_size": 224}
        (tmp_path / "preprocessor_config.json").write_bytes(orjson.dumps(said))
        assert read_preprocessing(tmp_path).size == size


def test_every_refusal_is_said_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(1, 1))
    with pytest.raises(AttnxError) as refused:
        open_picture(tmp_path / "a.png")
    assert "1 × 1" in refused.value.said("en") and "1 × 1" in refused.value.said("zh")


def test_a_name_that_was_meant_for_a_picture_is_no_sentence(tmp_path: Path) -> None:
    for name in ("photo.png", "my garden.jpg"):
        (tmp_path / name).write_bytes(png(2, 2))
    assert picture_named(tmp_path / "photo.png") == tmp_path / "photo.png"
    for typed, key in (("phot.png", "picture_near"), ("my gardn.jpg", "picture_near"), ("zebra.gif", "picture_absent")):
        with pytest.raises(InputError) as refused:
            picture_named(str(tmp_path / typed))
        assert refused.value.key == key
    for text in ("Look at the photo.png", "Love gives us hope.", "a\0b.png c", "x" * 5000 + ".png x", "3.14"):
        assert picture_named(text) is None


def test_a_tower_for_texts_alone_sees_nothing() -> None:
    from attnx.checkpoint import load
    from attnx.checkpoint.sight import that_sees

    with pytest.raises(AttnxError) as caught:
        that_sees(load(PICTURES.parent / "models" / "clip-a"))
    assert caught.value.key == "reads_texts"
