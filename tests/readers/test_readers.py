"""Readers do what they are asked; what is too slow, too large or ends its process costs that task alone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from structlog.testing import capture_logs

from service.errors import BadInput, Unavailable
from service.normalize import normalize
from service.normalize.extraction import Extraction
from service.readers.pool import Readers, UnreadError
from tests.readers import probes

PATIENT_S = 60.0


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    pool = Readers(count=2, timeout_s=PATIENT_S, memory_mb=512)
    yield pool
    pool.stop()


@pytest.fixture
def impatient() -> Iterator[Readers]:
    pool = Readers(count=1, timeout_s=4, memory_mb=300)
    pool.call(probes.process_id)
    yield pool
    pool.stop()


def test_a_text_is_read_as_by_the_service_itself(readers: Readers) -> None:
    text = "Ann Roe bought a mill. Nordia said it would grow."
    assert Extraction(readers=readers).read(normalize, text, language="en") == normalize(text, language="en")


def test_a_reader_is_another_process_and_is_kept(readers: Readers) -> None:
    first = readers.call(probes.process_id)
    assert first != os.getpid()
    assert readers.call(probes.process_id) == first


def test_several_are_read_at_once(readers: Readers) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda n: readers.call(probes.add, n, n), range(50))) == [2 * n for n in range(50)]


def test_a_megabyte_goes_through_the_pipes(readers: Readers) -> None:
    text = "é" * 1_000_000
    assert readers.call(str.upper, text) == text.upper()


def test_an_exception_comes_back(readers: Readers) -> None:
    with pytest.raises(BadInput, match="`body` is missing"):
        readers.call(probes.refusing)


def test_what_is_printed_is_no_answer(readers: Readers) -> None:
    assert readers.call(probes.loud) == "said"


def test_a_task_that_never_ends_is_stopped_and_the_next_is_done(impatient: Readers) -> None:
    before = impatient.call(probes.process_id)
    with capture_logs() as logs, pytest.raises(UnreadError, match="it took longer than 4 s"):
        impatient.call(probes.stuck_in_c)
    assert logs[0]["event"] == "reader replaced"
    assert impatient.call(probes.process_id) != before


def test_a_task_that_takes_too_much_memory_fails_alone(readers: Readers) -> None:
    with pytest.raises(UnreadError, match=r"512 MB of memory|ended"):
        readers.call(probes.hungry)
    assert readers.call(probes.add, 1, 2) == 3


def test_a_reader_that_ends_is_replaced(impatient: Readers) -> None:
    with pytest.raises(UnreadError, match="its reader ended with status -9"):
        impatient.call(probes.killed)
    assert impatient.call(probes.add, 1, 2) == 3


def test_a_text_that_takes_too_long_is_kept_without_claims(impatient: Readers) -> None:
    document = Extraction(readers=impatient).read(probes.read, "Slowly, Ann Roe left.", language="en", title="Slow")
    assert document.article.body == "Slowly, Ann Roe left."
    assert (document.actors, document.claims) == ((), ())
    assert document.provenance.extractor == "none"
    [note] = document.provenance.notes
    assert note == "No actors and claims were found, as reading was stopped: it took longer than 4 s."


def test_stopping_ends_what_is_under_way() -> None:
    pool = Readers(count=1, timeout_s=PATIENT_S, memory_mb=300)
    pool.call(probes.process_id)
    with ThreadPoolExecutor(2) as threads:
        begun = time.monotonic()
        waiting = [threads.submit(pool.call, probes.sleep, PATIENT_S) for _ in range(2)]
        time.sleep(0.2)
        pool.stop()
        for future in waiting:
            with pytest.raises(Unavailable):
                future.result()
        assert time.monotonic() - begun < PATIENT_S / 2
    with pytest.raises(Unavailable):
        pool.call(probes.add, 1, 2)


def test_none_is_started_before_it_is_needed() -> None:
    pool = Readers(count=4, timeout_s=PATIENT_S, memory_mb=300)
    assert not pool.processes
    pool.call(probes.process_id)
    assert len(pool.processes) == 1
    pool.stop()
