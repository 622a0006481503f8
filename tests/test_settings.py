"""Settings from the environment: defaults, values, and one sentence for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.configuration import load_settings, settings_table
from service.errors import StartupError
from service.setting_table import SETTINGS
from service.settings import Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load_settings({}) == Settings() == load_settings({"PORT": " ", "PATH": "/bin"})


def test_every_setting_can_be_set() -> None:
    settings = load_settings(
        {
            "DATABASE_URL": "postgresql://u:p@db.example:5433/news?sslmode=require",
            "HOST": "0.0.0.0",
            "PORT": "80",
            "CLAIMGRAPH_DATA_DIR": "data",
            "CLAIMGRAPH_POOL_MIN": "0",
            "CLAIMGRAPH_POOL_MAX": "3",
            "CLAIMGRAPH_POOL_WAIT_S": "0.5",
            "CLAIMGRAPH_STATEMENT_TIMEOUT_S": "30",
            "CLAIMGRAPH_LOG_LEVEL": "DEBUG",
            "CLAIMGRAPH_EXTRACTOR": "rules",
        }
    )
    assert (settings.port, settings.data_dir, settings.pool_max) == (80, Path("data"), 3)
    assert (settings.pool_wait_s, settings.statement_timeout_s, settings.log_level) == (0.5, 30.0, "debug")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT is 'http', but must be a whole number from 1 to 65535."),
        ("PORT", "0", "PORT is '0', but must be a whole number from 1 to 65535."),
        ("PORT", "99999999999", "PORT is '99999999999', but must be a whole number from 1 to 65535."),
        ("PORT", "٣", "PORT is '٣', but must be a whole number from 1 to 65535."),
        ("HOST", "a b", "HOST is 'a b', but must be a host name or an IP address."),
        ("CLAIMGRAPH_POOL_MAX", "0", "CLAIMGRAPH_POOL_MAX is '0', but must be a whole number from 1 to 1000."),
        (
            "CLAIMGRAPH_POOL_MIN",
            "11",
            "CLAIMGRAPH_POOL_MIN is 11, but must be at most CLAIMGRAPH_POOL_MAX, which is 10.",
        ),
        (
            "CLAIMGRAPH_STATEMENT_TIMEOUT_S",
            "nan",
            "CLAIMGRAPH_STATEMENT_TIMEOUT_S is 'nan', but must be a number of seconds from 0.1 to 3600.",
        ),
        (
            "CLAIMGRAPH_LOG_LEVEL",
            "loud",
            "CLAIMGRAPH_LOG_LEVEL is 'loud', but must be one of debug, info, warning, error.",
        ),
        (
            "CLAIMGRAPH_POL_MAX",
            "1",
            "CLAIMGRAPH_POL_MAX is no setting of this service; did you mean CLAIMGRAPH_POOL_MAX?",
        ),
    ],
)
def test_a_mistake_is_one_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(StartupError) as refusal:
        load_settings({name: value})
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "url", ["mysql://a/b", "postgresql://", "a", "postgres://h:port/d", "postgresql+asyncpg://h/d"]
)
def test_a_wrong_database_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StartupError) as refusal:
        load_settings({"DATABASE_URL": url})
    assert str(refusal.value) == (
        "DATABASE_URL is set, but must be an address like postgresql://user:password@host:5432/database."
    )


LLM = {
    "CLAIMGRAPH_EXTRACTOR": "llm",
    "CLAIMGRAPH_LLM_URL": "https://llm.example.org/v1",
    "CLAIMGRAPH_LLM_MODEL": "small-model",
    "CLAIMGRAPH_LLM_KEY": "sk-secret",
}


def test_a_language_model_can_be_set() -> None:
    settings = load_settings(LLM | {"CLAIMGRAPH_LLM_TIMEOUT_S": "20", "CLAIMGRAPH_LLM_REQUESTS_MAX": "3"})
    assert (settings.extractor, settings.llm_url, settings.llm_model) == (
        "llm",
        "https://llm.example.org/v1",
        "small-model",
    )
    assert (settings.llm_timeout_s, settings.llm_requests_max) == (20.0, 3)
    assert settings.llm_key is not None and settings.llm_key.reveal() == "sk-secret"
    assert "sk-secret" not in repr(settings) + str(settings)


@pytest.mark.parametrize("missing", ["CLAIMGRAPH_LLM_URL", "CLAIMGRAPH_LLM_MODEL"])
def test_a_language_model_needs_an_address_and_a_name(missing: str) -> None:
    with pytest.raises(StartupError) as refusal:
        load_settings({name: value for name, value in LLM.items() if name != missing})
    assert str(refusal.value) == (
        "CLAIMGRAPH_EXTRACTOR is llm, so CLAIMGRAPH_LLM_URL and CLAIMGRAPH_LLM_MODEL must be set."
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "CLAIMGRAPH_LLM_URL",
            "llm.example.org/sk-secret",
            "CLAIMGRAPH_LLM_URL is set, but must be an http or https address such as https://llm.example.org/v1.",
        ),
        (
            "CLAIMGRAPH_LLM_URL",
            "https://me:sk-secret@llm.example.org/v1",
            "CLAIMGRAPH_LLM_URL is set, but must be an address without user, password, query and fragment.",
        ),
        (
            "CLAIMGRAPH_LLM_URL",
            "https://llm.example.org/v1?key=sk-secret",
            "CLAIMGRAPH_LLM_URL is set, but must be an address without user, password, query and fragment.",
        ),
        (
            "CLAIMGRAPH_LLM_KEY",
            "sk-secret\tsk",
            "CLAIMGRAPH_LLM_KEY is set, but must be printable ASCII without blanks.",
        ),
        (
            "CLAIMGRAPH_EXTRACTOR",
            "gpt",
            "CLAIMGRAPH_EXTRACTOR is 'gpt', but must be one of rules, llm.",
        ),
        (
            "CLAIMGRAPH_LLM_SECONDS_MAX",
            "0",
            "CLAIMGRAPH_LLM_SECONDS_MAX is '0', but must be a number of seconds from 0.1 to 3600.",
        ),
    ],
)
def test_a_mistake_about_the_model_is_one_sentence_without_its_key(name: str, value: str, sentence: str) -> None:
    with pytest.raises(StartupError) as refusal:
        load_settings(LLM | {name: value})
    assert str(refusal.value) == sentence


def test_the_table_lists_every_setting_with_its_default() -> None:
    table = settings_table()
    assert all(f"| `{setting.name}` |" in table for setting in SETTINGS)
    assert "| `PORT` | `8000` |" in table and "| `DATABASE_URL` | unset |" in table
