"""The words of the command line: its help, and what it says of files and streams."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "help_attnx": ("See every number inside attention.", "看见注意力里的每一个数字。"),
    "help_explain": (
        "Every step of attention on your own sentence, with every number.",
        "在你自己的句子上，逐步显示注意力的每一个数字。",
    ),
    "help_compare": (
        "Two of anything side by side: texts, heads, layers, models, before and after learning.",
        "任意两样东西并排比较：文本、头、层、模型、学习前后。",
    ),
    "help_translate": (
        "Chinese into English, a word at a time, with every number of it.",
        "把中文逐词译成英文，显示其中的每一个数字。",
    ),
    "help_predict": (
        "What comes next: the likeliest tokens, a text that goes on, the word behind [MASK].",
        "接下来是什么：最可能的词元、继续写下去的文本、[MASK] 处的词。",
    ),
    "help_draw": (
        "A picture of what a sentence says, as the captioner is trained on.",
        "按一句话画一幅图，就是训练图像描述模型用的那种图。",
    ),
    "help_draw_text": (
        "What to draw: one to three shapes with their colours, such as a red circle left of a blue square.",
        "要画什么：一到三个带颜色的形状，例如 a red circle left of a blue square（用英文写）。",
    ),
    "help_draw_out": ("The picture: a file that ends in .png.", "图片：以 .png 结尾的文件。"),
    "help_draw_seed": (
        "Another number, another picture of the same (default 0).",
        "换一个数，就换一幅内容相同的图（默认 0）。",
    ),
    "help_lookup": (
        "Soft lookup: find whose key is nearest, and read from all by how near they are.",
        "软查找：看谁的键最接近，再按接近的程度从每个人那里读取。",
    ),
    "help_attend": (
        "Attention over your own matrices: JSON, .npz or .safetensors.",
        "用你自己的矩阵计算注意力：JSON、.npz 或 .safetensors。",
    ),
    "help_show": ("Show a saved trace, with any view.", "显示保存的记录，任何视图都可以。"),
    "help_verify": (
        "Recompute every step of a saved trace from the one before, and say whether it holds.",
        "由前一步重新计算记录的每一步，看它是否成立。",
    ),
    "help_tour": (
        "A guided tour: from a translator at work to the word that 'it' stands for.",
        "导览：从翻译器怎样工作，到 “it” 指的是哪个词。",
    ),
    "help_learn": (
        "Watch a small model learn a task, or your own text: its loss, its weights, every gradient.",
        "看一个小模型学会一项任务或你自己的文本：损失、权重和每一个梯度。",
    ),
    "help_learn_what": (
        "What to learn: lookup, previous, copy, pronoun or sort, or a file with a sentence on each line "
        "(default pronoun).",
        "学什么：lookup、previous、copy、pronoun、sort，或一个每行一句的文件（默认 pronoun）。",
    ),
    "help_learn_steps": ("How many steps.", "学多少步。"),
    "help_learn_heads": ("How many heads each layer has.", "每层多少个头。"),
    "help_learn_d_model": ("How many numbers each word has.", "每个词多少个数字。"),
    "help_learn_layers": ("How many layers.", "多少层。"),
    "help_learn_rate": ("How far each step goes.", "每一步走多远（学习率）。"),
    "help_learn_seed": (
        "Another number: other weights at first, other sentences (default 0).",
        "换一个数，起始权重和句子就不同（默认 0）。",
    ),
    "help_watch": ("Which word of the sentence is watched.", "看句子里的哪个词。"),
    "help_save": (
        "Write the model: a directory that every other command opens.",
        "写出模型：一个目录，其他命令都能打开。",
    ),
    "help_explain_step": (
        "The numbers of this step, backwards through attention.",
        "显示这一步反向经过注意力的数字。",
    ),
    "help_models": ("The models that are available here.", "这里可用的模型。"),
    "help_brief": ("The answer alone, without the steps before it.", "只给答案，不印前面的步骤。"),
    "glossary_title": ("Glossary", "词汇表"),
    "help_glossary": (
        "What the words of the field mean: head, softmax, [CLS], …",
        "这个领域的词是什么意思：头、softmax、[CLS]……",
    ),
    "help_glossary_word": ("Which word; without it, all of them.", "哪一个词；不给则列出全部。"),
    "help_schema": ("The JSON Schemas of what --json prints.", "--json 所打印内容的 JSON Schema。"),
    "help_schema_name": ("Which document; without it, all are listed.", "哪一种文档；不给则列出全部。"),
    "schema_trace": (
        "what was recorded: explain, predict, translate, attend, …",
        "一段文本的记录：explain、predict、translate、attend……",
    ),
    "schema_answer": ("what each word reads from, in words: --brief", "每个词从哪里读取：--brief"),
    "schema_focus": ("what one word reads from each key: --focus", "一个词从每个键读取多少：--focus"),
    "schema_number": ("what makes one number of a step: --cell STEP:…", "一个步骤中的一个数如何得出：--cell STEP:…"),
    "schema_cell": ("the full arithmetic of one score: --cell", "一个得分的完整算式：--cell"),
    "schema_top": ("of each row of weights the largest: --top-k", "每行权重中最大的几个：--top-k"),
    "schema_heads": ("what every head does: heads, heads --over", "每个头在做什么：heads、heads --over"),
    "schema_looks": (
        "the heads by how much one word attends to another: heads --from --to",
        "各个头按一个词对另一个词的注意力排序：heads --from --to",
    ),
    "schema_sharing": (
        "which heads share keys and values, and the cache: heads --sharing",
        "哪些头共用键和值，以及缓存的大小：heads --sharing",
    ),
    "schema_comparison": (
        "two of anything side by side: compare, explain --before-after",
        "任意两者并排：compare、explain --before-after",
    ),
    "schema_what_if": (
        "a changed run beside the model's own: explain --ablate and the like",
        "改动后的一次运行与模型本来的运行并排：explain --ablate 等",
    ),
    "schema_lens": (
        "what keys add to queries: explain --lens norms, rollout or flow",
        "键给查询带来了什么：explain --lens norms、rollout 或 flow",
    ),
    "schema_logit": ("one logit taken apart: explain --lens logit", "把一个 logit 拆开：explain --lens logit"),
    "schema_quiz": ("a game of the quiz: quiz", "一次测验：quiz"),
    "schema_models": ("the models that have a name: models", "有名字的模型：models"),
    "schema_families": (
        "the families of models that can be opened: models --families",
        "能打开的模型家族：models --families",
    ),
    "schema_model": ("one model: models NAME", "某一个模型：models NAME"),
    "schema_moment": ("a moment of learning: a line of learn --json", "学习中的一刻：learn --json 的一行"),
    "schema_gradients": ("one step backwards through attention", "反向经过注意力的一步"),
    "schema_gradient_cell": ("what is asked of one weight and its score", "对一个权重及其得分的要求"),
    "schema_verify": ("whether a trace holds: verify", "记录是否成立：verify"),
    "help_card": (
        "One model, to see what it is, what it needs, and what its heads do.",
        "某个模型，查看它是什么、需要多少、每个头在做什么。",
    ),
    "help_help": ("The page of a command: its options, and examples.", "某个命令的说明：选项和例子。"),
    "help_examples": ("Examples:", "例子："),
    "help_page": ("Show this page.", "显示本页。"),
    "help_version": ("Show the version.", "显示版本。"),
    "help_install_completion": (
        "Let a shell complete attnx: this one, or the one that is named.",
        "让 shell 自动补全 attnx：当前的，或指定的。",
    ),
    "help_show_completion": (
        "Print what the shell has to read for that.",
        "打印为此要让 shell 读取的内容。",
    ),
    "help_text": ("The text, in quotes; - reads standard input.", "文本，放在引号里；- 表示标准输入。"),
    "help_file": ("Read the text from a UTF-8 file.", "从 UTF-8 文件读取文本。"),
    "help_image": (
        "A picture, for a model that sees; its file may also stand where the text does.",
        "一张图片，用于能看图片的模型；图片文件也可以写在文本的位置。",
    ),
    "help_pair": (
        "A second text, for a model that reads two, as BERT does.",
        "第二段文本，用于能读两段文本的模型，例如 BERT。",
    ),
    "help_matrices": (
        "A file with x, wq, wk, wv (or W_Q) or q, k, v; also wo, mask, heads, scale, labels; - reads JSON from "
        "standard input.",
        "含 x、wq、wk、wv（或 W_Q）或 q、k、v 的文件；还可有 wo、mask、heads、scale、labels；- 表示从标准输入读 JSON。",
    ),
    "help_trace": (
        "A saved trace (.json or .safetensors); - reads standard input.",
        "保存的记录（.json 或 .safetensors）；- 表示标准输入。",
    ),
    "help_query": (
        "What to look for: a number, or numbers joined by commas.",
        "要找什么：一个数，或用逗号连接的几个数。",
    ),
    "help_pairs": (
        "Whom to look among: 张三=165, love=1,0,2, or with a value NAME=KEY:VALUE.",
        "在谁中间找：张三=165、love=1,0,2，或带值 NAME=KEY:VALUE。",
    ),
    "help_temperature": ("Small finds the nearest, large blurs (default 1).", "小则只找最近的，大则模糊（默认 1）。"),
    "help_model": (
        "reader, reader-zh, writer, zh-en, sketch, toy, classic, minilm, a directory, a file, owner/name of the hub.",
        "模型：reader、reader-zh、writer、zh-en、sketch、toy、classic、minilm，目录、文件或 hub 上的 owner/name。",
    ),
    "help_revision": (
        "Which version of a model on the hub: a branch, a tag or a commit.",
        "hub 上模型的版本：分支、标签或提交。",
    ),
    "help_offline": (
        "Take a model of the hub from the cache, and ask nobody.",
        "只用缓存里的 hub 模型，不询问任何人。",
    ),
    "help_untrained": ("With the weights the model had before it learned.", "使用模型学习之前的权重。"),
    "help_live": (
        "With --html: put the model into the page, which then reads other sentences itself (4 MB more).",
        "与 --html 一起：把模型放进网页，网页就能自己读别的句子（多占 4 MB）。",
    ),
    "help_before_after": (
        "With --focus: the row before learning and after, side by side.",
        "与 --focus 一起：学习前后的同一行并排显示。",
    ),
    "help_other": ("A second text, which differs in a word or two.", "第二段文本，只差一两个词。"),
    "help_with_model": (
        "The model of the second side (default: that of the first).",
        "第二边的模型（默认与第一边相同）。",
    ),
    "help_with_layer": (
        "The layer of the second side (default: that of the first).",
        "第二边的层（默认与第一边相同）。",
    ),
    "help_with_head": ("The head of the second side (default: that of the first).", "第二边的头（默认与第一边相同）。"),
    "help_with_untrained": (
        "The first side with the weights the model had before it learned.",
        "第一边使用模型学习之前的权重。",
    ),
    "help_compare_steps": (
        "What is compared (default weights): qkv, scores, scaled, masked, weights, z, out, x.",
        "比较什么（默认 weights）：qkv, scores, scaled, masked, weights, z, out, x。",
    ),
    "help_layer": (
        "Which layer, -1 the last, several as 0,2, all, or mean (default: where most is to see, or what a file holds).",
        "哪一层，-1 是最后一层，多层写作 0,2，all，或 mean（默认：最有看头的一层，或文件里有的）。",
    ),
    "help_head": (
        "Which head, -1 the last, several as 0,2, all, or mean (default: where most is to see, or what a file holds).",
        "哪个头，-1 是最后一个，多个写作 0,2，all，或 mean（默认：最有看头的一个，或文件里有的）。",
    ),
    "help_focus": ("One query's whole story as one table.", "一个查询的完整过程，一张表。"),
    "help_cell": (
        "The full arithmetic of a score, or of any number of a step: q:it,3, weights:it,Love, mlp:it,17, logits:it,a.",
        "一个得分的完整算式，或任一步骤中一个数的：q:it,3、weights:it,Love、mlp:it,17、logits:it,Love。",
    ),
    "help_steps": (
        "Only these: tokens, embedding, qkv, scores, scaled, masked, weights, z, out, experts, summary.",
        "只显示：tokens, embedding, qkv, scores, scaled, masked, weights, z, out, experts, summary。",
    ),
    "help_merge": (
        "words: pieces merged into words, weights summed over keys and averaged over queries.",
        "words：把词片合并成词，权重按键相加，按查询平均。",
    ),
    "help_skip_first": (
        "Rows without their first key, scaled up to sum to 1, and how much was on it.",
        "每行去掉第一个键并放大到和为 1，同时说明它占多少。",
    ),
    "help_top_k": (
        "Of each row of weights only the K largest, and the rest as one number.",
        "每行权重只显示最大的 K 个，其余合为一个数。",
    ),
    "help_lens": (
        "What the matrix shows: weights, norms, rollout, flow; or logit, what each head adds to one.",
        "看什么：weights 权重、norms 长度、rollout 连乘、flow 最大流；logit 则看每个头对一个 logit 的贡献。",
    ),
    "help_token": (
        "With --lens logit: whose logit (default: of the token that is likeliest to come next).",
        "与 --lens logit 一起：拆开哪个词元的 logit（默认最可能的下一个）。",
    ),
    "help_language": (
        "The language to write, of a model that knows several: fr_XX, or fr.",
        "要写的语言（用于懂多种语言的模型）：fr_XX 或 fr。",
    ),
    "help_causal": ("Let each token look only at itself and what came before.", "每个词元只能看自己和之前的词元。"),
    "help_precision": ("Decimals shown (default 2).", "显示的小数位数（默认 2）。"),
    "help_full": ("Show every row and column.", "显示所有的行和列。"),
    "help_width": ("Width in characters (default: the terminal's).", "宽度，按字符计（默认：终端宽度）。"),
    "help_color": (
        "Colours: always, never, or auto, where the terminal has them and NO_COLOR is not set (default).",
        "颜色：always 总是，never 从不，auto 在终端支持且未设 NO_COLOR 时使用（默认）。",
    ),
    "help_theme": (
        "Colours for a dark or a light background (default: what COLORFGBG says, else dark).",
        "适合深色或浅色背景的配色：dark 或 light（默认看 COLORFGBG，否则为 dark）。",
    ),
    "help_lang": ("Language (default: from LANG).", "语言（默认由 LANG 决定）。"),
    "help_json": ("The numbers as one JSON document.", "把数字输出为一个 JSON 文档。"),
    "help_out": (
        "Write a file: .json .txt .md .tex .svg .png .pdf",
        "写入文件：.json .txt .md .tex .svg .png .pdf",
    ),
    "help_out_compare": (
        "Write a file: .json .txt .md .tex .svg .png .pdf .compare.svg",
        "写入文件：.json .txt .md .tex .svg .png .pdf .compare.svg",
    ),
    "help_out_heads": (
        "Write a file: .json .txt .md .tex .svg .png .pdf .heads.svg",
        "写入文件：.json .txt .md .tex .svg .png .pdf .heads.svg",
    ),
    "help_out_trace": (
        (
            "Write a file: .json .safetensors .npz .csv .txt .md .tex .svg .png .pdf .heatmap.svg .arcs.svg .lines.svg "
            ".heads.svg .model.svg"
        ),
        (
            "写入文件：.json .safetensors .npz .csv .txt .md .tex .svg .png .pdf .heatmap.svg .arcs.svg .lines.svg "
            ".heads.svg .model.svg"
        ),
    ),
    "help_title": ("The title of a figure.", "插图的标题。"),
    "help_mark": (
        "The cell that a figure points out (default: what its verdict says).",
        "插图中要标出的格子（默认为结论所说的那一格）。",
    ),
    "help_width_mm": ("How wide a figure is on paper, in millimetres.", "插图印在纸上的宽度，单位毫米。"),
    "help_html": (
        "Write a page with every view, to be opened in a browser: a .html file.",
        "写成一个网页，含所有视图，用浏览器打开：.html 文件。",
    ),
    "help_translator": (
        "zh-en, or an encoder with a decoder: a directory, or owner/name (default zh-en).",
        "zh-en，或含有编码器和解码器的目录或 owner/name（默认 zh-en）。",
    ),
    "help_beam": ("How many translations are followed at once (default 1).", "同时跟踪几种译法（默认 1）。"),
    "help_step": (
        "One step in full: every number behind the word it wrote.",
        "完整展开一步：写出那个词背后的每个数字。",
    ),
    "help_attention": (
        "Which attention of a step: self, cross or encoder (default: self and cross).",
        "那一步的哪种注意力：self、cross 或 encoder（默认 self 和 cross）。",
    ),
    "help_predictor": (
        "writer, a directory, a file, or owner/name of the hub (default writer).",
        "模型：writer，目录或文件，或 hub 上的 owner/name（默认 writer）。",
    ),
    "help_generate": ("Write on, N tokens at most, one at a time.", "继续写，最多 N 个词元，一次一个。"),
    "help_sample_temperature": (
        "Draw tokens by lot: below 1 the likely more often, above 1 less.",
        "按概率抽取词元：小于 1 时更偏向可能的，大于 1 时更分散。",
    ),
    "help_sample_top_k": ("Draw only among the K likeliest.", "只在最可能的 K 个中抽。"),
    "help_top_p": (
        "Draw only among the fewest that have P of the probability together.",
        "只在概率合计达到 P 的最少几个中抽。",
    ),
    "help_seed": ("Which lot is drawn (default 0).", "随机种子（默认 0）。"),
    "help_candidates": ("How many tokens are named (default 10).", "列出多少个词元（默认 10）。"),
    "help_at": ("Another token than the last, or than the masks.", "换一个词元，而不是最后一个或 [MASK] 处。"),
    "help_logit_lens": ("logit: what each layer would have said.", "logit：每一层会说什么。"),
    "help_last_layer": (
        "Whose looking is shown, several as 0,2, all, or mean (default: the last layer).",
        "显示哪一层看向哪里，多层写作 0,2，all，或 mean（默认：最后一层）。",
    ),
    "help_mean_head": (
        "Whose looking is shown, several as 0,2, all, or mean (default: mean).",
        "显示哪个头看向哪里，多个写作 0,2，all，或 mean（默认：mean）。",
    ),
    "help_pace": (
        "One step at a time: so many seconds each, or enter: until a key is pressed (a pipe waits for none).",
        "一步一步地显示：每步这么多秒，或 enter：按键才继续（管道中不等按键）。",
    ),
    "help_chapter": (
        "Which chapter: attention; block, which goes on where it ends; learning, how it comes about; pictures.",
        "哪一章：attention（注意力），block（之后的整个一层），learning（它怎样学来），或 pictures（图片）。",
    ),
    "help_heads": (
        "Every head at a glance, and what each does on your sentence or on many.",
        "一眼看遍每个头，以及它在一句或许多句上做什么。",
    ),
    "help_over": (
        "The same over a UTF-8 file of sentences, one a line, instead of a text.",
        "在 UTF-8 文件的许多句子上测量，每行一句，不再给文本。",
    ),
    "help_from_word": (
        "With --to: the heads by how much this word attends to the other.",
        "与 --to 一起：按这个词对另一个词的注意力给头排序。",
    ),
    "help_to_word": ("The other word.", "另一个词。"),
    "help_sharing": (
        "Which heads share keys and values, and what the cache costs; takes no text.",
        "哪些头共用键和值，缓存要占多少；不需要文本。",
    ),
    "help_length": (
        "With --sharing: the length of the text, in tokens (default: several).",
        "与 --sharing 一起：文本的长度，按词元计（默认几种长度）。",
    ),
    "help_layers_shown": (
        "Only these layers: a number, or several as 0,2 (default: all).",
        "只看这些层：一个数，或几个数如 0,2（默认全部）。",
    ),
    "help_heads_shown": (
        "Only these heads: a number, or several as 0,2 (default: all).",
        "只看这些头：一个数，或几个数如 0,2（默认全部）。",
    ),
    "help_explore": (
        "On a screen: edit the sentence, and move over layers, heads and tokens by keys.",
        "全屏浏览：编辑句子，在层、头和词元之间移动。",
    ),
    "help_explore_text": (
        "The text, in quotes; it can be edited on the screen.",
        "文本，放在引号里；在屏幕上可以编辑。",
    ),
    "help_quiz": (
        "Predict a score, a row of weights, the word read from; then see the arithmetic.",
        "先预测一个得分、一行权重或读取最多的词，再看算式。",
    ),
    "help_quiz_text": (
        "The text, in quotes (default: the worked example, by hand).",
        "文本，放在引号里（默认：可以手算的例子）。",
    ),
    "help_questions": ("How many questions (default 5).", "几道题（默认 5）。"),
    "help_quiz_seed": ("Ask the same questions again.", "再出同样的题。"),
    # what the library of the command line says
    "library Usage:": ("Usage:", "用法："),
    "library Arguments:": ("Arguments:", "参数："),
    "library Options:": ("Options:", "选项："),
    "library Commands:": ("Commands:", "命令："),
    "library [OPTIONS]": ("[OPTIONS]", "[选项]"),
    "library COMMAND [ARGS]...": ("COMMAND [ARGS]...", "命令 [参数]..."),
    "library [default:": ("[default:", "[默认："),
    "library [required]": ("[required]", "[必填]"),
    # what an option takes
    "expected_whole": ("a whole number from {low} to {high}", "从 {low} 到 {high} 的整数"),
    "expected_number_or": (
        "a number, numbers joined by commas, or one of {words}",
        "一个数、用逗号连接的几个数，或 {words} 之一",
    ),
    "expected_positive": ("a number above 0", "大于 0 的数"),
    "expected_share": ("a number above 0 and at most 1", "大于 0 且不超过 1 的数"),
    "expected_pace": ("seconds from 0 to 3600, or enter", "0 到 3600 之间的秒数，或 enter"),
    "keys_first": ("[Enter] on · [q] quit ", "[回车] 继续 · [q] 退出 "),
    "keys": ("[Enter] on · [b] back · [q] quit ", "[回车] 继续 · [b] 返回 · [q] 退出 "),
    "pace_no_keys": (
        "there is no terminal to press a key at, so all steps come at once",
        "这里没有可以按键的终端，所以一次显示全部步骤",
    ),
    # files and streams
    "the_text": ("the text", "文本"),
    "stdin": ("standard input", "标准输入"),
    "closed": ("it is closed", "已关闭"),
    "latex_needs": (
        "for pdfLaTeX, XeLaTeX or LuaLaTeX; what it needs in the preamble:",
        "可用 pdfLaTeX、XeLaTeX 或 LuaLaTeX 编译；导言区需要：",
    ),
    "latex_chinese": (
        "for XeLaTeX or LuaLaTeX; what it needs in the preamble:",
        "请用 XeLaTeX 或 LuaLaTeX 编译；导言区需要：",
    ),
    "letters_missing": (
        "no font here has {letters}, drawn as □: install one (for Chinese Noto Sans CJK) or write .svg",
        "这里没有字体含有 {letters}，以 □ 代替：请安装字体（中文可用 Noto Sans CJK），或写 .svg",
    ),
    "appended": ("added to {path}: {line}", "已加到 {path}：{line}"),
    "completes": ("a new {shell} completes attnx with the Tab key", "新打开的 {shell} 会用 Tab 键补全 attnx"),
    "wrote": ("wrote {path} ({size} bytes)", "已写入 {path}（{size} 字节）"),
}
