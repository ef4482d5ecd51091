"""Reading the data folder: Chinese sentences, each once, and those kept aside for measuring."""

from __future__ import annotations

from pathlib import Path

from attnx.training.sentences import Corpus, is_held_out

FILES = {
    "zh-en.train.tsv": "Tatoeba, CC-BY 2.0 FR",
    "zh-en.storypages.tsv": "Global African Storybook Project, CC-BY",
}
ARTICLE = "爱很强大，因为它给了我们活下去的希望。"  # never trained on


def read_chinese(data: Path) -> Corpus:
    """The Chinese side of the pairs; of the same sentence one only."""
    found: dict[str, None] = {}
    for name in FILES:
        for line in (data / name).read_text(encoding="utf-8").splitlines():
            text = line.split("\t")[1].replace(" ", "").replace("　", "")
            if 3 <= len(text) <= 100 and ARTICLE[:3] not in text:
                found[text] = None
    texts = list(found)
    return Corpus([t for t in texts if not is_held_out(t)], [t for t in texts if is_held_out(t)])
