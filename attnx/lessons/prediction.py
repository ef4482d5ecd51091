"""The words of a prediction."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "note_context_full": (
        "The text is as long as the model reads: writing stopped there.",
        "文本已到模型能读的长度：写作在此停止。",
    ),
    # the answer: never said of a token that is less, or more, sure
    "predicted_after_likely": (
        "After “{name}” most likely comes “{answer}”: {probability}",
        "“{name}”之后最可能是“{answer}”：{probability}",
    ),
    "predicted_after_likeliest": (
        "After “{name}” the likeliest is “{answer}”: {probability}, less than all others together",
        "“{name}”之后可能性最大的是“{answer}”：{probability}，不及其余的总和",
    ),
    "predicted_after_torn": (
        "After “{name}”, “{answer}” ({probability}) and “{other}” ({second}) are about as likely",
        "“{name}”之后，“{answer}”（{probability}）与“{other}”（{second}）差不多可能",
    ),
    "predicted_after_open": (
        "After “{name}” nothing stands out: the likeliest, “{answer}”, has {probability}",
        "“{name}”之后没有突出的：可能性最大的“{answer}”也只有 {probability}",
    ),
    "predicted_at_likely": (
        "At “{name}” most likely stands “{answer}”: {probability}",
        "“{name}”处最可能是“{answer}”：{probability}",
    ),
    "predicted_at_likeliest": (
        "At “{name}” the likeliest is “{answer}”: {probability}, less than all others together",
        "“{name}”处可能性最大的是“{answer}”：{probability}，不及其余的总和",
    ),
    "predicted_at_torn": (
        "At “{name}”, “{answer}” ({probability}) and “{other}” ({second}) are about as likely",
        "“{name}”处，“{answer}”（{probability}）与“{other}”（{second}）差不多可能",
    ),
    "predicted_at_open": (
        "At “{name}” nothing stands out: the likeliest, “{answer}”, has {probability}",
        "“{name}”处没有突出的：可能性最大的“{answer}”也只有 {probability}",
    ),
    "note_length_reached": (
        "The text reached the greatest length that is written: writing stopped there, before it ended.",
        "写出的文本已达最大长度：写作在结束之前停止。",
    ),
    "guess_after": ("What comes after “{name}” (token {token})", "“{name}”（词元 {token}）之后是什么"),
    "guess_at": ("What could stand at “{name}” (token {token})", "“{name}”（词元 {token}）处可以是什么"),
    "guess_looks": ("Where this token looks; {where}.", "这个词元看向哪里；{where}。"),
    "column_id": ("id", "编号"),
    "column_drawn": ("drawn", "抽中"),
    "drawn_by": ("Tokens are drawn by lot: {how}.", "词元由抽签决定：{how}。"),
    "growing_about": (
        "Each step: the text so far and the token written, by its number; the likeliest tokens with their probability.",
        "每一步：到此为止的文本和写出的词元及其编号；最可能的词元及其概率。",
    ),
    "growing_about_drawn": (
        "Each step: the text so far and the token drawn, by its number; the chance of each token to be drawn.",
        "每一步：到此为止的文本和抽中的词元及其编号；各词元被抽中的机会。",
    ),
    "growing_looks": (
        " Below them what the last token of the text so far reads from; {where}.",
        "下面是到此为止的最后一个词元从哪里读取；{where}。",
    ),
    "growing_rows": ("layer · head before each row", "每行前面是“层 · 头”"),
    "short_mean": ("mean", "平均"),
    "reads": ("reads", "读取"),
    "written_title": ("the text", "全文"),
    "written_ended": ("The model ended it with {token}.", "模型用 {token} 结束了它。"),
    "written_cut": (
        "{count} tokens were written, as asked for; the model had not ended.",
        "按要求写了 {count} 个词元；模型还没有结束。",
    ),
    "lens_after": (
        "What each layer would have said after “{name}” (token {token})",
        "在“{name}”（词元 {token}）之后，每一层会说什么",
    ),
    "lens_at": (
        "What each layer would have put at “{name}” (token {token})",
        "在“{name}”（词元 {token}）处，每一层会填什么",
    ),
    "lens_about": (
        (
            "The logit lens: the residual stream after so many layers (0: the embedding), through the final norm and "
            "the head. Early layers were not trained to be read like this."
        ),
        "logit lens：若干层之后的残差流（0：嵌入），经过最终归一化和输出头。较早的层并没有为这样读取而训练过。",
    ),
    "column_layer": ("layer", "层"),
    "column_likeliest": ("likeliest", "最可能的"),
    "lens_settled": (
        "“{answer}” is the likeliest after layer {layer}, and from then on.",
        "“{answer}”在第 {layer} 层之后成为最可能的，并保持到最后。",
    ),
    "lens_wavers": (
        "“{answer}” is first the likeliest after layer {layer}, and for good after layer {stays}.",
        "“{answer}”在第 {layer} 层之后第一次成为最可能的，在第 {stays} 层之后不再改变。",
    ),
}
