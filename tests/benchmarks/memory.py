"""What large models and long texts need: the largest anonymous memory of a process, beyond the files it maps.

    python -m tests.benchmarks.memory [--folder DIR]

A random Llama of 3.2 billion parameters in bfloat16 (6.4 GB, written by the script) is explained in full; then one row
of one head of a text of 32,768 tokens, beside the hidden states of all layers and the weights in float32.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.cold import quiet
from tests.benchmarks.kernels import introduce
from tests.benchmarks.shapes import LLAMA, text_of, write_tokenizer

MIB = 2**20
# Memory is read by a thread of the process itself, many times a second.
WATCHED = """
import sys, threading, time
peak = [0]
def anonymous():
    for line in open("/proc/self/status"):
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024
def watch():
    while True:
        peak[0] = max(peak[0], anonymous())
        time.sleep(0.005)
threading.Thread(target=watch, daemon=True).start()
import attnx
{work}
peak[0] = max(peak[0], anonymous())
print(peak[0])
"""
WHOLE = """
trace = attnx.explain(sys.stdin.read(), sys.argv[1])
assert len(trace.layers) == trace.model.n_layers
"""
ROW = """
trace = attnx.explain(sys.stdin.read(), sys.argv[1], layers=[3], heads=[1], arrays=["weights"], queries=[32767])
assert trace.array("weights", layer=3, head=1).shape == (1, 32768)
"""
LONG = LLAMA | {
    "vocab_size": 32000,
    "hidden_size": 256,
    "intermediate_size": 688,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 4,
    "head_dim": 64,
    "torch_dtype": "float32",
}


def shapes(config: dict[str, object]) -> dict[str, tuple[int, ...]]:
    """The tensors of a Llama."""
    d, d_ff, vocab, layers, heads, kv, width = (
        int(str(config[key]))
        for key in (
            "hidden_size",
            "intermediate_size",
            "vocab_size",
            "num_hidden_layers",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
        )
    )
    found: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (vocab, d), "model.norm.weight": (d,)}
    for layer in range(layers):
        at = f"model.layers.{layer}."
        found |= {at + "input_layernorm.weight": (d,), at + "post_attention_layernorm.weight": (d,)}
        found |= {
            f"{at}self_attn.{part}_proj.weight": (size * width, d)
            for part, size in zip("qkv", (heads, kv, kv), strict=True)
        }
        found[at + "self_attn.o_proj.weight"] = (d, heads * width)
        found |= {f"{at}mlp.{part}_proj.weight": (d_ff, d) for part in ("gate", "up")}
        found[at + "mlp.down_proj.weight"] = (d, d_ff)
    return found


def write(folder: Path, config: dict[str, object]) -> Path:
    """A random checkpoint, written tensor by tensor: it may be larger than memory."""
    if (folder / "tokenizer.json").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    half = config["torch_dtype"] == "bfloat16"
    header, end = {}, 0
    for name, shape in shapes(config).items():
        size = int(np.prod(shape)) * (2 if half else 4)
        header[name] = {"dtype": "BF16" if half else "F32", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    head = json.dumps(header).encode()
    numbers = (np.random.default_rng(0).standard_normal(2**22, dtype=np.float32) * 0.02).astype(np.float32)
    block = (numbers.view(np.uint32) >> 16).astype(np.uint16).tobytes() if half else numbers.tobytes()
    with (folder / "model.safetensors").open("wb") as file:
        file.write(len(head).to_bytes(8, "little") + head)
        left = end
        while left:
            left -= file.write(block[:left])
    write_tokenizer(folder)
    return folder


def peak(work: str, model: Path, tokens: int) -> int:
    """The largest anonymous memory, in bytes."""
    command = [sys.executable, "-c", WATCHED.format(work=work), str(model)]
    return int(
        subprocess.run(
            command, input=text_of(tokens), stdout=subprocess.PIPE, check=True, text=True, env=quiet()
        ).stdout
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "attnx-benchmarks")
    given = parser.parse_args()
    introduce(quiet())
    print("| what | peak, beyond mapped files | beside | ratio | bar |\n|---|---|---|---|---|")
    long = write(given.folder / "long", LONG)
    states = 32768 * 256 * 4 * 5 + sum(int(np.prod(shape)) * 4 for shape in shapes(LONG).values())
    row = peak(ROW, long, 32768)
    beside = f"hidden states of all layers and weights, {states / MIB:,.0f} MiB"
    print(
        f"| one row of one head, 32,768 tokens | {row / MIB:,.0f} MiB | {beside} | {row / states:.2f} × | ≤ 1.5 |",
        flush=True,
    )
    whole = peak(WHOLE, write(given.folder / "llama-3b", LLAMA), 16)
    parameters = sum(int(np.prod(shape)) for shape in shapes(LLAMA).values())
    name = f"Llama shape, {parameters / 1e9:.1f} B in bfloat16, everything of 16 tokens"
    print(f"| {name} | {whole / MIB:,.0f} MiB | | | ≤ 2,500 MB |")


if __name__ == "__main__":
    main()
