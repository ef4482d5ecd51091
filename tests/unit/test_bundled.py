"""A bundled model that is damaged: what is said, and how to mend it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import attnx
from attnx.checkpoint import available, inside
from attnx.errors import AttnxError
from attnx.lessons import Lesson

USES: dict[str, Callable[[], object]] = {
    "reader": lambda: attnx.explain("Birds sing."),
    "zh-en": lambda: attnx.translate("我爱你。"),
    "encoder": lambda: attnx.explain("我爱你。"),
}


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the bundled models that may be harmed."""
    folder = tmp_path / "bundled"
    shutil.copytree(inside.BUNDLED, folder)
    monkeypatch.setattr(inside, "BUNDLED", folder)
    return folder


def mended(use: Callable[[], object], model: str) -> str:
    """What is said of a damaged model in English, where it says how to mend it; in Chinese it does too."""
    with pytest.raises(AttnxError) as caught:
        use()
    assert (caught.value.key, caught.value.facts["name"], caught.value.exit_code) == ("bundle_damaged", model, 1)
    sentence = str(caught.value)
    assert sentence.startswith(f"the bundled model {model} is damaged (")
    assert sentence.endswith("): reinstall attnx")
    assert "请重新安装 attnx" in Lesson("zh").of(caught.value)
    return sentence


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("file", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_truncated_file(bundled: Path, use: str, file: str) -> None:
    model = "reader" if use == "reader" else "zh-en"
    path = bundled / model / file
    if not path.exists():
        path = path.with_name("source_tokenizer.json")
    USES[use]()
    os.truncate(path, path.stat().st_size // 2)
    assert path.name in mended(USES[use], model)


@pytest.mark.parametrize("use", USES)
def test_a_file_that_is_gone(bundled: Path, use: str) -> None:
    model = "reader" if use == "reader" else "zh-en"
    (bundled / model / "model.safetensors").unlink()
    assert "model.safetensors" in mended(USES[use], model)


def test_the_list_of_models_says_it_too(bundled: Path) -> None:
    os.truncate(bundled / "zh-en" / "config.json", 10)
    mended(available, "zh-en")


def test_in_chinese_the_reason_is_chinese(bundled: Path) -> None:
    (bundled / "zh-en" / "model.safetensors").unlink()
    with pytest.raises(AttnxError) as caught:
        attnx.translate("我爱你。")
    assert "请用 safetensors 格式保存模型" in Lesson("zh").of(caught.value)
