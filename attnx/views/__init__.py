"""From a Trace to what people look at: tables, sentences, a fragment of a page. None of them computes the model."""
