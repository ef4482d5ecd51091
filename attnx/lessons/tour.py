"""The words of the tour."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "tour_translation": ("A translator at work", "翻译器怎样工作"),
    "tour_about_translation": (
        (
            "Chinese goes in, English comes out, a word at a time, the likeliest each time. How the model finds where "
            "to look for it is what follows."
        ),
        "读入中文，写出英文，一次一个词，每次写最可能的那个。模型怎样知道该看哪里，请看后面各幕。",
    ),
    "tour_lookup": ("A soft lookup", "软查找"),
    "tour_about_lookup": (
        (
            "Three people, three heights; who is nearest to 172? The height asked for is the query, theirs are the "
            "keys. Instead of one winner, everyone gets a weight."
        ),
        "三个人，三个身高，谁最接近 172？要找的身高是查询，他们的身高是键。结果不是一个赢家，而是人人都有一个权重。",
    ),
    "tour_vectors": ("Words become vectors", "词变成向量"),
    "tour_about_vectors": (
        "A model cannot read words. Each becomes a list of numbers, x.",
        "模型不认识词，所以每个词先变成一串数字 x。",
    ),
    "tour_qkv": ("Query, key, value", "查询、键、值"),
    "tour_about_qkv": (
        "Each x is multiplied by three matrices: what it asks for, what it offers, what it carries.",
        "每个 x 乘以三个矩阵：它想找什么，它能提供什么，它携带什么。",
    ),
    "tour_scores": ("Scores", "得分"),
    "tour_about_scores": (
        "Each query meets each key: multiply number by number, add up, divide by √d_head.",
        "每个查询遇到每个键：逐个数字相乘，相加，再除以 √d_head。",
    ),
    "tour_softmax": ("Softmax", "Softmax"),
    "tour_about_softmax": (
        "Exponentials divided by their sum: every row becomes shares of 1.",
        "取指数，再除以它们的和：每一行都变成加起来等于 1 的份额。",
    ),
    "tour_z": ("z", "z"),
    "tour_about_z": (
        "Each word's new vector is the sum of all values, each taken by its weight.",
        "每个词的新向量，是所有的值按各自的权重相加。",
    ),
    "tour_it": ('What is "it"?', "“它”指的是什么？"),
    "tour_about_it": (
        'Love is powerful because it gives us hope to live. Where does "it" look?',
        "爱很强大，因为它给了我们活下去的希望。这里的“它”看向哪里？",
    ),
    "tour_before": ("before: ", "之前："),
    "tour_after": ("after: ", "之后："),
    "tour_love": ("Which head finds love?", "哪个头找到“爱”？"),
    "tour_about_love": (
        'Every head of every layer looks at once; these look most from "it" to "Love".',
        "每一层的每个头都在同时看。从“它”看向“爱”最多的是这些。",
    ),
    "tour_whole": ("The whole sentence", "整个句子"),
    "tour_about_whole": (
        "Every word asks at the same time: a row for each, and a column for each word it reads from.",
        "每个词同时在提问：每个词一行，它读取的每个词一列。",
    ),
    "tour_pictures": ("Pictures", "图片"),
    "tour_about_pictures": (
        (
            "Cut a picture into patches, and each becomes a vector, as a word does: the rest is the same attention. "
            "For each word that it writes, this model looks at the patches of the thing it names."
        ),
        "把图片切成小块，每块变成一个向量，就像一个词那样：其余都是同样的注意力。这个模型每写一个词，都会看它所说的东西所在的小块。",
    ),
    "tour_picture": ("the picture", "图片"),
    "tour_picture_patches": ("A picture is cut", "把图片切开"),
    "tour_about_picture_patches": (
        "A picture has no words, so it is cut into patches. From then on they read from one another, as words do.",
        "图片里没有词，所以把它切成小块。从此它们互相读取，就像词一样。",
    ),
    "tour_picture_words": ("Said in words", "用词说出来"),
    "tour_about_picture_words": (
        "For each word it looks again: the sentence so far asks, patches have the keys.",
        "模型每写一个词，就再看一次：由已写的句子提问，键在各个小块那里。",
    ),
    "tour_picture_steps": ("A word at a time", "一次一个词"),
    "tour_about_picture_steps": (
        "The word with the largest probability is written, and read with the others before the next one.",
        "概率最大的词被写下，再和前面的词一起被读，然后写下一个。",
    ),
    "tour_picture_word": ("What one word read", "一个词读了什么"),
    "tour_about_picture_word": (
        "Bright is what was read: the row of this word, laid over the picture.",
        "亮的地方就是读到的：把这个词的那一行盖在图片上。",
    ),
    "tour_picture_numbers": ("The same numbers", "还是那些数"),
    "tour_about_picture_numbers": (
        "It is the attention of the first chapter: q times the k of each patch, the softmax, and v by its weight.",
        "还是第一章里的注意力：q 乘每个小块的 k，经过 softmax，再按权重取 v。",
    ),
    "tour_picture_end": (
        'Now your own picture: attnx draw "a green star above two red squares" --out p.png, attnx caption p.png',
        '现在换成你自己的图片：attnx draw "a green star above two red squares" --out p.png，attnx caption p.png',
    ),
    "tour_block_layer": ("One layer, whole", "完整的一层"),
    "tour_about_block_layer": (
        "Attention is one half of a layer. Beside it runs the residual stream, to which everything is added.",
        "注意力只是一层的一半。旁边是残差流，所有结果都加到它上面。",
    ),
    "tour_block_add": ("Add", "相加"),
    "tour_about_block_add": (
        "What attention gives does not replace what was there: the two are added.",
        "注意力的输出不取代原来的内容，而是与它相加。",
    ),
    "tour_block_norm": ("Norm", "归一化"),
    "tour_about_block_norm": (
        "Each row less its mean, divided by its deviation; a gain and a shift of each dimension were learned.",
        "每行减去均值、除以标准差；每个维度的增益和偏移是学来的。",
    ),
    "tour_block_mlp": ("Feed-forward", "前馈网络"),
    "tour_about_block_mlp": (
        "Each token by itself: up to many hidden units, of which some pass, and down again.",
        "每个词元各自进行：升维成许多隐藏单元，一部分通过，再降回来。",
    ),
    "tour_block_number": ("No number from nowhere", "每个数都有来处"),
    "tour_about_block_number": (
        "The strongest hidden unit of the scene before, opened. --cell opens any number of any step.",
        "上一幕里最强的隐藏单元，逐项展开。--cell 能展开任何一步的任何一个数。",
    ),
    "tour_block_way": ("Layer upon layer", "一层又一层"),
    "tour_about_block_way": (
        "The encoder is this layer, several times. What one token gathers on its way:",
        "编码器就是把这样的层叠上几次。一个词元一路上得到了什么：",
    ),
    "tour_block_decoder": ("The decoder", "解码器"),
    "tour_about_block_decoder": (
        "It has a second attention: its queries are of what is written, its keys and values of what was read.",
        "它多一个注意力：查询来自已写的内容，键和值来自读到的原文。",
    ),
    "tour_block_word": ("From a vector to a word", "从向量到词"),
    "tour_about_block_word": (
        "Behind the last layer the vector meets a vector for each word; the softmax makes probabilities of it.",
        "最后一层之后，向量与每个词的向量相乘，softmax 把结果变成概率。",
    ),
    "tour_block_end": (
        'Now your own sentence: attnx explain "…" --block',
        '现在换成你自己的句子：attnx explain "…" --block',
    ),
    "tour_learn_begin": ("Before it learns", "学习之前"),
    "tour_about_learn_begin": (
        "A model of random numbers. It reads every word alike, and what it says is chance.",
        "一个由随机数组成的模型。它对每个词读得一样多，说出的词全凭偶然。",
    ),
    "tour_learn_loss": ("How wrong it is", "错了多少"),
    "tour_about_learn_loss": (
        "It is told the right word, and nothing else: not where to look, and not why. How wrong it was is one number.",
        "只告诉它正确的词，别的都不说：不说该看哪里，也不说为什么。错了多少，是一个数。",
    ),
    "tour_learn_answer": (
        "At “{query}” it should say “{answer}”, and gives it {share}.",
        "在“{query}”处应说“{answer}”，而它只给了 {share}。",
    ),
    "tour_learn_weights": ("Back to the weights", "回到权重"),
    "tour_about_learn_weights": (
        "From the loss backwards, each number is asked whether it should be larger (negative here) or smaller.",
        "从损失往回走，每个数都得知自己该变大（此处为负）还是变小。",
    ),
    "tour_learn_scores": ("Through the softmax", "穿过 softmax"),
    "tour_about_learn_scores": (
        "A weight grows only at the cost of the others of its row, so the scores are asked for the difference.",
        "一个权重变大，同一行的别的就要变小，所以对得分要求的是其中的差别。",
    ),
    "tour_learn_halfway": ("Some steps later", "若干步之后"),
    "tour_about_learn_halfway": (
        "Each step moves every number a little against what the loss asks of it, on other sentences than this one.",
        "每一步让每个数朝损失变小的方向挪一点，用的是别的句子。",
    ),
    "tour_learn_sharp": ("After the last step", "最后一步之后"),
    "tour_about_learn_sharp": (
        "The same sentence, which it never learnt from.",
        "还是这个句子，它从没有学过。",
    ),
    "tour_learn_learnt": ("What came of it", "学到了什么"),
    "tour_about_learn_learnt": (
        "Whether it learnt the rule or the sentences, only others can tell, which were kept from it.",
        "它学会的是规律，还是记住了句子？只有没给它看过的句子才能说明。",
    ),
    "tour_learn_end": ("Now watch it live: attnx learn", "现在看它边学边变：attnx learn"),
    "tour_end": ('Now your own sentence: attnx explain "…"', '现在换成你自己的句子：attnx explain "…"'),
}
