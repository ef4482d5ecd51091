"""How a small model learns: forward, backward and Adam, in NumPy. What a model is and does comes from `model/`."""
