"""The words of the lenses in English, a part for each."""

from __future__ import annotations

HEADS: dict[str, str] = {}

COMPARE: dict[str, str] = {}

CONTRIBUTIONS: dict[str, str] = {}

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

WORDS = HEADS | COMPARE | CONTRIBUTIONS | PREDICT
