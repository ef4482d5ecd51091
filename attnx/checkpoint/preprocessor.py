"""How a model is given pictures: preprocessor_config.json, or what processor_config.json holds of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attnx.checkpoint.files import PREPROCESSORS, read_json_object
from attnx.errors import CheckpointError, Phrase
from attnx.inputs.image import CHANNELS
from attnx.inputs.preprocess import MODES, Exactly, Preprocessing, ShortestEdge, Size
from attnx.model.config import Config

FILE, WHOLE = PREPROCESSORS  # the second where a model reads text too, as transformers 5 writes it
HALF, CLIP = [0.5, 0.5, 0.5], ([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711])


def taken(
    size: object, resample: int, mean: list[float], deviation: list[float], crop: int | None = None
) -> Mapping[str, object]:
    """What a class of processors takes for each key that a file leaves out."""
    values: dict[str, object] = {"size": size, "resample": resample, "image_mean": mean, "image_std": deviation}
    switches = {"do_resize": True, "do_rescale": True, "do_normalize": True, "do_center_crop": crop is not None}
    return {**values, **switches, "crop_size": crop, "rescale_factor": 1 / 255}


# The classes by the beginning of their name: ViTImageProcessor, ViTFeatureExtractor, ViTImageProcessorFast.
DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "ViT": taken(224, 2, HALF, HALF),
    "DeiT": taken(256, 3, HALF, HALF, crop=224),
    "Bit": taken({"shortest_edge": 224}, 3, *CLIP, crop=224),
    "CLIP": taken({"shortest_edge": 224}, 3, *CLIP, crop=224),
    "Siglip": taken(224, 3, HALF, HALF),
    "Blip": taken(384, 3, *CLIP),
}
BY_EDGE = ("Bit", "CLIP")  # for which a size of one number is the shortest edge


def read_preprocessing(folder: Path) -> Preprocessing:
    """How the model in this directory is given pictures.

    Raises CheckpointError where nobody says, and for what is said that attnx does not do.
    """
    file = folder / FILE
    values = read_json_object(file, "bad_preprocessor") if file.is_file() else within(folder)
    if values is None:
        raise CheckpointError("no_preprocessor", path=folder)
    called = values.get("image_processor_type", values.get("feature_extractor_type"))
    kind = next((name for name in DEFAULTS if str(called).startswith((f"{name}Image", f"{name}Feature"))), None)
    if kind is None:
        raise CheckpointError("other_preprocessor", path=file, found=called, choices=", ".join(DEFAULTS))
    config = Config(values, file, str(called), DEFAULTS[kind])
    for key in ("image_processor_type", "feature_extractor_type", "processor_class", "_processor_class"):
        config.ignore(key, "who reads the file")
    for key in ("do_convert_rgb", "data_format", "input_data_format", "return_tensors", "device", "default_to_square"):
        config.ignore(key, "every picture is RGB here, and what its array is like is known")
    for key in ("_valid_processor_keys", "disable_grouping", "image_seq_length"):
        config.ignore(key, "how the reference goes about it")
    for key in ("do_pad", "pad_size"):
        config.only(key, None, False)
    crop = config.take("do_center_crop", bool)
    resample = config.count("resample")
    if resample >= len(MODES):
        raise config.wrong("resample", Phrase("id_below", limit=len(MODES)))
    size = size_of(config, "size", by_edge=kind in BY_EDGE)
    if not crop:
        config.ignore("crop_size", "nothing is cut")
    cut = size_of(config, "crop_size") if crop else None
    if isinstance(cut, ShortestEdge):
        raise config.wrong("crop_size", "height, width")
    mean, deviation = (config.numbers(key, CHANNELS) for key in ("image_mean", "image_std"))
    resized, rescaled, normalised = (config.take(f"do_{step}", bool) for step in ("resize", "rescale", "normalize"))
    factor = config.small("rescale_factor")
    config.finish()
    return Preprocessing(
        size=size if resized else None,
        resample=MODES[resample],
        crop=cut,
        factor=factor if rescaled else None,
        mean=mean if normalised else None,
        deviation=deviation if normalised else None,
    )


def within(folder: Path) -> dict[str, object] | None:
    """What the settings of the whole say of pictures, where there are such."""
    file = folder / WHOLE
    inner = read_json_object(file, "bad_preprocessor").get("image_processor") if file.is_file() else None
    return inner if isinstance(inner, dict) else None


def size_of(config: Config, key: str, by_edge: bool = False) -> Size:
    """A size as any of the ways to write it has it: one number, or an object of edges."""
    value = config.said(key)
    if type(value) is int and value > 0:
        return ShortestEdge(value) if by_edge else Exactly(value, value)
    if isinstance(value, dict):
        match {name: edge for name, edge in value.items() if edge is not None}:
            case {"height": int(height), "width": int(width), **others} if not others and height > 0 < width:
                return Exactly(height, width)
            case {"shortest_edge": int(length), **others} if not others and length > 0:
                return ShortestEdge(length)
    raise config.wrong(key, "height, width / shortest_edge")
