"""A whole corpus: every sentence of it goes through a model, and what its heads do is kept as a table.

    files ──► corpus ──► parts ──► batches ──► Traces ──► measures ──► rows | sums ──► a file for each part

A part is some lines of one file. It is read, computed and written by one process, from nothing but the `Job` and its
place in the file, so whichever machine does it, and however often, its file is the same.
"""
