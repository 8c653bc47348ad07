"""Who reacts to what. Every event has a line; one that nobody reacts to says why.

Handlers load what they need by the ids of the event and make one call into a domain.
"""

from collections.abc import Mapping

from tasks.table import Reaction

REACTIONS: Mapping[str, tuple[Reaction, ...]] = {}
