"""What the command line adds to an error: the options or the command that would put it right, or the name meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import PurePath
from shlex import quote

from attnx.errors import AttnxError, Pair, in_language

LONG = 60  # letters: a longer text is not said again
SHOWN = "…"
TYPED = ("name", "word", "value", "path", "to")  # the facts of an error that are what was typed
THERE = ("choices", "expected", "there")  # and those that list what could stand there
BETWEEN = re.compile(r"[,，、\s]+")
CALLED = {"ch": "zh", "cn": "zh", "chinese": "zh", "中文": "zh", "english": "en", "英文": "en"}  # languages, by habit
NEAREST: Pair = ("did you mean {guess}?", "你想写的是 {guess} 吗？")

HINTS: dict[str, Pair] = {
    "no_field": ("--field and --by name one", "由 --field 和 --by 指定"),
    "no_column": ("--field and --by name one", "由 --field 和 --by 指定"),
    "no_scan_there": ("attnx scan FILE --out {path} makes one", "可用 attnx scan FILE --out {path} 得到"),
    "weights_not_held": ("--weights keeps them when it is written", "写入时用 --weights 保存它们"),
    "weights_too_large": ("--layer N or --block N takes those of one layer", "--layer N 或 --block N 只取一层的权重"),
    "lens_flow_long": (
        "--focus WORD, a lower --layer, or --lens rollout",
        "--focus WORD、较低的 --layer，或 --lens rollout",
    ),
    "lens_post_norm": ("leave out --lens logit", "请去掉 --lens logit"),
    "lens_masked_head": ("leave out --lens logit", "请去掉 --lens logit"),
    "compare_count": (
        "with --layer and --head, --with-layer and --with-head",
        "用 --layer、--head、--with-layer、--with-head",
    ),
    "swap_absent": ("--swap takes WORD=OTHER", "--swap 需要 WORD=OTHER"),
    "swap_twice": ("give both to attnx compare in place of --swap", "不用 --swap，把两段文本都交给 attnx compare"),
    "no_segments": ("leave out --pair", "请去掉 --pair"),
    "no_pairs": ("leave out --pair", "请去掉 --pair"),
    "page_size": ("--layer N and --head N choose", "用 --layer N 和 --head N 选择"),
    "page_block": ("--block N in place of --block all", "用 --block N 代替 --block all"),
    "revision_of": ("--revision", "--revision"),
    "classic_words": ("--model toy", "--model toy"),
    "other_language": ("the model that reads it: attnx explain {typed}", "能读它的模型：attnx explain {typed}"),
    "nothing_known": ("try: attnx explain --model toy {typed}", "试试：attnx explain --model toy {typed}"),
    "no_logits": ("such as writer: attnx predict {typed}", "例如 writer：attnx predict {typed}"),
    "sees_ahead": ("such as writer: attnx predict {typed}", "例如 writer：attnx predict {typed}"),
    "fills_masks": ("leave out --generate", "请去掉 --generate"),
    "fills_no_masks": (
        "that is: attnx predict --model google-bert/bert-base-uncased {typed}",
        "即：attnx predict --model google-bert/bert-base-uncased {typed}",
    ),
    "not_a_pair": ("zh-en is one: attnx translate 我爱你", "zh-en 就是：attnx translate 我爱你"),
    "hub_revision": ("leave out --revision", "请去掉 --revision"),
    "no_config": ("--model names it", "由 --model 指定"),
    "translates": ("word by word: attnx translate {typed}", "逐词译出：attnx translate {typed}"),
    "sees_pictures": ("such as attnx explain photo.png", "例如 attnx explain photo.png"),
    "captions": ("attnx caption shows it, word by word", "attnx caption 会逐词显示"),
    "not_a_captioner": ("attnx caption without --model takes sketch", "attnx caption 不写 --model 时用 sketch"),
    "no_untrained": (
        "--untrained and --before-after need one of these",
        "--untrained 和 --before-after 只适用于这些模型",
    ),
    "not_weights": ("--model names it", "由 --model 指定"),
    "map_large": ("--layer, --head and --steps choose", "用 --layer、--head 和 --steps 选择"),
    "one_head": ("choose with --layer N and --head N", "用 --layer N 和 --head N 选择"),
    "lines_of_many": ("--layer and --head choose", "用 --layer 和 --head 选择"),
    "png_large": ("choose with --steps, or leave out --full", "用 --steps 选择，或去掉 --full"),
}


def hints(error: AttnxError, language: str) -> Iterator[str]:
    """What would put an error right, and the name that was meant where one is near to what was typed."""
    if error.key in HINTS:
        typed = as_typed(str(error.facts.get("text", "")))
        yield in_language(language, HINTS[error.key], {"typed": typed} | error.facts)
    if (guess := nearest(error.facts)) is not None:
        yield in_language(language, NEAREST, {"guess": guess})


def as_typed(text: str) -> str:
    """A text as one types it behind a command."""
    if not text or len(text) > LONG or not text.isprintable():
        return SHOWN
    return f'"{text}"' if not set(text) & set('"$`\\!') else quote(text)


def nearest(facts: Mapping[str, object]) -> str | None:
    """Of the names that an error lists the one that is written nearest to what was typed, where one is near.

    A number has no slip in it: what is out of range is near to none.
    """
    typed = next((facts[name] for name in TYPED if name in facts), None)
    there = next((facts[name] for name in THERE if name in facts), None)
    if not isinstance(there, str):
        return None
    names = {name.casefold(): name for name in BETWEEN.split(there) if name}
    names |= {habit: name for habit, name in CALLED.items() if name in names}
    if isinstance(typed, PurePath):
        ending = typed.suffix.casefold()
        near = get_close_matches(ending, names, n=1)
        return str(typed.with_suffix(near[0])) if near and ending not in ("", near[0]) else None
    near = get_close_matches(typed.casefold(), names, n=1) if isinstance(typed, str) and not typed.isdecimal() else []
    return names[near[0]] if near else None
