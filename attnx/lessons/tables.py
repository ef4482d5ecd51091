"""The words of every table: its columns, and what of it did not fit."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    # columns
    "axis_query": ("queries", "查询"),
    "axis_key": ("keys", "键"),
    "axis_d_head": ("dimensions", "维度"),
    "axis_d_model": ("dimensions", "维度"),
    "column_text": ("text", "文本"),
    "column_piece": ("piece", "词片"),
    "column_span": ("span", "位置"),
    "column_segment": ("segment", "段"),
    "column_query": ("token", "词元"),
    "column_top": ("looks most at", "最关注"),
    "column_weight": ("weight", "权重"),
    "column_entropy": ("entropy", "熵"),
    "column_key": ("key", "键"),
    "column_masked": ("masked", "掩码后"),
    "column_share": ("share of z", "占 z 的份额"),
    "column_sink": ("sink", "汇点"),
    "column_skipped": ("first", "首键"),
    "column_running": ("sum so far", "累计"),
    "column_model": ("model", "模型"),
    "column_family": ("family", "家族"),
    "column_parameters": ("parameters", "参数量"),
    "column_layers": ("layers", "层数"),
    "column_heads": ("heads", "头数"),
    "column_provenance": ("weights", "权重来源"),
    "column_here": ("state", "状态"),
    "column_step": ("step", "步骤"),
    "column_error": ("largest error", "最大差异"),
    "column_allowed": ("rounding allows", "舍入误差上限"),
    "column_holds": ("holds", "是否成立"),
    # what does not fit
    "cut": ("Shown: {what}. --full shows all.", "已显示：{what}。--full 显示全部。"),
    "cut_rows": ("{shown} of {all} rows", "{all} 行中的 {shown} 行"),
    "cut_rows_matter": ("the {shown} of {all} rows that matter most", "{all} 行中最要紧的 {shown} 行"),
    "cut_keys": ("the {shown} of {all} keys that are read most", "{all} 个键中读得最多的 {shown} 个"),
    "cut_tokens": ("{shown} of {all} tokens", "{all} 个词元中的 {shown} 个"),
    "legend_keys": ("{shown} of {all} keys", "{all} 个键中的 {shown} 个"),
    "legend_digits": ("decimals: {decimals}", "小数位数：{decimals}"),
    "legend_shades": ("by shade alone", "只用深浅表示"),
    "legend_dot": ("“·” is below {least}", "“·”表示小于 {least}"),
    "legend_ends": ("no →: no word leads", "无 →：没有词领先"),
    "legend_signs": ("░▒▓█ above 0, -−=≡ below", "░▒▓█ 大于 0，-−=≡ 小于 0"),
    "cut_columns": ("{shown} of {all} columns", "{all} 列中的 {shown} 列"),
    "cut_dimensions": ("{shown} of {all} dimensions: --full", "{all} 个维度中的 {shown} 个：--full"),
    "and": (" and ", "、"),
    "focus_cut": (
        "Shown: the {shown} largest of {all} keys; the others have {rest} of the weight. --full shows all.",
        "已显示：{all} 个键中权重最大的 {shown} 个；其余共占权重 {rest}。--full 显示全部。",
    ),
    "focus_top_cut": (
        "Shown: the {shown} largest of {all} keys; the others have {rest} of the weight.",
        "已显示：{all} 个键中权重最大的 {shown} 个；其余共占权重 {rest}。",
    ),
    "top_cut": (
        "Shown: of each row the {shown} largest of {all} keys; rest is what the others have together.",
        "已显示：每行 {all} 个键中权重最大的 {shown} 个；“其余”是剩下各键的总和。",
    ),
    "rest": ("rest", "其余"),
    "focus_columns": (
        "Too narrow for: {columns}. --width N makes room.",
        "宽度不够，未显示：{columns}。用 --width N 加宽。",
    ),
    "vector_more": (", … {more} more: --full", "，… 还有 {more} 个：--full"),
    "sum_more": (" + … {more} more (--full)", " + … 还有 {more} 项（--full）"),
}
