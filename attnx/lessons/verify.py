"""The words of verify."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.errors import Pair

SUBLAYERS: dict[str, Pair] = {
    "attention": ("attention", "注意力"),
    "cross": ("cross-attention", "交叉注意力"),
    "mlp": ("MLP", "MLP"),
}


def of_norm(name: str, of: Pair) -> Iterator[tuple[str, Pair]]:
    """What is said of the three steps of a norm."""
    yield f"check_{name}_mean", (f"{of[0]}: mean", f"{of[1]}：均值")
    yield f"check_{name}_deviation", (f"{of[0]}: deviation", f"{of[1]}：标准差")
    yield f"check_{name}", (of[0], of[1])


def of_sublayer(part: str, name: Pair) -> Iterator[tuple[str, Pair]]:
    """What is said of the steps around a sublayer."""
    en, zh = name
    yield from of_norm(f"{part}_norm", (f"norm of {en}", f"{zh}的归一化"))
    yield from of_norm(f"{part}_inner_norm", (f"norm of what {en} gives", f"{zh}输出的归一化"))
    yield f"check_{part}_out", (f"what {en} adds", f"{zh}加上的部分")
    yield f"check_{part}_add", (f"stream + what {en} adds", f"残差流 + {zh}加上的部分")


WORDS: dict[str, Pair] = {
    **{key: pair for part, name in SUBLAYERS.items() for key, pair in of_sublayer(part, name)},
    **dict(of_norm("embedding_norm", ("norm of the embedding", "嵌入的归一化"))),
    **dict(of_norm("final_norm", ("final norm", "最后的归一化"))),
    "check_token_embedding": ("token = its row, or patch·W + b", "词元嵌入 = 表中的行，或 小块·W + b"),
    "check_position_embedding": ("position = its row of the table", "位置嵌入 = 表中的行"),
    "check_segment_embedding": ("segment = its row of the table", "段嵌入 = 表中的行"),
    "check_embedded": ("embedded = made of these", "嵌入 = 由它们得出"),
    "check_residual": ("stream = what the layer before left", "残差流 = 上一层留下的"),
    "check_x": ("x = stream, or its norm", "x = 残差流（或归一化之后）"),
    "check_q_projected": ("q before = x·W_Q", "之前的 q = x·W_Q"),
    "check_k_projected": ("k before = x·W_K", "之前的 k = x·W_K"),
    "check_q": ("q = x·W_Q, or made of q before", "q = x·W_Q，或由之前的 q 得出"),
    "check_k": ("k = x·W_K, or made of k before", "k = x·W_K，或由之前的 k 得出"),
    "check_v": ("v = x·W_V", "值 v = x·W_V"),
    "check_v_out": ("v_out = v·W_O", "v_out = 值·W_O"),
    "check_head_out": ("head_out = z·W_O of a head", "head_out = 一个头的 z·W_O"),
    "check_bias": ("bias = what the distance is worth", "偏置 = 距离所值"),
    "check_out": ("out = z·W_O", "输出 = z·W_O"),
    "check_experts": ("experts = softmax of the router", "专家 = 路由的 softmax"),
    "check_mlp_up": ("up = x·W_up", "升维 = x·W_up"),
    "check_mlp_gate": ("gate = x·W_gate", "门 = x·W_gate"),
    "check_mlp_hidden": ("hidden = activation", "隐藏单元 = 激活函数"),
    "check_mlp_down": ("down = hidden·W_down", "降维 = 隐藏单元·W_down"),
    "check_final": ("final = the last stream, normed", "final = 最后的残差流（归一化）"),
    "check_transformed": ("what meets the vocabulary", "与词表相乘的向量"),
    "check_logits": ("logits = ·W_U", "logits = 与词表相乘"),
    "check_label_logits": ("labels = what is read·W + b", "标签的 logits = 所读·W + b"),
    "check_probabilities": ("probabilities = softmax", "概率 = softmax"),
    "yes": ("yes", "是"),
    "no": ("no ({where})", "否（{where}）"),
    "check_scores": ("scores = similarity of q and k", "得分 = q 与 k 的相似度"),
    "check_scaled": ("scaled = scores made to scale", "缩放 = 得分缩放之后"),
    "check_masked": ("masked = scaled, −∞ where hidden", "掩码 = 缩放后的值，被遮住处为 −∞"),
    "check_weights": ("weights = softmax", "权重 = softmax"),
    "check_sums": ("each row sums to 1", "每行之和为 1"),
    "check_sums_sink": ("each row and its sink sum to 1", "每行与汇点之和为 1"),
    "check_sink": ("a head's sink is the same in every row", "一个头的汇点在各行相同"),
    "check_z": ("z = weights·v", "z = 权重·v"),
    "taken": ("Taken as they are, not recomputed: {names}.", "按原样采用、未重新计算：{names}。"),
    "taken_weights": (
        "Taken as they are, for want of the weights: {names}. `--model NAME` recomputes them too.",
        "缺少权重，按原样采用：{names}。`--model 名称` 会把它们也重新计算。",
    ),
    "verify_unseen": (
        "The picture is not in the trace, so its patches were not led to vectors again: `--image PICTURE` gives it.",
        "记录里没有图片，所以没有重新把小块变成向量：用 `--image 图片` 给出它。",
    ),
    "help_verify_image": (
        "The picture that the trace is of, so that its patches are projected again, too.",
        "这份记录所看的图片，这样小块的投影也会重新计算。",
    ),
    "all_hold": (
        "All {count} checks hold; the largest difference is {largest}.",
        "全部 {count} 项核对成立；最大差异为 {largest}。",
    ),
    "one_holds": ("The one check holds; the difference is {largest}.", "唯一的一项核对成立；差异为 {largest}。"),
}
