"""`./fashionistar demo`: walk through a running marketplace; exit with 1 on any surprise."""

import asyncio
import os
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from config.demo.walkthrough.clients import Mailbox
from config.demo.walkthrough.story import Story
from config.demo.walkthrough.timeline import Surprise, Timeline, give_up
from config.supervisor.home import ROOT


async def walk() -> Timeline:
    """Tell the story, then have the books checked."""
    timeline = Timeline()
    async with AsyncExitStack() as stack:
        story = Story(
            url=os.environ["FASHIONISTAR_URL"],
            mailbox=Mailbox(Path(os.environ["MAIL_DIR"])),
            texts=Path(os.environ["SMS_DIR"]),
            timeline=timeline,
            stack=stack,
        )
        await story.run()
        timeline.heading("The books are checked")
        check(timeline, "audit finds nothing", "audit_invariants")
        check(timeline, "the provider's books equal ours", "compare_books")
    return timeline


def check(timeline: Timeline, title: str, command: str) -> None:
    """Run a management command that must find nothing."""
    with timeline.step(title):
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), command], capture_output=True, text=True, check=False
        )
        timeline.expect(done.returncode == 0, f"{command} found something:\n{done.stdout}{done.stderr}")
        timeline.note(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "")


def main() -> None:
    """Run it and say how it went."""
    try:
        timeline = asyncio.run(walk())
    except (Surprise, httpx.HTTPError, OSError) as error:
        give_up(str(error) or type(error).__name__)
    print(f"\nAll {timeline.steps} steps went as they should.")


if __name__ == "__main__":
    main()
