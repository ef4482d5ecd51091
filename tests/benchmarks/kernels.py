"""Which kernels do the matrix products: both sides of a benchmark run the processor's own, or nothing is compared."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

FORCED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # they make OpenBLAS run another kernel than the processor's own
OURS = """
import numpy
from threadpoolctl import threadpool_info
print(", ".join(f"{library['internal_api']} {library['version']} {library['architecture']}"
                for library in threadpool_info() if library["user_api"] == "blas"))
"""
THEIRS = """
import torch
blas = [part for part in torch.__config__.show().replace("\\n", ",").split(",") if "BLAS_INFO" in part]
print(f"torch {torch.__version__} {torch.backends.cpu.get_cpu_capability()}", *(part.strip() for part in blas))
"""


def unforced(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what forces a kernel."""
    return {name: value for name, value in environment.items() if name not in FORCED}


def kernel(python: str, code: str, environment: Mapping[str, str]) -> str:
    """What the libraries of an interpreter say of their kernel in this environment."""
    said = subprocess.run([python, "-c", code], env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return said.stdout.strip()


def own_kernel(environment: Mapping[str, str]) -> str:
    """The kernel of NumPy in processes with this environment. Raises SystemExit where it is not the machine's own."""
    runs, own = (kernel(sys.executable, OURS, each) for each in (environment, unforced(os.environ)))
    if runs != own:
        raise SystemExit(f"nothing is compared: the benchmark would run {runs}, this machine's own kernel is {own}")
    return runs


def introduce(environment: Mapping[str, str], reference: str | None = None) -> None:
    """Prints the kernels of both sides. Raises SystemExit where ours is not the machine's own."""
    print(f"attnx: {own_kernel(environment)}")
    if reference is not None:
        print(f"reference: {kernel(reference, THEIRS, environment)}")
    print()
