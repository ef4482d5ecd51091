"""What is said where a model cannot be found, understood or trusted."""

from __future__ import annotations

from attnx.errors.language import Pair

SENTENCES: dict[str, Pair] = {
    "unknown_model": (
        "there is no model {name}: choose one of {choices}, or a directory with config.json",
        "没有模型 {name}：请从 {choices} 中选择，或给出含有 config.json 的目录",
    ),
    "not_installed": (
        (
            "{model} is not installed and {repository} is not to be had from the hub now: `{command}` brings its "
            "weights, a connection to the hub does too, or name a directory that holds them"
        ),
        (
            "{model} 没有安装，现在也无法从 hub 取得 {repository}：可用 `{command}` 取得它的权重，或连接 hub，"
            "也可以给出存放它的目录"
        ),
    ),
    "hub_absent": (
        (
            "there is no directory {model} here, and no such model on the hub unless it is private: check the "
            "spelling, or log in with `hf auth login` or HF_TOKEN"
        ),
        "这里没有目录 {model}，hub 上也没有这个模型，除非它是私有的：请检查拼写，或用 `hf auth login` 或 HF_TOKEN 登录",
    ),
    "hub_revision": (
        "{model} has no revision {revision} on the hub: ask for none, and it is the newest",
        "hub 上的 {model} 没有版本 {revision}：不指定版本就是最新版",
    ),
    "hub_closed": (
        (
            "the hub does not give {model} to everyone: ask for access on its page, then log in with `hf auth login` "
            "or HF_TOKEN"
        ),
        "hub 不对所有人开放 {model}：请在它的页面上申请，再用 `hf auth login` 或 HF_TOKEN 登录",
    ),
    "hub_status": (
        "the hub answers {status} when asked for {model}: try again later",
        "向 hub 请求 {model} 时得到 {status}：请稍后再试",
    ),
    "hub_unreachable": (
        "there is no directory {model} here, and the hub cannot be reached ({reason}): check the connection",
        "这里没有目录 {model}，也连不上 hub（{reason}）：请检查网络",
    ),
    "hub_offline": (
        "{model} is not whole in the cache of the hub, and offline nobody is asked: call it once with a connection",
        "hub 的缓存里没有完整的 {model}，而离线时不询问任何人：请先联网运行一次",
    ),
    "hub_broken": (
        "the connection broke while {file} of {model} was fetched ({reason}): call again, whole files stay",
        "下载 {model} 的 {file} 时连接中断（{reason}）：请再运行一次，完整的文件会保留",
    ),
    "hub_size": (
        "{file} of {model} arrived with another size than the hub says: call again to fetch it anew",
        "{model} 的 {file} 与 hub 所说的大小不同：请再运行一次，重新下载",
    ),
    "no_config": (
        "{path} has no config.json: a model is a directory in the Hugging Face layout",
        "{path} 中没有 config.json：模型应是 Hugging Face 布局的目录",
    ),
    "bad_modules": (
        "{path} does not say where the Transformer is: {reason}",
        "{path} 没有说明 Transformer 在哪里：{reason}",
    ),
    "bad_adapter": (
        "{path} is not a JSON object: it should be the adapter_config.json of a LoRA adapter",
        "{path} 不是 JSON 对象：它应是 LoRA 适配器的 adapter_config.json",
    ),
    "no_base": (
        (
            "{path} is an adapter, which only changes {base}, and that is not at hand: run {base} once, or put its "
            "directory where adapter_config.json says"
        ),
        (
            "{path} 是适配器，只改动 {base}，而它不在手边：请先运行一次 {base}，"
            "或把它的目录放在 adapter_config.json 所说的位置"
        ),
    ),
    "bad_config": (
        "{path} is not a JSON object: it should be a Hugging Face config.json",
        "{path} 不是 JSON 对象：它应是 Hugging Face 的 config.json",
    ),
    "not_a_pair": (
        "{path} holds a {family}, which reads but does not translate: give a model with encoder and decoder",
        "{path} 里是一个 {family} 模型，它只能阅读，不能翻译：请给出带编码器和解码器的模型",
    ),
    "not_a_captioner": (
        "{path} holds a {family}, which says nothing about pictures: give a captioner, such as BLIP",
        "{path} 里是一个 {family} 模型，它不会描述图片：请给出会描述图片的模型，例如 BLIP",
    ),
    "other_task": (
        "{path} is {task}: attnx opens a BLIP that says what is on a picture, saved as BlipForConditionalGeneration",
        "{path} {task}：attnx 能打开的是描述图片的 BLIP，即以 BlipForConditionalGeneration 保存的模型",
    ),
    "captions": (
        "{model} says what is on a picture and does not translate: give it a picture, or ask a translator",
        "{model} 描述图片，不做翻译：请给它一幅图，或换一个翻译模型",
    ),
    "unsupported": (
        "{path} asks for model_type {found}, which attnx does not open yet: it opens {choices}",
        "{path} 的 model_type 是 {found}，attnx 还不能打开：它能打开 {choices}",
    ),
    "quantised": (
        (
            "{path} says that its weights are quantised ({method}), and attnx reads float32, float16 and bfloat16: "
            "load the model it was made from, or save it again without quantisation"
        ),
        (
            "{path} 写明权重经过量化（{method}），而 attnx 只读 float32、float16 和 bfloat16：请加载量化之前的模型，"
            "或去掉量化后重新保存"
        ),
    ),
    "config_missing": ("{path} lacks {key}: a {family} model needs it", "{path} 缺少 {key}：{family} 模型需要它"),
    "config_value": (
        "{path} says {key} = {found}, which attnx does not support: it supports {expected}",
        "{path} 写着 {key} = {found}，attnx 不支持：它支持 {expected}",
    ),
    "config_unknown": (
        "{path} has {key}, which attnx does not understand: it will not guess what that changes",
        "{path} 中有 {key}，attnx 不理解它：也不会猜测它改变了什么",
    ),
    "bundle_damaged": (
        "the bundled model {name} is damaged ({reason}): reinstall attnx",
        "自带的模型 {name} 已损坏（{reason}）：请重新安装 attnx",
    ),
    "no_logits": (
        "{model} has no head that gives logits: ask a language model for them",
        "{model} 没有给出 logits 的输出头：请换一个语言模型",
    ),
    "translates": (
        "{model} is a translator: give it a text to translate, or ask a language model",
        "{model} 是翻译模型：请让它翻译，或换一个语言模型",
    ),
    "fills_masks": (
        "{model} fills masks and writes nothing on: leave out generate, or ask a model that looks only back",
        "{model} 只填空，不会往下写：请去掉 generate，或换一个只向前看的模型",
    ),
    "sees_ahead": (
        "{model} sees what comes after each token, so it cannot say what comes next: ask a model that looks only back",
        "{model} 能看到每个词元之后的内容，所以不能说出接下来是什么：请换一个只向前看的模型",
    ),
    "fills_no_masks": (
        "{model} cannot fill {mask}, nor can any model inside attnx (reader learned to, and the head for it was not "
        "kept): ask a masked model, such as google-bert/bert-base-uncased",
        "{model} 不能填 {mask}，attnx 自带的模型也都不能（reader 学过，但填空的输出头没有保留）：请换一个填空模型，如 "
        "google-bert/bert-base-uncased",
    ),
    "no_untrained": (
        "{model} has no recipe for first weights: ask reader, reader-zh or writer for theirs",
        "{model} 没有初始权重的配方：请用 reader、reader-zh 或 writer",
    ),
    "no_weights": (
        "{path} has no model.safetensors: save the model in the safetensors format",
        "{path} 中没有 model.safetensors：请用 safetensors 格式保存模型",
    ),
    "pickle": (
        "{path} is a pickle, which can run code when it is opened: attnx reads only safetensors",
        "{path} 是 pickle 文件，打开时可能运行代码：attnx 只读 safetensors",
    ),
    "pickle_index": (
        "{path} lists parts that are pickles, which can run code when they are opened: load a copy with safetensors, "
        "or save the model again, which is what `save_pretrained` of transformers writes",
        "{path} 列出的各部分是 pickle 文件，打开时可能运行代码：请加载带 safetensors 的版本，或用 transformers 的 "
        "`save_pretrained` 重新保存",
    ),
    "onnx": (
        "{path} is a program for ONNX, in which attention is no longer a part by itself: load the model it was "
        "exported from, which has model.safetensors",
        "{path} 是 ONNX 程序，注意力在其中已不是独立的部分：请加载导出之前的模型，它有 model.safetensors",
    ),
    "bad_gguf": (
        "{path} is not a sound GGUF file ({reason}): fetch it again",
        "{path} 不是完好的 GGUF 文件（{reason}）：请重新获取",
    ),
    "several_gguf": (
        "{path} holds {count} GGUF files: name the one that is meant, such as {first}",
        "{path} 里有 {count} 个 GGUF 文件：请指明要用的一个，例如 {first}",
    ),
    "other_library": (
        "{path} holds weights for another library: save the model in the safetensors format",
        "{path} 里是另一个库的权重：请用 safetensors 格式保存模型",
    ),
    "damaged": (
        "{path} is not a sound safetensors file ({reason}): fetch it again",
        "{path} 不是完好的 safetensors 文件（{reason}）：请重新获取",
    ),
    "bad_index": ("{path} is not a sound index of shards: {reason}", "{path} 不是完好的分片索引：{reason}"),
    "shard_outside": (
        "{path} names the shard {shard}, which is outside its directory: shards stand beside the index",
        "{path} 指向目录之外的分片 {shard}：分片应与索引在同一目录",
    ),
    "not_weights": (
        "{path} is not a file of weights: a model is a directory, a .safetensors file in one, or a .gguf file",
        "{path} 不是权重文件：模型应是目录、目录中的 .safetensors 文件，或 .gguf 文件",
    ),
    "no_tokenizer": ("{path} has no tokenizer: attnx looks for {choices}", "{path} 中没有分词器：attnx 会找 {choices}"),
    "half_tokenizer": (
        "{path} has half a tokenizer, {found} without {missing}: put the missing beside it",
        "{path} 中的分词器不完整，有 {found} 而没有 {missing}：请把缺少的文件放在旁边",
    ),
    "bad_tokenizer": ("{path} is not a tokenizer attnx can use: {reason}", "{path} 不是 attnx 能用的分词器：{reason}"),
    "id_beyond": (
        "the tokenizer of {model} calls {piece} {id}, past its {size} vectors: it belongs to another model",
        "{model} 的分词器把 {piece} 编为 {id}，而它只有 {size} 个向量：分词器属于另一个模型",
    ),
    "no_preprocessor": (
        "{path} has no preprocessor_config.json, which says how a picture is resized and normalised: put it there",
        "{path} 中没有 preprocessor_config.json，它说明图片怎样缩放和归一化：请把它放在那里",
    ),
    "bad_preprocessor": (
        "{path} is not a JSON object: it should be a Hugging Face preprocessor_config.json",
        "{path} 不是 JSON 对象：它应是 Hugging Face 的 preprocessor_config.json",
    ),
    "other_preprocessor": (
        "{path} is for {found}, which attnx does not know: it knows those that begin with {choices}",
        "{path} 是给 {found} 的，attnx 不认识它：它认识以这些开头的：{choices}",
    ),
    "tensor_missing": (
        "{path} has no tensor {name}: a {family} model needs it",
        "{path} 中没有张量 {name}：{family} 模型需要它",
    ),
    "tensor_extra": (
        "{path} has the tensor {name}, which attnx does not understand: it will not ignore it silently",
        "{path} 中有张量 {name}，attnx 不理解它：也不会默默忽略它",
    ),
    "tensor_twice": (
        "{path} has {name} twice: attnx will not choose one of the two",
        "{path} 中有两个 {name}：attnx 不会替你选择",
    ),
    "tensor_shape": (
        "{name} has shape {found} where the config asks for {expected}",
        "{name} 的形状是 {found}，而配置要求 {expected}",
    ),
    "tensor_dtype": (
        "{name} is stored as {found}: attnx reads {expected}",
        "{name} 以 {found} 存储：attnx 能读 {expected}",
    ),
}
