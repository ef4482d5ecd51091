"""What is said where the result could not be written."""

from __future__ import annotations

from attnx.errors.language import Pair

SENTENCES: dict[str, Pair] = {
    "cannot_write": ("{path} cannot be written: {reason}", "无法写入 {path}：{reason}"),
    "map_large": (
        "that is {found} cells, and a picture shows at most {limit}: choose fewer layers, heads or steps",
        "这有 {found} 个格子，而一幅图最多画 {limit} 个：请少选一些层、头或步骤",
    ),
    "png_large": (
        "that is a picture of {width} × {height} pixels, more than a .png should have: show less, or write .svg",
        "这幅图有 {width} × {height} 个像素，.png 放不下：请少显示一些，或写 .svg",
    ),
    "no_package": (
        "{path} needs {package}, which is not installed: `pip install 'attnx[{extra}]'` brings it, or write .svg",
        "{path} 需要 {package}，而它没有安装：`pip install 'attnx[{extra}]'` 会装上它，或写 .svg",
    ),
    "no_pillow_to_draw": (
        "draw needs Pillow, which is not installed: `pip install 'attnx[vision]'` brings it",
        "draw 需要 Pillow，而它没有安装：`pip install 'attnx[vision]'` 会装上它",
    ),
    "not_empty": (
        "{path} is there already and is not empty: name a directory that is not there yet",
        "{path} 已经存在，而且不是空的：请给出一个还没有的目录",
    ),
    "cannot_print": ("the output could not be written: {reason}", "无法写出结果：{reason}"),
    "no_terminal": (
        "explore draws on a terminal and reads its keys, and here is none: use attnx explain",
        "explore 要在终端上绘制并读取按键，而这里没有终端：请用 attnx explain",
    ),
    "dumb_terminal": (
        "explore draws on the whole terminal, which TERM={term} says it cannot: use attnx explain",
        "explore 要在整个终端上绘制，而 TERM={term} 表明做不到：请用 attnx explain",
    ),
    "no_textual": (
        'explore needs Textual, which is not installed: `pip install "attnx[tui]"` brings it',
        'explore 需要 Textual，而它没有安装：`pip install "attnx[tui]"` 可以装上它',
    ),
    "no_scan": (
        'scan needs {needs}, which is not installed: `pip install "attnx[scan]"` brings it',
        'scan 需要 {needs}，而它没有安装：`pip install "attnx[scan]"` 会装上它',
    ),
    "no_scheduler": (
        "there is no scheduler of Dask at {address}: {reason}",
        "{address} 没有 Dask 调度器：{reason}",
    ),
    "worker_ended": (
        "a process that did the work was ended from outside, perhaps for want of memory: the same again goes on",
        "一个工作进程被外部终止，也许是内存不足：用同样的命令可以继续",
    ),
    "interrupted": ("stopped", "已停止"),
}
