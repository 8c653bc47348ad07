"""Django Tasks on a Redis Cluster: streams whose keys share one hash tag per queue."""

from django_tasks_redis.backends import RedisTaskBackend
from redis.cluster import RedisCluster

from domains.common.redis import redis_client


class ClusterBackend(RedisTaskBackend):  # type: ignore[misc]  # the library has no types
    """The library's backend, talking to a cluster.

    REDIS_KEY_PREFIX is a hash tag such as `{fashionistar:critical}`: its scripts and transactions stay in one slot.
    """

    def get_client(self) -> RedisCluster:
        """The process's client. Raises one of REDIS_FAILURES where no node answers."""
        return redis_client(texts=True)
