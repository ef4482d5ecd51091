"""Every error attnx raises, in one tree.

    AttnxError
    ├── UsageError        what was asked for cannot be meant (exit code 2)
    ├── InputError        the text, the matrices or the numbers given do not work
    ├── CheckpointError   a model cannot be found, understood or trusted
    ├── TraceError        a saved trace is not one, or does not hold
    └── OutputError       the result could not be written

An error is a key and some facts. Its sentence is in `SENTENCES` (English) and in
`attnx.lessons.zh` (Chinese): one sentence that says what was wrong and what would be right.
"""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # usage
    "usage": "{detail}",
    "no_such_option": "there is no option {option}; `{command} --help` lists them",
    "no_such_option_but": "there is no option {option}: did you mean {guess}?",
    "no_such_command": "there is no command {name}: choose one of {choices}",
    "missing": "{name} is missing; `{command} --help` shows how it is used",
    "unexpected": "{value} is one argument too many: put a text of several words in quotes",
    "needs_value": "{option} needs a value",
    "takes_no_value": "{option} takes no value: leave out what follows the =",
    "not_a_number": "{option} takes {expected}, and {value} is not that",
    "no_text": "there is nothing to explain: give a text in quotes, - for standard input, or --file PATH",
    "two_texts": "a text and --file were both given: leave one out",
    "not_there": "there is no {what} {one} in {owner}: choose from {there}",
    "not_recorded": "there is no {what} {one} in this trace: it holds {there}",
    "weights_whole": "what heads do is measured on the weights of every head and every row: record them all",
    "no_axis": "there is no axis {axis} in this array: it has {there}",
    "unknown_step": "there is no step {name}: choose from {choices}",
    "focus_absent": "{word} is not one of the words here: {choices}",
    "focus_twice": "{word} occurs more than once: ask for it by index, {choices}",
    "focus_index": "there is no token {index}: they are numbered 0 to {last}",
    "before_after_of": "{option} compares one row: say whose with --focus WORD",
    "goes_with": "{option} goes with {other}: give both, or neither",
    "no_text_needed": "{option} takes no text: leave one of the two out",
    "two_views": "{one} and {other} were both given, and each is a view of its own: leave one out",
    "cell_of_words": "{option} is arithmetic with q and k, which words have not: leave out {other}",
    "lens_without": "--lens {lens} is a view of its own, which has no use for {option}: leave one out",
    "lens_cross": "--lens {lens} follows one text up through its layers, and cross-attention reads another",
    "lens_whole": "--lens {lens} needs all heads and rows of every layer from the first on: record them all",
    "lens_flow_long": "--lens flow of {tokens} tokens through {layers} layers would take minutes: ask for one row with "
    "--focus WORD, for a lower --layer, or for --lens rollout",
    "lens_readout": "this trace says nothing of how a logit is read: attnx.attribute makes one that does",
    "lens_post_norm": "{model} normalises its stream after every step, so no logit is a sum of what its heads add: "
    "--lens logit needs a model whose norms come first, as in GPT-2 or Llama",
    "lens_masked_head": "{model} has a layer with an activation before its logits, so none is a sum of what its heads "
    "add: --lens logit needs a language model such as GPT-2 or Llama",
    "token_absent": "{word} is not one token of {model}, which cuts it into {pieces}: give one of these",
    "token_of_logit": "--token says whose logit is taken apart: it goes with --lens logit",
    "cell_form": "{option} takes QUERY,KEY, two words or indexes such as 4,1, and {value} is not that",
    "compare_what": "there is nothing to compare with: give a second text, --with-layer, --with-head, --with-model or "
    "--untrained",
    "compare_count": "one side has {one} heads and the other {other}: choose as many of both with --layer and --head, "
    "--with-layer and --with-head",
    "nothing_common": "these two texts have no word in common, so no row of one stands beside a row of the other",
    "other_space": "{array} of two heads or two models are numbers of two spaces: compare their scores or weights",
    "focus_weights": "{option} compares a row of weights: leave out --steps",
    "focus_alone": "{word} is in one of the two texts only, so there is no row to compare",
    "ablate_absent": "there is no head {place} in {owner}: it has {layers} layers and {heads} heads in each, "
    "both counted from 0",
    "hidden_already": "{query} cannot look at {key} in {owner} as it is: nothing would change",
    "no_positions": "{owner} is not told the order of its tokens as it is: there are no positions to leave out",
    "swap_absent": "{word} is not a word of the text: --swap takes WORD=OTHER, the word as it is written there",
    "swap_twice": "{word} occurs {count} times in the text, and --swap takes the place of one word: give both texts to "
    "attnx compare",
    "one_head": "{option} shows one head of one layer: choose with --layer N and --head N",
    "answer_form": "{value} is not an answer: give {expected}, hint, or an empty line to skip",
    "json_and_view": "--json gives the numbers themselves and {option} chooses how they are printed: leave one out",
    "file_and_view": "a {ending} file holds whole arrays and {option} chooses what a page shows: leave one out",
    "no_matrix": "{name} is not a matrix, and heat maps are of those: choose --steps from {choices}",
    "unknown_extension": "{path} has an extension attnx cannot write: use one of {choices}",
    "language": "there is no language {value} here: use en or zh",
    "pair_form": "{value} is not NAME=KEY or NAME=KEY:VALUE, for example 张三=165 or love=1,0,2:5",
    "vector_form": "{value} is not a number or numbers joined by commas, for example 172 or 1,0,2",
    "pair_values": "{name} has no value where others have one: give NAME=KEY:VALUE for all or for none",
    "no_segments": "{model} does not tell a second text from the first: --pair needs a model that does, as BERT is",
    "no_pairs": "the tokenizer of {model} does not say how two texts are joined: leave out --pair",
    "pair_twice": "the name {name} is given twice: give each key its own name",
    "page_tokens": "the text is {found} tokens long and a page holds at most {limit}: shorten it",
    "page_size": "a trace too large for a page: the weights of {heads} heads would take {size} MB where it holds "
    "{limit}: choose with --layer N and --head N, or shorten the text",
    "revision_of": "--revision chooses a version on the hub, and {model} is not from there: leave it out",
    # input
    "blank_text": "the text is blank: attnx needs at least one word",
    "not_utf8": "{source} is not UTF-8 text (byte {position}): save it as UTF-8",
    "unreadable": "{path} cannot be read: {reason}",
    "bad_line": "line {line} of {path} cannot be read: {reason}",
    "no_lines": "there is no text in {path}: give one sentence a line",
    "not_chinese": "there is no Chinese in the text, and this model reads Chinese: use attnx explain for other text",
    "too_long": "the text is {found} tokens long and {model} reads at most {limit}: shorten it or split it",
    "no_room": "the text fills all {limit} tokens that {model} reads: shorten it, so that there is room to write",
    "no_mask": "there is no mask in the text: write {mask} where {model} is to guess a word",
    "not_finite": "the numbers of {model} are not finite: {tensor} holds NaN or infinity, so the weights are damaged",
    "overflow": "the numbers grew past what float32 holds: {model} cannot be run on this input",
    "classic_words": "classic knows only Thinking and Machines, and {word} is neither: use --model toy for any text",
    "matrices_form": "{path} is not a file of matrices: attnx reads {choices}",
    "matrices_damaged": "{path} is not a sound {kind} file ({reason})",
    "matrices_missing": "{source} has no {name}: give x, wq, wk and wv, or q, k and v",
    "matrices_unknown": "{name} is not something attend reads: it knows {choices}",
    "matrices_both": "{source} has both x and {name}: give x, wq, wk and wv, or q, k and v",
    "matrix_shape": "{name} has shape {found} where {expected} was expected",
    "matrix_numbers": "{name} is not a rectangular array of finite numbers",
    "matrix_scalar": "{name} must be {expected}, and {found} is not",
    "mask_meaning": "mask has only 0 and 1, which has two meanings: give true for may look, or numbers to add",
    "heads_divide": "{name} is {width} wide, which {heads} heads do not divide: choose a divisor of {width}",
    "no_keys": "there is nothing to look up: give at least one NAME=KEY",
    "value_names": "keys and values must have the same names, and these have only one of both: {names}",
    "temperature": "the temperature must be a number above 0, and {value} is not",
    "labels_count": "there are {found} {name} for {expected} rows: give one for each",
    # checkpoint
    "unknown_model": "there is no model {name}: choose one of {choices}, or a directory with config.json",
    "not_installed": "{model} is not installed and {repository} is not to be had from the hub now: `{command}` brings "
    "its weights, a connection to the hub does too, or name a directory that holds them",
    "hub_absent": "there is no directory {model} here, and no such model on the hub unless it is private: check the "
    "spelling, or log in with `hf auth login` or HF_TOKEN",
    "hub_revision": "{model} has no revision {revision} on the hub: leave --revision out for the newest",
    "hub_closed": "the hub does not give {model} to everyone: ask for access on its page, then log in with "
    "`hf auth login` or HF_TOKEN",
    "hub_status": "the hub answers {status} when asked for {model}: try again later",
    "hub_unreachable": "there is no directory {model} here, and the hub cannot be reached ({reason}): check the "
    "connection",
    "hub_offline": "{model} is not whole in the cache of the hub, and offline nobody is asked: call it once with a "
    "connection",
    "hub_broken": "the connection broke while {file} of {model} was fetched ({reason}): call again, whole files stay",
    "hub_size": "{file} of {model} arrived with another size than the hub says: call again to fetch it anew",
    "no_config": "{path} has no config.json: --model takes a directory in the Hugging Face layout",
    "bad_config": "{path} is not a JSON object: it should be a Hugging Face config.json",
    "not_a_pair": "{path} holds a {family}, which reads but does not translate: give a model with encoder and decoder",
    "unsupported": "{path} asks for model_type {found}, which attnx does not open yet: it opens {choices}",
    "config_missing": "{path} lacks {key}: a {family} model needs it",
    "config_value": "{path} says {key} = {found}, which attnx does not support: it supports {expected}",
    "config_unknown": "{path} has {key}, which attnx does not understand: it will not guess what that changes",
    "bad_card": "{path} is not a sound card of a model: {reason}",
    "bundle_damaged": "the bundled model {name} is damaged ({reason}): reinstall attnx",
    "no_logits": "{model} has no head that gives logits: ask a language model for them",
    "translates": "{model} is a translator: attnx translate shows what it writes, word by word",
    "fills_masks": "{model} fills masks and writes nothing on: leave out generate, or ask a model that looks only back",
    "no_untrained": "{model} has no recipe for first weights: --untrained and --before-after need reader or writer",
    "no_weights": "{path} has no model.safetensors: save the model in the safetensors format",
    "pickle": "{path} is a pickle, which can run code when it is opened: attnx reads only safetensors",
    "damaged": "{path} is not a sound safetensors file ({reason}): fetch it again",
    "bad_index": "{path} is not a sound index of shards: {reason}",
    "shard_outside": "{path} names the shard {shard}, which is outside its directory: shards stand beside the index",
    "not_weights": "{path} is not a file of weights: --model takes a directory, or a .safetensors file in one",
    "no_tokenizer": "{path} has no tokenizer: attnx looks for {choices}",
    "half_tokenizer": "{path} has half a tokenizer, {found} without {missing}: put the missing beside it",
    "bad_tokenizer": "{path} is not a tokenizer attnx can use: {reason}",
    "id_beyond": "the tokenizer of {model} calls {piece} {id}, past its {size} vectors: it belongs to another model",
    "tensor_missing": "{path} has no tensor {name}: a {family} model needs it",
    "tensor_extra": "{path} has the tensor {name}, which attnx does not understand: it will not ignore it silently",
    "tensor_twice": "{path} has {name} twice: attnx will not choose one of the two",
    "tensor_shape": "{name} has shape {found} where the config asks for {expected}",
    "tensor_dtype": "{name} is stored as {found}: attnx reads {expected}",
    # trace
    "not_a_trace": "{source} is not a saved trace: {reason}",
    "does_not_hold": "{source} does not hold: {steps} differ from what its own numbers give",
    "nothing_to_verify": "{source} holds too few steps to verify: save q, k and v with them",
    # output
    "cannot_write": "{path} cannot be written: {reason}",
    "map_large": "that is {found} cells, and a picture shows at most {limit}: choose with --layer, --head and --steps",
    "png_large": "that is a picture of {width} × {height} pixels, more than a .png should have: choose with --steps, "
    "leave out --full, or write .svg",
    "no_pillow": "{path} needs Pillow, which is not installed: `pip install 'attnx[png]'` brings it, or write .svg",
    "cannot_print": "the output could not be written: {reason}",
    "no_terminal": "explore draws on a terminal and reads its keys, and here is none: use attnx explain",
    "dumb_terminal": "explore draws on the whole terminal, which TERM={term} says it cannot: use attnx explain",
    "no_textual": 'explore needs Textual, which is not installed: `pip install "attnx[tui]"` brings it',
    "interrupted": "stopped",
}


class AttnxError(Exception):
    """The root of every error attnx raises: `key` names its sentence, `facts` fill it."""

    exit_code = 1

    def __init__(self, key: str, /, **facts: object) -> None:
        self.key = key
        self.facts = facts
        super().__init__(SENTENCES[key].format(**facts))


class UsageError(AttnxError):
    """What was asked for cannot be meant."""

    exit_code = 2


class InputError(AttnxError):
    """The text, the matrices or the numbers given do not work."""


class CheckpointError(AttnxError):
    """A model cannot be found, understood or trusted."""


class TraceError(AttnxError):
    """A saved trace is not one, or does not hold."""


class OutputError(AttnxError):
    """The result could not be written."""
