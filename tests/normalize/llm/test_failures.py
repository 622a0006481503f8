"""Whatever the model's server does, the article is read in time: by the rules, and the notes say why."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from service.document import Document
from service.normalize import RulesExtractor, normalize
from service.normalize.llm.endpoint import ANSWER_BYTES_MAX
from service.normalize.llm.options import LlmOptions
from service.secret import Secret
from tests.conftest import free_port
from tests.normalize.llm.answers import BODY, claim, good_answer
from tests.normalize.llm.conftest import KEY, Make
from tests.normalize.llm.stub import Reply, Stub, completion, problem

FALLBACK = normalize(BODY, language="fr")


def reason(document: Document) -> str:
    """Why the rules read the article; fails when they didn't."""
    assert (document.actors, document.claims) == (FALLBACK.actors, FALLBACK.claims)
    assert (document.provenance.extractor, document.provenance.version) == ("rules", RulesExtractor().version)
    (note,) = document.provenance.notes
    start, end = "The language model test-model failed: ", ". The extractor rules read it."
    assert note.startswith(start) and note.endswith(end)
    return note.removeprefix(start).removesuffix(end)


@pytest.mark.parametrize(
    ("reply", "told", "requests"),
    [
        (completion("I'm sorry, here it is: {"), "the model's answer was not the JSON asked for", 2),
        (completion("[]"), "the model's answer was not the JSON asked for", 2),
        (completion('{"actors": [], "claims": {}}'), "the model's answer was not the JSON asked for", 2),
        (completion("[" * 100_000), "the model's answer was not the JSON asked for", 2),
        (completion('{"actors": [1], "claims": ["a"]}'), "nothing in the model's answer had the shape asked for", 2),
        (completion(r'{"actors": [], "claims": ["\ud800"]}'), "the model's answer was not the JSON asked for", 2),
        (completion(""), "the model's answer was empty", 2),
        (completion(None), "the model's answer was empty", 2),
        (Reply(body=b'{"choices": []}'), "the endpoint's answer was empty", 2),
        (Reply(body=b'{"error": "no"}'), "the endpoint's answer was no chat completion", 2),
        (Reply(body=b"\xff\xfe\x00"), "the endpoint's answer was no chat completion", 2),
        (Reply(body=b"<html>Hello</html>", content_type="text/html"), "the endpoint's answer was not JSON", 2),
        (Reply(body=b"x", headers=(("content-encoding", "gzip"),)), "the endpoint's answer was packed", 2),
        (Reply(body=b" " * (ANSWER_BYTES_MAX + 1)), "an answer was longer than 1 MB", 2),
        (completion("no", refusal="I can't help with that."), "the model refuses this text", 1),
        (completion("{}", finish="content_filter"), "the model refuses this text", 1),
        (problem(401, f"wrong key {KEY}"), "the endpoint answered 401", 1),
        (problem(404), "the endpoint answered 404", 1),
        (problem(400, f"no such model for {KEY}"), "the endpoint answered 400", 1),
        (problem(302, location="http://127.0.0.1:9/elsewhere"), "the endpoint answered 302", 1),
        (problem(429), "the endpoint answered 429", 3),
        (problem(500), "the endpoint answered 500", 3),
        (problem(503), "the endpoint answered 503", 3),
        (Reply(closes=True), "the connection broke off", 3),
        (Reply(body=b"{", headers=(("content-length", "100"),)), "the connection broke off", 3),
    ],
)
def test_a_bad_answer_leaves_the_article_to_the_rules(
    stub: Stub, make: Make, reply: Reply, told: str, requests: int
) -> None:
    stub.will(reply)
    with capture_logs() as logs:
        document = normalize(BODY, language="fr", extractor=make(retries=2))
    assert reason(document) == told
    assert len(stub.asked) == requests
    assert KEY not in repr(logs) and KEY not in repr(document)


@pytest.mark.parametrize(
    "reply", [problem(429), problem(500), problem(408), Reply(closes=True), completion("{"), completion("{}")]
)
def test_a_second_try_may_do(stub: Stub, make: Make, reply: Reply) -> None:
    stub.will(reply, completion(good_answer()))
    document = normalize(BODY, language="fr", extractor=make())
    assert document.provenance.extractor == "llm" and document.provenance.notes == () and len(document.claims) == 3


def test_an_answer_of_nothing_but_inventions_is_none(stub: Stub, make: Make) -> None:
    stub.will(completion({"actors": [], "claims": [claim(1, "Tesla va racheter OpenAI")]}))
    document = normalize(BODY, language="fr", extractor=make())
    assert reason(document) == (
        "nothing that it gave could be kept. Left out of the language model's answer: quotes that are not in the"
        " text (1)"
    )


def test_a_cut_off_answer_to_a_single_sentence_is_no_answer(stub: Stub, make: Make) -> None:
    stub.will(completion('{"actors": [', finish="length"))
    document = normalize("OpenAI a engagé Microsoft hier.", language="fr", extractor=make())
    assert "failed: the model's answer was cut off." in document.provenance.notes[0]


@pytest.mark.parametrize("style", ["seconds", "date"])
def test_retry_after_is_waited_for(stub: Stub, make: Make, style: str) -> None:
    after = "1" if style == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    stub.will(problem(429, retry_after=after), completion(good_answer()))
    document = normalize(BODY, language="fr", extractor=make())
    first, second = stub.asked
    assert document.provenance.extractor == "llm" and 0.9 < second.at - first.at < 4


def test_a_wait_that_is_too_long_is_not_begun(stub: Stub, make: Make) -> None:
    stub.will(problem(503, retry_after="86400"))
    started = time.monotonic()
    assert reason(normalize(BODY, language="fr", extractor=make())) == "the endpoint answered 503"
    assert len(stub.asked) == 1 and time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("reply", "options", "told"),
    [
        (Reply(hangs=True), {"read_timeout_s": 0.2}, "the endpoint was silent for 0.2 s"),
        (Reply(hangs=True), {"timeout_s": 0.2}, "an answer took more than 0.2 s"),
        (Reply(drips=True, body=b" " * 1000), {"timeout_s": 0.3}, "an answer took more than 0.3 s"),
        (Reply(hangs=True), {"seconds_max": 0.3, "retries": 9}, "the article took more than 0.3 s"),
        (problem(500), {"seconds_max": 0.4, "retries": 999, "backoff_s": 0.2}, "the article took more than 0.4 s"),
        (problem(500), {"requests_max": 2, "retries": 9}, "it took more than 2 requests"),
    ],
)
def test_nothing_takes_longer_than_it_may(
    stub: Stub, make: Make, reply: Reply, options: dict[str, Any], told: str
) -> None:
    stub.will(reply)
    started = time.monotonic()
    document = normalize(BODY, language="fr", extractor=make(**{"retries": 1, **options}))
    assert reason(document) in (told, "the endpoint answered 500" if reply.status == 500 else told)
    assert time.monotonic() - started < 5


def test_an_endpoint_that_is_not_there(make: Make) -> None:
    extractor = make(base_url=f"http://127.0.0.1:{free_port()}/v1", retries=1)
    assert reason(normalize(BODY, language="fr", extractor=extractor)) == "the endpoint can't be reached"


def test_a_host_without_an_address(make: Make) -> None:
    extractor = make(base_url="http://nowhere.invalid/v1", retries=0)
    assert reason(normalize(BODY, language="fr", extractor=extractor)) == "the endpoint can't be reached"


def test_answers_over_the_budget_end_it(stub: Stub, make: Make) -> None:
    stub.will(completion('{"actors": [', finish="length"))
    document = normalize(BODY, language="fr", extractor=make(output_tokens_max=400))
    assert reason(document) == "the answers were longer than 400 tokens"


def test_a_text_over_the_budget_costs_nothing(stub: Stub, make: Make) -> None:
    document = normalize(BODY * 300, language="fr", extractor=make(requests_max=3))
    assert "failed: the text needs more than 3 requests." in document.provenance.notes[0]
    assert stub.asked == []


def test_a_language_without_rules_gets_both_notes(stub: Stub, make: Make) -> None:
    stub.will(problem(401))
    document = normalize("Der Bundestag hat heute ein Gesetz beschlossen.", language="de", extractor=make())
    assert document.claims == ()
    assert [note.partition(":")[0] for note in document.provenance.notes] == [
        "The language model test-model failed",
        "No rules for language 'de'",
    ]


def test_an_endpoint_that_is_down_is_left_alone_for_a_while(stub: Stub, make: Make) -> None:
    stub.will(problem(401))
    extractor = make(pause_s=0.5)
    reasons = [reason(normalize(BODY, language="fr", extractor=extractor)) for _ in range(5)]
    assert len(stub.asked) == 3
    assert reasons == ["the endpoint answered 401"] * 3 + ["it failed before and is not asked for a while"] * 2
    time.sleep(0.5)
    stub.will(completion(good_answer()))
    assert normalize(BODY, language="fr", extractor=extractor).provenance.extractor == "llm"


@pytest.mark.parametrize(
    ("complaint", "field", "value"),
    [
        ("'response_format' of type 'json_schema' is not supported", "response_format", {"type": "json_object"}),
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "max_completion_tokens", 8000),
        ("'temperature' does not support 0 with this model.", "temperature", None),
        ("max_tokens is too large: 8000. This model supports at most 4096.", "max_tokens", 4000),
    ],
)
def test_a_server_that_knows_less_is_asked_more_plainly(
    stub: Stub, make: Make, complaint: str, field: str, value: object
) -> None:
    stub.will(problem(400, complaint), completion(good_answer()))
    extractor = make()
    for title in ("Un", "Deux"):
        document = normalize(BODY, language="fr", title=title, extractor=extractor)
        assert document.provenance.extractor == "llm"
    # It is remembered: the second article goes out right.
    assert len(stub.asked) == 3 and [asked.body.get(field) for asked in stub.asked[1:]] == [value, value]
    if field == "response_format":
        assert '"claimant"' in stub.asked[1].body["messages"][0]["content"]


def test_a_server_without_any_forms_is_told_the_form_in_words(stub: Stub, make: Make) -> None:
    stub.will(problem(400, "unknown field response_format"), problem(422, "response_format"), completion(good_answer()))
    document = normalize(BODY, language="fr", extractor=make())
    assert document.provenance.extractor == "llm"
    assert [(asked.body.get("response_format") or {}).get("type") for asked in stub.asked] == [
        "json_schema",
        "json_object",
        None,
    ]


def test_many_articles_at_once_keep_to_the_limit(stub: Stub, make: Make) -> None:
    stub.will(completion(good_answer()))
    extractor = make(concurrency=3)
    with ThreadPoolExecutor(12) as threads:
        titles = map(str, range(24))
        read = threads.map(lambda title: normalize(BODY, language="fr", title=title, extractor=extractor), titles)
        documents = list(read)
    assert {document.provenance.extractor for document in documents} == {"llm"}
    assert len(stub.asked) == 24 and stub.at_once_max <= 3


def test_closing_ends_what_is_under_way(stub: Stub, make: Make) -> None:
    stub.will(Reply(hangs=True))
    extractor = make()
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(normalize, BODY, language="fr", extractor=extractor)
        while not stub.asked:
            time.sleep(0.01)
        extractor.close()
        assert reason(reading.result(timeout=5)) == "the service was stopping"
    assert reason(normalize(BODY, language="fr", extractor=extractor)) == "the service was stopping"


def test_the_key_is_shown_nowhere(stub: Stub, make: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stub.will(problem(500, KEY), problem(400, KEY))
    options = LlmOptions(base_url=stub.url, model="m", api_key=Secret(KEY))
    with capture_logs() as logs:
        document = normalize(BODY, language="fr", extractor=make())
    assert reason(document) == "the endpoint answered 400"
    for shown in (caplog.text, repr(logs), repr(options), str(options.api_key), repr(document)):
        assert KEY not in shown


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"base_url": "ftp://a/v1"}, "base_url must be an http or https address."),
        ({"base_url": "http://:80"}, "base_url must be an http or https address."),
        ({"base_url": "https://me:secret@a/v1"}, "base_url must have no user, query or fragment"),
        ({"base_url": "https://a/v1?key=secret"}, "base_url must have no user, query or fragment"),
        ({"model": " "}, "model must be the name of a model."),
        ({"api_key": Secret("a b")}, "api_key must be printable ASCII without blanks."),
        ({"timeout_s": float("nan")}, "timeout_s must be at least 0.01."),
        ({"requests_max": 0}, "requests_max must be at least 1."),
    ],
)
def test_options_that_cannot_work_are_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match="must") as refusal:
        LlmOptions(**({"base_url": "https://llm.example.org/v1", "model": "m"} | given))
    assert str(refusal.value).startswith(sentence) and "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "given", ["https://a.example/v1", "https://a.example/v1/", "https://a.example/v1/chat/completions"]
)
def test_the_whole_address_is_taken_too(given: str) -> None:
    assert LlmOptions(base_url=given, model="m").url == "https://a.example/v1/chat/completions"
