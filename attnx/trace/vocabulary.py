"""The vocabulary of a trace: what its numbers are called, on which axes they stand, and the steps they make."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Provenance = Literal["random", "handcrafted", "trained", "given"]
Kind = Literal["self", "cross", "encoder"]
Similarity = Literal["dot", "nearness"]
Positions = Literal["none", "added", "rotary", "bias", "added_and_bias"]
Where = Literal["after", "at"]

# What an attention may record, in the order it happens, with the axes of each array.
ATTENTION_AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "x": ("query", "d_model"),
        "q_projected": ("head", "query", "d_head"),  # before they are normalised or turned, where they are
        "k_projected": ("kv_head", "key", "d_head"),
        "q": ("head", "query", "d_head"),
        "k": ("kv_head", "key", "d_head"),
        "v": ("kv_head", "key", "d_head"),
        "v_out": ("head", "key", "d_model"),  # v·W_O: what a value would add to out if it got the whole weight
        "mask": ("head", "query", "key"),  # without head where all heads share it
        "scores": ("head", "query", "key"),
        "bias": ("head", "query", "key"),  # what the distance is worth, where the model adds it
        "scaled": ("head", "query", "key"),
        "masked": ("head", "query", "key"),
        "weights": ("head", "query", "key"),
        "sink": ("head", "query"),  # what each row gave no key, where a head has a score beside those of the keys
        "skipped": ("head", "query"),  # what each row gave the first key, where that was taken out of it
        "z": ("head", "query", "d_head"),
        "head_out": ("head", "query", "d_model"),  # z·W_O of one head, its part of out
        "out": ("query", "d_model"),
    }
)


def norm_axes(name: str) -> dict[str, tuple[str, ...]]:
    """What a norm makes, and before it the mean it takes away and the deviation it divides by.

    A norm without a mean divides by the root of the mean square.
    """
    return {f"{name}_mean": ("token",), f"{name}_deviation": ("token",), name: ("token", "d_model")}


def sublayer_axes(name: str, inside: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What a sublayer makes of the residual stream: its norm, which comes first or last, `inside`, what it gives
    normalised once more where the model does so, what it adds to the stream, and the stream with it.
    """
    return (
        norm_axes(f"{name}_norm")
        | {f"{name}_{part}": axes for part, axes in inside.items()}
        | norm_axes(f"{name}_inner_norm")
        | {f"{name}_out": ("token", "d_model"), f"{name}_add": ("token", "d_model")}
    )


# What a feed-forward network makes: both projections of what it reads, what of its units passes the activation, and
# what these are projected to.
MLP_AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"up": ("token", "unit"), "gate": ("token", "unit"), "hidden": ("token", "unit"), "down": ("token", "d_model")}
)
# What belongs to a layer as a whole.
LAYER_AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "residual": ("token", "d_model"),  # the residual stream that enters it
        "experts": ("token", "expert"),  # the share of each expert in what its network gives a token, 0 if not asked
        **sublayer_axes("attention", {}),
        **sublayer_axes("cross", {}),
        **sublayer_axes("mlp", MLP_AXES),
    }
)
# What the model records before its first layer.
EMBEDDING_AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "token_embedding": ("token", "d_model"),
        "position_embedding": ("token", "d_model"),
        "segment_embedding": ("token", "d_model"),
        "embedded": ("token", "d_model"),
    }
)
# What the model makes after its last layer, so that all layers are run where it is asked for by name.
FINAL = "final"
LOGITS = "logits"
PROBABILITIES = "probabilities"
LABEL_LOGITS = "label_logits"
LAST_AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "final_norm_mean": ("token",),
        "final_norm_deviation": ("token",),
        FINAL: ("token", "d_model"),  # the residual stream after the last layer and its norm
        "transformed": ("token", "d_model"),  # what meets the vocabulary, where a head makes it of the stream first
        LOGITS: ("token", "vocabulary"),  # what each token says of the next, or of itself
        PROBABILITIES: ("token", "vocabulary"),  # their softmax
    }
)
# What of it only a model with a head makes.
OF_HEAD = ("transformed", LOGITS, PROBABILITIES)
# What belongs to the text as a whole.
TEXT_AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **EMBEDDING_AXES,
        "embedding_norm_mean": ("token",),
        "embedding_norm_deviation": ("token",),
        **LAST_AXES,
        LABEL_LOGITS: ("label",),  # how strongly each label is meant, where a classifier says so and it is asked for
    }
)
# The titled steps of an explanation, in order, and the arrays each is made of.
STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tokens": (),
        "embedding": (*EMBEDDING_AXES, "x"),
        "q": ("q_projected", "q"),
        "k": ("k_projected", "k"),
        "v": ("v",),
        "scores": ("scores",),
        "scaled": ("bias", "scaled"),
        "masked": ("masked", "mask"),
        "weights": ("weights",),
        "z": ("z",),
        "out": ("out",),
        "experts": ("experts",),
        "summary": ("weights", "mask"),
    }
)
# What happens around attention, from what enters a layer to what leaves it.
BLOCK: tuple[str, ...] = (
    "embedding_norm_mean",
    "embedding_norm_deviation",
    *(name for name in LAYER_AXES if name not in ("residual", "experts")),
)
# What is kept wherever another array is.
COMPANIONS: Mapping[str, str] = MappingProxyType({"skipped": "weights", "sink": "weights"})
# As wide as the model for every head, or of no part of attention, so recorded only where they are asked for by name.
BY_NAME: tuple[str, ...] = ("v_out", "head_out", *BLOCK, *LAST_AXES)
# Those that are a matrix for each head or layer, and the array it is.
MATRICES: Mapping[str, str] = MappingProxyType(
    {"embedding": "x"} | {step: step for step in STEPS if step in ATTENTION_AXES}
)
# What a model records where nothing is said; what is skipped is found afterwards.
ARRAYS: tuple[str, ...] = tuple(
    name for name in (*TEXT_AXES, *LAYER_AXES, *ATTENTION_AXES) if name not in ("skipped", LABEL_LOGITS, *BY_NAME)
)


MASKS = ("[MASK]", "<mask>")  # what a word to be guessed is written as, by BERT and by RoBERTa
# The words for who speaks and who is spoken to, English and Chinese, and those that end in -self.
PERSONS = frozenset(
    [
        *("i", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "yours"),
        *("myself", "yourself", "itself", "himself", "herself", "oneself", "ourselves", "yourselves", "themselves"),
        *("我", "我们", "我們", "咱们", "咱們", "你", "您", "你们", "你們"),
    ]
)
# The words that stand for another one: English and Chinese pronouns of the third person, and the Chinese for oneself,
# this and that where they stand alone.
PRONOUNS = frozenset(
    [
        *("it", "its", "he", "him", "his", "she", "her", "hers", "they", "them", "their", "theirs"),
        *("它", "他", "她", "它们", "他们", "她们", "自己", "这", "那", "牠", "它們", "他們", "她們", "這"),
    ]
)

# The words that only hold a sentence together, no adjective, verb or noun: determiners, prepositions, conjunctions,
# auxiliaries, adverbs of degree and place; in Chinese particles and words of place too.
FUNCTION_WORDS = frozenset(
    [
        *("a", "an", "the", "this", "that", "these", "those", "some", "any", "no", "every", "each", "all", "both"),
        *("of", "in", "on", "at", "to", "by", "for", "from", "with", "without", "into", "over", "under", "through"),
        *("about", "after", "before", "between", "near", "up", "down", "out", "off", "as", "than", "like"),
        *("and", "or", "but", "nor", "so", "because", "if", "when", "while", "until", "although", "though", "since"),
        *("is", "are", "was", "were", "be", "been", "being", "am", "do", "does", "did", "has", "have", "had"),
        *("will", "would", "can", "could", "may", "might", "shall", "should", "must", "not", "n't"),
        *("too", "very", "also", "then", "there", "here", "again", "who", "which", "what", "whose", "how"),
        *("的", "地", "得", "了", "着", "过", "吗", "呢", "吧", "把", "被", "在", "从", "对", "向", "跟", "和", "与"),
        *("或", "而", "但", "但是", "因为", "所以", "如果", "虽然", "就", "都", "也", "很", "太", "不", "没", "没有"),
        *("是", "还", "又", "再", "才", "已经", "正在", "这", "那", "这个", "那个", "里", "上", "下", "中"),
    ]
)  # fmt: skip

# What a head may have been found to do (attnx.training.heads measures it).
HEAD_KINDS: tuple[str, ...] = (
    "coreference",
    "word",
    "previous",
    "next",
    "itself",
    "first",
    "separator",
    "noun",
    "verb",
    "object",
    "belongs",
    "induction",
    "thing",
    "broad",
)
