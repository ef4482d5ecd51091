"""What stands beside the weights of `reader`: the card with everything measured, and the notice of its sources."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from attnx.checkpoint.directory import read_directory
from attnx.checkpoint.safetensors import map_tensors
from attnx.training.heads import measure_heads
from attnx.training.keep import write_json
from attnx.training.looks import Head
from attnx.training.reader.evaluate import figures
from attnx.training.reader.grammar import Grammar
from attnx.training.reader.references import only_candidate
from attnx.training.sentences import FILES
from attnx.version import __version__

HELD_OUT_TEXTS = 300  # for what each head looks at
HELD_OUT_GOLD = 500  # generated from another seed, beside the real ones kept aside

NOTICE = """\
reader, the English model of attnx, was trained on the texts below, and its heads were taught by
sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0). No sentence of these texts is contained in it.

Tatoeba, https://tatoeba.org: English sentences by its contributors, prepared by https://www.manythings.org/anki/
  CC-BY 2.0 FR, https://creativecommons.org/licenses/by/2.0/fr/

Common Voice, https://commonvoice.mozilla.org: English sentences
  CC0 1.0, https://creativecommons.org/publicdomain/zero/1.0/

TinyStories, https://huggingface.co/datasets/roneneldan/TinyStories (Eldan and Li 2023)
  CDLA-Sharing 1.0, https://cdla.dev/sharing-1-0/

WinoGrande, https://winogrande.allenai.org, Allen Institute for AI (Sakaguchi et al. 2019)
  CC-BY, https://creativecommons.org/licenses/by/4.0/

African Storybook, https://www.africanstorybook.org, and Pratham Books' StoryWeaver, https://storyweaver.org.in,
by way of the Global African Storybook Project, https://global-asp.github.io
  CC-BY, https://creativecommons.org/licenses/by/4.0/, unless said otherwise; the stories, authors and illustrators:
"""


def write_notice(out: Path, data: Path) -> None:
    """The attributions that the licences ask for, every story with its authors."""
    stories = []
    attribution = data / "en.children-stories.attribution.tsv"
    if attribution.is_file():
        for line in attribution.read_text(encoding="utf-8").splitlines():
            _, title, licence, author, illustrator = line.split("\t")
            by = ", ".join(dict.fromkeys(who for who in (author, illustrator) if who))
            stories.append(f"  {title}: {by}" + ("" if licence == "[CC-BY]" else f" {licence}"))
    (out / "NOTICE").write_text(NOTICE + "".join(story + "\n" for story in sorted(stories)), encoding="utf-8")


def write_card(out: Path, data: Path, held_out: list[str], seed: int, steps: int, coreference: Head) -> None:
    """Measures the model that was written to `out`, on sentences it has not seen, and says so in card.json."""
    model = read_directory(out, "reader", "trained")
    gold = [*Grammar(seed + 1_000).examples(HELD_OUT_GOLD), *only_candidate(held_out)]
    heads = measure_heads(model, [text for text in held_out if text.isascii()][:HELD_OUT_TEXTS], gold, coreference)
    card = {
        "name": "reader",
        "what": "a small encoder of everyday English; some heads are taught by all-MiniLM-L6-v2",
        "version": __version__,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "recipe": "attnx.training.reader.recipe",
        "seed": seed,
        "steps": steps,
        "parameters": int(sum(np.prod(t.shape) for t in map_tensors(out / "model.safetensors").values())),
        "teacher": "sentence-transformers/all-MiniLM-L6-v2",
        "coreference": {"layer": coreference[0], "head": coreference[1]},
        "heads": [
            {"layer": one.head[0], "head": one.head[1], "kind": one.kind, "score": one.score}
            | ({} if one.asked is None else {"asked": one.asked})
            | {"measured": one.scores}
            for one in heads
        ],
        "evaluation": {name: round(figure, 3) for name, figure in figures(model, coreference, data)},
        "data": [{"file": file, "origin and licence": origin} for file, origin in FILES.items()],
    }
    write_json(out / "card.json", card)
