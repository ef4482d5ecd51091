"""What the command line adds to an error that the library raised: the options that would put it right."""

from __future__ import annotations

from attnx.errors import Pair

HINTS: dict[str, Pair] = {
    "no_field": ("--field and --by name one", "由 --field 和 --by 指定"),
    "no_scan_there": ("attnx scan FILE --out {path} makes one", "可用 attnx scan FILE --out {path} 得到"),
    "weights_of": (
        "--weights goes with --steps qkv, --json, --out FILE.safetensors or --out FILE.npz",
        "--weights 与 --steps qkv、--json、--out FILE.safetensors 或 --out FILE.npz 一起用",
    ),
    "weights_too_large": ("--layer N takes those of one layer", "--layer N 只取一层的权重"),
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
    "other_language": (
        "attnx explain without --model takes the one that reads the text",
        "attnx explain 不写 --model 时，会用能读这段文本的模型",
    ),
    "hub_revision": ("leave out --revision", "请去掉 --revision"),
    "no_config": ("--model names it", "由 --model 指定"),
    "translates": ("attnx translate shows what it writes, word by word", "attnx translate 会逐词显示它写出的内容"),
    "sees_pictures": ("such as attnx explain photo.png", "例如 attnx explain photo.png"),
    "captions": ("attnx caption shows it, word by word", "attnx caption 会逐词显示"),
    "not_a_captioner": ("attnx caption without --model takes sketch", "attnx caption 不写 --model 时用 sketch"),
    "no_untrained": (
        "--untrained and --before-after need one of these",
        "--untrained 和 --before-after 只适用于这些模型",
    ),
    "not_weights": ("--model names it", "由 --model 指定"),
    "map_large": ("--layer, --head and --steps choose", "用 --layer、--head 和 --steps 选择"),
    "png_large": ("choose with --steps, or leave out --full", "用 --steps 选择，或去掉 --full"),
}
