"""The words of the lenses in Chinese, a part for each."""

from __future__ import annotations

HEADS: dict[str, str] = {}

COMPARE: dict[str, str] = {}

CONTRIBUTIONS: dict[str, str] = {}

PREDICT: dict[str, str] = {
    "note_context_full": "文本已到模型能读的长度：写作在此停止。",
    "guess_after": "“{name}”（词元 {token}）之后是什么",
    "guess_at": "“{name}”（词元 {token}）处可以是什么",
    "guess_looks": "这个词元看向哪里；{where}。",
    "column_id": "编号",
    "column_drawn": "抽中",
    "drawn_by": "词元由抽签决定：{how}。",
    "growing_about": "每一步：到此为止的文本和写出的词元及其编号；最可能的词元及其概率。",
    "growing_about_drawn": "每一步：到此为止的文本和抽中的词元及其编号；各词元被抽中的机会。",
    "growing_looks": "下面是到此为止的最后一个词元从哪里读取；{where}。",
    "growing_rows": "每行前面是“层 · 头”",
    "short_mean": "平均",
    "reads": "读取",
    "written_title": "全文",
    "written_ended": "模型用 {token} 结束了它。",
    "written_cut": "按要求写了 {count} 个词元；模型还没有结束。",
    "filled_title": "填入最可能的词后的文本",
    "lens_after": "在“{name}”（词元 {token}）之后，每一层会说什么",
    "lens_at": "在“{name}”（词元 {token}）处，每一层会填什么",
    "lens_about": (
        "logit lens：若干层之后的残差流（0：嵌入），经过最终归一化和输出头。较早的层并没有为这样读取而训练过。"
    ),
    "column_layer": "层",
    "column_likeliest": "最可能的",
    "lens_settled": "“{answer}”在第 {layer} 层之后成为最可能的，并保持到最后。",
    "lens_wavers": "“{answer}”在第 {layer} 层之后第一次成为最可能的，在第 {stays} 层之后不再改变。",
}

WORDS = HEADS | COMPARE | CONTRIBUTIONS | PREDICT
