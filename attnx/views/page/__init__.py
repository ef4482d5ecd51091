"""A trace as one page of HTML that opens from disk and asks the network for nothing."""
