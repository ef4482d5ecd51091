"""What the small files beside an older tokenizer say of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attnx.checkpoint.files import CONFIG, read_json_object
from attnx.errors import CheckpointError, Phrase, UnsoundError
from attnx.frozen import frozen

if TYPE_CHECKING:
    import tokenizers

T = TypeVar("T", bool, int)
ROLES = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
MORE = "additional_special_tokens"


@frozen
class Settings:
    """`values` are those of tokenizer_config.json over special_tokens_map.json; `added` are pieces by their id."""

    path: Path
    values: dict[str, Any]
    added: dict[int, dict[str, Any]]

    @classmethod
    def read(cls, path: Path, *kinds: str) -> Settings:
        """What is known in this directory. Raises CheckpointError where its tokenizer_class is none of these kinds."""
        held = {
            name: read_json_object(path / name, "bad_tokenizer") if (path / name).is_file() else {}
            for name in ("special_tokens_map.json", "tokenizer_config.json", "added_tokens.json")
        }
        values: dict[str, Any] = held["special_tokens_map.json"] | held["tokenizer_config.json"]
        added: dict[int, dict[str, Any]] = {}
        try:
            added |= {int(str(number)): {"content": piece} for piece, number in held["added_tokens.json"].items()}
            added |= {int(number): dict(piece) for number, piece in values.get("added_tokens_decoder", {}).items()}
        except (AttributeError, TypeError, ValueError) as error:
            raise CheckpointError("bad_tokenizer", path=path, reason=Phrase("added_form")) from error
        settings, said = cls(path / "tokenizer_config.json", values, added), path / "tokenizer_config.json"
        if values.get("tokenizer_class") is None and (path / CONFIG).is_file():
            said = path / CONFIG
            values["tokenizer_class"] = read_json_object(said, "bad_config").get("tokenizer_class")
        if settings.kind not in (None, *kinds):
            asked, expected = values["tokenizer_class"], ", ".join(kinds)
            raise CheckpointError("config_value", path=said, key="tokenizer_class", found=asked, expected=expected)
        return settings

    @property
    def kind(self) -> str | None:
        """The class of the tokenizer, by its name in transformers."""
        kind = self.values.get("tokenizer_class")
        return None if kind is None else str(kind).removesuffix("Fast")

    def flag(self, key: str, default: bool = False) -> bool:
        said = self.maybe(key)
        return default if said is None else said

    def maybe(self, key: str) -> bool | None:
        """True, false, or None where it is not said."""
        return self.value(key, bool)

    def count(self, key: str, default: int) -> int:
        said = self.value(key, int)
        return default if said is None else said

    def value(self, key: str, kind: type[T]) -> T | None:
        said = self.values.get(key)
        if said is not None and type(said) is not kind:
            raise CheckpointError("config_value", path=self.path, key=key, found=said, expected=Phrase(kind.__name__))
        return said

    def name(self, role: str, default: str) -> str:
        """The special token of a role, such as `cls_token`."""
        token = self.values.get(role)
        return content(token) if token else default

    def mark(self, tokenizer: tokenizers.Tokenizer, *signs: str, mask: str | None = None) -> None:
        """Tells the tokenizer what is not text: signs, whatever has a role, and the pieces that were added.

        `mask` takes the space before it. Raises ValueError where an added piece comes to another id than the file says.
        """
        from tokenizers import AddedToken

        roles = [self.values[role] for role in ROLES if self.values.get(role)] + list(self.values.get(MORE) or ())
        marked: dict[str, dict[str, Any]] = {sign: {} for sign in signs} | ({mask: {"lstrip": True}} if mask else {})
        for token in roles:
            marked[content(token)] = marked.get(content(token), {}) | (token if isinstance(token, dict) else {})
        marked = {sign: options for sign, options in marked.items() if tokenizer.token_to_id(sign) is not None}
        marked |= {content(piece): piece for _, piece in sorted(self.added.items())}
        for sign, options in marked.items():
            how = {name: options[name] for name in ("lstrip", "rstrip", "single_word") if name in options}
            special = bool(options.get("special", True))
            added = AddedToken(sign, normalized=bool(options.get("normalized", False)), special=special, **how)
            (tokenizer.add_special_tokens if special else tokenizer.add_tokens)([added])
        for number, piece in self.added.items():
            self.check(tokenizer, number, content(piece))

    def check(self, tokenizer: tokenizers.Tokenizer, number: int, piece: str) -> None:
        """Raises ValueError where a piece that was added does not have the id that the file says."""
        comes_to = tokenizer.token_to_id(piece)
        if comes_to != number:
            raise UnsoundError("added_elsewhere", piece=piece, number=number, id=comes_to)


def content(token: Any) -> str:
    """What a special token is written as: it may be an object of several facts."""
    return str(token["content"] if isinstance(token, dict) else token)
