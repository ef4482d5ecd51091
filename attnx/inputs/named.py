"""What was typed where a sentence or a picture may stand: the file of a picture, or a name that was meant for one."""

from __future__ import annotations

from pathlib import Path

from attnx.errors import InputError

# How the files of pictures begin and end, so that one is told from a text without loading Pillow.
BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")
NEAR = 0.8  # how alike the name of a file must be to a sentence for that to be taken for it, from 0 to 1


def picture_named(typed: str | Path) -> Path | None:
    """The picture that this is the name of; None of what is none.

    Raises InputError for a directory or a pipe called like a picture, and for the name of a picture that is not there:
    one without blanks, or one near to a file's.
    """
    path = Path(typed)
    try:
        if path.is_file():
            return path if is_picture(path) else None
        if path.suffix.lower() in ENDINGS and path.exists():
            raise InputError("picture_folder" if path.is_dir() else "not_picture", path=path)
    except (OSError, ValueError):  # what cannot even be asked, such as an endless name, is none
        return None
    if path.suffix.lower() not in ENDINGS:
        return None
    near = nearest(path)
    if near is None and any(map(str.isspace, str(typed))):
        return None
    raise InputError("picture_absent", path=path) if near is None else InputError("picture_near", path=path, near=near)


def nearest(path: Path) -> Path | None:
    """The picture beside it whose name is most like its own, if one is."""
    from difflib import get_close_matches

    try:
        names = [file.name for file in path.parent.iterdir() if file.suffix.lower() in ENDINGS and file.is_file()]
    except OSError:
        return None
    sentence = any(map(str.isspace, path.name))
    near = get_close_matches(path.name, names, n=1, **({"cutoff": NEAR} if sentence else {}))
    return path.with_name(near[0]) if near else None


def is_picture(path: Path) -> bool:
    """Whether a file is a picture, by how it begins; what has the ending of one is taken for one, damaged or not."""
    try:
        with path.open("rb") as file:
            begins = file.read(16)
    except (OSError, ValueError):
        return False
    webp = begins[:4] == b"RIFF" and begins[8:12] == b"WEBP"
    return webp or begins.startswith(BEGINNINGS) or path.suffix.lower() in ENDINGS
