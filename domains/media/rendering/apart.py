"""Draw renditions in a process of its own: a picture that eats memory, time or the decoder harms nobody else.

The process is this module run as a program. It reads one line of JSON and the picture from its standard input, and
writes one line of JSON and the renditions, one behind the other.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from domains.common.errors import DomainError
from domains.media.errors import DrawingTookTooLong, PictureSpoilt
from domains.media.rendering.drawing import Drawing, Drawn, draw
from domains.media.rendering.recipe import FocalPoint, Shape

# Of computing: that is what a picture costs.
MAX_SECONDS = 20
# By the clock, within the lease of a reaction. A machine that is busy with something else needs longer for the same.
PATIENCE_SECONDS = 25.0
# A picture of 40 million pixels takes 160 MB decoded, and a few copies of itself.
MAX_MEMORY = 1_500 * 1024 * 1024
_NICENESS = 10
_ROOT = Path(__file__).resolve().parents[3]


def draw_apart(content: bytes, *, focal: FocalPoint, seconds: int = MAX_SECONDS) -> Drawing:
    """As `draw`, elsewhere. Raises PictureSpoilt for whatever it comes to grief over.

    Raises DrawingTookTooLong where the machine had too little time for it: then it may be tried again.
    """
    head = json.dumps({"focal": asdict(focal), "seconds": seconds}).encode() + b"\n"
    command = [sys.executable, "-m", __name__]
    try:
        # Nothing of the command comes from outside; the picture is its input.
        ran = subprocess.run(  # noqa: S603
            command, input=head + content, capture_output=True, timeout=PATIENCE_SECONDS, cwd=_ROOT
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingTookTooLong from error
    if ran.returncode == -signal.SIGXCPU:
        raise PictureSpoilt("It takes too long to decode.")
    if ran.returncode != 0:
        raise PictureSpoilt("Its decoder died.")
    line, _, rest = ran.stdout.partition(b"\n")
    answer: dict[str, Any] = json.loads(line)
    if "fault" in answer:
        raise PictureSpoilt(answer["fault"])
    return _read(answer, rest)


def _read(answer: dict[str, Any], rest: bytes) -> Drawing:
    renditions, start = [], 0
    for shape, width, height, size in answer.pop("renditions"):
        renditions.append(Drawn(Shape(shape), width, height, rest[start : start + size]))
        start += size
    return Drawing(**answer, renditions=tuple(renditions))


def _answer_to(given: bytes) -> bytes:
    line, _, content = given.partition(b"\n")
    asked = json.loads(line)
    # Whoever waits for an answer goes first.
    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"] + 1))
    try:
        drawing = draw(content, focal=FocalPoint(**asked["focal"]))
    except DomainError as error:
        return json.dumps({"fault": error.message}).encode()
    head = {
        "width": drawing.width,
        "height": drawing.height,
        "colour": drawing.colour,
        "placeholder": drawing.placeholder,
        "renditions": [(each.shape, each.width, each.height, len(each.content)) for each in drawing.renditions],
    }
    return json.dumps(head).encode() + b"\n" + b"".join(each.content for each in drawing.renditions)


if __name__ == "__main__":
    sys.stdout.buffer.write(_answer_to(sys.stdin.buffer.read()))
