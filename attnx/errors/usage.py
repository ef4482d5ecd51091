"""What is said where what was asked for cannot be meant."""

from __future__ import annotations

from attnx.errors.language import Pair

SENTENCES: dict[str, Pair] = {
    "no_language": (
        "{model} has no language {to}, or more than one of it: it knows {choices}",
        "{model} 没有语言 {to}，或有不止一个：它知道 {choices}",
    ),
    "weights_too_large": (
        "the weights are {found} million numbers where this holds {limit}: take fewer layers, or a file of tensors",
        "权重有 {found} 百万个数，而这里至多容纳 {limit} 百万：请选较少的层，或写入张量文件",
    ),
    "page_block": (
        "the steps of {layers} layers would take {size} MB of a page that holds {limit} MB: choose one of them",
        "{layers} 层的各步要占 {size} MB，而一个网页至多容纳 {limit} MB：请只选其中一层",
    ),
    "cell_of_expert": (
        "{step} is of one expert here, and the place EXPERT.UNIT: this token asks the experts {there}",
        "{step} 在这里属于某个专家，位置写作 专家.单元：这个词元询问的专家是 {there}",
    ),
    "cell_form_number": (
        "{option} STEP:TOKEN,PLACE takes the place of a number (`mlp:it,17`) or a word (`logits:it,Love`), not {value}",
        "{option} STEP:TOKEN,PLACE 的位置是一个数（`mlp:it,17`）或一个词（`logits:it,Love`），不能是 {value}",
    ),
    "weights_of": (
        "weights are shown beside q, k and v, or go into a file with the numbers of a trace",
        "权重显示在 q、k、v 旁，或随记录的数字写入文件",
    ),
    "other_picture": (
        "{picture} is not the picture of this trace, whose file had another hash: give the one that was seen",
        "{picture} 不是这份记录的图片，那个文件的哈希不同：请给出当时看到的图片",
    ),
    "trace_of_text": (
        "this trace is of a text, and no picture belongs to it: give none",
        "这份记录是关于文本的，没有图片：请不要给图片",
    ),
    "weights_not_held": (
        "this number is made with weights of the model, and the trace does not hold them",
        "这个数是用模型的权重算出的，而这份记录里没有权重",
    ),
    "other_model": (
        "{model} is not the model of this trace, which is {traced}: give the one that made it",
        "{model} 不是这份记录的模型（{traced}）：请给出生成它的模型",
    ),
    "usage": ("{detail}", "{detail}"),
    "no_such_option": (
        "there is no option {option}; `{command} --help` lists them",
        "没有选项 {option}；`{command} --help` 会列出所有选项",
    ),
    "no_such_option_but": (
        "there is no option {option}: did you mean {guess}?",
        "没有选项 {option}：你想写的是 {guess} 吗？",
    ),
    "seed_of_picture": (
        "--seed chooses which picture attnx draws: leave it out where you give one",
        "--seed 决定 attnx 画哪一幅图：给了图片就请去掉它",
    ),
    "draw_where": (
        "a picture goes into a file: name one that ends in .png with --out FILE",
        "图片要写进文件：请用 --out FILE 给出一个以 .png 结尾的名字",
    ),
    "scan_where": (
        "the rows need a place: a folder with --out DIR, or --ndjson to print them",
        "结果需要去处：用 --out DIR 给出文件夹，或用 --ndjson 打印",
    ),
    "no_measure": ("there is no measure {name}: choose among {choices}", "没有测量 {name}：请从 {choices} 中选择"),
    "no_separator": (
        "{model} has no measure separator: its tokenizer puts nothing between or after texts",
        "{model} 没有 separator 这项测量：它的分词器不在文本之间或之后加任何符号",
    ),
    "no_regex": (
        "{option} takes a regular expression, and {value} is none ({reason})",
        "{option} 需要正则表达式，而 {value} 不是（{reason}）",
    ),
    "keep_form": (
        "--keep-weights takes layers and heads as 3.0,4.1, not {value}",
        "--keep-weights 需要 3.0,4.1 这样的层和头，不能是 {value}",
    ),
    "kept_absent": (
        "the weights of head {place} cannot be kept: it is none of those of {model} that are scanned",
        "无法保留头 {place} 的权重：它不在 {model} 被扫描的头之中",
    ),
    "other_scan": (
        "{path} holds a scan with other options (there → here): {differences}; name another folder, or scan as there",
        "{path} 里是另一次选项不同的扫描（那里 → 这里）：{differences}；请换一个文件夹，或用同样的选项",
    ),
    "scan_lacks": (
        "{path} measured {there}, and this view needs at least one of {needed}",
        "{path} 测量的是 {there}，而这个视图至少需要 {needed} 之一",
    ),
    "no_term": (
        "{word} is not in the glossary: it has {choices}",
        "词汇表里没有 {word}：它有 {choices}",
    ),
    "no_term_but": (
        "{word} is not in the glossary: did you mean {guess}?",
        "词汇表里没有 {word}：你想查的是 {guess} 吗？",
    ),
    "no_such_task": (
        "{name} is neither a task nor a file: choose one of {choices}, or a file with a sentence on each line",
        "{name} 既不是任务，也不是文件：请从 {choices} 中选择，或给出一个每行一句的文件",
    ),
    "heads_of_model": (
        "{heads} heads do not divide a d_model of {width}: change --heads or --d-model",
        "d_model {width} 不能被 {heads} 个头整除：请改 --heads 或 --d-model",
    ),
    "no_such_step": (
        "there is no step {step}, learning has {steps}: name one of them, or give more with --steps",
        "没有第 {step} 步，学习共 {steps} 步：请给出其中一步，或用 --steps 多学几步",
    ),
    "cell_of_step": (
        "--cell shows one cell of a step backwards: give --explain-step N too",
        "--cell 显示反向一步里的一格：请同时给出 --explain-step N",
    ),
    "no_such_schema": ("there is no schema {name}: choose one of {choices}", "没有模式 {name}：请从 {choices} 中选择"),
    "option_of": (
        "`{command}` has no option {option}; these have: {takers}",
        "`{command}` 没有选项 {option}；有这个选项的命令：{takers}",
    ),
    "no_such_command_but": (
        "there is no command {name}: did you mean {guess}?",
        "没有命令 {name}：你想写的是 {guess} 吗？",
    ),
    "text_without_command": (
        "a text comes after a command: attnx explain {text}",
        "文本写在命令之后：attnx explain {text}",
    ),
    "no_such_command": (
        "there is no command {name}: choose one of {choices}",
        "没有命令 {name}：请从 {choices} 中选择",
    ),
    "no_such_shell": (
        "there is no completion for {name}: choose one of {choices}",
        "没有为 {name} 准备补全：请从 {choices} 中选择",
    ),
    "which_shell": (
        "{option} cannot tell which shell called it: name one of {choices}",
        "{option} 看不出是哪个 shell 在调用：请写明 {choices} 之一",
    ),
    "missing": (
        "{name} is missing; `{command} --help` shows how it is used",
        "缺少 {name}；`{command} --help` 说明用法",
    ),
    "unexpected": (
        "{value} is one argument too many: put a text of several words in quotes",
        "{value} 是多出来的参数：由几个词组成的文本要放在引号里",
    ),
    "too_many": (
        "{command} does not take {value}: `{command} --help` shows what it takes",
        "{command} 不带 {value}：`{command} --help` 说明用法",
    ),
    "needs_value": ("{option} needs a value", "{option} 需要一个值"),
    "takes_no_value": (
        "{option} takes no value: leave out what follows the =",
        "{option} 不带值：请去掉 = 及其后面的部分",
    ),
    "not_a_number": ("{option} takes {expected}, and {value} is not that", "{option} 不能是 {value}，应为：{expected}"),
    "no_text": (
        "there is no text: give a text in quotes, - for standard input, or --file PATH",
        "没有文本：请给出引号中的文本、表示标准输入的 -，或 --file PATH",
    ),
    "two_texts": ("a text and --file were both given: leave one out", "同时给出了文本和 --file：请去掉其中一个"),
    "not_several": (
        'what {what} is meant is said as a list or as "all", and {value} is neither: [{value}]?',
        '要哪个{what}，请用列表或 "all" 表示，而 {value} 两者都不是：是 [{value}] 吗？',
    ),
    "not_a_change": (
        "{value} is not a what-if: attnx.change has those there are",
        "{value} 不是一种假设：可用的在 attnx.change 里",
    ),
    "not_there": (
        "there is no {what} {name} in {owner}: choose from {there}",
        "{owner} 里没有{what} {name}：可选 {there}",
    ),
    "not_recorded": (
        "there is no {what} {name} in this trace: it holds {there}",
        "这份记录里没有{what} {name}：它只有 {there}",
    ),
    "no_whole_word": (
        "no word has all its pieces among the rows that were recorded: record the rows of whole words",
        "记录下来的各行里，没有哪个词的词片是齐全的：请记录整词的各行",
    ),
    "weights_whole": (
        "what heads do is measured on the weights of every head and every row: record them all",
        "衡量每个头做什么，需要每个头、每一行的权重：请全部记录",
    ),
    "no_axis": ("there is no axis {axis} in this array: it has {there}", "这个数组没有轴 {axis}：它有 {there}"),
    "no_place": (
        "there is no place {place} on the axis {axis}: it has {there}",
        "轴 {axis} 上没有位置 {place}：它有 {there}",
    ),
    "unknown_step": ("there is no step {name}: choose from {choices}", "没有步骤 {name}：可选 {choices}"),
    "focus_absent": ("{word} is not one of the words here: {choices}", "这里没有 {word} 这个词：可选 {choices}"),
    "focus_in_pieces": (
        "{word} is in pieces here: ask for one of them, {choices}, or join them with --merge words",
        "{word} 在这里是几个词片：请指定其中一个，{choices}，或用 --merge words 合并",
    ),
    "focus_twice": (
        "{word} occurs more than once: ask for it by index, {choices}",
        "{word} 出现了不止一次：请用编号指定，{choices}",
    ),
    "focus_index": (
        "there is no token {index}: they are numbered 0 to {last}",
        "没有编号为 {index} 的词元：编号从 0 到 {last}",
    ),
    "before_after_of": (
        "{option} compares one row: say whose with --focus WORD",
        "{option} 比较的是一行：请用 --focus WORD 指明是谁的",
    ),
    "goes_with": (
        "{option} goes with {other}: give both, or neither",
        "{option} 要和 {other} 一起使用：请两个都给，或都不给",
    ),
    "no_text_needed": ("{option} takes no text: leave one of the two out", "{option} 不需要文本：请去掉其中一个"),
    "live_without_page": (
        "--live puts the model into a page, and there is none: add --html FILE",
        "--live 把模型放进网页，而这里没有网页：请加上 --html 文件",
    ),
    "not_live": (
        "a page can run the bundled encoders itself (reader, reader-zh), and not {model}",
        "网页只能自己运行内置的编码器（reader、reader-zh），不能运行 {model}",
    ),
    "two_views": (
        "{one} and {other} were both given, and each is a view of its own: leave one out",
        "{one} 和 {other} 不能同时使用，它们各是一种视图：请去掉其中一个",
    ),
    "cell_of_words": (
        "{option} is arithmetic with q and k, which words have not: leave out {other}",
        "{option} 要用 q 和 k 计算，而合并后的词没有它们：请去掉 {other}",
    ),
    "lens_without": (
        "--lens {lens} is a view of its own, which has no use for {option}: leave one out",
        "--lens {lens} 自成一种视图，用不上 {option}：请去掉其中一个",
    ),
    "lens_cross": (
        "{lens} follows one text up through its layers, and cross-attention reads another",
        "{lens} 顺着一段文本的各层往上走，而交叉注意力读的是另一段文本",
    ),
    "lens_whole": (
        "{lens} needs all heads and rows of every layer from the first on: record them all",
        "{lens} 需要从第一层起每一层的所有头和所有行：请全部记录",
    ),
    "lens_flow_long": (
        (
            "flow of {tokens} tokens through {layers} layers would take minutes: ask for one row, for a lower layer, "
            "or for rollout"
        ),
        "flow 让 {tokens} 个词元通过 {layers} 层要好几分钟：请只看一行、用较低的层，或用 rollout",
    ),
    "lens_readout": (
        "this trace says nothing of how a logit is read: attnx.attribute makes one that does",
        "这份轨迹没有说 logit 是怎样读出的：attnx.attribute 做出的才有",
    ),
    "lens_post_norm": (
        (
            "{model} normalises its stream after every step, so no logit is a sum of what its heads add: ask a model "
            "whose norms come first, as in GPT-2 or Llama"
        ),
        "{model} 每一步之后都对残差流做归一化，logit 不是各个头所加之和：请用先做归一化的模型，如 GPT-2 或 Llama",
    ),
    "lens_masked_head": (
        (
            "{model} has a layer with an activation before its logits, so none is a sum of what its heads add: ask a "
            "language model such as GPT-2 or Llama"
        ),
        "{model} 在 logits 之前还有一层带激活函数的变换，logit 不是各个头所加之和：请用 GPT-2 或 Llama 那样的语言模型",
    ),
    "token_absent": (
        "{word} is not one token of {model}, which cuts it into {pieces}: give one of these",
        "{word} 不是 {model} 的一个词元，它被切成 {pieces}：请给其中一个",
    ),
    "token_of_logit": (
        "--token says whose logit is taken apart: it goes with --lens logit",
        "--token 说的是拆开谁的 logit：它要与 --lens logit 一起用",
    ),
    "cell_form": (
        "{option} takes QUERY,KEY, two words or indexes such as 4,1, and {value} is not that",
        "{option} 需要 QUERY,KEY，即两个词或编号，例如 4,1，而 {value} 不是",
    ),
    "compare_what": (
        "there is nothing to compare with: give a second text, --with-layer, --with-head, --with-model or --untrained",
        "没有可比较的对象：请给出第二段文本、--with-layer、--with-head、--with-model 或 --untrained",
    ),
    "compare_count": (
        "one side has {one} heads and the other {other}: choose as many of both",
        "一边有 {one} 个头，另一边有 {other} 个：请选择同样多的",
    ),
    "compare_mixed": (
        "one of the two is a picture and the other a text: compare two of a kind",
        "两者一个是图片，一个是文本：请比较同类的两个",
    ),
    "compare_grids": (
        "one picture has {one} patches and the other {other}: compare pictures that are cut alike",
        "一张图片有 {one} 个小块，另一张有 {other} 个：请比较切法相同的图片",
    ),
    "nothing_common": (
        "these two texts have no word in common, so no row of one stands beside a row of the other",
        "这两段文本没有共同的词，所以没有可以并排的行",
    ),
    "other_space": (
        "{array} of two heads or two models are numbers of two spaces: compare their scores or weights",
        "两个头或两个模型的 {array} 是两个空间里的数：请比较它们的得分或权重",
    ),
    "focus_weights": (
        "{option} compares a row of weights: leave out --steps",
        "{option} 比较的是一行权重：请去掉 --steps",
    ),
    "focus_alone": (
        "{word} is in one of the two texts only, so there is no row to compare",
        "{word} 只在其中一段文本里，所以没有可比较的行",
    ),
    "ablate_absent": (
        "there is no head {place} in {owner}: it has {layers} layers and {heads} heads in each, both counted from 0",
        "{owner} 没有头 {place}：它有 {layers} 层，每层 {heads} 个头，都从 0 数起",
    ),
    "factor": ("the factor must be a finite number, and {value} is not", "倍数必须是有限的数，而 {value} 不是"),
    "hidden_already": (
        "{query} cannot look at {key} in {owner} as it is: nothing would change",
        "在 {owner} 里 {query} 本来就不能看 {key}：什么也不会改变",
    ),
    "no_positions": (
        "{owner} is not told the order of its tokens as it is: there are no positions to leave out",
        "{owner} 本来就不知道词元的顺序：没有位置可以去掉",
    ),
    "swap_absent": (
        "{word} is not a word of the text: give a word as it is written there",
        "文本里没有 {word} 这个词：词要照原文写",
    ),
    "swap_twice": (
        "{word} occurs {count} times in the text, and a swap takes the place of one word: compare both texts instead",
        "文本里有 {count} 个 {word}，而替换的只能是一个词：请改为比较两段文本",
    ),
    "one_head": (
        "{option} shows one head of one layer",
        "{option} 只显示一层中的一个头",
    ),
    "answer_form": (
        "{value} is not an answer: give {expected}, hint, or an empty line to skip",
        "{value} 不是答案：请给出{expected}，或 hint（提示），或用空行跳过",
    ),
    "json_and_view": (
        "--json gives the numbers themselves and {option} chooses how they are printed: leave one out",
        "--json 输出数字本身，而 {option} 决定怎样显示：请去掉其中一个",
    ),
    "file_and_view": (
        "a {ending} file holds whole arrays and {option} chooses what a page shows: leave one out",
        "{ending} 文件存放整个数组，而 {option} 选择页面上显示什么：请去掉其中一个",
    ),
    "arcs_of_two": (
        "arcs stand over one text, and this attention reads another: write .lines.svg or .heatmap.svg",
        "弧线画在一段文本上，而这个注意力读的是另一段：请写 .lines.svg 或 .heatmap.svg",
    ),
    "lines_of_many": (
        "lines are of one kind of attention and at most {limit} heads: choose fewer",
        "连线图只画一种注意力、最多 {limit} 个头：请少选一些",
    ),
    "compare_figure": (
        "{array} is vectors, and this figure is of matrices: scores, scaled, masked or weights",
        "{array} 是向量，而这种插图画的是矩阵：scores、scaled、masked 或 weights",
    ),
    "figure_option": (
        "{option} is of figures: write one with --out FILE, its name ending in {choices}",
        "{option} 只用于插图：请用 --out FILE 写一幅，文件名以 {choices} 结尾",
    ),
    "no_matrix": (
        "{name} is not a matrix, and heat maps are of those: choose --steps from {choices}",
        "{name} 不是矩阵，热图只能画矩阵：请用 --steps 从 {choices} 中选择",
    ),
    "unknown_extension": (
        "{path} does not end like a file that attnx writes: use one of {choices}",
        "{path} 的结尾不是 attnx 会写的文件：请用 {choices} 之一",
    ),
    "language": ("there is no language {value} here: use one of {choices}", "没有语言 {value}：请用 {choices} 之一"),
    "pair_form": (
        "{value} is not NAME=KEY or NAME=KEY:VALUE, for example 张三=165 or love=1,0,2:5",
        "{value} 不是 NAME=KEY 或 NAME=KEY:VALUE，例如 张三=165 或 love=1,0,2:5",
    ),
    "vector_form": (
        "{value} is not a number or numbers joined by commas, for example 172 or 1,0,2",
        "{value} 不是一个数，也不是用逗号连接的几个数，例如 172 或 1,0,2",
    ),
    "pair_values": (
        "{name} has no value where others have one: give NAME=KEY:VALUE for all or for none",
        "{name} 没有值而别的有：请全部写成 NAME=KEY:VALUE，或全部不写值",
    ),
    "no_segments": (
        "{model} does not tell a second text from the first: a pair needs a model that does, as BERT is",
        "{model} 分不出两段文本：成对的文本需要能区分两段的模型，例如 BERT",
    ),
    "sees_pictures": (
        "{model} sees pictures, and {text} is no file that is one: give a picture",
        "{model} 看的是图片，而 {text} 不是图片文件：请给一张图片",
    ),
    "picture_for_text": (
        "{path} is a picture, and a text is read here: attnx explain and attnx caption see pictures",
        "{path} 是图片，而这里读的是文本：attnx explain 和 attnx caption 看图片",
    ),
    "picture_words": (
        "a picture has no words: leave out {option}",
        "图片里没有词：请去掉 {option}",
    ),
    "two_sources": (
        "a picture by --image, or a text: give one of the two",
        "用 --image 给图片，或给文本：两者只能给一个",
    ),
    "reads_texts": (
        "{model} reads text and sees no pictures: name a model that does, as sketch or google/vit-base-patch16-224",
        "{model} 读文本，不看图片：请指定看图片的模型，例如 sketch 或 google/vit-base-patch16-224",
    ),
    "no_pairs": (
        "the tokenizer of {model} does not say how two texts are joined: give one text",
        "{model} 的分词器没有说明两段文本怎样连接：请只给一段文本",
    ),
    "pair_twice": (
        "the name {name} is given twice: give each key its own name",
        "名字 {name} 出现了两次：请给每个键自己的名字",
    ),
    "page_tokens": (
        "the text is {found} tokens long and a page holds at most {limit}: shorten it",
        "文本有 {found} 个词元，而一个网页最多放 {limit} 个：请缩短它",
    ),
    "page_size": (
        (
            "a trace too large for a page: the weights of {heads} heads would take {size} MB where it holds {limit}: "
            "choose fewer layers and heads, or shorten the text"
        ),
        "记录太大，一个网页放不下：{heads} 个头的权重要占 {size} MB，而上限是 {limit} MB：请少选一些层和头，或缩短文本",
    ),
    "revision_of": (
        "a revision is a version on the hub, and {model} is not from there: leave it out",
        "revision 是 hub 上的版本，而 {model} 不是从那里来的：请去掉它",
    ),
}
