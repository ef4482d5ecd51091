"""From the loss back to every weight: each page is the mirror of one of the model's.

What the loss asks of an array is called d and its name: `dz` is ∂loss/∂z, and has the shape of z. What it asks of
weights are weights too: the gradient of a `Linear` is a `Linear`, that of `Weights` is `Weights`.
"""
