"""The words of learning: what is learnt, moment by moment, what came of it, and what the loss asks of each number."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    # the tasks
    "learn_title": ("learning: {name}", "学习：{name}"),
    "learn_lookup": (
        "who is nearest in height? Zhang=165 Li=170 Wang=195 172 → Li",
        "谁的身高最接近？Zhang=165 Li=170 Wang=195 172 → Li",
    ),
    "learn_previous": ("at each word, say the word before it", "每到一个词，说出它前面的那个词"),
    "learn_copy": ("what came after this word the last time?", "这个词上次出现时，后面是什么？"),
    "learn_pronoun": ("what does “it”, “she” or “he” stand for?", "it、she、he 指的是哪个词？"),
    "learn_sort": ("after =, the numbers in their order", "在 = 之后，按大小说出这些数"),
    # the moments
    "learn_about": (
        "{parameters} numbers learn: layers {layers} · heads {heads} · d_model {d_model} · rate {rate} · seed {seed}",
        "{parameters} 个数字在学习：层 {layers} · 头 {heads} · d_model {d_model} · 学习率 {rate} · 种子 {seed}",
    ),
    "learn_step": ("step {step} of {steps}", "第 {step} 步，共 {steps} 步"),
    "learn_figures": ("loss {loss} · right {accuracy}", "损失 {loss} · 答对 {accuracy}"),
    "learn_curve": ("loss on sentences it never learns from", "从不拿来学习的句子上的损失"),
    "learn_slider": ("a moment of learning", "学习中的一刻"),
    "learn_says": (
        "layer {layer} · head {head} · at “{query}” it says “{word}” ({share})",
        "第 {layer} 层 · 第 {head} 头 · 在“{query}”处说“{word}”（{share}）",
    ),
    "learn_reads": (
        "“{query}” reads “{key}” {weight}, says “{word}”",
        "“{query}”读“{key}” {weight}，说“{word}”",
    ),
    # what came of it
    "learn_stopped": (
        "Stopped at step {step} of {steps}: what was learnt by then is kept.",
        "在第 {step} 步停下（共 {steps} 步）：到此学到的都保留着。",
    ),
    "learn_learnt": (
        "{name} is learnt: {accuracy} right on sentences it never learnt from",
        "学会了 {name}：没学过的句子答对 {accuracy}",
    ),
    "learn_not_learnt": (
        "{name} is not learnt: {accuracy} right on sentences it never learnt from",
        "没有学会 {name}：没学过的句子只答对 {accuracy}",
    ),
    "learn_looks": (
        "Layer {layer}, head {head} has {weight} of its weight, on average, on the word where the answer stands.",
        "第 {layer} 层第 {head} 头平均把 {weight} 的权重放在答案所在的词上。",
    ),
    "learn_jump": (
        "The loss jumped: from {before} at step {begin} to {after} at step {end}.",
        "损失有一次骤降：第 {begin} 步还是 {before}，第 {end} 步已是 {after}。",
    ),
    "learn_before": ("before learning: {text}", "学习之前：{text}"),
    "learn_after": ("after learning: {text}", "学习之后：{text}"),
    "learn_in_the_end": ("At “{query}” it now says “{word}” ({share}).", "现在它在“{query}”处说“{word}”（{share}）。"),
    "learn_text_better": (
        "{name}: a loss of {loss} on lines it never learnt from, less than the {counting} of counting pairs of words",
        "{name}：没学过的行上损失是 {loss}，低于数词对的 {counting}",
    ),
    "learn_text_worse": (
        (
            "{name}: a loss of {loss} on lines it never learnt from; counting pairs of words does as well or better, "
            "with {counting}"
        ),
        "{name}：没学过的行上损失是 {loss}；数词对就有 {counting}，不比它差",
    ),
    "learn_text_about": (
        "Learnt from {learnt} lines, measured on {unseen} others; the next word is right in {accuracy} of places.",
        "学了 {learnt} 行，在另外 {unseen} 行上测量；下一个词猜对 {accuracy}。",
    ),
    "learn_kept": (
        "It did best on those lines at step {step}: the weights of that step are kept.",
        "在那些行上，第 {step} 步最好：保留的是那一步的权重。",
    ),
    "learn_try": ('try: attnx explain "{text}" --model {path}', '试试：attnx explain "{text}" --model {path}'),
    "learn_try_save": (
        "try: --save DIR keeps the model, and every other command opens it",
        "试试：--save DIR 保存模型，其他命令都能打开它",
    ),
    # one step backwards
    "backward_title": ("step {step}, backwards through attention", "第 {step} 步，反向经过注意力"),
    "backward_place": ("layer {layer} · head {head}", "第 {layer} 层 · 第 {head} 头"),
    "backward_about": (
        (
            "{text} · at “{query}” it should say “{answer}”; the loss of this sentence is {loss}. What follows is "
            "∂loss/∂ of each array, from the last to the first; a step goes against it."
        ),
        (
            "{text} · 在“{query}”处应说“{answer}”；这句话的损失是 {loss}。下面从后往前，是损失对每个数组的导数；"
            "学习朝相反的方向走一步。"
        ),
    ),
    "title_dz": ("asked of z", "对 z 的要求"),
    "about_dz": (
        "What the loss asks of what each word has read: it comes down from the layers above through W_O.",
        "损失对每个词读到的内容的要求：从上面的层经过 W_O 传下来。",
    ),
    "title_dweights": ("asked of the weights", "对权重的要求"),
    "about_dweights": (
        "Each dz meets each value: where it is negative, reading more of that value would lower the loss.",
        "每个 dz 与每个值相乘：为负的地方，多读那个值会让损失变小。",
    ),
    "title_dv": ("asked of the values", "对值的要求"),
    "about_dv": (
        "Each value hears from all who read it, by how much they did.",
        "每个值听取所有读它的词，读得越多，分量越重。",
    ),
    "title_dscaled": ("asked of the scaled scores", "对缩放后得分的要求"),
    "about_dscaled": (
        (
            "Through the softmax: its Jacobian is diag(w) − w·wᵀ, for a weight grows only at the cost of the others. "
            "Each row sums to 0."
        ),
        "经过 softmax：它的雅可比矩阵是 diag(w) − w·wᵀ，因为一个权重变大，别的就要变小。每一行之和为 0。",
    ),
    "title_dscores": ("asked of the scores", "对得分的要求"),
    "about_dscores": ("Times the scale 1/√d_head, as on the way up.", "乘以缩放 1/√d_head，与来时一样。"),
    "title_dq": ("asked of the queries", "对查询的要求"),
    "about_dq": (
        "Where a score should grow, the query should turn towards that key.",
        "哪个得分该变大，查询就该转向哪个键。",
    ),
    "title_dk": ("asked of the keys", "对键的要求"),
    "about_dk": ("And the key towards that query.", "键也该转向那个查询。"),
    "title_dw_q": ("asked of W_Q", "对 W_Q 的要求"),
    "about_dw_q": (
        "Every word adds its x times its dq: rows are the numbers of x, columns those of the head.",
        "每个词贡献它的 x 乘以它的 dq：行是 x 的各个数，列是这个头的各个数。",
    ),
    "title_dw_k": ("asked of W_K", "对 W_K 的要求"),
    "about_dw_k": ("The same of the keys.", "键也是一样。"),
    "title_dw_v": ("asked of W_V", "对 W_V 的要求"),
    "about_dw_v": ("And of the values.", "值也是一样。"),
    "backward_grows": (
        (
            "So “{query}” is to score “{grows}” higher, most of all ({by}: a step goes against it), and “{shrinks}” "
            "lower ({other})."
        ),
        "所以，“{query}”最该提高的是对“{grows}”的得分（{by}，学习朝反方向走），最该降低的是对“{shrinks}”的得分（{other}）。",
    ),
    "backward_nothing": (
        "Nothing is asked of the scores of the word that is watched.",
        "对所看的词的得分没有要求。",
    ),
    "backward_cell": (
        "“{query}” reads “{key}”: row {row}, column {column}",
        "“{query}”读“{key}”：第 {row} 行第 {column} 列",
    ),
    "line_dweight": ("asked of the weight", "对权重的要求"),
    "line_of_all": ("asked of all alike", "对整行一样的要求"),
    "line_dscaled": ("through the softmax", "经过 softmax"),
    "line_dscore": ("times the scale", "乘以缩放"),
    "backward_cell_grow": (
        "It is below 0, so the step raises this score: “{query}” is to read more of “{key}”.",
        "它小于 0，所以这一步会提高这个得分：“{query}”要多读“{key}”。",
    ),
    "backward_cell_shrink": (
        "It is above 0, so the step lowers this score: “{query}” is to read less of “{key}”.",
        "它大于 0，所以这一步会降低这个得分：“{query}”要少读“{key}”。",
    ),
    "backward_cell_even": ("It is 0: nothing is asked of this score.", "它是 0：对这个得分没有要求。"),
}
