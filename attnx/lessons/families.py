"""What is special in each family of models, by the `model_type` of a config.json."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "special_bert": (
        "places are trained vectors; each sublayer is followed by a norm; sentences A and B",
        "位置是训练得到的向量；每个子层之后做归一化；区分句子 A 和 B",
    ),
    "special_distilbert": (
        "BERT with half the layers, without sentences A and B",
        "层数减半的 BERT，不区分句子 A 和 B",
    ),
    "special_roberta": (
        "BERT trained longer; places are counted from the padding id on",
        "训练更久的 BERT；位置从填充编号之后数起",
    ),
    "special_xlm-roberta": ("RoBERTa in a hundred languages", "一百种语言的 RoBERTa"),
    "special_camembert": ("RoBERTa in French", "法语的 RoBERTa"),
    "special_ernie": (
        "BERT that was taught whole words and facts; a text may also have a task",
        "学过整词和知识的 BERT；一段文本还可以带有任务类型",
    ),
    "special_electra": ("BERT with embeddings narrower than the model", "嵌入比模型更窄的 BERT"),
    "special_albert": ("narrow embeddings, and one set of weights for all layers", "嵌入更窄，所有层共用一套权重"),
    "special_mpnet": (
        "BERT with a trained bias for each distance beside its places",
        "位置之外，每种距离还有训练得到的偏置的 BERT",
    ),
    "special_deberta-v2": (
        "scores also ask what a token is worth to a place and a place to a token",
        "得分还包括词元对位置、位置对词元的匹配",
    ),
    "special_modernbert": (
        "rotary places, a gated network; two layers of three see only near keys",
        "旋转位置，带门控的网络；三层中有两层只看附近的键",
    ),
    "special_nomic_bert": ("BERT with rotary places and a gated network", "旋转位置、带门控网络的 BERT"),
    "special_clip": ("the text tower of CLIP: causal, though it only reads", "CLIP 的文本塔：虽然只阅读，也只向前看"),
    "special_clip_text_model": ("the same tower by itself", "同一个文本塔，单独存放"),
    "special_gpt2": (
        "a decoder: each token sees only what came before; norms come first",
        "解码器：每个词元只看之前的；先归一化",
    ),
    "special_gpt_neo": (
        "GPT-2 in which every other layer sees only near keys; scores are not scaled",
        "每隔一层只看附近键的 GPT-2；得分不缩放",
    ),
    "special_gpt_neox": (
        "a quarter of each head is turned by its place; attention and network side by side",
        "每个头的四分之一按位置旋转；注意力与网络并列",
    ),
    "special_bloom": (
        "no places: each head takes off a share for each token of distance (ALiBi)",
        "没有位置：每个头按距离递减得分（ALiBi）",
    ),
    "special_opt": ("GPT-2 with ReLU; its 350M has narrow embeddings", "使用 ReLU 的 GPT-2；其中 350M 的嵌入更窄"),
    "special_phi": (
        "attention and network side by side after one norm; part of each head is turned",
        "一次归一化之后注意力与网络并列；每个头的一部分旋转",
    ),
    "special_llama": (
        "rotary places, RMSNorm, a gated network; heads share keys and values",
        "旋转位置、RMSNorm、带门控的网络；若干头共用键和值",
    ),
    "special_mistral": ("Llama in which each token sees only near keys", "每个词元只看附近键的 Llama"),
    "special_mixtral": (
        "Mistral in which a router sends each token to two of eight networks",
        "由路由器把每个词元交给八个网络中的两个的 Mistral",
    ),
    "special_qwen2": ("Llama with biases on q, k and v", "q、k、v 带偏置的 Llama"),
    "special_qwen3": ("Llama with the queries and keys of each head normalised", "每个头的查询和键先归一化的 Llama"),
    "special_qwen3_moe": (
        "Qwen 3 in which a router sends each token to eight of 128 small networks",
        "由路由器把每个词元交给 128 个小网络中的八个的 Qwen 3",
    ),
    "special_gpt_oss": (
        "each head has a sink, so a row may sum to less than 1; every other layer sees only near keys; experts",
        "每个头有一个汇点，一行之和可以小于 1；每两层有一层只看附近的键；有专家",
    ),
    "special_phi3": ("Llama with q, k and v stored as one", "q、k、v 存为一体的 Llama"),
    "special_smollm3": ("Llama in which every fourth layer is not told the places", "每四层有一层不知道位置的 Llama"),
    "special_olmo2": (
        "norms come after each sublayer; all queries and all keys are normalised",
        "归一化在每个子层之后；所有查询和所有键先归一化",
    ),
    "special_olmo3": ("OLMo 2 in which three layers of four see only near keys", "四层中有三层只看附近键的 OLMo 2"),
    "special_stablelm": (
        "Llama with layer norm; a quarter of each head is turned",
        "使用层归一化的 Llama；每个头的四分之一旋转",
    ),
    "special_starcoder2": ("programs; biases everywhere, a window", "写程序的模型；处处有偏置，有窗口"),
    "special_gemma": ("heads wider than the model; embeddings are scaled up", "头的总宽度超过模型；嵌入放大"),
    "special_gemma2": (
        "norms before and after each sublayer; scores are bent below a cap",
        "每个子层前后都归一化；得分压在上限之内",
    ),
    "special_gemma3_text": (
        "queries and keys normalised; five layers of six see only near keys",
        "查询和键先归一化；六层中有五层只看附近的键",
    ),
    "special_gemma3": ("the text part of Gemma 3 with images", "能看图的 Gemma 3 的文本部分"),
    "special_mistral3": (
        "the text part of Mistral Small 3.1, which also sees images",
        "能看图的 Mistral Small 3.1 的文本部分",
    ),
    "special_qwen2_vl": ("the text part of Qwen2-VL, which also sees images", "能看图的 Qwen2-VL 的文本部分"),
    "special_vit": (
        "a picture cut into patches, each a token, after one token for the whole",
        "把图片切成小块，每块是一个词元，最前面的词元代表整张图",
    ),
    "special_deit": (
        "ViT with a second token for the whole, taught by another model",
        "ViT，另有一个代表整张图的词元，由另一个模型教出来",
    ),
    "special_dinov2": (
        "ViT taught without labels; each sublayer is scaled, and places fit pictures of any size",
        "不用标签训练的 ViT；每个子层带有缩放，位置适应任何大小的图片",
    ),
    "special_dinov2_with_registers": (
        "DINOv2 with a few tokens that stand for nothing in the picture",
        "DINOv2，另有几个不代表图中任何部分的词元",
    ),
    "special_clip_vision_model": (
        "the half of CLIP that sees: ViT with a norm before its layers",
        "CLIP 中看图的一半：各层之前先做归一化的 ViT",
    ),
    "special_siglip": (
        "patches alone, without a token for the whole; the half of SigLIP that sees",
        "只有小块，没有代表整张图的词元；SigLIP 中看图的一半",
    ),
    "special_siglip_vision_model": (
        "the same tower of SigLIP in a file of its own",
        "SigLIP 看图的那一半，单独存成一个模型",
    ),
    "special_blip": (
        "says what is on a picture: a ViT, and a decoder of BERT's kind that looks at its patches",
        "描述图片：一个 ViT，加上一个会看小块的 BERT 式解码器",
    ),
    "special_marian": ("a translator: encoder and decoder, places as waves", "翻译模型：编码器和解码器，位置是正弦波"),
    "special_bart": ("encoder and decoder with trained places", "编码器和解码器，位置由训练得到"),
    "special_mbart": ("BART in many languages, norms first", "多语言的 BART，先归一化"),
    "special_pegasus": ("BART that sums up: norms first, places as waves", "写摘要的 BART：先归一化，位置是正弦波"),
    "special_t5": (
        "encoder and decoder; a trained bias for each distance in place of places; scores are not scaled",
        "编码器和解码器；没有位置，每种距离有训练得到的偏置；得分不缩放",
    ),
    "special_mt5": ("T5 in many languages with a gated network", "多语言的 T5，带门控网络"),
    "special_vaswani": (
        "the Transformer of 2017, as attnx's own translator has it",
        "2017 年的 Transformer，即 attnx 自带的翻译模型",
    ),
    "special_falcon": (
        "attention and network side by side; all heads share one key and value, or groups of heads do",
        "注意力与网络并列；所有头共用一组键和值，或每几个头共用一组",
    ),
    "special_openai-gpt": (
        "the first GPT: places are trained vectors, and a norm comes after each sublayer",
        "第一代 GPT：位置是训练得到的向量，每个子层之后做归一化",
    ),
    "special_gpt_bigcode": (
        "GPT-2 for programs, whose heads share one key and value",
        "写程序的 GPT-2，所有头共用一组键和值",
    ),
    "special_gptj": (
        "attention and network side by side after one norm; a quarter of each head is turned, number by neighbour",
        "一次归一化之后注意力与网络并列；每个头的四分之一旋转，相邻的数成对",
    ),
    "special_granite": (
        "Llama in which embeddings, scores, what sublayers add and logits are each multiplied by a number",
        "嵌入、得分、子层所加的数和 logits 各乘以一个数的 Llama",
    ),
    "special_cohere": (
        "attention and network side by side after one norm; turned number by neighbour",
        "一次归一化之后注意力与网络并列；相邻的数成对旋转",
    ),
    "special_cohere2": (
        "Command R in which three layers of four see only near keys, and the fourth is not told the places",
        "四层中有三层只看附近的键、第四层不知道位置的 Command R",
    ),
    "special_glm": (
        "Llama in which half of each head is turned, number by neighbour",
        "每个头的一半旋转、相邻的数成对的 Llama",
    ),
    "special_glm4": (
        "norms before and after each sublayer; half of each head is turned, number by neighbour",
        "每个子层前后都归一化；每个头的一半旋转，相邻的数成对",
    ),
    "special_ernie4_5": ("Llama turned number by neighbour", "相邻的数成对旋转的 Llama"),
    "special_exaone4": (
        "norms come after each sublayer; where some layers see only near keys, the others are not told the places",
        "归一化在每个子层之后；若有的层只看附近的键，其余的层就不知道位置",
    ),
    "special_olmoe": (
        "a router sends each token to eight of 64 small networks; all queries and all keys are normalised",
        "路由器把每个词元交给 64 个小网络中的八个；所有查询和所有键先归一化",
    ),
    "special_arcee": (
        "Llama with a network that has no gate, its activation squared",
        "网络没有门控、激活值取平方的 Llama",
    ),
    "special_nemotron": (
        "half of each head is turned; layer norm, and a network without a gate, its activation squared",
        "每个头的一半旋转；层归一化；网络没有门控，激活值取平方",
    ),
    "special_m2m_100": (
        "a translator for two hundred languages (NLLB): norms first, places as waves",
        "两百种语言的翻译模型（NLLB）：先归一化，位置是正弦波",
    ),
}
