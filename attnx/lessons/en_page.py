"""The words of the page in English."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "page_noscript": "This page draws its numbers with JavaScript, which is turned off.",
    "page_made": "Made by attnx {version}. Nothing on this page asks the network for anything.",
    "page_views": "Views",
    "page_steps": "Steps",
    "page_heads": "Heads",
    "page_model": "Model",
    "page_translation": "Translation",
    "page_attention": "Layer",
    "page_head": "Head",
    "page_mean": "mean",
    "page_query": "query",
    "page_key": "key",
    "page_token": "token",
    "page_dimension": "dimension",
    "page_hint": (
        "Choose a token to follow its query through every step; choose a cell of the scores, the weights or z "
        "to see its full arithmetic."
    ),
    "page_show": "Show the numbers",
    "page_thinned": (
        "To keep the page small, only one head has every step here; of the others there are the weights, "
        "off by less than 0.00001."
    ),
    "page_rows": "rows {first} to {last} of {all}",
    "page_row_before": "rows before",
    "page_row_after": "rows after",
    "page_columns": "columns {first} to {last} of {all}",
    "page_column_before": "columns before",
    "page_column_after": "columns after",
    "page_arithmetic": "The arithmetic of one cell",
    "page_close": "Close",
    "page_more": " + … {more} more",
    "page_products": "Each product and the sum so far, {digits} decimals",
    "page_mixing": "How number {dimension} of the z of “{query}” is mixed; {where}",
    "page_z": "z",
    "page_heads_title": "from query to key",
    "page_heads_about": (
        "A line for each query and key, the thicker the more is read; a colour for each head. Choose several heads "
        "to see them together: of each pair the largest weight is told."
    ),
    "page_lines": "Lines from each query to the keys it reads from",
    "page_lines_hint": "Point at a token to see its lines alone; choose it to keep them.",
    "page_reads": "“{token}” reads from:",
    "page_is_read": "“{token}” is read by:",
    "page_floor": "Only weights above",
    "page_model_title": "every head at once",
    "page_model_about": "Every head, a picture each: rows are queries, columns are keys. Choose one to see its steps.",
    "page_step": "step {step} of {all}",
    "page_step_slider": "Step of the translation",
    "page_step_before": "Step before",
    "page_step_after": "Next step",
    "page_rivals": "What could have come next",
    "page_translation_title": "word by word",
    "page_translation_about": "One word after another: move along the steps to see each being chosen.",
}
