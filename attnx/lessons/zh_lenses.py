"""The words of the lenses in Chinese, a part for each."""

from __future__ import annotations

HEADS: dict[str, str] = {
    "help_heads": "一眼看遍每个头，以及它在一句或许多句上做什么。",
    "help_over": "在 UTF-8 文件的许多句子上测量，每行一句，不再给文本。",
    "help_from_word": "与 --to 一起：按这个词对另一个词的注意力给头排序。",
    "help_to_word": "另一个词。",
    "help_sharing": "哪些头共用键和值，缓存要占多少；不需要文本。",
    "help_length": "与 --sharing 一起：文本的长度，按词元计（默认几种长度）。",
    "help_layers_shown": "只看这些层：一个数，或几个数如 0,2（默认全部）。",
    "help_heads_shown": "只看这些头：一个数，或几个数如 0,2（默认全部）。",
    # 小图
    "grid_title": "每个头的权重",
    "grid_about": "每个头一幅小图：层从上到下，头从左到右；图中的行是查询，列是键。",
    "grid_blocks": "{tokens} 个词元画成 {side} 块：权重在一块的查询上取平均，在一块的键上相加。",
    "heads_shared": (
        "{heads} 个头共用 {kv_heads} 个 kv 头，每个供 {each} 个头使用：用 --sharing 代替文本，可看到是哪些，省下多少。"
    ),
    # 表格
    "heads_measured_title": "每个头在这里做什么",
    "heads_over_title": "每个头做什么：{texts} 句，{tokens} 个词元",
    "heads_about": (
        "一个词元平均把多少权重给：前一个词元、后一个、自己、第一个、分隔标记、别处的同一个词元、"
        "它上次出现时后面的那个（重复）、标点。分散是它的熵与最大可能值之比。"
    ),
    "column_name": "作用",
    "measure_previous": "前",
    "measure_next": "后",
    "measure_itself": "自己",
    "measure_first": "首个",
    "measure_separator": "分隔",
    "measure_same": "同词",
    "measure_repeats": "重复",
    "measure_punctuation": "标点",
    "measure_broad": "分散",
    "head_previous": "前一个",
    "head_next": "后一个",
    "head_itself": "自己",
    "head_first": "第一个",
    "head_separator": "分隔标记",
    "head_same": "同一个词",
    "head_repeats": "重复",
    "head_punctuation": "标点",
    "head_broad": "分散",
    "heads_nothing": "没有可测量的：文本中没有词元可以选择看哪里。",
    "heads_even": "平均分配",
    "heads_queries": "词元个数",
    "comma": "、",
    "heads_absent": "这里没有词元有这样的键：{kinds}。",
    "heads_cut": "已显示：{all} 个头中作用明确的 {shown} 个。--full 显示全部。",
    "heads_none": "{all} 个头都没有明确的单一作用。--full 显示各项数值。",
    "heads_known_title": "在许多句子上测得的结果（attnx models {model}）：",
    # 从一个词到另一个词
    "looks_title": "哪些头从“{query}”看向“{key}”",
    "looks_blind": "“{query}”不能看“{key}”，它太靠后或太远：每个头给它的都是 0。",
    "looks_even": "平均分配时是 {even}。",
    "heads_count": "{all} 个头中的 {shown} 个",
    # 共用的头
    "sharing_title": "共用键和值的头",
    "sharing_none": "没有共用：{heads} 个头各有自己的键和值。",
    "sharing_groups": (
        "{heads} 个头中每 {each} 个读取同一组键和值，即 {kv_heads} 个 kv 头中的一个"
        "（分组查询注意力，Ainslie 等 2023）。"
    ),
    "sharing_one": (
        "全部 {heads} 个头读取同一组键和值，即唯一的 {kv_heads} 个 kv 头，它供 {each} 个头使用"
        "（多查询注意力，Shazeer 2019）。"
    ),
    "sharing_map": "kv 头 ← 从它读取的头",
    "cache_title": "缓存要占多少",
    "cache_none": "没有缓存：双向的模型一次读完整段文本，不写东西，所以不保留之前词元的键和值。",
    "cache_about": (
        "模型写作时，保留到目前为止每个词元的键和值。T 个词元之后，共 2 × d_head × kv 头数 × 层数 × T 个数，这里是："
    ),
    "cache_own": "这个模型有 {kv_heads} 个，{heads} 个头各一个；1 个是所有头共用一个。",
    "cache_groups": "这个模型有 {kv_heads} 个；{heads} 个是每个头各一个，1 个是所有头共用一个。",
    "cache_one": "这个模型只有 {kv_heads} 个，供所有头使用；{heads} 个是每个头各一个。",
    "cache_window": "{all} 层中有 {layers} 层通过 {size} 个词元的窗口往回看：更早的会丢掉，它们那一份到此不再增长。",
    "cache_reads": "读入的文本的键和值也要保留，只算一次：它的每个词元再占同样多的字节。",
    "column_cache": "kv 头数",
    "cache_row": "{kv_heads} 个，每个数 {size} 字节",
}

COMPARE: dict[str, str] = {
    "compare_title": "并排比较{what}；{where}",
    "compare_where": "A 是{one}；B 是{other}",
    "compare_about": "行是查询，列是键；B − A 是 B 多出（+）或少掉（−）的部分。",
    "compare_row": "“{query}” 在 A 和 B 中各读取什么；{where}",
    "column_moved": "移动",
    "column_cosine": "余弦",
    "column_relative": "变化",
    "compare_vectors": "余弦为 1：方向相同；变化：差的长度与 A 中向量长度之比。",
    "compare_cut": "已显示：{what}，都是差别最大的。--full 显示全部。",
    "compare_alone": "只在 {side} 中：{words}。",
    "compare_same": "没有变化：数字完全相同。",
    "compare_gone": "这些向量在 B 中全为零。",
    "compare_same_row": "这一行的权重没有值得一提的变化：移到别处的不到 {least}。",
    "compare_little": "没有一行移动了 {least} 以上的权重；最大的变化：“{query}”从“{key}”读取的（{numbers}）。",
    "compare_turned": "“{query}”从“{old}”（{old_numbers}）转向“{new}”（{new_numbers}）。",
    "compare_more": "“{query}”更多地读取“{new}”（{new_numbers}），更少地读取“{old}”（{old_numbers}）。",
    "compare_blind": "“{query}”不再看任何地方；它原来最多读取“{key}”（{key_numbers}）。",
    "compare_opened": "“{query}”原来无处可看；现在最多读取“{key}”（{key_numbers}）。",
    "compare_more_rows": "还有 {count} 行，各有至少 {least} 的权重移到了别处。",
}

WHAT_IF: dict[str, str] = {
    "what_if_without_scale": "如果得分不缩放：缩放系数为 1。",
    "what_if_temperature": "如果得分在 softmax 之前除以温度 {value}。",
    "what_if_hide": "如果“{query}”在所有层和头里都不能看“{key}”。",
    "what_if_ablate": "如果第 {layer} 层第 {head} 头不说话：它的 z 为零。",
    "what_if_without_position": "如果模型不知道词元的顺序。",
    "what_if_swap": "如果“{word}”换成“{other}”。",
    "what_if_a": "原来",
    "what_if_b": "改变之后",
    "what_if_same": "没有变化，{where}：{steps}。",
    "what_if_stream": "结果：最后一层之后的残差",
    "what_if_next": "整段文本之后接下来是什么，可能性多大",
    "what_if_bits": "下一个词元的概率移动了 {bits} 比特（KL 散度）。",
    "what_if_most_bits": "移动最多的是“{token}”之后，有 {bits} 比特。",
}

CONTRIBUTIONS: dict[str, str] = {
    "note_lens_norms": "权重换成了各个键实际加上的量：“权重 · v·W_O” 的长度在本行中的份额（Kobayashi 等，2020）。",
    "note_lens_rollout": "权重换成了 rollout：每个词元有多少传到了这一层（Abnar 与 Zuidema，2020），"
    "各头合在一起，记作第 0 头。",
    "note_lens_flow": "权重换成了 flow：每个词元最多能有多少穿过所有层（Abnar 与 Zuidema，2020），"
    "各头合在一起，记作第 0 头。",
    "lens_title_norms": "每个键给每个查询加上多少；{where}",
    "lens_title_rollout": "每个词元有多少到了每个查询，连乘到{where}",
    "lens_title_flow": "每个词元最多有多少能到每个查询，最大流到{where}",
    "lens_row_norms": "每个键给“{query}”（词元 {index}）加上什么；{where}",
    "lens_row_rollout": "到了“{query}”（词元 {index}）的是什么，连乘到{where}",
    "lens_row_flow": "能到“{query}”（词元 {index}）的是什么，最大流到{where}",
    "lens_about_norms": (
        "一个键加上的是 权重 · v·W_O：这些向量的长度，按行化为份额（Kobayashi 等 2020）；行是查询，列是键。"
    ),
    "lens_about_rollout": (
        "每层看作一半是平均权重、一半是词元自己，再把各层连乘（Abnar 与 Zuidema 2020）；行是查询，列是文本的词元。"
    ),
    "lens_about_flow": (
        "把 rollout 的各层看作管道，权重多大管道多宽：查询到每个词元的最大流，按行化为份额"
        "（Abnar 与 Zuidema 2020）；列是文本的词元。"
    ),
    "lens_weights": "原来的权重，{where}；行是查询，列是键。",
    "lens_means": "每个键，对所有查询的平均：",
    "lens_cut": "显示了权重或份额最大的 {shown} 个键（共 {all} 个）。--full 显示全部。",
    "column_share_of": "份额",
    "column_length": "长度",
    "lens_apart": "相差最大：{query} 给 {key} 的权重是 {weight}，而加到它上面的有 {share} 来自那里。",
    "lens_apart_through": "相差最大：{query} 在这一层给 {key} 的权重是 {weight}，而经过所有层，它有 {share} 来自那里。",
    "lens_agree": "权重与份额处处相差不超过 {limit}。",
    "lens_sink": (
        "{key} 是歇脚的地方：它得到其他各行 {weight} 的权重，却只给它们加上 {share}，"
        "因为它的 v·W_O 很短（{length}，其余键的中位数是 {others}）。"
    ),
    "lens_honest_norms": "向量有多长，说的是在这里加上了多少，不是后面用不用它。",
    "lens_even": "份额几乎处处一样：这样看，没有哪个词元突出。",
    "lens_honest_rollout": "连乘只知道权重，不知道值，也不知道前馈网络：它只是对来处的猜测。",
    "lens_honest_flow": "最大流只知道权重，说的是最多能来多少，不是来了什么。",
    "logit_title": "“{query}”（词元 {index}）之后“{token}”的 logit 由什么组成：{logit}，概率 {probability}",
    "logit_about": (
        "每个部分加到残差流上的东西，沿这个词元的方向读出，最后的归一化固定在它此处的尺度上（Elhage 等 2021）。"
        "所有部分合起来就是 logit。"
    ),
    "logit_capped": "合起来是 {total}，模型的软上限把它弯成 {logit}。",
    "logit_embedding": "嵌入",
    "logit_constant": "总会加上的",
    "logit_heads": "各个头，按加得多少排列：",
    "logit_heads_cut": "显示了加得最多（无论正负）的 {shown} 个头（共 {all} 个）。--full 显示全部。",
    "column_what": "部分",
    "column_one_head": "头",
    "column_all_heads": "各头",
    "column_mlp": "前馈",
    "column_biases": "偏置",
    "column_together": "到此",
    "column_adds": "加上",
    "logit_most": "最支持“{token}”的：{where}（{adds}）。",
    "logit_against": "最反对“{token}”的：{where}（{adds}）。",
    "lens_honest_logit": (
        "logit 只有与别的相比才有意义：给每个词元都加一样多，等于没加。在这里加得少的头，也可能帮了后面的层。"
    ),
}

PREDICT: dict[str, str] = {
    "note_context_full": "文本已到模型能读的长度：写作在此停止。",
    "guess_after": "“{name}”（词元 {token}）之后是什么",
    "guess_at": "“{name}”（词元 {token}）处可以是什么",
    "guess_looks": "这个词元看向哪里；{where}。",
    "column_id": "编号",
    "column_drawn": "抽中",
    "drawn_by": "词元由抽签决定：{how}。",
    "growing_about": "每一步：到此为止的文本和写出的词元及其编号；最可能的词元及其概率。",
    "growing_about_drawn": "每一步：到此为止的文本和抽中的词元及其编号；各词元被抽中的机会。",
    "growing_looks": "下面是到此为止的最后一个词元从哪里读取；{where}。",
    "growing_rows": "每行前面是“层 · 头”",
    "short_mean": "平均",
    "reads": "读取",
    "written_title": "全文",
    "written_ended": "模型用 {token} 结束了它。",
    "written_cut": "按要求写了 {count} 个词元；模型还没有结束。",
    "filled_title": "填入最可能的词后的文本",
    "lens_after": "在“{name}”（词元 {token}）之后，每一层会说什么",
    "lens_at": "在“{name}”（词元 {token}）处，每一层会填什么",
    "lens_about": (
        "logit lens：若干层之后的残差流（0：嵌入），经过最终归一化和输出头。较早的层并没有为这样读取而训练过。"
    ),
    "column_layer": "层",
    "column_likeliest": "最可能的",
    "lens_settled": "“{answer}”在第 {layer} 层之后成为最可能的，并保持到最后。",
    "lens_wavers": "“{answer}”在第 {layer} 层之后第一次成为最可能的，在第 {stays} 层之后不再改变。",
}

LENSES = (HEADS, COMPARE, WHAT_IF, CONTRIBUTIONS, PREDICT)
