"""The recipe of the bundled model `zh-en`: python -m attnx.training.translator --data DIR --out DIR

A Transformer of the 2017 paper, small, trained on short everyday sentence pairs, with two heads of
cross-attention taught to show where a word comes from. Seeded; started again, it goes on after the last
whole epoch. CPU or GPU.
"""

from __future__ import annotations

import argparse
import datetime
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import sacrebleu
import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from attnx.training.export_translator import export
from attnx.training.first_vectors import first_vectors
from attnx.training.guide import alignments, guide, guide_loss, guided_heads
from attnx.training.keep import load_state, save_state, write_tensors
from attnx.training.pairs import (
    END,
    PAD,
    UNK,
    Pair,
    Split,
    Tokens,
    batches,
    padded,
    read_english,
    read_pairs,
    source_tokenizer,
    split_pairs,
    target_tokenizer,
    tokenize,
)
from attnx.training.translator_network import Sizes, Translator, translate


@dataclass(frozen=True)
class Plan:
    """Every choice of the training."""

    epochs: int = 11
    seed: int = 1
    batch_tokens: int = 1500  # source and target together, with padding
    target_vocab: int = 4000
    d_model: int = 192
    n_heads: int = 6
    d_ff: int = 576
    layers: int = 3
    dropout: float = 0.1
    forgotten: float = 0.03  # the share of Chinese characters replaced by [UNK]
    smoothing: float = 0.1
    guidance: float = 0.1  # the weight of guided alignment in the loss
    rate: float = 1.5e-3
    warmup: int = 500  # steps
    cooldown: float = 0.4  # the share of all epochs
    averaged: int = 2  # the epochs whose weights are averaged at the end
    measure_every: int = 4  # epochs


@dataclass
class Training:
    """What an epoch needs: the data as tokens with their alignments, the model, its optimiser."""

    plan: Plan
    tokens: list[Tokens]
    links: list[np.ndarray]
    dev: list[Pair]
    source: Tokenizer
    target: Tokenizer
    model: Translator
    optimizer: torch.optim.Optimizer
    device: torch.device

    def epoch(self, number: int, tell: Callable[[float, int, int], None]) -> float:
        """One pass over the data; returns the mean loss. `tell` hears of each batch: loss, pieces, of how many."""
        torch.manual_seed(self.plan.seed * 1000 + number)
        rng = np.random.default_rng([self.plan.seed, number])
        self.model.train()
        losses = []
        groups = batches(self.tokens, self.plan.batch_tokens, rng)
        for place, group in enumerate(groups):
            rate = self.rate((number + place / len(groups)) / self.plan.epochs, number * len(groups) + place)
            loss, pieces = self.step(group, rate)
            losses.append(loss)
            tell(loss, pieces, len(groups))
        return float(np.mean(losses))

    def rate(self, share: float, step: int) -> float:
        """The learning rate: up in a line for `warmup` steps, level, down in a line to 0 in the last `cooldown`.

        While it is level a training may be given more epochs, and goes on as if it had had them from the start.
        """
        return self.plan.rate * min((step + 1) / self.plan.warmup, 1.0, (1 - share) / self.plan.cooldown)

    def step(self, group: np.ndarray, rate: float) -> tuple[float, int]:
        """One batch; returns its loss and how many pieces were predicted."""
        plan = self.plan
        source = torch.from_numpy(padded([self.tokens[i].source for i in group])).to(self.device)
        target = torch.from_numpy(padded([self.tokens[i].target for i in group])).to(self.device)
        forgotten = (torch.rand(source.shape, device=self.device) < plan.forgotten) & (source > END)
        read, wanted = target[:, :-1].masked_fill(target[:, :-1] == END, PAD), target[:, 1:]
        result = self.model(source.masked_fill(forgotten, UNK), read)
        there = wanted != PAD
        logits = self.model.logits(result.decoded[there])  # (piece, vocabulary)
        loss = functional.cross_entropy(logits, wanted[there], label_smoothing=plan.smoothing)
        links = guide([self.links[i] for i in group], wanted.shape[1], source.shape[1]).to(self.device)
        guided = guide_loss(result.cross, links, guided_heads(plan.layers))
        self.optimizer.zero_grad(set_to_none=True)
        (loss + plan.guidance * guided).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = rate
        self.optimizer.step()
        return float(loss.detach()), int(there.sum())

    def bleu(self) -> float:
        """Greedy BLEU on the sentences held out."""
        sources = [self.source.encode(pair.chinese).ids for pair in self.dev]
        found = self.target.decode_batch(translate(self.model, sources))
        return float(sacrebleu.corpus_bleu(found, [[pair.english for pair in self.dev]]).score)


def prepare(data: Split, plan: Plan, device: torch.device) -> Training:
    """Tokenizers, tokens, alignments, an untrained model."""
    torch.manual_seed(plan.seed)
    source = source_tokenizer([pair.chinese for pair in data.train])
    target = target_tokenizer([pair.english for pair in data.train], plan.target_vocab)
    tokens = tokenize(data.train, source, target)
    sizes = Sizes(
        source_vocab_size=source.get_vocab_size(),
        target_vocab_size=target.get_vocab_size(),
        d_model=plan.d_model,
        n_heads=plan.n_heads,
        d_ff=plan.d_ff,
        encoder_layers=plan.layers,
        decoder_layers=plan.layers,
    )
    model = Translator(sizes, plan.dropout).to(device)
    english = [pair.english for pair in data.train] + data.english
    vectors = torch.from_numpy(first_vectors(english, target, plan.d_model, plan.seed))
    model.decoder.token_embedding.weight.data.copy_(vectors)
    optimizer = torch.optim.AdamW(model.parameters(), lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    links = alignments(tokens, target)
    return Training(plan, tokens, links, data.dev, source, target, model, optimizer, device)


def train(training: Training, out: Path) -> list[dict[str, float]]:
    """All epochs, each kept on disk; leaves the averaged weights in the model and returns the log."""
    out.mkdir(parents=True, exist_ok=True)
    plan, state = training.plan, out / "training.safetensors"
    log: list[dict[str, float]] = []
    if state.exists():
        log = load_state(state, training.model, training.optimizer)["log"]
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("loss {task.fields[loss]:.3f} · {task.fields[speed]:,.0f} pieces/s"),
    )
    with Progress(*columns, refresh_per_second=1) as progress:
        task = progress.add_task("zh-en", loss=float("nan"), speed=0.0)
        for number in range(len(log), plan.epochs):
            began, seen = time.monotonic(), 0

            def tell(loss: float, pieces: int, count: int, began: float = began) -> None:
                nonlocal seen
                seen += pieces
                speed = seen / (time.monotonic() - began)
                progress.update(task, advance=1, total=count * plan.epochs, loss=loss, speed=speed)

            loss = training.epoch(number, tell)
            entry = {"epoch": number + 1, "loss": loss, "seconds": time.monotonic() - began}
            if (number + 1) % plan.measure_every == 0 or number + 1 == plan.epochs:
                entry["bleu"] = training.bleu()
            log.append(entry)
            progress.console.print(json.dumps({name: round(value, 3) for name, value in entry.items()}))
            write_tensors(out / f"epoch-{number + 1}.safetensors", training.model.state_dict(), {})
            (out / f"epoch-{number + 1 - plan.averaged}.safetensors").unlink(missing_ok=True)
            save_state(state, training.model, training.optimizer, {"log": log, "plan": asdict(plan)})
    average(training, out, log)
    return log


def average(training: Training, out: Path, log: list[dict[str, float]]) -> None:
    """The mean of the last epochs' weights (Vaswani et al. 2017, section 6.1), where it is better than the last."""
    plan = training.plan
    last = training.model.state_dict()
    kept = [
        load_file(out / f"epoch-{n}.safetensors") for n in range(plan.epochs, max(plan.epochs - plan.averaged, 0), -1)
    ]
    mean: dict[str, Tensor] = {name: torch.stack([w[name] for w in kept]).mean(0) for name in last}
    last = {name: value.clone() for name, value in last.items()}
    training.model.load_state_dict(mean)
    score = training.bleu()
    log.append({"epoch": plan.epochs, "averaged": float(len(kept)), "bleu": score})
    print(json.dumps(log[-1]))
    if score < log[-2].get("bleu", -1.0):
        training.model.load_state_dict(last)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with zh-en.train.tsv")
    parser.add_argument("--out", type=Path, required=True, help="where the model directory is written")
    parser.add_argument("--work", type=Path, help="where the unfinished training is kept; beside --out by default")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    for name, value in asdict(Plan()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = vars(parser.parse_args())
    data, out, work, threads = (given.pop(name) for name in ("data", "out", "work", "threads"))
    plan = Plan(**given)
    torch.set_num_threads(threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    training = prepare(split_pairs(read_pairs(data), read_english(data), plan.seed), plan, device)
    train(training, work or out.with_name(out.name + ".work"))
    about = {
        "recipe": f"attnx.training.translator {json.dumps(asdict(plan))}",
        "data": "Tatoeba zh-en and English (CC BY 2.0 FR), Global African Storybook zh-en (CC BY)",
        "date": datetime.date.today().isoformat(),
    }
    export(out, training.model, training.source, training.target, about)


if __name__ == "__main__":
    main()
