"""An embedder that asks a service which speaks the embeddings API of OpenAI."""

from collections.abc import Sequence

import httpx
import numpy as np

_SECONDS = 20.0


class ServiceEmbedder:
    """Asks for vectors of as many dimensions as our column has."""

    def __init__(self, *, url: str, key: str, model: str, dimensions: int) -> None:
        self.name = model
        self._dimensions = dimensions
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=_SECONDS)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector per text. Raises httpx.HTTPError, ValueError for an answer of another shape."""
        asked = {"model": self.name, "input": list(texts), "dimensions": self._dimensions}
        answer = self._client.post("/embeddings", json=asked).raise_for_status().json()
        rows = sorted(answer["data"], key=lambda row: row["index"])
        vectors = np.array([row["embedding"] for row in rows], np.float32)
        if vectors.shape != (len(texts), self._dimensions) or not np.isfinite(vectors).all():
            raise ValueError(f"{self.name} answered with vectors of shape {vectors.shape}.")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: list[list[float]] = (vectors / np.where(lengths, lengths, 1)).tolist()
        return unit

    def close(self) -> None:
        """Close the connections that were kept."""
        self._client.close()
