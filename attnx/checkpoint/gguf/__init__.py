"""Models in one GGUF file, as llama.cpp reads them: settings, vocabulary and weights, these often quantised."""
