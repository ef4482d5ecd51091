"""The words of the lenses in English, a part for each."""

from __future__ import annotations

HEADS: dict[str, str] = {}

COMPARE: dict[str, str] = {}

CONTRIBUTIONS: dict[str, str] = {
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
    "column_part": "share",
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
    "column_layer": "layer",
    "column_head": "head",
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

PREDICT: dict[str, str] = {}

WORDS = HEADS | COMPARE | CONTRIBUTIONS | PREDICT
