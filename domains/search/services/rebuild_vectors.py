"""Write the vectors of the whole catalogue anew, in chunks that survive a crash; never twice at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.catalogue.models import Product
from domains.common.background import advance_task, start_task, unfinished_task
from domains.common.models import BackgroundTask
from domains.common.turns import take_turns
from domains.search.embedding.embedder import Embedder, current_embedder
from domains.search.errors import RebuildUnderWay
from domains.search.models import SearchVector
from domains.search.services.embed_products import BATCH, embed_products

REBUILD_VECTORS = "rebuild_vectors"


def start_rebuild(*, owner: str) -> UUID:
    """Have all vectors written anew and give the id of the task. Raises RebuildUnderWay."""
    with transaction.atomic():
        # Two that look at the same moment would both see nothing under way.
        take_turns(REBUILD_VECTORS)
        task_id = unfinished_task(kind=REBUILD_VECTORS)
        if task_id is not None:
            raise RebuildUnderWay(task_id=task_id)
        return start_task(
            owner=owner,
            kind=REBUILD_VECTORS,
            parameters={"embedder": current_embedder().name, "after": None},
            total=Product.objects.count(),
        )


def rebuild_chunk(*, task: BackgroundTask, embedder: Embedder, now: datetime) -> None:
    """Write the next vectors of a rebuild; what a newer rebuild has taken over is left to it.

    A crash repeats the chunk at most. Raises whatever the embedder raises: then the chunk is tried again.
    """
    if BackgroundTask.objects.filter(kind=REBUILD_VECTORS, created_at__gt=task.created_at).exists():
        return
    products = Product.objects.order_by("id")
    if task.parameters["after"] is not None:
        products = products.filter(id__gt=UUID(task.parameters["after"]))
    ids = list(products.values_list("id", flat=True)[:BATCH])
    embed_products(product_ids=ids, embedder=embedder, now=now)
    after = str(ids[-1]) if ids else task.parameters["after"]
    advance_task(
        task=task,
        processed=(task.processed or 0) + len(ids),
        parameters=task.parameters | {"embedder": embedder.name, "after": after},
        is_done=len(ids) < BATCH,
    )


def renew_vectors() -> UUID | None:
    """Start a rebuild where vectors of another embedder are left and none is under way; give its id."""
    if not SearchVector.objects.exclude(embedder=current_embedder().name).exists():
        return None
    try:
        return start_rebuild(owner="system")
    except RebuildUnderWay:
        return None
