"""`zh-en`, an encoder and a decoder that translate: their recipe, what they can do."""
