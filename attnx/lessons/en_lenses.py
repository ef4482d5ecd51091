"""The words of the lenses in English, a part for each."""

from __future__ import annotations

HEADS: dict[str, str] = {
    "help_heads": "Every head at a glance, and what each does on your sentence or on many.",
    "help_over": "The same over a UTF-8 file of sentences, one a line, instead of a text.",
    "help_from_word": "With --to: the heads by how much this word attends to the other.",
    "help_to_word": "The other word.",
    "help_sharing": "Which heads share keys and values, and what the cache costs; takes no text.",
    "help_length": "With --sharing: the length of the text, in tokens (default: several).",
    "help_layers_shown": "Only these layers: a number, or several as 0,2 (default: all).",
    "help_heads_shown": "Only these heads: a number, or several as 0,2 (default: all).",
    # the maps
    "grid_title": "every head's weights",
    "grid_about": (
        "A map for each head: layers below one another, heads side by side; in a map rows are queries, columns are "
        "keys."
    ),
    "grid_blocks": (
        "The {tokens} tokens are drawn as {side} blocks: weights are averaged over the queries of a block and added up "
        "over its keys."
    ),
    "heads_shared": (
        "The {heads} heads share {kv_heads} kv heads, {each} to each: --sharing in place of a text shows which, "
        "and what that saves."
    ),
    # the table
    "heads_measured_title": "what each head does here",
    "heads_over_title": "what each head does, over {texts} texts ({tokens} tokens)",
    "heads_about": (
        "The mean weight of a token on: the previous token, the next one, itself, the first, separators, the same "
        "token elsewhere, what followed it before (repeats), punctuation. Broad is its entropy, as a share of the "
        "largest possible."
    ),
    "column_name": "does",
    "measure_previous": "prev",
    "measure_next": "next",
    "measure_itself": "self",
    "measure_first": "first",
    "measure_separator": "sep",
    "measure_same": "same",
    "measure_repeats": "rep",
    "measure_punctuation": "punct",
    "measure_broad": "broad",
    "head_previous": "previous",
    "head_next": "next",
    "head_itself": "itself",
    "head_first": "first",
    "head_separator": "separators",
    "head_same": "same word",
    "head_repeats": "repeats",
    "head_punctuation": "punctuation",
    "head_broad": "broad",
    "heads_nothing": "There is nothing to measure: no token of the text has a choice of where to look.",
    "heads_even": "even weights",
    "heads_queries": "tokens asked",
    "comma": ", ",
    "heads_absent": "No token here has such a key: {kinds}.",
    "heads_cut": "Shown: the {shown} of {all} heads that clearly do one thing. --full shows all.",
    "heads_none": "None of the {all} heads clearly does one thing. --full shows their measures.",
    "heads_known_title": "What was measured on many sentences (attnx models {model}):",
    # from one word to another
    "looks_title": "Which heads look from “{query}” to “{key}”",
    "looks_blind": "“{query}” may not look at “{key}”, which comes too late or stands too far: every head gives it 0.",
    "looks_even": "Even weights would give {even}.",
    "heads_count": "{shown} of {all} heads",
    # heads that share
    "sharing_title": "heads that share",
    "sharing_none": "Nothing is shared: each of the {heads} heads has keys and values of its own.",
    "sharing_groups": (
        "Of the {heads} heads every {each} read from the same keys and values, those of one of {kv_heads} kv heads "
        "(grouped-query attention, Ainslie et al. 2023)."
    ),
    "sharing_one": (
        "All {heads} heads read from the same keys and values, those of {kv_heads} kv head, which serves {each} "
        "(multi-query attention, Shazeer 2019)."
    ),
    "sharing_map": "kv head ← the heads that read from it",
    "cache_title": "what the cache costs",
    "cache_none": (
        "There is none: a model that looks both ways reads a text as a whole and writes nothing, "
        "so it keeps no keys and values of earlier tokens."
    ),
    "cache_about": (
        "While a model writes, it keeps the key and the value of every token so far. After T tokens these are "
        "2 × d_head × kv heads × layers × T numbers, here:"
    ),
    "cache_own": "The model has {kv_heads}, one for each of its {heads} heads; 1 would be a single one for all.",
    "cache_groups": "The model has {kv_heads}; {heads} would be one for every head, and 1 a single one for all.",
    "cache_one": "The model has {kv_heads} for all; {heads} would be one for every head.",
    "cache_window": (
        "{layers} of {all} layers look back through a window of {size} tokens: what is older is dropped, "
        "and their part stops growing there."
    ),
    "cache_reads": (
        "The keys and values of the text that is read are kept too, once: as many bytes again for each of its tokens."
    ),
    "column_cache": "kv heads",
    "cache_row": "{kv_heads}, at {size} bytes a number",
}

COMPARE: dict[str, str] = {}

CONTRIBUTIONS: dict[str, str] = {}

PREDICT: dict[str, str] = {}

WORDS = HEADS | COMPARE | CONTRIBUTIONS | PREDICT
