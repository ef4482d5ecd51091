"""The words of heads: every head at a glance, what each does, and which share keys and values."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    # the maps
    "grid_title": ("every head's weights", "每个头的权重"),
    "grid_about": (
        (
            "A map for each head: layers below one another, heads side by side; in a map rows are queries, columns are "
            "keys."
        ),
        "每个头一幅小图：层从上到下，头从左到右；图中的行是查询，列是键。",
    ),
    "grid_blocks": (
        "The {tokens} × {tokens} weights of a head are drawn as {rows} × {columns}, each the largest of its block.",
        "每个头 {tokens} × {tokens} 个权重画成 {rows} × {columns} 格，每格取其中最大的权重。",
    ),
    "heads_shared": (
        (
            "The {heads} heads share {kv_heads} kv heads, {each} to each: --sharing in place of a text shows which, "
            "and what that saves."
        ),
        "{heads} 个头共用 {kv_heads} 个 kv 头，每个供 {each} 个头使用：用 --sharing 代替文本，可看到是哪些，省下多少。",
    ),
    # the table
    "heads_measured_title": ("what each head does here", "每个头在这里做什么"),
    "heads_over_title": (
        "what each head does, over {texts} texts ({tokens} tokens)",
        "每个头做什么：{texts} 句，{tokens} 个词元",
    ),
    "heads_about": (
        (
            "The mean weight of a token on: the previous token, the next one, itself, the first, separators, the same "
            "token elsewhere, what followed it before (repeats), punctuation. Broad is its entropy, as a share of the "
            "largest possible."
        ),
        (
            "一个词元平均把多少权重给：前一个词元、后一个、自己、第一个、分隔标记、别处的同一个词元、"
            "它上次出现时后面的那个（重复）、标点。分散是它的熵与最大可能值之比。"
        ),
    ),
    "column_name": ("does", "作用"),
    "measure_previous": ("prev", "前"),
    "measure_next": ("next", "后"),
    "measure_itself": ("self", "自己"),
    "measure_first": ("first", "首个"),
    "measure_separator": ("sep", "分隔"),
    "measure_same": ("same", "同词"),
    "measure_repeats": ("rep", "重复"),
    "measure_punctuation": ("punct", "标点"),
    "measure_broad": ("broad", "分散"),
    "head_previous": ("previous", "前一个"),
    "head_next": ("next", "后一个"),
    "head_itself": ("itself", "自己"),
    "head_first": ("first", "第一个"),
    "head_separator": ("separators", "分隔标记"),
    "head_same": ("same word", "同一个词"),
    "head_repeats": ("repeats", "重复"),
    "head_punctuation": ("punctuation", "标点"),
    "head_broad": ("broad", "分散"),
    "heads_nothing": (
        "There is nothing to measure: no token of the text has a choice of where to look.",
        "没有可测量的：文本中没有词元可以选择看哪里。",
    ),
    "heads_even": ("even weights", "平均分配"),
    "heads_queries": ("tokens asked", "词元个数"),
    "heads_absent": ("No token here has such a key: {kinds}.", "这里没有词元有这样的键：{kinds}。"),
    "heads_none": ("None of the {all} heads clearly does one thing", "{all} 个头都没有明确的单一作用"),
    "heads_over_verdict": ("{shown} of {all} heads clearly do one thing", "{all} 个头中有 {shown} 个作用明确"),
    # what the heads do here
    "heads_not_here": (
        "Known for something, but not seen doing it here: {heads}.",
        "已知作用、但在这里没有起作用的头：{heads}。",
    ),
    "heads_verdict": ("{shown} of {all} heads do something clear here", "{all} 个头中有 {shown} 个在这里有明确的作用"),
    "column_in_this_text": ("in this text", "在这段文本中"),
    "heads_here": ("{what} (here)", "{what}（这里）"),
    "heads_here_only": (
        "(here): so it is in this text; what the others do was measured on many.",
        "（这里）：在这段文本中如此；其余的是在许多文本上测得的。",
    ),
    "heads_at_most": ("nothing to find: at most {pair}", "没有可找的：最多 {pair}"),
    "heads_share": ("{share} of the weight, on average", "平均 {share} 的权重"),
    "heads_no_such": ("no token has such a key", "没有词元有这样的键"),
    "heads_no_pronoun": ("no pronoun", "没有代词"),
    "heads_resting": ("{what} here: {count} heads ({heads}).", "这里{what}的头有 {count} 个（{heads}）。"),
    "heads_resting_one": ("{what} here: 1 head ({heads}).", "这里{what}的头有 1 个（{heads}）。"),
    "heads_flat": (
        "Flat here, no kind of token with most of the weight: {count} heads ({heads}).",
        "其余 {count} 个头（{heads}）在这里权重分散，没有一类词元占大部分。",
    ),
    "heads_flat_one": (
        "Flat here, no kind of token with most of the weight: 1 head ({heads}).",
        "其余 1 个头（{heads}）在这里权重分散，没有一类词元占大部分。",
    ),
    "habit_previous": ("looks at the previous token", "看前一个词元"),
    "habit_next": ("looks at the next token", "看后一个词元"),
    "habit_itself": ("looks at the token itself", "看词元自己"),
    "habit_first": ("Resting on the first token", "停在第一个词元上"),
    "habit_separator": ("Resting on separators", "停在分隔标记上"),
    "habit_same": ("looks at the same token elsewhere", "看别处的同一个词元"),
    "habit_repeats": ("finds what came after the same token before", "找到同一个词元上次出现后接着的词元"),
    "habit_punctuation": ("Resting on punctuation", "停在标点上"),
    "heads_known_title": (
        "What was measured on many sentences (attnx models {model}):",
        "在许多句子上测得的结果（attnx models {model}）：",
    ),
    # from one word to another
    "looks_most": (
        "“{query}” looks at “{key}” most in layer {layer}, head {head}: {weight}",
        "“{query}”看“{key}”最多的是第 {layer} 层第 {head} 头：{weight}",
    ),
    "looks_none": (
        "No head gives “{key}” more of “{query}” than even weights would ({even})",
        "没有头让“{query}”看“{key}”多于平均分配（{even}）",
    ),
    "looks_blind": (
        "“{query}” may not look at “{key}”, which comes too late or stands too far: every head gives it 0",
        "“{query}”不能看“{key}”，它太靠后或太远：每个头给它的都是 0",
    ),
    "looks_even": ("Even weights would give {even}.", "平均分配时是 {even}。"),
    "heads_count": ("{shown} of {all} heads", "{shown} 个头（共 {all} 个）"),
    # heads that share
    "sharing_title": ("heads that share", "共用键和值的头"),
    "sharing_none": (
        "Nothing is shared: each of the {heads} heads has keys and values of its own.",
        "没有共用：{heads} 个头各有自己的键和值。",
    ),
    "sharing_groups": (
        (
            "Of the {heads} heads every {each} read from the same keys and values, those of one of {kv_heads} kv heads "
            "(grouped-query attention, Ainslie et al. 2023)."
        ),
        (
            "{heads} 个头中每 {each} 个读取同一组键和值，即 {kv_heads} 个 kv 头中的一个（分组查询注意力，Ainslie 等 "
            "2023）。"
        ),
    ),
    "sharing_one": (
        (
            "All {heads} heads read from the same keys and values, those of {kv_heads} kv head, which serves {each} "
            "(multi-query attention, Shazeer 2019)."
        ),
        (
            "全部 {heads} 个头读取同一组键和值，即唯一的 {kv_heads} 个 kv 头，它供 {each} 个头使用（多查询注意力，"
            "Shazeer 2019）。"
        ),
    ),
    "sharing_map": ("kv head ← the heads that read from it", "kv 头 ← 从它读取的头"),
    "cache_title": ("what the cache costs", "缓存要占多少"),
    "cache_none": (
        (
            "There is none: a model that looks both ways reads a text as a whole and writes nothing, so it keeps no "
            "keys and values of earlier tokens."
        ),
        "没有缓存：双向的模型一次读完整段文本，不写东西，所以不保留之前词元的键和值。",
    ),
    "cache_about": (
        (
            "While a model writes, it keeps the key and the value of every token so far. After T tokens these are 2 × "
            "d_head × kv heads × layers × T numbers, here:"
        ),
        "模型写作时，保留到目前为止每个词元的键和值。T 个词元之后，共 2 × d_head × kv 头数 × 层数 × T 个数，这里是：",
    ),
    "cache_own": (
        "The model has {kv_heads}, one for each of its {heads} heads; 1 would be a single one for all.",
        "这个模型有 {kv_heads} 个，{heads} 个头各一个；1 个是所有头共用一个。",
    ),
    "cache_groups": (
        "The model has {kv_heads}; {heads} would be one for every head, and 1 a single one for all.",
        "这个模型有 {kv_heads} 个；{heads} 个是每个头各一个，1 个是所有头共用一个。",
    ),
    "cache_one": (
        "The model has {kv_heads} for all; {heads} would be one for every head.",
        "这个模型只有 {kv_heads} 个，供所有头使用；{heads} 个是每个头各一个。",
    ),
    "cache_window": (
        (
            "{layers} of {all} layers look back through a window of {size} tokens: what is older is dropped, and their "
            "part stops growing there."
        ),
        "{all} 层中有 {layers} 层通过 {size} 个词元的窗口往回看：更早的会丢掉，它们那一份到此不再增长。",
    ),
    "cache_reads": (
        "The keys and values of the text that is read are kept too, once: as many bytes again for each of its tokens.",
        "读入的文本的键和值也要保留，只算一次：它的每个词元再占同样多的字节。",
    ),
    "column_cache": ("kv heads", "kv 头数"),
    "cache_row": ("{kv_heads}, at {size} bytes a number", "{kv_heads} 个，每个数 {size} 字节"),
}
