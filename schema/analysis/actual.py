"""What an answer cost: the objects that were really returned."""


def objects_in(data: object) -> int:
    """How many objects the data of an answer holds, its root among them."""
    count = 0
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            count += 1
            waiting.extend([each for each in value.values() if isinstance(each, dict | list)])
        elif isinstance(value, list):
            waiting.extend(value)
    return count
