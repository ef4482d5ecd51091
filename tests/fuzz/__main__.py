"""The long run: python -m tests.fuzz readers --minutes 30 --processes 2"""

import os
import sys

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # what has several threads cannot be forked

from tests.fuzz.long import main

sys.exit(main())
