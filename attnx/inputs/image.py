"""From a file to a picture: RGB, upright, eight bits a channel, whatever it was stored as. Pillow is loaded here."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attnx.errors import InputError
from attnx.frozen import frozen
from attnx.inputs.whole import OF_A_MODEL, read_whole

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

MOST = 89_478_485  # pixels: Pillow's own limit of what may be a decompression bomb
CHANNELS = 3


@frozen(eq=False)
class Picture:
    """A picture as a person sees it: `pixels` (height, width, 3) are RGB from 0 to 255, the first row on top.

    `sha256` is that of the file. `notes` say what of the file is not in it: other frames, transparency, finer shades.
    """

    name: str
    pixels: np.ndarray
    sha256: str
    notes: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


def open_picture(path: str | Path) -> Picture:
    """The picture in a file: of one that moves the first frame, turned as its camera was held (EXIF).

    Raises InputError for what cannot be read, is no picture, breaks off, or is too large or too small, and where
    Pillow is not installed.
    """
    path = Path(path)
    data = read_whole(path, OF_A_MODEL)
    try:
        import PIL.Image
        from PIL import ImageOps
    except ImportError as error:
        raise InputError("no_pillow_to_see", path=path) from error
    with said(path):
        image = PIL.Image.open(BytesIO(data))
        check_size(image.width, image.height, path)
        several, fine = getattr(image, "n_frames", 1) > 1, has_finer_shades(image)
        image.seek(0)
        image.load()
        upright = ImageOps.exif_transpose(image)
        pixels = colours(upright, path)
    notes = {
        "first_frame": several,
        "transparent": see_through(upright),
        "sixteen_bits": fine,
    }
    return Picture(path.name, pixels, sha256(data).hexdigest(), tuple(note for note, holds in notes.items() if holds))


def picture_of(pixels: np.ndarray, name: str = "picture") -> Picture:
    """A picture that is in memory: (height, width, 3) of whole numbers from 0 to 255, or (height, width) of grey.

    Its hash is that of the numbers. Raises InputError for anything else.
    """
    array = np.asarray(pixels)
    if array.ndim == 2:
        array = np.repeat(array[:, :, None], CHANNELS, axis=2)
    if array.ndim != 3 or array.shape[2] != CHANNELS or array.dtype != np.uint8:
        raise InputError("picture_array", found=f"{array.dtype} {array.shape}")
    check_size(array.shape[1], array.shape[0], name)
    return Picture(name, array, sha256(np.ascontiguousarray(array).tobytes()).hexdigest())


def check_size(width: int, height: int, source: object) -> None:
    """Raises InputError for a picture that has nothing to look at, or too much."""
    if min(width, height) < 2:
        raise InputError("picture_small", path=source, width=width, height=height)
    if width * height > MOST:
        raise InputError("picture_large", path=source, width=width, height=height, limit=f"{MOST:,}")


@contextmanager
def said(path: Path) -> Iterator[None]:
    """What Pillow raises, and what it only warns of, as an InputError."""
    import PIL.Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)
            yield
    except PIL.UnidentifiedImageError as error:
        raise InputError("not_picture", path=path) from error
    except (PIL.Image.DecompressionBombWarning, PIL.Image.DecompressionBombError) as error:
        raise InputError("picture_bomb", path=path, limit=f"{MOST:,}") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:  # all of these come of damaged files
        raise InputError("picture_damaged", path=path) from error


def has_finer_shades(image: ImageFile) -> bool:
    """Whether a picture that is not loaded yet has sixteen bits a channel: in colour, only its raw mode says so."""
    raw = [str(args[0] if isinstance(args, tuple) else args) for *_, args in image.tile if args]
    return image.mode.startswith("I") or any(";16" in mode for mode in raw)


def see_through(image: Image) -> bool:
    """Whether any of a picture is transparent."""
    if "A" not in image.getbands():
        return "transparency" in image.info
    return bool(image.getchannel("A").getextrema()[0] < 255)  # type: ignore[operator] # of one band, a pair of numbers


def colours(image: Image, path: Path) -> np.ndarray:
    """(height, width, 3) from 0 to 255; of sixteen bits the upper eight, of what is transparent the colour beneath."""
    if image.mode.startswith("I"):  # Pillow would cut off what is above 255
        grey = np.clip(np.asarray(image), 0, 2**16 - 1).astype(np.uint16) >> 8
        return np.repeat(grey.astype(np.uint8)[:, :, None], CHANNELS, axis=2)
    if image.mode == "F":
        raise InputError("picture_channels", path=path, mode=image.mode)
    return np.array(image.convert("RGB"))
