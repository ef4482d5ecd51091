"""The words of the lenses in English, a part for each."""

from __future__ import annotations

HEADS: dict[str, str] = {}

COMPARE: dict[str, str] = {
    "compare_title": "{what} side by side; {where}",
    "compare_where": "A is {one}; B is {other}",
    "compare_about": "Rows are queries, columns are keys; B − A is what B has more (+) or less (−).",
    "compare_row": "What “{query}” reads in A and in B; {where}",
    "column_moved": "moved",
    "column_cosine": "cosine",
    "column_relative": "change",
    "compare_vectors": "cosine 1: the same direction; change: how long the difference is beside the vector in A.",
    "compare_cut": "Shown: {what}, those that differ most. --full shows all.",
    "compare_alone": "Only in {side}: {words}.",
    "compare_same": "Nothing changed: the numbers are the same.",
    "compare_gone": "All of these vectors are zero in B.",
    "compare_same_row": "No weight of this row has changed enough to speak of: less than {least} of it is elsewhere.",
    "compare_little": (
        "No row has moved as much as {least} of its weight; the largest change: “{query}” from “{key}” ({numbers})."
    ),
    "compare_turned": "“{query}” turns from “{old}” ({old_numbers}) to “{new}” ({new_numbers}).",
    "compare_more": "“{query}” reads more from “{new}” ({new_numbers}), less from “{old}” ({old_numbers}).",
    "compare_blind": "“{query}” looks nowhere any more; it read most from “{key}” ({key_numbers}).",
    "compare_opened": "“{query}” looked nowhere; now it reads most from “{key}” ({key_numbers}).",
    "compare_more_rows": "Of {count} more rows at least {least} of the weight has moved.",
}

WHAT_IF: dict[str, str] = {
    "what_if_without_scale": "What if scores were not scaled: the scale is 1.",
    "what_if_temperature": "What if scores were divided by a temperature of {value} before the softmax.",
    "what_if_hide": "What if “{query}” could not look at “{key}”, in any layer or head.",
    "what_if_ablate": "What if head {head} of layer {layer} said nothing: its z is zero.",
    "what_if_without_position": "What if the model were not told the order of the tokens.",
    "what_if_swap": "What if “{other}” stood in the place of “{word}”.",
    "what_if_a": "as it is",
    "what_if_b": "with the change",
    "what_if_same": "As they were, in {where}: {steps}.",
    "what_if_stream": "What came of it: the residual stream after the last layer",
    "what_if_next": "What comes next after the whole text, and how likely",
    "what_if_bits": "The probabilities of the next token have moved by {bits} bits (KL divergence).",
    "what_if_most_bits": "They have moved most after “{token}”, by {bits} bits.",
}

CONTRIBUTIONS: dict[str, str] = {}

PREDICT: dict[str, str] = {}

WORDS = HEADS | COMPARE | WHAT_IF | CONTRIBUTIONS | PREDICT
