"""The words of the screen in English, and those of the quiz."""

from __future__ import annotations

SCREEN: dict[str, str] = {
    "help_explore": "On a screen: edit the sentence, and move over layers, heads and tokens by keys.",
    "help_explore_text": "The text, in quotes; it can be edited on the screen.",
    # what elsewhere points at options of the command line
    "screen_cut": "Shown: {what}.",
    "screen_focus_cut": "Shown: the {shown} largest of {all} keys; the others have {rest} of the weight.",
    "screen_focus_columns": "Too narrow for: {columns}.",
    "screen_vector_more": ", … {more} more",
    "screen_sum_more": " + … {more} more",
    # the parts of the screen
    "explore_text": "text",
    "explore_heads": "cell in every head",
    "explore_matrix": "rows are queries, columns are keys",
    "explore_part": "rows {rows} and columns {columns} of 0–{last}",
    "explore_most": "“{query}” reads most from “{key}” ({weight}).",
    "explore_choose": "Which model reads the text?",
    "explore_by_text": "the one that suits the text",
    "explore_back": "Esc back",
    "explore_saved": "saved as {path}",
    # keys
    "key_text": "edit",
    "key_move": "move",
    "key_heads": "heads",
    "key_cell": "cell",
    "key_views": "view",
    "key_model": "model",
    "key_save": "save",
    "key_keys": "keys",
    "key_quit": "quit",
    "keys_title": "Keys",
    "about_key_text": "edit the text: what is shown changes as you type",
    "about_key_leave": "done with the text; back from a page like this one",
    "about_key_move": "up and down: the query; left and right: the key",
    "about_key_heads": "on to the heads (arrows: layer and head), on to the text",
    "about_key_head": "the head before, the head after",
    "about_key_layer": "the layer before, the layer after",
    "about_key_cell": "the arithmetic of the marked cell, every product of it",
    "about_key_views": "all weights; the row of the query; every step",
    "about_key_scroll": "scroll what does not fit",
    "about_key_model": "another model",
    "about_key_save": "save what you see as a picture (SVG) where you are",
    "about_key_keys": "this page",
    "about_key_quit": "end",
    "keys_about": "Each head in the map has the shade of what the marked query reads from the marked key there.",
}

QUIZ: dict[str, str] = {
    "help_quiz": "Predict a score, a row of weights, the word read from; then see the arithmetic.",
    "help_quiz_text": "The text, in quotes (default: the worked example, by hand).",
    "help_questions": "How many questions (default 5).",
    "help_quiz_seed": "Ask the same questions again.",
    "quiz_about": (
        "Questions: {count} (--seed {seed}). Numbers are right to within their last digit. hint gives a hint and "
        "leaves half a point; an empty line skips."
    ),
    "quiz_number": "Question {number} of {count}; {where}",
    "quiz_score": "“{query}” asks, “{key}” offers. What is q·k, the sum of the products?",
    "quiz_score_part": (
        "“{query}” asks, “{key}” offers. Of the {all} products of q·k, what do numbers {first} to {last} add up to?"
    ),
    "quiz_row": "What “{query}” reads most from: which weights does the softmax make of these scaled scores?",
    "quiz_rest": "To the row's total of exp(s − largest) the other {count} add {rest}.",
    "quiz_word": "Which token does “{query}” (token {index}) read most from?",
    "quiz_hint_score": "Hint: {products}",
    "quiz_hint_row": "Hint: exp({exponent}) is {parts}, which is {total} in all; each is divided by that.",
    "quiz_hint_word": "Hint: it is one of {words}.",
    "quiz_no_more": "There is one hint for each question.",
    "quiz_right": "Right: {right}",
    "quiz_wrong": "No, it is {right}",
    "quiz_skipped": "Skipped: it is {right}",
    "quiz_whole": "All {all} products add up to the score, {score}.",
    "quiz_result": "Score: {points} of {count}",
    "quiz_number_one": "a number",
    "quiz_numbers": "{count} numbers with spaces between",
}

WORDS = SCREEN | QUIZ
