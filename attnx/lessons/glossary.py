"""The glossary: every word of the field that attnx prints, explained in a sentence or two, English and Chinese."""

from __future__ import annotations

from difflib import get_close_matches

from attnx.errors import Pair

# A term by its key, and what it may be called besides: what is typed is looked up among all of them.
NAMES: dict[str, tuple[str, ...]] = {
    "attention": ("attention", "注意力"),
    "token": ("token", "tokens", "词元"),
    "piece": ("piece", "pieces", "word piece", "子词"),
    "cls": ("[CLS]", "CLS", "<s>", "<bos>", "<|endoftext|>", "start marker", "开始标记"),
    "sep": ("[SEP]", "SEP", "</s>", "<eos>", "end marker", "结束标记"),
    "mask_token": ("[MASK]", "MASK", "<mask>"),
    "space": ("␣", "space", "空格"),
    "vector": ("vector", "embedding", "x", "向量", "嵌入"),
    "position": ("position", "positions", "rotary", "位置"),
    "q": ("q", "query", "查询"),
    "k": ("k", "key", "键"),
    "v": ("v", "value", "值"),
    "score": ("score", "scores", "q·k", "得分", "分数"),
    "scaled": ("scaled", "scale", "÷√d", "缩放"),
    "causal": ("mask", "masked", "causal", "causal mask", "掩码", "因果掩码"),
    "softmax": ("softmax", "temperature", "温度"),
    "weight": ("weight", "weights", "权重"),
    "z": ("z", "output", "out", "输出"),
    "layer": ("layer", "layers", "层"),
    "head": ("head", "heads", "头"),
    "kv_head": ("kv head", "n_kv_heads", "kv 头"),
    "d_model": ("d_model", "d_head", "width", "维数"),
    "entropy": ("entropy", "bits", "bit", "sharp", "spread", "熵", "比特"),
    "residual": ("residual stream", "residual", "残差流"),
    "mlp": ("feed-forward", "mlp", "前馈网络"),
    "norm": ("norm", "layer norm", "归一化"),
    "encoder": ("encoder", "编码器"),
    "decoder": ("decoder", "解码器"),
    "cross": ("cross-attention", "cross", "交叉注意力"),
    "logits": ("logits", "logit", "probability", "概率"),
    "pronoun": ("pronoun", "coreference", "代词", "指代"),
    "lens": ("lens", "norms", "rollout", "flow", "透镜"),
}


def find(word: str) -> tuple[str, ...]:
    """The terms that are called this, whatever the case of its letters; those whose name is written so come first."""
    exact = [term for term, names in NAMES.items() if word in names]
    folded = [term for term, names in NAMES.items() if word.casefold() in map(str.casefold, names)]
    return tuple(exact or folded)


def nearest(word: str) -> str | None:
    """The name that is written nearest to this, where one is near: what was meant by a word with a slip in it."""
    names = {name.casefold(): name for held in NAMES.values() for name in held}
    near = get_close_matches(word.casefold(), names, n=1)
    return names[near[0]] if near else None


WORDS: dict[str, Pair] = {
    "term_attention": (
        "How each token gathers what it needs from the others: it asks (q), the others answer how well they "
        "match (k), and what they hold (v) is mixed by how well they matched.",
        "每个词元从别的词元那里取得所需的办法：它提问（q），别的词元说有多匹配（k），再按匹配的程度混合它们所带的"
        "内容（v）。",
    ),
    "term_token": (
        "One piece of the text as the model reads it: a word, a part of a word, or a sign. Each has a number in "
        "the model's vocabulary.",
        "模型读到的文本中的一小块：一个词、词的一部分，或一个符号。每个词元在模型的词表里有一个编号。",
    ),
    "term_piece": (
        "A part of a word that the vocabulary has, where it has not the whole word: Einstein may be e, ##ins, ##tein.",
        "词表里没有整个词时，取其中有的一部分：Einstein 可能成为 e、##ins、##tein。",
    ),
    "term_cls": (
        "The start marker: a token that the model puts before the text. Heads that find nothing to look at often "
        "rest on it.",
        "开始标记：模型放在文本之前的一个词元。没有什么可看的头常常停在它上面。",
    ),
    "term_sep": (
        "The end marker: a token that the model puts after the text, or between two texts.",
        "结束标记：模型放在文本之后（或两段文本之间）的一个词元。",
    ),
    "term_mask_token": (
        "A place in the text whose word the model is to guess.",
        "文本中留空的位置，由模型来猜那里是什么词。",
    ),
    "term_space": (
        "A space, drawn so that it can be seen where a token is nothing else.",
        "空格。词元只是空格时，这样画出来才看得见。",
    ),
    "term_vector": (
        "A row of numbers that stands for a token, as many as d_model. The first is looked up by the token's "
        "number (its embedding); each layer adds to it. x is the vector that enters an attention.",
        "代表一个词元的一行数字，共 d_model 个。最初按词元的编号查得（称为嵌入），以后每层都往上加。x 是进入注意"
        "力的向量。",
    ),
    "term_position": (
        "How a model knows the order of the tokens: a vector is added to each, or q and k are turned by an angle "
        "(rotary), or a distance adds to the scores.",
        "模型怎样知道词元的次序：给每个词元加上一个向量，或把 q 和 k 转过一个角度（rotary），或让距离加到得分上。",
    ),
    "term_q": (
        "The query: what a token is looking for, x·W_Q.",
        "查询：一个词元在找什么，x·W_Q。",
    ),
    "term_k": (
        "The key: what a token offers to be found by, x·W_K.",
        "键：一个词元凭什么被找到，x·W_K。",
    ),
    "term_v": (
        "The value: what a token hands over where it is read from, x·W_V.",
        "值：一个词元被读取时交出的内容，x·W_V。",
    ),
    "term_score": (
        "How well a key answers a query: q·k, the products of their numbers added up. Large where both point the "
        "same way.",
        "一个键与一个查询有多匹配：q·k，各数相乘再相加。方向相同时就大。",
    ),
    "term_scaled": (
        "The score divided by √d_head, so that long vectors do not make the softmax all or nothing.",
        "得分除以 √d_head，免得向量一长，softmax 就变成非此即彼。",
    ),
    "term_causal": (
        "What a query may look at. A causal mask hides what comes after it: such a score becomes −∞ and its weight 0.",
        "一个查询可以看什么。因果掩码遮住它之后的词元：那里的得分成为 −∞，权重成为 0。",
    ),
    "term_softmax": (
        "Turns the scores of a row into weights: e to the power of each, divided by their sum. A temperature "
        "divides the scores first: above 1 the weights become more even, below 1 sharper.",
        "把一行得分变成权重：各取 e 的幂，再除以总和。温度先除得分：大于 1 时权重更均匀，小于 1 时更集中。",
    ),
    "term_weight": (
        "The share of a key in what a query reads, from 0 to 1; the weights of a row sum to 1. It says where "
        "information is read from, not why the model decides.",
        "一个键在一个查询所读内容中占的份额，从 0 到 1；一行的权重之和为 1。它说明信息从哪里读来，不说明模型为什"
        "么这样决定。",
    ),
    "term_z": (
        "What a query has read: the values, mixed by its weights. The z of all heads side by side, times W_O, is "
        "the output of the attention.",
        "一个查询读到的内容：按权重混合的值。所有头的 z 并排放在一起再乘 W_O，就是注意力的输出。",
    ),
    "term_layer": (
        "One round of reading: an attention and, after it, a feed-forward network. A model has several, each "
        "working on what the one before it made; they are counted from 0.",
        "一轮阅读：一次注意力，然后一个前馈网络。一个模型有好几层，每层处理前一层的结果；从 0 数起。",
    ),
    "term_head": (
        "One of several attentions side by side in a layer, each with its own q, k and v, so that each can look "
        "for something else. 3.0 is head 0 of layer 3.",
        "一层里并排的几个注意力之一，各有自己的 q、k、v，因此可以各找各的。3.0 是第 3 层的第 0 个头。",
    ),
    "term_kv_head": (
        "Keys and values that several heads share, which saves memory where a model writes long texts.",
        "几个头共用的键和值；模型写长文本时，这样省内存。",
    ),
    "term_d_model": (
        "How many numbers a token's vector has; d_head is how many of them q, k and v of one head have.",
        "一个词元的向量有多少个数；d_head 是一个头的 q、k、v 各有多少个数。",
    ),
    "term_entropy": (
        "How spread a row of weights is, in bits: 0 where all of it is at one key (sharp), log₂ n where it is "
        "even over n keys (spread).",
        "一行权重有多分散，以比特计：全在一个键上为 0（集中），均匀地分在 n 个键上为 log₂ n（分散）。",
    ),
    "term_residual": (
        "The vectors as they go up through the layers, to which each attention and each feed-forward network adds.",
        "向量一层层往上走的通道；每次注意力、每个前馈网络都往上加。",
    ),
    "term_mlp": (
        "The network after each attention, which works on every token by itself: wider, bent, and narrow again.",
        "每次注意力之后的网络，对每个词元单独计算：先变宽，经过激活函数，再变窄。",
    ),
    "term_norm": (
        "Brings the numbers of a vector to a common size before or after each step.",
        "在每一步之前或之后，把向量里的数调到相近的大小。",
    ),
    "term_encoder": (
        "A stack of layers that reads: each token sees all others. BERT is one; a translator has one for the source.",
        "一叠用来读的层：每个词元都看得见别的词元。BERT 就是；翻译模型用它读原文。",
    ),
    "term_decoder": (
        "A stack of layers that writes: each token sees only what came before, and the next one is guessed. GPT "
        "is one.",
        "一叠用来写的层：每个词元只看得见前面的，然后猜下一个。GPT 就是。",
    ),
    "term_cross": (
        "Attention whose queries are one text's and whose keys and values are another's: how a translator looks "
        "at its source while it writes.",
        "查询来自一段文本、键和值来自另一段文本的注意力：翻译模型写的时候就这样看原文。",
    ),
    "term_logits": (
        "One number for each entry of the vocabulary, which the softmax turns into the probability of the next token.",
        "词表里每一项各有一个数，softmax 把它们变成下一个词元的概率。",
    ),
    "term_pronoun": (
        "A word that stands for another, such as it, she or they. Coreference is the question for which.",
        "代替别的词的词，例如 it、she、they。指代问的就是它代替哪一个。",
    ),
    "term_lens": (
        "Another look at the same run: what keys add and not only their weights (norms), what came through all "
        "layers (rollout, flow), what each part adds to a logit (logit).",
        "对同一次运行的另一种看法：键不止权重还加了多少（norms），穿过所有层来了什么（rollout、flow），各部分给一"
        "个 logit 加了多少（logit）。",
    ),
}
