"""An embedder that needs no network: token vectors that ship in the wheel of wordllama, averaged.

The wheel's own loader looks for its tokenizer in the wrong folder and then downloads it. Its two files are all that
is needed, so they are read directly: the weights stay in the page cache, shared by all processes.
"""

import json
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TENSOR = "embedding.weight"


class PackagedEmbedder:
    """Averages of token vectors. Good for words that stand for things; it knows nothing of their order."""

    name = "wordllama-l2-256"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector per text; zeros for a text without tokens."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [self._mean(text.ids).tolist() for text in encoded]

    def _mean(self, ids: list[int]) -> Any:
        if not ids:
            return np.zeros(self._weights.shape[1], np.float32)
        mean = self._weights[ids].astype(np.float32).mean(axis=0)
        length = float(np.linalg.norm(mean))
        return mean / length if length else mean

    @cached_property
    def _tokenizer(self) -> Any:
        return Tokenizer.from_file(str(_folder() / _TOKENIZER))

    @cached_property
    def _weights(self) -> Any:
        path = _folder() / _WEIGHTS
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            tensor = json.loads(file.read(length))[_TENSOR]
        start = 8 + length + tensor["data_offsets"][0]
        return np.memmap(path, dtype=np.float16, mode="r", offset=start, shape=tuple(tensor["shape"]))


def _folder() -> Path:
    spec = find_spec("wordllama")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("The wheel of wordllama, which ships the weights, is not installed.")
    return Path(spec.submodule_search_locations[0])
