"""The service's settings as one frozen struct; `service.configuration` reads them from the environment."""

from __future__ import annotations

from pathlib import Path

import msgspec

from service.secret import Secret

DEFAULT_READERS = 2
"""Enough that one long text holds up nobody; more than the cores is in vain."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be configured; see `service.setting_table` for names, defaults and meanings."""

    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path(".claimgraph")
    pool_min: int = 2
    pool_max: int = 10
    pool_wait_s: float = 5.0
    queue_wait_s: float = 0.5
    statement_timeout_s: float = 10.0
    database_grace_s: float = 2.0
    database_connect_s: float = 5.0
    database_keepalive_s: int = 15
    ready_timeout_s: float = 1.5
    exports_max: int = 2
    unread_timeout_s: float = 30.0
    log_level: str = "info"
    slow_s: float = 1.0
    metrics: str = "auto"
    workers: int = 1
    readers: int = DEFAULT_READERS
    read_timeout_s: float = 10.0
    reader_memory_mb: int = 1024
    extractor: str = "rules"
    llm_url: str | None = None
    llm_model: str | None = None
    llm_key: Secret | None = None
    llm_connect_timeout_s: float = 5.0
    llm_read_timeout_s: float = 60.0
    llm_timeout_s: float = 90.0
    llm_retries: int = 3
    llm_concurrency: int = 4
    llm_segment_tokens: int = 2500
    llm_requests_max: int = 24
    llm_seconds_max: float = 180.0
    llm_output_tokens_max: int = 48_000
    llm_pause_s: float = 30.0
    open_reads: str = "auto"
    jwt_issuer: str | None = None
    jwt_jwks_url: str | None = None
    jwt_audience: str | None = None
    jwt_leeway_s: float = 30.0
    jwt_days_max: int = 366
    rate_limit: str = "auto"
    hosts: tuple[str, ...] = ()
    public_url: str | None = None
    proxies: tuple[str, ...] = ()
    body_bytes_max: int = 1_000_000
    header_timeout_s: float = 10.0
    idle_timeout_s: int = 75
    trusted_only: bool = False
    persisted_queries: bool = True
    cache_s: int = 0
    compression: bool = True
    introspection: bool = True
    graphiql: bool = True
    cors_origins: tuple[str, ...] = ()
    events_kept_h: float = 72.0
    subscribers_max: int = 10_000
    subscriber_backlog: int = 1000
