"""The Transformer of Vaswani et al. 2017 in torch: an encoder and a decoder, both from a Spec."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from attnx.model.places import Sinusoidal
from attnx.model.spec import MLP, Bidirectional, Causal, LayerNorm, Pattern, PostNorm, Spec
from attnx.training.network import Stack
from attnx.training.translator.pairs import BEGIN, END, PAD, padded


@dataclass(frozen=True)
class Sizes:
    """The sizes in config.json, under the same names."""

    source_vocab_size: int
    target_vocab_size: int
    d_model: int = 192
    n_heads: int = 6
    d_ff: int = 768
    encoder_layers: int = 3
    decoder_layers: int = 3
    max_positions: int = 128
    layer_norm_eps: float = 1e-5

    def spec(self, pattern: Pattern, n_layers: int, vocab_size: int, cross: bool) -> Spec:
        return Spec(
            family="vaswani",
            n_layers=n_layers,
            n_heads=self.n_heads,
            n_kv_heads=self.n_heads,
            d_model=self.d_model,
            d_head=self.d_model // self.n_heads,
            n_positions=self.max_positions,
            positions=Sinusoidal(),
            pattern=pattern,
            arrangement=PostNorm(),
            norm=LayerNorm(self.layer_norm_eps),
            mlp=MLP(self.d_ff, "relu"),
            vocab_size=vocab_size,
            embedding_scale=float(self.d_model**0.5),
            cross=cross,
            biased=frozenset(("q", "k", "v", "o", "up", "down")),
        )


@dataclass(frozen=True)
class Result:
    """What one pass gives: residual streams (batch, token, d_model) and log-weights (batch, head, query, key)."""

    encoded: Tensor
    decoded: Tensor
    encoder_self: list[Tensor]
    decoder_self: list[Tensor]
    cross: list[Tensor]


class Translator(nn.Module):
    """Reads Chinese characters, and predicts at each English piece the next one."""

    def __init__(self, sizes: Sizes, dropout: float = 0.0) -> None:
        super().__init__()
        self.sizes = sizes
        encoder = sizes.spec(Bidirectional(), sizes.encoder_layers, sizes.source_vocab_size, cross=False)
        decoder = sizes.spec(Causal(), sizes.decoder_layers, sizes.target_vocab_size, cross=True)
        self.encoder, self.decoder = Stack(encoder, dropout), Stack(decoder, dropout)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
            elif isinstance(module, nn.Embedding):  # × √d_model makes the variance 1
                nn.init.normal_(module.weight, std=sizes.d_model**-0.5)

    def forward(self, source: Tensor, target: Tensor) -> Result:
        """source (batch, source token) and target (batch, target token): ids, filled up with [PAD]."""
        seen = source != PAD
        encoded, looked, _ = self.encoder(source, seen)
        decoded, back, crossed = self.decoder(target, target != PAD, encoded, seen)
        return Result(encoded, decoded, looked, back, crossed)

    def logits(self, decoded: Tensor) -> Tensor:
        """The output is the target embedding read backwards, without a bias (section 3.4)."""
        return decoded @ self.decoder.token_embedding.weight.mT


def translate(
    model: Translator, sources: list[list[int]], beam: int = 1, alpha: float = 1.0, limit: int = 60, together: int = 64
) -> list[list[int]]:
    """The target ids of each source, without <s> and </s>, by beam search (greedy where `beam` is 1).

    A text of n tokens gets at most 1.5 n + 6, and never more than `limit`. A finished hypothesis counts by
    log-probability / length^alpha, </s> counted.
    """
    model.eval()
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    found: list[list[int]] = [[] for _ in sources]
    longest = [min(limit, 3 * len(ids) // 2 + 6) for ids in sources]
    for begin in range(0, len(order), together):
        group = order[begin : begin + together]
        with torch.inference_mode():
            most = max(longest[i] for i in group)
            results = search(model, [sources[i] for i in group], beam, alpha, most)
        for i, ids in zip(group, results, strict=True):
            found[i] = ids[: longest[i]]
    return found


def search(model: Translator, sources: list[list[int]], beam: int, alpha: float, limit: int) -> list[list[int]]:
    """Beam search over one batch; everything is recomputed at each step, which keeps it short."""
    device = model.decoder.token_embedding.weight.device
    source = torch.from_numpy(padded(sources)).to(device)
    encoded, _, _ = model.encoder(source, source != PAD)
    count = len(sources)
    encoded, seen = encoded.repeat_interleave(beam, 0), (source != PAD).repeat_interleave(beam, 0)
    target = torch.full((count * beam, 1), BEGIN, device=device)
    score = torch.full((count, beam), -torch.inf, device=device)
    score[:, 0] = 0.0  # the beams begin alike: only the first may branch
    best: list[tuple[float, list[int]]] = [(-torch.inf, [])] * count
    finished = [False] * count
    for length in range(1, limit + 1):
        decoded, _, _ = model.decoder(target, target != PAD, encoded, seen)
        log_p = model.logits(decoded[:, -1]).log_softmax(-1).view(count, beam, -1)  # (sentence, beam, piece)
        ended = (score + log_p[..., END]) / length**alpha  # (sentence, beam)
        likeliest = log_p.argmax(-1) == END if beam == 1 else torch.ones_like(ended, dtype=torch.bool)
        for i, b in torch.nonzero(likeliest & torch.isfinite(ended)).tolist():
            if float(ended[i, b]) > best[i][0] and (beam > 1 or not finished[i]):
                finished[i] = True
                best[i] = (float(ended[i, b]), target[i * beam + b, 1:].tolist())
        log_p[..., [PAD, BEGIN, END]] = -torch.inf
        score, place = (score[..., None] + log_p).flatten(1).topk(beam)  # (sentence, beam)
        parent, piece = place // log_p.shape[-1], place % log_p.shape[-1]
        rows = (torch.arange(count, device=device)[:, None] * beam + parent).flatten()
        target = torch.cat([target[rows], piece.view(-1, 1)], dim=1)
        if beam == 1:
            done = all(finished)
        else:  # a longer hypothesis can still win while its best case beats what is finished
            done = all(float(score[i, 0]) / limit**alpha <= best[i][0] for i in range(count)) or length > 2 * max(
                map(len, sources)
            )
        if done:
            break
    return [ids if finished[i] else target[i * beam, 1:].tolist() for i, (_, ids) in enumerate(best)]
