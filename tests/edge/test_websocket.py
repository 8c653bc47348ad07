import logging

import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.edge.asking import edge, http_scope

TEXT = {"type": "websocket.receive", "text": '{"type":"connection_init"}'}
HOSTILE: tuple[tuple[str, Message, int], ...] = (
    ("binary", {"type": "websocket.receive", "bytes": b"{}", "text": None}, 4400),
    ("not json", {"type": "websocket.receive", "text": "hello"}, 4400),
    ("list", {"type": "websocket.receive", "text": "[]"}, 4400),
    ("null", {"type": "websocket.receive", "text": "null"}, 4400),
    ("empty", {"type": "websocket.receive", "text": ""}, 4400),
    ("deep", {"type": "websocket.receive", "text": '{"a":' * 10_000}, 4400),
    ("twins", {"type": "websocket.receive", "text": '{"id":"1","id":"2"}'}, 4400),
    ("huge", {"type": "websocket.receive", "text": '{"a":"' + "x" * 70_000 + '"}'}, 1009),
)


class Chat:
    """An application that accepts, answers each message, and goes on sending after the end."""

    def __init__(self) -> None:
        """Remember what reaches it."""
        self.heard: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Talk until the other side is gone, and a little longer."""
        await send({"type": "websocket.accept"})
        while True:
            message = await receive()
            self.heard.append(message)
            if message["type"] == "websocket.disconnect":
                break
            if message["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": "ok"})
        await send({"type": "websocket.send", "text": "too late"})
        await send({"type": "websocket.close"})


async def talk(app: object, incoming: list[Message], **changes: object) -> list[Message]:
    """Play messages to the edge over a WebSocket."""
    waiting, outgoing = [{"type": "websocket.connect"}, *incoming], []
    scope = {**http_scope("", "/graphql"), "type": "websocket", "scheme": "ws", "subprotocols": [], **changes}
    del scope["method"]

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "websocket.disconnect", "code": 1001}

    async def send(message: Message) -> None:
        outgoing.append(message)

    await edge(app)(scope, receive, send)  # type: ignore[arg-type]
    return outgoing


@pytest.mark.parametrize(("message", "code"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
async def test_closes_on_a_hostile_message_and_says_no_more(message: Message, code: int) -> None:
    chat = Chat()

    outgoing = await talk(chat, [TEXT, message, TEXT])

    assert [sent["type"] for sent in outgoing] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert outgoing[-1]["code"] == code
    assert chat.heard[1:] == [TEXT, {"type": "websocket.disconnect", "code": code}]


async def test_logs_one_record_for_the_whole_connection(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    await talk(Chat(), [TEXT] * 5)

    (record,) = [vars(found) for found in caplog.records]
    assert {name: record[name] for name in ("method", "path", "status", "bytes")} == {
        "method": "WEBSOCKET",
        "path": "/graphql",
        "status": 1001,
        "bytes": 18,
    }


async def test_masks_an_error_with_a_close(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        raise RuntimeError

    outgoing = await talk(broken, [])

    assert outgoing[1:] == [{"type": "websocket.close", "code": 1011, "reason": "INTERNAL_ERROR"}]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        "unhandled exception"
    ]


async def test_refuses_a_handshake_with_a_hostile_head() -> None:
    twice = [(b"host", b"a"), (b"host", b"b")]

    plain = await talk(Chat(), [], headers=twice)
    answered = await talk(Chat(), [], headers=twice, extensions={"websocket.http.response": {}})

    assert plain == [{"type": "websocket.close", "code": 1008, "reason": "AMBIGUOUS_HEADER"}]
    assert answered[0]["status"] == 400
    assert b'"code":"AMBIGUOUS_HEADER"' in answered[1]["body"]
