"""The load generator knows where an answer ends, and whether it is one."""

import pytest

from tests.bench.generator import AnswerReader, Sample

WHOLE = b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"data":{}}'
IN_PARTS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{0\r\n\r\n0\r\n\r\n\r\n3\r\nabc\r\n0\r\n\r\n"


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_reads_an_answer_of_a_known_length(step: int) -> None:
    reader = AnswerReader()
    for start in range(0, len(WHOLE), step):
        assert not reader.is_complete
        reader.feed(WHOLE[start : start + step])

    assert (reader.is_complete, reader.has_failed, reader.body_bytes, reader.chunks) == (True, False, 11, 0)


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_reads_an_answer_in_parts_by_their_sizes(step: int) -> None:
    reader = AnswerReader()
    for start in range(0, len(IN_PARTS), step):
        assert not reader.is_complete
        reader.feed(IN_PARTS[start : start + step])

    assert (reader.is_complete, reader.has_failed, reader.body_bytes, reader.chunks) == (True, False, 14, 2)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\n{}",
        b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"errors":[{}] }',
    ],
    ids=["status", "errors"],
)
def test_counts_a_refusal_as_a_failure(answer: bytes) -> None:
    reader = AnswerReader()
    reader.feed(answer)

    assert (reader.is_complete, reader.has_failed) == (True, True)


def test_tells_percentiles_of_answers_and_of_their_first_parts() -> None:
    sample = Sample(latencies=[0.1, 0.4, 0.2, 0.3], first_parts=[0.02, 0.01])

    assert (sample.percentile(0.5), sample.percentile(0.95)) == (300, 400)
    assert (sample.first_part_percentile(0.25), sample.first_part_percentile(0.5)) == (10, 20)
