"""What the facts of an error may say in words: what was expected, what is missing, the reason why."""

from __future__ import annotations

import errno

from attnx.errors.language import Pair, Said, in_language

PHRASES: dict[str, Pair] = {
    # what there is none of
    "array": ("array", "数组"),
    "layer": ("layer", "层"),
    "head": ("head", "头"),
    "step": ("step", "步骤"),
    "kind": ("kind of attention", "注意力类型"),
    "token": ("token", "词元"),
    # what was expected
    "int": ("int", "整数"),
    "float": ("float", "数"),
    "str": ("str", "文本"),
    "bool": ("bool", "true 或 false"),
    "number": ("a number", "一个数"),
    "above_zero": ("a number above 0", "大于 0 的数"),
    "above": ("a number above {limit}", "大于 {limit} 的数"),
    "zero_or_more": ("a number, 0 or more", "不小于 0 的数"),
    "part": ("a number from 0 to 1", "0 到 1 之间的数"),
    "above_one": ("a number above 1", "大于 1 的数"),
    "whole_above_zero": ("a whole number above 0", "大于 0 的整数"),
    "even": ("an even number", "偶数"),
    "below": ("a number below {limit}", "小于 {limit} 的数"),
    "id_below": ("an id, a whole number below {limit}", "小于 {limit} 的编号（整数）"),
    "for_questions": (
        "a BLIP that answers questions, with a third part that reads the question",
        "里的 BLIP 用来回答问题，多出读问题的第三部分",
    ),
    "for_retrieval": (
        "a BLIP that finds the picture of a text and says nothing of it",
        "里的 BLIP 用来给文字找图片，不会描述图片",
    ),
    "runs_below": ("lists of ids, each below {limit}", "由编号组成的若干列表，每个编号小于 {limit}"),
    "from_zero": ("a number, 0 or more", "不小于 0 的数"),
    "whole": ("a whole number, 0 or more", "不小于 0 的整数"),
    "share": ("a number above 0 and at most 1", "大于 0 且不超过 1 的数"),
    "floats": ("floating-point numbers", "浮点数"),
    "floats_or_whole": ("F64, F32, F16 or whole numbers", "F64、F32、F16 或整数"),
    "divisor": ("a divisor of {whole}, {size}", "{whole}（{size}）的约数"),
    "by_name": ("numbers or vectors by their names", "以名称为键的数或向量"),
    "texts": ("a list of texts", "由文本组成的列表"),
    "numbers": ("a list of numbers", "由数组成的列表"),
    "numbers_of": ("a list of {length} numbers", "由 {length} 个数组成的列表"),
    "names_of": ("a list of {length} names", "由 {length} 个名字组成的列表"),
    "object": ("an object", "一个对象"),
    "list": ("a list", "一个列表"),
    "either": ("{one} or {other}", "{one} 或 {other}"),
    # why a file is not sound
    "too_large": ("it has {size} bytes, and more than {most} are not read", "它有 {size} 字节，超过 {most} 的不会读取"),
    "line_too_long": ("it has {most} bytes or more", "它有 {most} 字节或更多"),
    "not_a_file": ("it is a pipe or a device, not a file", "它是管道或设备，不是文件"),
    "not_json": ("it is not JSON (line {line}, column {column})", "它不是 JSON（第 {line} 行，第 {column} 列）"),
    "not_object": ("it is not an object", "它不是一个对象"),
    "not_matrices": ("it is not an object of matrices by name", "它不是由名字到矩阵的对象"),
    "no_name": ("it is a single array without a name", "它是一个没有名字的数组"),
    "no_weight_map": ("it has no weight_map of tensors to shards", "它没有由张量到分片的 weight_map"),
    "no_shard": ("the shard {shard} is missing", "缺少分片 {shard}"),
    "no_shard_holds": ("no shard holds {name}", "没有分片含有 {name}"),
    "not_gguf": ("it does not begin with GGUF", "它不以 GGUF 开头"),
    "gguf_version": ("its version is {version} where 2 or 3 was expected", "它的版本是 {version}，而应为 2 或 3"),
    "gguf_value": ("a setting is of a kind that is not known", "其中一项设置的类型未知"),
    "cut_short": ("it ends too early, or its header is wrong", "它过早结束，或文件头有误"),
    "no_transformer": ("its first module is none", "其中第一个模块不是 Transformer"),
    "leads_outside": ("{place} is outside its directory", "{place} 在目录之外"),
    # why the system refused
    "no_such_file": ("No such file or directory", "没有这个文件或目录"),
    "no_permission": ("Permission denied", "没有权限"),
    "not_permitted": ("Operation not permitted", "不允许这样做"),
    "is_directory": ("Is a directory", "它是一个目录"),
    "not_directory": ("Not a directory", "路径中有一段不是目录"),
    "disk_full": ("No space left on device", "磁盘已满"),
    "read_only": ("Read-only file system", "文件系统是只读的"),
    "reader_gone": ("Broken pipe", "读取的一方已经结束"),
    "name_too_long": ("File name too long", "名字太长"),
    "device_failed": ("Input/output error", "读写设备时出错"),
    "system": ("the system says “{words}”", "系统报告“{words}”"),
    "library": ("{library} says “{words}”", "{library} 报告“{words}”"),
    # why a trace is not one
    "empty": ("it is empty", "它是空的"),
    "neither": (
        "it is neither JSON nor safetensors (“{words}”)",
        "它既不是 JSON，也不是 safetensors（“{words}”）",
    ),
    "saved_by_others": ("it was not saved by attnx", "它不是 attnx 保存的"),
    "no_schema": ("it has no schema {expected}", "它没有 schema {expected}"),
    "other_schema": (
        "its schema is {schema} where {expected} was expected",
        "它的 schema 是 {schema}，而应为 {expected}",
    ),
    "lacks": ("{name} is missing", "缺少 {name}"),
    "misfit": ("it does not fit together: {reason}", "它前后不一致：{reason}"),
    "parts_form": ("its parts are not those of a trace", "它的各部分不是一份记录的组成部分"),
    "field_lacks": ("{part} lacks '{name}'", "{part} 缺少“{name}”"),
    "field_unknown": ("{part} has no field '{name}'", "{part} 没有字段“{name}”"),
    "field_twice": ("{part} was given twice '{name}'", "{part} 的“{name}”给了两次"),
    "field_value": ("{name} cannot be {value}", "{name} 不能是 {value}"),
    "not_list": ("{value} is not a list", "{value} 不是列表"),
    "not_rectangular": ("its data are not rectangular arrays of numbers", "它的数据不是由数组成的矩形数组"),
    "no_tokens": ("it has no tokens", "它没有词元"),
    "token_order": ("the tokens are not numbered 0, 1, 2 and so on", "词元没有按 0、1、2 依次编号"),
    "token_parts": (
        "a token is a part of a character that has not so many",
        "有一个词元是某个字符的一部分，而那个字符没有这么多部分",
    ),
    "not_float32": ("{name} is {dtype} where float32 was expected", "{name} 是 {dtype}，而应为 float32"),
    "not_finite": ("{name} holds what is not a finite number", "{name} 中有不是有限数字的内容"),
    "not_above_zero": (
        "{name}: {number} where a number above 0 was expected",
        "{name}：{number}，而应为大于 0 的数",
    ),
    "not_known": ("{name}: {word} where one of {choices} was expected", "{name}：{word}，而应为 {choices} 之一"),
    "not_ascending": (
        "{name}: {numbers} where ascending numbers below {count} were expected",
        "{name}：{numbers}，而应为小于 {count} 且递增的数",
    ),
    "disagrees": ("{what}: {given} where {expected} was expected", "{what}：{given}，而应为 {expected}"),
    "axes_of": ("the axes of {name}", "{name} 的轴"),
    "axes_count": ("the number of axes of {name}", "{name} 的轴数"),
    "shape_of": ("the shape of {name}", "{name} 的形状"),
    "width_of": ("the width of {name}", "{name} 的宽度"),
    "kinds_of": ("the kinds of attention in layer {layer}", "第 {layer} 层的注意力种类"),
    "no_source": ("an attention of the kind {kind} without a source", "注意力种类是 {kind}，却没有源文本"),
    "single_head": ("{name} of single heads beside weights of all", "权重是所有头共同的，{name} 却是单个头的"),
    "other_rows": (
        "layer {layer} has other heads or queries of the kind {kind} than the layers before it",
        "第 {layer} 层 {kind} 的头或查询与前面各层不同",
    ),
    "kv_heads": (
        "{n_kv_heads} kv heads cannot be shared among {n_heads} heads",
        "{n_kv_heads} 个键值头无法由 {n_heads} 个头平分",
    ),
    "readout_token": ("the token of the readout", "读出所在的词元"),
    "patches": ("the patches of the picture", "图片的小块"),
    "step_token": ("the token a step comes after", "一步之前的词元"),
    "guess_place": ("the token and the layer of a guess are there", "猜测所在的词元和层"),
    # why a tokenizer cannot be used
    "not_pieces": ("it is not an object of pieces and their numbers", "它不是由词片到编号的对象"),
    "added_form": ("its added tokens are not pieces by their numbers", "它添加的词元不是由编号到词片的对象"),
    "added_elsewhere": (
        "{piece} is added as {number} and comes to {id}",
        "{piece} 添加时编号为 {number}，结果却是 {id}",
    ),
    "begin_unknown": (
        "config.json says bos_token_id = {begin}, where one of {choices} is known",
        "config.json 写着 bos_token_id = {begin}，而已知的只有 {choices}",
    ),
    "pieces_count": (
        "with fairseq's signs it has {count} pieces, {expected} by config.json",
        "加上 fairseq 的标记，它有 {count} 个词片，而 config.json 说有 {expected} 个",
    ),
    "no_sign": ("it has no {sign}", "它没有 {sign}"),
    "no_byte": (
        "it has no piece for {count} of the 256 bytes, such as {letter}",
        "256 个字节中有 {count} 个没有词片，例如 {letter}",
    ),
    "not_in_vocabulary": ("{name} is not in its vocabulary", "它的词表中没有 {name}"),
    "field_kind": ("it has a field of the unknown kind {kind}", "其中有未知种类 {kind} 的字段"),
    "field_cut": ("it ends within a field", "它在一个字段中间就结束了"),
    "number_cut": ("it ends within a number", "它在一个数中间就结束了"),
    "number_endless": ("it holds an endless number", "其中有一个没有尽头的数"),
    "not_sentencepiece": ("it is not a SentencePiece model", "它不是 SentencePiece 模型"),
    "not_cut_into_pieces": ("it cuts words or characters, not pieces", "它切出的是词或字符，不是词片"),
    "spaces_after": ("it puts spaces after words", "它把空格放在词的后面"),
    "spaces_kept": ("it leaves spaces as they are", "它让空格保持原样"),
    "pieces_off": ("some of its pieces are switched off", "它的一些词片被停用了"),
    # what a model reads, and who reads the text instead
    "latin": ("English", "英文"),
    "chinese": ("Chinese", "中文"),
    "read_by_latin": ("reader and writer read English", "reader 和 writer 读英文"),
    "read_by_chinese": ("reader-zh reads Chinese", "reader-zh 读中文"),
    "read_by_none": (
        "of the models that come with attnx only toy, whose weights are random, reads it",
        "attnx 自带的模型中只有 toy 能读它，而 toy 的权重是随机的",
    ),
    # whose text it is
    "the_text": ("the text", "文本"),
}


REFUSALS: dict[int | None, str] = {
    errno.ENOENT: "no_such_file",
    errno.EACCES: "no_permission",
    errno.EPERM: "not_permitted",
    errno.EISDIR: "is_directory",
    errno.ENOTDIR: "not_directory",
    errno.ENOSPC: "disk_full",
    errno.EROFS: "read_only",
    errno.EPIPE: "reader_gone",
    errno.ENAMETOOLONG: "name_too_long",
    errno.EIO: "device_failed",
}


class Phrase(Said):
    """Words within a sentence: a key of `PHRASES`, and the facts that fill it."""

    def __init__(self, key: str, /, **facts: object) -> None:
        self.key = key
        self.facts = facts

    def said(self, language: str) -> str:
        return in_language(language, PHRASES[self.key], self.facts)

    def __str__(self) -> str:
        return self.said("en")


class UnsoundError(Said, TypeError, ValueError):
    """Why what was read is not sound, as a phrase: the `reason` of the error that names what was read."""

    def __init__(self, key: str, /, **facts: object) -> None:
        self.phrase = Phrase(key, **facts)
        super().__init__(str(self.phrase))

    def said(self, language: str) -> str:
        return self.phrase.said(language)


def reason_of(error: Exception, library: str) -> Said:
    """The reason that an error is: a phrase where it is ours, and the words of the library where they are its own."""
    return error if isinstance(error, Said) else Phrase("library", library=library, words=error)


def reason_of_system(error: OSError) -> Phrase:
    """Why the system refused, in its own words where there are none here."""
    known = error.errno in REFUSALS
    return Phrase(REFUSALS[error.errno]) if known else Phrase("system", words=error.strerror or error)
