"""Says which kernel multiplies matrices here, and with how many threads; fails where they are not those asked for."""

import os
import sys

import numpy
from threadpoolctl import threadpool_info

ALSO = {"Prescott": "Katmai"}  # what newer releases of OpenBLAS call the same kernel

[library] = [library for library in threadpool_info() if library["user_api"] == "blas"]
kernel, threads = library["architecture"], library["num_threads"]
print(f"NumPy {numpy.__version__}, OpenBLAS {library['version']}: {kernel}, threads: {threads}")
asked, count = os.environ.get("OPENBLAS_CORETYPE", kernel), os.environ.get("OPENBLAS_NUM_THREADS", threads)
if kernel not in (asked, ALSO.get(asked)) or threads != int(count):
    sys.exit(f"{asked} with {count} threads was asked for")
