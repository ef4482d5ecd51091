"""What to type: examples of every command for its help, and of attnx for its own. A test runs each of them."""

from __future__ import annotations

from attnx.errors import Pair

EXAMPLES: dict[str, tuple[tuple[str, Pair], ...]] = {
    "attnx": (
        (
            'attnx explain "Love is powerful because it gives us hope to live."',
            (
                "Begin with this: what “it” stands for, and every number behind it.",
                "从这里开始：“it” 指什么，以及背后的每个数字。",
            ),
        ),
        ("attnx tour", ("The whole path, scene by scene.", "整条路，一幕一幕地看。")),
        ("attnx help explain", ("The options of a command, with examples.", "某个命令的选项和例子。")),
    ),
    "explain": (
        (
            'attnx explain "Love is powerful because it gives us hope to live." --brief',
            ("The answer alone, without the steps before it.", "只看答案，不看前面的步骤。"),
        ),
        (
            'attnx explain "爱很强大，因为它给了我们活下去的希望。" --brief',
            ("The same in Chinese, answered in words.", "中文句子：答案以词为单位。"),
        ),
        ('attnx explain "Hope is here, and it lives." --focus it', ("One word's whole story.", "一个词的完整过程。")),
        (
            'attnx explain "Thinking Machines" --model classic --cell Thinking,Machines',
            ("One score, every product of it.", "一个得分，它的每一个乘积。"),
        ),
        (
            'attnx explain "Hope is here, and it lives." --block all',
            ("One word's way through all layers.", "一个词经过所有层的路。"),
        ),
        (
            'attnx explain "Love gives us hope." --ablate 3.0',
            ("What would change if one head said nothing.", "如果一个头不说话，会有什么变化。"),
        ),
    ),
    "heads": (
        ('attnx heads "Love gives us hope."', ("What every head does with this sentence.", "每个头在这句话上做什么。")),
        (
            'attnx heads "Hope is here, and it lives." --from it --to Hope',
            ("Which heads look from one word to another.", "哪些头从一个词看向另一个词。"),
        ),
    ),
    "scan": (
        (
            "attnx scan corpus.txt --ndjson --layer 0 --measure entropy",
            ("A row for each sentence and head, as lines of JSON.", "每个句子、每个头一行 JSON。"),
        ),
        (
            "attnx scan corpus.txt --out scanned",
            ("The same of all kinds of key, in a folder of Parquet.", "测量所有种类的键，写入 Parquet 文件夹。"),
        ),
    ),
    "compare": (
        (
            'attnx compare "Hope is here, and it lives." "Love is here, and it lives."',
            ("Two texts that differ in a word.", "只差一个词的两段文本。"),
        ),
        (
            'attnx compare "Hope is here, and it lives." --untrained --focus it',
            ("One word before the model learned, and after.", "模型学习前后，同一个词。"),
        ),
    ),
    "predict": (
        ('attnx predict "Once upon a time"', ("What comes next.", "接下来是什么。")),
        ('attnx predict "Once upon a time" --generate 8', ("A text that goes on.", "把文本继续写下去。")),
        (
            'attnx predict "Once upon a time" --lens logit',
            ("What each layer would have said.", "每一层会说什么。"),
        ),
    ),
    "translate": (
        ('attnx translate "我爱你。"', ("A word at a time.", "逐词翻译。")),
        (
            'attnx translate "我爱你。" --step 2',
            ("Every number behind the second word.", "第二个词背后的每个数字。"),
        ),
    ),
    "draw": (
        (
            'attnx draw "a red circle left of a blue square" --out scene.png',
            ("A picture of what the sentence says.", "画出这句话所说的内容。"),
        ),
    ),
    "caption": (
        ("attnx caption", ("A picture that attnx draws, said word by word.", "attnx 画一幅图，再逐词说出来。")),
        (
            "attnx caption --seed 3 --step 3",
            ("Every number behind the third word.", "第三个词背后的每个数字。"),
        ),
    ),
    "lookup": (
        (
            "attnx lookup 172 张三=165 李四=170 王五=195 --temperature 10",
            ("Who is nearest to 172, and by how much.", "谁最接近 172，接近多少。"),
        ),
    ),
    "attend": (
        (
            """echo '{"q": [[1, 0]], "k": [[1, 0], [0, 1]], "v": [[1, 2], [3, 4]]}' | attnx attend -""",
            ("Matrices from standard input.", "从标准输入读矩阵。"),
        ),
    ),
    "learn": (
        ("attnx learn", ("Watch it learn what “it” stands for.", "看它学会 “it” 指什么。")),
        (
            "attnx learn previous --steps 80 --explain-step 5",
            ("The numbers of one step, backwards.", "一步反向传播的数字。"),
        ),
    ),
    "show": (
        (
            'attnx explain "Love gives us hope." --json | attnx show - --focus hope',
            ("A trace without its model, with any view.", "没有模型，只凭记录，任何视图都可以。"),
        ),
    ),
    "verify": (
        (
            'attnx explain "Love gives us hope." --json | attnx verify -',
            ("Whether every step follows from the one before.", "每一步是否都由前一步得出。"),
        ),
        (
            'attnx explain "Love gives us hope." --json | attnx verify - --model reader',
            ("With the weights: from the embedding on, everything.", "有了权重：从嵌入开始，全部核对。"),
        ),
    ),
    "tour": (
        ("attnx tour --lang zh", ("The same tour in Chinese.", "用中文导览。")),
        (
            "attnx tour --chapter block",
            ("The rest of a layer, and the word at the end.", "一层的其余部分，直到写出的词。"),
        ),
        (
            "attnx tour --chapter learning",
            ("A small model learns what “it” stands for.", "一个小模型学会 it 指的是什么。"),
        ),
        (
            "attnx tour --chapter pictures",
            ("A picture, said in words: where each of them looked.", "一张图片用词说出来：每个词看了哪里。"),
        ),
    ),
    "explore": (
        (
            'attnx explore "Love gives us hope."',
            ("Arrow keys move over tokens, layers and heads; q ends.", "方向键在词元、层、头之间移动；q 结束。"),
        ),
    ),
    "quiz": (
        (
            'attnx quiz "Love gives us hope." --seed 7',
            ("The same questions each time, about this sentence.", "每次出同样的题，关于这句话。"),
        ),
    ),
    "models": (
        ("attnx models", ("Every model that has a name.", "所有有名字的模型。")),
        ("attnx models reader", ("One model, and what its heads do.", "一个模型，以及它的每个头在做什么。")),
    ),
    "glossary": (("attnx glossary softmax", ("One word explained.", "解释一个词。")),),
    "schema": (("attnx schema trace", ("Every key of a trace as JSON.", "JSON 记录里的每一个键。")),),
}
