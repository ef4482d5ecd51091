"""A tokenizer.json as the settings beside it change it: the ids are those of the library that reads both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attnx.checkpoint.files import CONFIG, read_json_object
from attnx.checkpoint.tokenizer.settings import MORE, ROLES, Settings, content
from attnx.errors import CheckpointError

if TYPE_CHECKING:
    import tokenizers

SAID_OF_WORDS = {
    "do_lower_case": "lowercase",
    "strip_accents": "strip_accents",
    "tokenize_chinese_chars": "handle_chinese_chars",
}
FLAGS = ("lstrip", "rstrip", "single_word", "normalized")  # of a piece that was added


def settle(tokenizer: tokenizers.Tokenizer, path: Path) -> None:
    """Changes a tokenizer as the files beside it in this directory say.

    Raises CheckpointError for a setting that the tokenizer cannot follow, and for a class that is not known.
    """
    from tokenizers.normalizers import BertNormalizer

    settings = Settings.read(path, *WORDS, *SPACED, *OTHERS)
    usual = WORDS[0] if isinstance(tokenizer.normalizer, BertNormalizer) else SPACED[0]  # of such a file
    kind = settings.kind or USUAL.get(model_type(path), usual)
    if kind in WORDS:
        words(tokenizer, settings)
    if kind in SPACED:
        prefix(tokenizer, settings, MADE_ANEW.get(kind))
    if kind in ENDED:
        end(tokenizer, settings)
    if kind in FORGETTING:
        remembered(tokenizer, settings)
    add(tokenizer, settings)
    tokenizer.encode_special_tokens = settings.flag("split_special_tokens")


def words(tokenizer: tokenizers.Tokenizer, settings: Settings) -> None:
    """How BERT's words are made alike."""
    from tokenizers import normalizers

    rules = tokenizer.normalizer
    for key, own in SAID_OF_WORDS.items():
        if settings.maybe(key) is not None:
            if not isinstance(rules, normalizers.BertNormalizer):
                raise unlike(settings, key, "null")
            setattr(rules, own, settings.maybe(key))
    tokenizer.normalizer = rules


def model_type(path: Path) -> str:
    """What the config of the model calls it, where there is one."""
    return str(read_json_object(path / CONFIG, "bad_config").get("model_type")) if (path / CONFIG).is_file() else ""


def prefix(tokenizer: tokenizers.Tokenizer, settings: Settings, usual: bool | None) -> None:
    """Whether a space is put before a text; what is `usual` counts for bytes, whatever tokenizer.json says."""
    from tokenizers import pre_tokenizers

    wanted, cutter = settings.maybe("add_prefix_space"), tokenizer.pre_tokenizer
    if isinstance(cutter, pre_tokenizers.ByteLevel):
        said = usual if wanted is None else wanted
        if said is not None:
            cutter.add_prefix_space = said
            tokenizer.pre_tokenizer = cutter
        return
    if wanted is None:
        return
    before = isinstance(cutter, pre_tokenizers.Metaspace) and cutter.prepend_scheme != "never"
    before = before or "Prepend" in repr(tokenizer.normalizer)
    if before != wanted:
        raise unlike(settings, "add_prefix_space", str(before).lower())


def end(tokenizer: tokenizers.Tokenizer, settings: Settings) -> None:
    """Refuses another end of a text than tokenizer.json has, which the reference would write."""
    said, written = settings.values.get("eos_token"), tokenizer.encode("").tokens
    if said and written and content(said) != written[-1]:
        raise unlike(settings, "eos_token", written[-1])


def remembered(tokenizer: tokenizers.Tokenizer, settings: Settings) -> None:
    """Refuses pieces that tokenizer.json alone adds: the reference forgets their flags, and numbers anew."""
    there, added = tokenizer.get_added_tokens_decoder(), settings.added
    first = tokenizer.get_vocab_size(with_added_tokens=False)
    alone = [place for place, piece in there.items() if place not in added and (place >= first or piece.lstrip)]
    if added and alone:
        found, expected = (", ".join(map(str, sorted(places))) for places in (added, (*added, *alone)))
        raise CheckpointError(
            "config_value", path=settings.path, key="added_tokens_decoder", found=found, expected=expected
        )


def unlike(settings: Settings, key: str, expected: str) -> CheckpointError:
    """The error that tokenizer.json does not do what a setting says."""
    found = str(settings.values[key]).lower()
    return CheckpointError("config_value", path=settings.path, key=key, found=found, expected=expected)


def add(tokenizer: tokenizers.Tokenizer, settings: Settings) -> None:
    """Tells the tokenizer the pieces that were added, and whatever has a role: such a piece is never cut up."""
    from tokenizers import AddedToken

    there = tokenizer.get_added_tokens_decoder()
    roles = [settings.values[role] for role in ROLES if settings.values.get(role)]
    roles += list(settings.values.get(MORE) or ())
    special = {content(token) for token in roles}
    for number, piece in sorted(settings.added.items()):
        how = {flag: bool(piece[flag]) for flag in FLAGS if flag in piece}
        token = AddedToken(content(piece), special=bool(piece.get("special")) or content(piece) in special, **how)
        if number not in there or repr(there[number]) != repr(token):
            (tokenizer.add_special_tokens if token.special else tokenizer.add_tokens)([token])
        settings.check(tokenizer, number, content(piece))
    known = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
    for role in roles:
        if content(role) not in known:
            how = {flag: bool(role[flag]) for flag in FLAGS if flag in role} if isinstance(role, dict) else {}
            tokenizer.add_special_tokens([AddedToken(content(role), special=True, **how)])
            known.add(content(role))


# Classes of transformers by what their settings reach in the file; the others leave all to it.
WORDS = ("BertTokenizer", "DistilBertTokenizer", "MPNetTokenizer")
SPACED = (
    "GPT2Tokenizer",
    "RobertaTokenizer",
    "BartTokenizer",
    "LlamaTokenizer",
    "CodeLlamaTokenizer",
    "T5Tokenizer",
    "MT5Tokenizer",
    "XLMRobertaTokenizer",
    "CamembertTokenizer",
)
# Those that the reference makes anew of the pieces alone, and what such a one does where nothing is said.
MADE_ANEW = {"RobertaTokenizer": False, "BartTokenizer": False}
ENDED = ("T5Tokenizer", "MT5Tokenizer")  # and those whose end it writes anew
FORGETTING = (*MADE_ANEW, "LlamaTokenizer", "CodeLlamaTokenizer")  # and those whose added pieces it takes from settings
# The class of a model whose files name none.
USUAL = {"roberta": "RobertaTokenizer", "bart": "BartTokenizer", "t5": "T5Tokenizer", "mt5": "MT5Tokenizer"}
OTHERS = (
    "PreTrainedTokenizer",
    "TokenizersBackend",
    "GPTNeoXTokenizer",
    "Qwen2Tokenizer",
    "GemmaTokenizer",
    "MBartTokenizer",
    "MBart50Tokenizer",
)
