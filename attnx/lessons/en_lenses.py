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

CONTRIBUTIONS: dict[str, str] = {
    "note_lens_norms": "Weights are replaced by what keys add: the lengths of weight · v·W_O, "
    "as shares of their row (Kobayashi et al. 2020).",
    "note_lens_rollout": "Weights are replaced by rollout, what of each token has come up to a layer "
    "(Abnar & Zuidema 2020): its heads together, as head 0.",
    "note_lens_flow": "Weights are replaced by flow, what can come up from each token through "
    "all layers (Abnar & Zuidema 2020): the heads together, as head 0.",
    "lens_title_norms": "How much each key adds to each query; {where}",
    "lens_title_rollout": "How much of each token has come to each query, by rollout up to {where}",
    "lens_title_flow": "How much of each token could come to each query, by flow up to {where}",
    "lens_row_norms": "What each key adds to “{query}” (token {index}); {where}",
    "lens_row_rollout": "What has come to “{query}” (token {index}), by rollout up to {where}",
    "lens_row_flow": "What could come to “{query}” (token {index}), by flow up to {where}",
    "lens_about_norms": (
        "A key adds weight · v·W_O: the lengths of these vectors, as shares of their row (Kobayashi et al. 2020); "
        "rows are queries, columns are keys."
    ),
    "lens_about_rollout": (
        "A layer is taken as half its mean weights and half the token itself, and the layers are multiplied up "
        "(Abnar & Zuidema 2020); rows are queries, columns are the tokens of the text."
    ),
    "lens_about_flow": (
        "The layers of a rollout as pipes, each as wide as its weight: the largest flow from a query to each token, "
        "as shares of its row (Abnar & Zuidema 2020); columns are the tokens of the text."
    ),
    "lens_weights": "The plain weights, {where}; rows are queries, columns are keys.",
    "lens_means": "Each key, over all queries (means):",
    "lens_cut": "Shown: the {shown} keys of {all} with most weight or share. --full shows all.",
    "column_share_of": "share",
    "column_length": "length",
    "lens_apart": (
        "Furthest apart: {query} gives {key} {weight} of its weight, and {share} of what is added to it "
        "comes from there."
    ),
    "lens_apart_through": (
        "Furthest apart: {query} gives {key} {weight} of its weight in this layer, and through all layers "
        "{share} of it is from there."
    ),
    "lens_agree": "Weight and share are nowhere further apart than {limit}.",
    "lens_sink": (
        "{key} is a place to rest: it gets {weight} of the weight of the other rows and adds {share} to them, "
        "for its v·W_O is short ({length}, where the median of the others is {others})."
    ),
    "lens_honest_norms": "How long a vector is says how much was added here, not whether it is used later.",
    "lens_even": "The shares are almost even: seen this way, hardly any token stands out.",
    "lens_honest_rollout": (
        "Rollout knows weights alone, neither values nor feed-forward networks: it guesses where things came from."
    ),
    "lens_honest_flow": "Flow knows weights alone, and says how much could come through, not what did.",
    "logit_title": "What makes the logit of “{token}” after “{query}” (token {index}): {logit}, chance {probability}",
    "logit_about": (
        "What each part adds to the residual stream, read in the direction of this token, with the final norm held "
        "at the scale it has here (Elhage et al. 2021). All parts together are the logit."
    ),
    "logit_capped": "Together {total}, which the soft cap of the model bends to {logit}.",
    "logit_embedding": "embedding",
    "logit_constant": "what is always added",
    "logit_heads": "The heads by how much they add:",
    "logit_heads_cut": "Shown: the {shown} of {all} heads that add most, for or against. --full shows all.",
    "column_what": "part",
    "column_one_head": "head",
    "column_all_heads": "heads",
    "column_mlp": "feed-forward",
    "column_biases": "biases",
    "column_together": "so far",
    "column_adds": "adds",
    "logit_most": "Most for “{token}”: {where} ({adds}).",
    "logit_against": "Most against “{token}”: {where} ({adds}).",
    "lens_honest_logit": (
        "A logit counts only beside the others: what adds as much to every token changes nothing. And a head that adds "
        "little here may still have served the layers after it."
    ),
}

PREDICT: dict[str, str] = {
    "note_context_full": "The text is as long as the model reads: writing stopped there.",
    "guess_after": "What comes after “{name}” (token {token})",
    "guess_at": "What could stand at “{name}” (token {token})",
    "guess_looks": "Where this token looks; {where}.",
    "column_id": "id",
    "column_drawn": "drawn",
    "drawn_by": "Tokens are drawn by lot: {how}.",
    "growing_about": (
        "Each step: the text so far and the token written, by its number; the likeliest tokens with their probability."
    ),
    "growing_about_drawn": (
        "Each step: the text so far and the token drawn, by its number; the chance of each token to be drawn."
    ),
    "growing_looks": " Below them what the last token of the text so far reads from; {where}.",
    "growing_rows": "layer · head before each row",
    "short_mean": "mean",
    "reads": "reads",
    "written_title": "the text",
    "written_ended": "The model ended it with {token}.",
    "written_cut": "{count} tokens were written, as asked for; the model had not ended.",
    "filled_title": "the text with the likeliest",
    "lens_after": "What each layer would have said after “{name}” (token {token})",
    "lens_at": "What each layer would have put at “{name}” (token {token})",
    "lens_about": (
        "The logit lens: the residual stream after so many layers (0: the embedding), through the final norm and the "
        "head. Early layers were not trained to be read like this."
    ),
    "column_layer": "layer",
    "column_likeliest": "likeliest",
    "lens_settled": "“{answer}” is the likeliest after layer {layer}, and from then on.",
    "lens_wavers": "“{answer}” is first the likeliest after layer {layer}, and for good after layer {stays}.",
}

LENSES = (HEADS, COMPARE, WHAT_IF, CONTRIBUTIONS, PREDICT)
