"""attnx's attention against every conformance case of the ONNX operator Attention, opsets 23 to 25."""

from __future__ import annotations

import importlib
import importlib.util
import os
from typing import Any

import numpy as np
import pytest

from attnx.inputs.shapes import restrict
from attnx.model.attention import attention
from attnx.model.heads import join, split

if importlib.util.find_spec("onnx") is None and "onnx" not in os.environ.get("ATTNX_REQUIRE", ""):
    pytest.skip("needs the package onnx, which holds the cases: pip install onnx", allow_module_level=True)

onnx: Any = importlib.import_module("onnx")


def base_cases() -> dict[str, Any]:
    """The cases by name, without their `_expanded` twins, which ask the same of ONNX's own smaller operators."""
    # Importing the operator's own module adds its cases to this list; collect_testcases imports all operators first.
    importlib.import_module("onnx.backend.test.case.node.attention")
    cases = importlib.import_module("onnx.backend.test.case.node")._NodeTestCases
    return {case.name: case for case in cases if "_expanded" not in case.name}


CASES = base_cases()
COUNT = 93  # of onnx 1.23
# Cases that attnx cannot express, each with the reason: none is left. What attnx has no word for, a past, padded
# keys and a sliding window, is a concatenation or a mask to it, and a wider softmax is within the tolerance.
NOT_EXPRESSIBLE: dict[str, str] = {}
# By how much a number may differ, relative to it or to 1: units in the last place of the dtype of the case.
TOLERANCE = {"float32": 8 * 2.0**-23, "float16": 2 * 2.0**-10, "bfloat16": 2 * 2.0**-7}
# What the fourth output of the operator is, by its mode.
RECORDED = ("scores · scale", "scaled", "masked", "weights")


def test_every_case_is_run_or_listed_with_a_reason() -> None:
    assert len(CASES) == COUNT, f"onnx {onnx.__version__} has {len(CASES)} cases"
    assert {case.model.opset_import[0].version for case in CASES.values()} == {23, 24, 25}
    assert {case.model.graph.node[0].op_type for case in CASES.values()} == {"Attention"}
    assert NOT_EXPRESSIBLE.keys() <= CASES.keys()


@pytest.mark.parametrize("name", [name for name in CASES if name not in NOT_EXPRESSIBLE])
def test_agrees_with_onnx(name: str) -> None:
    node = CASES[name].model.graph.node[0]
    ((inputs, outputs),) = CASES[name].data_sets
    given = dict(zip(filter(None, node.input), inputs, strict=True))
    expected = dict(zip(filter(None, node.output), outputs, strict=True))
    tolerance = TOLERANCE[given["Q"].dtype.name]
    # float16 and bfloat16 are exact in float32, in which attnx computes.
    floats = {name: array.astype(np.float32) for name, array in given.items() if array.dtype.kind not in "bi"}
    attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}

    got = [run_one(given | floats, attributes, number) for number in range(len(given["Q"]))]

    assert expected.keys() <= got[0].keys()
    for output, array in expected.items():
        found = np.stack([one[output] for one in got])
        assert found.dtype == np.float32
        assert found.shape == array.shape
        np.testing.assert_allclose(found, array.astype(np.float32), tolerance, tolerance, equal_nan=False)


def run_one(given: dict[str, np.ndarray], attributes: dict[str, Any], number: int) -> dict[str, np.ndarray]:
    """The outputs of the operator, by their names, for one sample of the batch."""
    left = dict(attributes)  # emptied below, so that no attribute is overlooked
    arrays = dict(given)
    q, k, v = (arrays.pop(name)[number] for name in "QKV")
    flat = q.ndim == 2
    if flat:
        n_heads, n_kv_heads = left.pop("q_num_heads"), left.pop("kv_num_heads")
        q, k, v = split(q, n_heads), split(k, n_kv_heads), split(v, n_kv_heads)
    scale = left.pop("scale", q.shape[2] ** -0.5)

    offset = 0  # the place of the first query among the keys
    n_queries = q.shape[1]
    if "past_key" in arrays:
        past_k, past_v = arrays.pop("past_key")[number], arrays.pop("past_value")[number]
        offset = past_k.shape[1]
        k, v = np.concatenate([past_k, k], axis=1), np.concatenate([past_v, v], axis=1)
    n_keys = k.shape[1]
    n_valid = n_keys
    if "nonpad_kv_seqlen" in arrays:
        n_valid = int(arrays.pop("nonpad_kv_seqlen")[number])
        offset = n_valid - n_queries

    query, key = np.arange(n_queries)[:, None] + offset, np.arange(n_keys)
    allowed = np.broadcast_to(key < n_valid, (n_queries, n_keys))
    if left.pop("is_causal", 0):
        allowed = allowed & (key <= query)
    if (before := left.pop("left_window_size", -1)) >= 0:
        allowed = allowed & (key >= query - before)
    if (after := left.pop("right_window_size", -1)) >= 0:
        allowed = allowed & (key <= query + after)
    mask = arrays.pop("attn_mask", None)
    if mask is not None:  # shorter than the keys where the last are padding
        missing = [(0, 0)] * (mask.ndim - 1) + [(0, n_keys - mask.shape[-1])]
        mask = np.pad(mask, missing, constant_values=False if mask.dtype == bool else -np.inf)
        mask = np.broadcast_to(mask, (len(given["Q"]), len(q), n_queries, n_keys))[number]

    recorded: dict[str, np.ndarray] = {}

    def record(name: str, array: np.ndarray) -> np.ndarray:
        recorded[name] = array.copy()
        return array

    soft_cap = left.pop("softcap", 0.0) or None
    z = attention(q, k, v, scale=scale, mask=restrict(mask, allowed), soft_cap=soft_cap, touch=record)

    recorded["scores · scale"] = recorded["scores"] * scale
    step = RECORDED[left.pop("qk_matmul_output_mode", 0)]
    left.pop("softmax_precision", None)
    assert not left
    assert not arrays
    return {"Y": join(z) if flat else z, "present_key": k, "present_value": v, "qk_matmul_output": recorded[step]}
