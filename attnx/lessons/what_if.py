"""The words of what-ifs: of each, what help says of its option, and how it is told."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "help_what_if_without_scale": ("What if: scores are not scaled.", "如果：得分不缩放。"),
    "what_if_without_scale": ("What if scores were not scaled: the scale is 1.", "如果得分不缩放：缩放系数为 1。"),
    "help_what_if_temperature": (
        "What if: scores divided by T before the softmax; above 1 blurs.",
        "如果：得分在 softmax 之前除以 T；大于 1 更模糊。",
    ),
    "what_if_temperature": (
        "What if scores were divided by a temperature of {value} before the softmax.",
        "如果得分在 softmax 之前除以温度 {value}。",
    ),
    "help_what_if_hide": (
        "What if: this query may not look at this key; may be given several times.",
        "如果：这个查询不能看这个键；可以多次给出。",
    ),
    "what_if_hide": (
        "What if “{query}” could not look at “{key}”, in any layer or head.",
        "如果“{query}”在所有层和头里都不能看“{key}”。",
    ),
    "help_what_if_ablate": (
        "What if: this head says nothing, as 3.0; may be given several times.",
        "如果：这个头不说话，例如 3.0；可以多次给出。",
    ),
    "what_if_ablate": (
        "What if head {head} of layer {layer} said nothing: its z is zero.",
        "如果第 {layer} 层第 {head} 头不说话：它的 z 为零。",
    ),
    "help_what_if_scale_head": (
        "What if: the z of this head is multiplied, as 3.0=2; may be given several times.",
        "如果：这个头的 z 乘以一个数，例如 3.0=2；可以多次给出。",
    ),
    "what_if_scale_head": (
        "What if head {head} of layer {layer} spoke {factor} times as loud: its z is multiplied.",
        "如果第 {layer} 层第 {head} 头的声音是原来的 {factor} 倍：它的 z 乘以这个数。",
    ),
    "help_what_if_without_position": (
        "What if: the model is not told the order of the tokens.",
        "如果：模型不知道词元的顺序。",
    ),
    "what_if_without_position": (
        "What if the model were not told the order of the tokens.",
        "如果模型不知道词元的顺序。",
    ),
    "help_what_if_swap": ("What if: another word stands in the place of one.", "如果：一个词换成另一个词。"),
    "what_if_swap": ("What if “{other}” stood in the place of “{word}”.", "如果“{word}”换成“{other}”。"),
    "what_if_a": ("as it is", "原来"),
    "what_if_b": ("with the change", "改变之后"),
    "what_if_same": ("As they were, in {where}: {steps}.", "没有变化，{where}：{steps}。"),
    "what_if_stream": ("What came of it: the residual stream after the last layer", "结果：最后一层之后的残差"),
    "what_if_next": ("What comes next after the whole text, and how likely", "整段文本之后接下来是什么，可能性多大"),
    "what_if_bits": (
        "The probabilities of the next token have moved by {bits} bits (KL divergence).",
        "下一个词元的概率移动了 {bits} 比特（KL 散度）。",
    ),
    "what_if_most_bits": (
        "They have moved most after “{token}”, by {bits} bits.",
        "移动最多的是“{token}”之后，有 {bits} 比特。",
    ),
}
