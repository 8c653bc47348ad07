"""Every number and switch of the edge, in one value."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

KIB = 1024
MIB = 1024 * KIB
# Where a proxy of ours normally stands: this machine, or a network that the internet cannot reach.
PRIVATE_NETWORKS = tuple(
    ip_network(text) for text in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeOptions:
    """Limits in bytes, times in seconds, doors as path prefixes.

    A prefix that ends in "/" covers what is below it; any other also covers the path itself: "/graphql" covers
    "/graphql" and "/graphql/", never "/graphql-console".
    """

    https: bool = False
    """Served over https only: send HSTS."""
    hsts_seconds: int = 31_536_000
    allowed_hosts: tuple[str, ...] = ()
    """Host names answered, ".shop.example" for a whole domain, "*" or nothing for any."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Peers whose X-Forwarded-*, X-Request-ID and trace headers are believed."""

    url_limit: int = 8 * KIB
    headers_limit: int = 32 * KIB
    header_count_limit: int = 100
    body_limit: int = MIB
    body_limits: tuple[tuple[str, int], ...] = (("/graphql", 256 * KIB),)
    """Limits for single doors; the longest prefix wins."""
    body_deadline: float = 15.0
    """From the head of the request to the last byte of its body."""
    websocket_message_limit: int = 64 * KIB

    graphql_door: str = "/graphql"
    webhook_door: str = "/api/webhooks/"
    json_doors: tuple[str, ...] = ("/graphql", "/api", "/staff")
    """Doors that take JSON and nothing else."""
    multipart_doors: tuple[str, ...] = ()
    """JSON doors that take multipart/form-data as well."""
    multipart_limit: int = 9 * MIB
    """The limit of such a form: a file and the little that goes with it."""
    private_doors: tuple[str, ...] = ("/graphql", "/api", "/staff", "/admin")
    """Answers are not to be stored by caches unless they say so themselves."""

    json_depth: int = 64
    json_integer_digits: int = 20
    json_number_length: int = 64
    json_containers: int = 20_000
    """Objects and arrays in one body: what a body costs is its structure more than its bytes."""
    json_keys: int = 50_000

    def is_graphql(self, path: str) -> bool:
        """Tell whether a path belongs to the GraphQL door."""
        return is_under(path, self.graphql_door)

    def is_private(self, path: str) -> bool:
        """Tell whether answers under a path may not be stored by caches."""
        return any(is_under(path, door) for door in self.private_doors)

    def takes_json(self, path: str) -> bool:
        """Tell whether a path belongs to a JSON door."""
        return any(is_under(path, door) for door in self.json_doors)

    def takes_multipart(self, path: str) -> bool:
        """Tell whether a path takes multipart/form-data beside JSON."""
        return any(is_under(path, door) for door in self.multipart_doors)

    def needs_object(self, path: str) -> bool:
        """Tell whether a JSON body has to be an object there."""
        return self.is_graphql(path) or is_under(path, self.webhook_door)

    def body_limit_for(self, path: str, *, multipart: bool = False) -> int:
        """Give the number of body bytes taken under a path, of a multipart form or of anything else."""
        if multipart and self.takes_multipart(path):
            return self.multipart_limit
        found = max(
            ((len(prefix), limit) for prefix, limit in self.body_limits if is_under(path, prefix)),
            default=(0, self.body_limit),
        )
        return found[1]


def is_under(path: str, prefix: str) -> bool:
    """Tell whether a path is a prefix's own or below it."""
    if not path.startswith(prefix):
        return False
    return len(path) == len(prefix) or prefix.endswith("/") or path[len(prefix)] == "/"
