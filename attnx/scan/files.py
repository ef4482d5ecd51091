"""Files and folders, here or in an object store: fsspec knows which, and how."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from fsspec.core import url_to_fs

from attnx.errors import InputError, OutputError, Phrase, reason_of_system
from attnx.frozen import frozen

UNKNOWN = (ImportError, ValueError)  # what fsspec says of a store that it has no library for


@frozen(eq=False)
class Opened:
    """An open file and its size in bytes."""

    file: IO[bytes]
    size: int


@contextmanager
def opened(path: str) -> Iterator[Opened]:
    """The bytes of a file. Raises InputError where it cannot be read."""
    try:
        system, place = url_to_fs(path)
        with system.open(place, "rb") as file:
            yield Opened(file, int(system.size(place)))
    except OSError as error:
        raise InputError("unreadable", path=path, reason=reason_of_system(error)) from error
    except UNKNOWN as error:
        raise InputError("unreadable", path=path, reason=Phrase("library", library="fsspec", words=error)) from error


def listed(patterns: Sequence[str]) -> list[str]:
    """The files that these names and patterns stand for, in the order given, those of a pattern by name.

    Raises InputError for what stands for none, and for a folder.
    """
    files: list[str] = []
    for pattern in patterns:
        try:
            system, place = url_to_fs(pattern)
            there = [place] if system.exists(place) else sorted(system.glob(place))
            if not there:
                raise InputError("unreadable", path=pattern, reason=Phrase("no_such_file"))
            if system.isdir(there[0]):
                raise InputError("unreadable", path=pattern, reason=Phrase("is_directory"))
        except UNKNOWN as error:
            reason = Phrase("library", library="fsspec", words=error)
            raise InputError("unreadable", path=pattern, reason=reason) from error
        except OSError as error:
            raise InputError("unreadable", path=pattern, reason=reason_of_system(error)) from error
        files += [pattern] if there == [place] else [str(system.unstrip_protocol(path)) for path in there]
    return [file.removeprefix("file://") for file in files]


def facts_of(file: str) -> dict[str, Any]:
    """What says that a file is still the same: its name, its size, and when it was changed, where that is known."""
    system, place = url_to_fs(file)
    try:
        modified = str(system.modified(place))
    except NotImplementedError:
        modified = ""
    return {"file": file, "bytes": int(system.size(place)), "modified": modified}


@frozen(eq=False)
class Folder:
    """A folder that is written to. Whatever is in it is whole: files are written beside their place and renamed."""

    path: str
    system: Any
    place: str

    @classmethod
    def there(cls, path: str) -> Folder:
        """One to read from. Raises InputError where nothing is known of such a place."""
        try:
            return cls(path, *url_to_fs(path))
        except UNKNOWN as error:
            reason = Phrase("library", library="fsspec", words=error)
            raise InputError("unreadable", path=path, reason=reason) from error

    @classmethod
    def at(cls, path: str) -> Folder:
        """One to write to, made where there is none. Raises OutputError where there can be none."""
        folder = cls.there(path)
        try:
            folder.system.makedirs(folder.place, exist_ok=True)
        except OSError as error:
            raise OutputError("cannot_write", path=path, reason=reason_of_system(error)) from error
        return folder

    def of(self, name: str) -> str:
        return f"{self.place}/{name}"

    def has(self, name: str) -> bool:
        return bool(self.system.exists(self.of(name)))

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Raises InputError where it cannot be read."""
        try:
            with self.system.open(self.of(name), "rb") as file:
                yield file
        except OSError as error:
            raise InputError("unreadable", path=f"{self.path}/{name}", reason=reason_of_system(error)) from error

    def put(self, name: str, data: Iterable[bytes]) -> None:
        """Raises OutputError where it cannot be written."""
        beside = self.of(f".{name}.{os.getpid()}.part")
        try:
            with self.system.open(beside, "wb") as file:
                file.writelines(data)
            self.system.mv(beside, self.of(name))
        except OSError as error:
            raise OutputError("cannot_write", path=f"{self.path}/{name}", reason=reason_of_system(error)) from error

    def names(self, pattern: str) -> list[str]:
        """The files of this pattern, by name."""
        return sorted(path.rpartition("/")[2] for path in self.system.glob(self.of(pattern)))

    def clear(self) -> None:
        """Takes away what a process that was killed left beside."""
        for name in self.names(".*.part"):
            self.system.rm_file(self.of(name))
