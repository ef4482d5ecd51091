"""The words of a scan: its options, how far it is, and how it ended."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "help_scan": (
        "Every head on every sentence of a corpus, as a table: one machine or many.",
        "对语料库的每个句子测量每个头，得到一张表：一台或多台机器。",
    ),
    "help_scan_files": (
        "Text (a sentence a line), .ndjson, .csv, .tsv or .parquet; a pattern such as 'news-*.csv'; or a URL.",
        "文本（每行一句）、.ndjson、.csv、.tsv 或 .parquet；也可以是 'news-*.csv' 这样的模式或网址。",
    ),
    "help_scan_out": (
        "The folder for the results, in Parquet; a scan that was stopped goes on there.",
        "结果所在的文件夹，Parquet 格式；中断的扫描会从那里继续。",
    ),
    "help_scan_ndjson": (
        "Print the rows as lines of JSON instead.",
        "不写文件，而是逐行打印 JSON。",
    ),
    "help_scan_measure": (
        "What is measured, joined by commas: heads (default), which is all of previous, next, itself, first, "
        "separator, same, repeats, punctuation and broad; entropy, distance, norms, coreference.",
        "测量什么，用逗号连接：heads（默认）即 previous、next、itself、first、separator、same、repeats、punctuation、"
        "broad 全部；还有 entropy、distance、norms、coreference。",
    ),
    "help_scan_from": (
        "With --to: the weight from words that match this expression to words that match the other.",
        "与 --to 一起：匹配这个表达式的词对匹配另一个表达式的词的权重。",
    ),
    "help_scan_to": ("The words that are looked at, as an expression.", "被看的词，写成表达式。"),
    "help_scan_field": (
        "The column that holds the text, of all files but plain text (default text).",
        "文本所在的列，用于纯文本以外的文件（默认 text）。",
    ),
    "help_scan_by": ("A column to keep beside each row, and to group sums by.", "保留在每行旁的一列，求和时按它分组。"),
    "help_scan_aggregate": (
        "Sums over all sentences instead of a row for each: mean, deviation, quantiles.",
        "不逐句保留，而是汇总所有句子：平均、偏差、分位数。",
    ),
    "help_scan_keep": (
        "Keep the whole weights of these heads, layer.head joined by commas.",
        "保留这些头的全部权重，写作 层.头，用逗号连接。",
    ),
    "help_scan_part": (
        "How many lines are done at a time, and lost where a scan is stopped (default 1024).",
        "一次处理多少行，中断时最多丢失这么多（默认 1024）。",
    ),
    "help_scan_workers": (
        "How many processes: 1, or N of Dask's (default: as many as there are cores).",
        "用多少个进程：1，或由 Dask 启动的 N 个（默认与核数相同）。",
    ),
    "help_scan_dask": (
        "The scheduler of Dask whose workers do it: tcp://HOST:PORT.",
        "由哪个 Dask 调度器的工作进程来做：tcp://HOST:PORT。",
    ),
    "help_from_scan": (
        "The same from a folder of attnx scan, without running the model again.",
        "同上，数据来自 attnx scan 的文件夹，不再运行模型。",
    ),
    "scan_rate": ("sentences: {sentences}, {rate} a second", "{sentences} 句，每秒 {rate} 句"),
    "scan_left": ("{time} left", "还需 {time}"),
    "scan_read": ("sentences that {model} read: {sentences}", "{model} 读了 {sentences} 句"),
    "scan_wrote": ("wrote {path} (files of rows: {count})", "已写入 {path}（各行在 {count} 个文件里）"),
    "scan_wrote_sums": (
        "wrote {path}/aggregate.parquet (files of sums: {count})",
        "已写入 {path}/aggregate.parquet（由 {count} 个文件汇总）",
    ),
    "scan_unread_count": (
        "lines that could not be read: {count}, {where}",
        "无法读取的行：{count}，{where}",
    ),
    "scan_unread_in": ("kept with their reasons in {path}", "连同原因保存在 {path}"),
    "scan_unread_above": ("named above", "已在上面列出"),
    "scan_refused": ("line {line} of {path} was not read: {reason}", "{path} 的第 {line} 行没有读：{reason}"),
}
