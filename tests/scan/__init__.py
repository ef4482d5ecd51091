"""Tests of scans; they need the extra attnx[scan]. .ci/run installs it and sets ATTNX_REQUIRE."""
