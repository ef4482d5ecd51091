"""The words of the opening: what model this is, what its numbers are worth, and where in it something belongs."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "provenance_random": ("random weights", "随机权重"),
    "provenance_handcrafted": ("weights made by hand", "手工构造的权重"),
    "provenance_trained": ("trained weights", "训练得到的权重"),
    "provenance_given": ("numbers as they were given", "由用户给出的数字"),
    "weights_from": ("weights from {model}", "来自 {model} 的权重"),
    "facts": (
        "layers {layers} · heads {heads} · d_model {d_model} · d_head {d_head}",
        "层数 {layers} · 头数 {heads} · d_model {d_model} · d_head {d_head}",
    ),
    "facts_grouped": (
        "layers {layers} · heads {heads} · kv heads {kv_heads} · d_model {d_model} · d_head {d_head}",
        "层数 {layers} · 头数 {heads} · kv 头数 {kv_heads} · d_model {d_model} · d_head {d_head}",
    ),
    "random_warning": (
        "The weights of {model} are random: what looks at what here means nothing about language.",
        "{model} 的权重是随机数：这里谁关注谁，与语言毫无关系。",
    ),
    "note_causal_added": (
        "A causal mask was added: each token looks only at itself and at what came before.",
        "已加上因果掩码：每个词元只能看自己和它之前的词元。",
    ),
    "note_unknown_pieces": (
        "Some pieces are not in the vocabulary: the model sees only that something was there.",
        "有些词片不在词表中：模型只知道那里有东西。",
    ),
    "note_other_script": (
        "Some of this text is in a script or in pictures that the model did not learn: what it makes of them means "
        "little.",
        "这段文本中有模型没有学过的文字或表情符号，它对这些部分的反应没有多少意义。",
    ),
    "note_in_pieces": (
        "Most words of this text are not in the vocabulary and are read in pieces: they are rare, or no words of the "
        "English that the model learned.",
        "这段文本的大多数词不在词表中，只能拆成词片来读：它们很少见，或者不是模型学过的英文。",
    ),
    "note_read_by_toy": (
        "There is neither English nor Chinese in this text, and the trained models that come with attnx read nothing "
        "else: toy reads it, with random weights.",
        "这段文本里没有英文也没有中文，而 attnx 自带的训练过的模型只读这两种：由权重随机的 toy 来读。",
    ),
    "note_sinks": (
        "Every head of this model has a sink, a score that belongs to no key: its share of a row is read from nowhere, "
        "so the weights of a row sum to less than 1.",
        "这个模型的每个头都有一个汇点（sink），即不属于任何键的得分：它在一行中占的份额不从任何地方读取，"
        "因此一行权重之和小于 1。",
    ),
    "note_encoder": (
        "This is the encoder, which reads; attnx translate runs it with its decoder, which writes.",
        "这是负责阅读的编码器；attnx translate 把它与负责书写的解码器一起运行。",
    ),
    "note_no_stream": (
        "There is no x beside q, k and v: nothing stands in the residual stream before, and the first sum is what "
        "attention gives.",
        "q、k、v 之外没有给出 x：残差流此前为空，第一次相加的结果就是注意力给出的。",
    ),
    "note_pronoun_head": (
        "There is a pronoun, so the head that finds what one stands for is shown.",
        "句中有代词，所以显示能找到代词所指的那个头。",
    ),
    "note_words_found": (
        "A head of this model found the words; the model itself reads characters.",
        "词是由这个模型的一个头划分的；模型本身逐字阅读。",
    ),
    "note_words_merged": (
        (
            "Pieces are merged into words: weights are summed over the pieces of a key and averaged over those of a "
            "query; what belongs to single pieces (q, k, v, scores, z) is left out."
        ),
        "词片已合并成词：权重在键的词片上相加，在查询的词片上取平均；属于单个词片的内容（q、k、v、得分、z）不显示。",
    ),
    "note_first_skipped": (
        (
            "The first key is taken out of every row, and what is left of the row is scaled up to sum to 1; z, mixed "
            "with the whole rows, is left out."
        ),
        "每一行都去掉了第一个键，余下的权重按比例放大，使每行之和为 1；z 是按整行混合的，所以不显示。",
    ),
    "head_known": (
        "Layer {layer}, head {head} {what}: {measured}.",
        "第 {layer} 层第 {head} 头{what}：{measured}。",
    ),
    # the figure behind it says of what it is
    "measured_right": ("right on {share} of {asked} held-out pronouns", "在 {asked} 个留出的代词上，正确率为 {share}"),
    "measured_right_somewhere": ("right on {share} of held-out sentences", "在留出的句子上，正确率为 {share}"),
    "measured_words": (
        "right on {share} of the characters of held-out sentences",
        "在留出句子的各个字上，正确率为 {share}",
    ),
    "measured_weight": (
        "on held-out text it gave that {share} of its weight",
        "在留出的文本上，它把 {share} 的权重给了那里",
    ),
    "measured_even": (
        "on held-out text its rows were {share} as even as can be",
        "在留出的文本上，它的各行达到了最大均匀程度的 {share}",
    ),
    "short_right": ("{share} right of {asked}", "{asked} 个，正确率 {share}"),
    "short_right_somewhere": ("{share} right", "正确率 {share}"),
    "short_words": ("{share} of characters right", "按字计，正确率 {share}"),
    "short_weight": ("{share} of its weight", "权重的 {share}"),
    "short_even": ("{share} even", "均匀程度 {share}"),
    "kind_coreference": ("finds what a pronoun stands for", "找出代词指代什么"),
    "kind_word": ("finds the characters of the same word", "找出同一个词里的字"),
    "kind_previous": ("looks at the previous token", "看前一个词元"),
    "kind_next": ("looks at the next token", "看后一个词元"),
    "kind_itself": ("looks at the token itself", "看词元自己"),
    "kind_first": ("rests on the first token", "停在第一个词元上"),
    "kind_separator": ("rests on the tokens around the text", "停在文本两端的标记上"),
    "kind_noun": ("finds the noun of an adjective", "找到形容词修饰的名词"),
    "kind_verb": ("finds the verb of an object", "找到宾语的动词"),
    "kind_object": ("finds the object of a verb", "找到动词的宾语"),
    "kind_belongs": (
        "finds the noun that de or a measure word belongs to",
        "找到“的”和量词所属的名词",
    ),
    "kind_thing": ("looks at the patches of the same thing", "看同一样东西的其他小块"),
    "kind_induction": ("finds what came after the same token before", "找到同一个词元上次出现后接着的词元"),
    "kind_broad": ("looks everywhere, nowhere in particular", "各处都看，不偏重任何一处"),
    # where something belongs
    "place": ("layer {layer}, head {head}", "第 {layer} 层第 {head} 头"),
    "place_mean": ("layer {layer}, mean of {heads} heads", "第 {layer} 层 {heads} 个头的平均"),
    "place_mean_of_one": ("layer {layer}, mean of its one head", "第 {layer} 层唯一的头"),
    "place_text": ("the whole text", "整段文本"),
    "place_layer": ("layer {layer}", "第 {layer} 层"),
    "place_self": ("self-attention, {where}", "自注意力{where}"),
    "place_cross": ("cross-attention, {where}", "交叉注意力{where}"),
    "place_encoder": ("the encoder's self-attention, {where}", "编码器自注意力{where}"),
    "place_grouped": (
        "layer {layer}, head {head}, kv head {kv_head}",
        "第 {layer} 层第 {head} 头（kv 头 {kv_head}）",
    ),
    "place_layers": ("mean of {layers} layers, head {head}", "{layers} 层第 {head} 头的平均"),
    "place_layers_mean": (
        "mean of {layers} layers, each the mean of {heads} heads",
        "{layers} 层的平均，每层又是 {heads} 个头的平均",
    ),
}
