"""Every setting of the service: its variable, its meaning, and how its text is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from service import setting_texts as read
from service.settings import Settings

_LOG_LEVELS = ("debug", "info", "warning", "error")
_EXTRACTORS = ("rules", "llm")


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the settings table: the variable, what it sets, and how its text is read.

    `read` raises ValueError with the rest of the sentence "NAME is 'text', but must be ...".
    """

    name: str
    field: str
    meaning: str
    read: Callable[[str], Any]
    hidden: bool = False
    """Whether the value is nobody's to see, in errors and reports too."""

    @property
    def default(self) -> str:
        """The default as people write it; empty when the setting is unset."""
        match getattr(Settings(), self.field):
            case None:
                return ""
            case bool(value):
                return str(int(value))
            case float(value):
                return f"{value:g}"
            case tuple(value):
                return ",".join(value)
            case value:
                return str(value)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="DATABASE_URL",
        field="database_url",
        read=read.database_url,
        meaning="PostgreSQL server (15 or later) to use. Unset: an embedded server in CLAIMGRAPH_DATA_DIR.",
        # It may hold a password.
        hidden=True,
    ),
    Setting(name="HOST", field="host", read=read.host, meaning="Address that the service listens on."),
    Setting(
        name="PORT",
        field="port",
        read=read.whole(1, 65535),
        meaning="TCP port that the service listens on.",
    ),
    Setting(
        name="CLAIMGRAPH_DATA_DIR",
        field="data_dir",
        read=read.folder,
        meaning="Folder of the embedded server's data.",
    ),
    Setting(
        name="CLAIMGRAPH_POOL_MIN",
        field="pool_min",
        read=read.whole(0, 1000),
        meaning="Database connections kept open.",
    ),
    Setting(
        name="CLAIMGRAPH_POOL_MAX",
        field="pool_max",
        read=read.whole(1, 1000),
        meaning="Maximum number of database connections open at once.",
    ),
    Setting(
        name="CLAIMGRAPH_POOL_WAIT_S",
        field="pool_wait_s",
        read=read.seconds(0.1, 300),
        meaning="Seconds a request waits for a free connection before it is answered 503.",
    ),
    Setting(
        name="CLAIMGRAPH_QUEUE_WAIT_S",
        field="queue_wait_s",
        read=read.seconds(0.05, 300),
        meaning="Seconds that a read waits its turn in a burst before it is answered 503; a tenth of it where more"
        " comes for long than can be served.",
    ),
    Setting(
        name="CLAIMGRAPH_STATEMENT_TIMEOUT_S",
        field="statement_timeout_s",
        read=read.seconds(0.1, 3600),
        meaning="Seconds after which the database stops a request's statement.",
    ),
    Setting(
        name="CLAIMGRAPH_DATABASE_GRACE_S",
        field="database_grace_s",
        read=read.seconds(0.1, 300),
        meaning="Seconds beyond the statement timeout after which a silent database is given up: the request is"
        " answered 503, and its connection closed.",
    ),
    Setting(
        name="CLAIMGRAPH_DATABASE_CONNECT_S",
        field="database_connect_s",
        read=read.seconds(0.1, 300),
        meaning="Seconds that a new connection to the database may take.",
    ),
    Setting(
        name="CLAIMGRAPH_DATABASE_KEEPALIVE_S",
        field="database_keepalive_s",
        read=read.whole(1, 3600),
        meaning="Seconds of silence after which a TCP connection to the database is probed by both ends.",
    ),
    Setting(
        name="CLAIMGRAPH_READY_TIMEOUT_S",
        field="ready_timeout_s",
        read=read.seconds(0.1, 60),
        meaning="Seconds within which the database must answer for `/readyz` to answer 200.",
    ),
    Setting(
        name="CLAIMGRAPH_EXPORTS_MAX",
        field="exports_max",
        read=read.whole(1, 100),
        meaning="Maximum number of exports at once, each with its own database connection; more are answered 503.",
    ),
    Setting(
        name="CLAIMGRAPH_UNREAD_TIMEOUT_S",
        field="unread_timeout_s",
        read=read.seconds(0.1, 3600),
        meaning="Seconds after which a client that takes nothing of its answer is cut off.",
    ),
    Setting(
        name="CLAIMGRAPH_LOG_LEVEL",
        field="log_level",
        read=read.choice(_LOG_LEVELS),
        meaning="Least level that is logged: debug, info, warning or error.",
    ),
    Setting(
        name="CLAIMGRAPH_SLOW_S",
        field="slow_s",
        read=read.seconds(0, 3600),
        meaning="Seconds after which a read is logged with its SQL and plan, without values. 0: none is.",
    ),
    Setting(
        name="CLAIMGRAPH_METRICS",
        field="metrics",
        read=read.choice(("auto", "open", "key", "off")),
        meaning="Who may read /metrics: anyone, those with a key, or nobody. auto: anyone where HOST is loopback.",
    ),
    Setting(
        name="CLAIMGRAPH_WORKERS",
        field="workers",
        read=read.whole(1, 64),
        meaning="Processes that serve on the one port, where `--workers` doesn't say; each has its own connections.",
    ),
    Setting(
        name="CLAIMGRAPH_READERS",
        field="readers",
        read=read.whole(0, 256),
        meaning="Processes that read texts, each started when it is needed; workers share them, at least one each."
        " 0: the service reads by itself, and waits.",
    ),
    Setting(
        name="CLAIMGRAPH_READ_TIMEOUT_S",
        field="read_timeout_s",
        read=read.seconds(0.1, 3600),
        meaning="Seconds, and one more for each 100 KB, after which a text is stored unread, with a note.",
    ),
    Setting(
        name="CLAIMGRAPH_READER_MEMORY_MB",
        field="reader_memory_mb",
        read=read.whole(64, 1_000_000),
        meaning="Memory in MB that one text may take while it is read; with more, it is stored unread, with a note.",
    ),
    Setting(
        name="CLAIMGRAPH_EXTRACTOR",
        field="extractor",
        read=read.choice(_EXTRACTORS),
        meaning="What finds actors and claims in a text: rules, or llm, a language model ([llm.md](llm.md)).",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_URL",
        field="llm_url",
        read=read.endpoint,
        hidden=True,
        meaning="Address of the model's OpenAI-compatible API, before `/chat/completions`.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_MODEL",
        field="llm_model",
        read=read.words,
        meaning="The model's name there.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_KEY",
        field="llm_key",
        read=read.secret,
        meaning="Key that the API wants, if any; never shown.",
        hidden=True,
    ),
    Setting(
        name="CLAIMGRAPH_LLM_CONNECT_TIMEOUT_S",
        field="llm_connect_timeout_s",
        read=read.seconds(0.1, 60),
        meaning="Seconds that a connection to the API may take.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_READ_TIMEOUT_S",
        field="llm_read_timeout_s",
        read=read.seconds(0.1, 600),
        meaning="Seconds that the API may be silent.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_TIMEOUT_S",
        field="llm_timeout_s",
        read=read.seconds(0.1, 600),
        meaning="Seconds that one answer of the model may take in all.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_RETRIES",
        field="llm_retries",
        read=read.whole(0, 20),
        meaning="How often a request is repeated that failed for now: 429, 5xx, a timeout, a lost connection.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_CONCURRENCY",
        field="llm_concurrency",
        read=read.whole(1, 256),
        meaning="Maximum number of requests to the model at once.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_SEGMENT_TOKENS",
        field="llm_segment_tokens",
        read=read.whole(200, 100_000),
        meaning="Tokens of text in one request, about; longer articles are read in pieces.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_REQUESTS_MAX",
        field="llm_requests_max",
        read=read.whole(1, 1000),
        meaning="Maximum number of requests per article, retries included; after that the rules read it.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_SECONDS_MAX",
        field="llm_seconds_max",
        read=read.seconds(0.1, 3600),
        meaning="Maximum number of seconds per article; after that the rules read it.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_OUTPUT_TOKENS_MAX",
        field="llm_output_tokens_max",
        read=read.whole(1, 10_000_000),
        meaning="Maximum number of tokens per article that the model may write; after that the rules read it.",
    ),
    Setting(
        name="CLAIMGRAPH_LLM_PAUSE_S",
        field="llm_pause_s",
        read=read.seconds(0, 3600),
        meaning="Seconds for which a model that failed three articles in a row is not asked.",
    ),
    Setting(
        name="CLAIMGRAPH_OPEN_READS",
        field="open_reads",
        read=read.auto_or(read.switch),
        meaning="Whether anyone may read without a key: 1, 0, or auto, which is 1 only if HOST is a loopback address.",
    ),
    Setting(
        name="CLAIMGRAPH_JWT_ISSUER",
        field="jwt_issuer",
        read=read.words,
        meaning="Issuer (`iss`) whose JWTs are accepted as well as API keys.",
    ),
    Setting(
        name="CLAIMGRAPH_JWT_JWKS_URL",
        field="jwt_jwks_url",
        read=read.web_address,
        meaning="Where the issuer publishes its keys (JWKS).",
    ),
    Setting(
        name="CLAIMGRAPH_JWT_AUDIENCE",
        field="jwt_audience",
        read=read.words,
        meaning="Audience (`aud`) that the JWTs must be for.",
    ),
    Setting(
        name="CLAIMGRAPH_JWT_LEEWAY_S",
        field="jwt_leeway_s",
        read=read.seconds(0, 600),
        meaning="Seconds by which the issuer's clock may differ from ours.",
    ),
    Setting(
        name="CLAIMGRAPH_JWT_DAYS_MAX",
        field="jwt_days_max",
        read=read.whole(1, 36_500),
        meaning="Maximum number of days for which a JWT may still be valid; one that expires later is refused.",
    ),
    Setting(
        name="CLAIMGRAPH_RATE_LIMIT",
        field="rate_limit",
        read=read.auto_or(read.whole(0, 1_000_000)),
        meaning="Requests a minute that one key or address may send, 0 for any number; auto is 0 where HOST is a"
        " loopback address, else 1200. A key may have a limit of its own.",
    ),
    Setting(
        name="CLAIMGRAPH_HOSTS",
        field="hosts",
        read=read.listed(read.host),
        meaning="More names, with commas between them, by which an open service on a loopback address may be called"
        " without a key; localhost and HOST always are.",
    ),
    Setting(
        name="CLAIMGRAPH_PUBLIC_URL",
        field="public_url",
        read=read.public_address,
        meaning="Address under which clients reach the service: with it begin the ids in feeds, JSON-LD and"
        " annotations, which are to stay the same. Unset, with the address of each request.",
    ),
    Setting(
        name="CLAIMGRAPH_PROXIES",
        field="proxies",
        read=read.listed(read.network),
        meaning="Addresses or networks of the proxies in front, whose X-Forwarded-For and -Proto are believed.",
    ),
    Setting(
        name="CLAIMGRAPH_BODY_BYTES_MAX",
        field="body_bytes_max",
        read=read.whole(1_000, 100_000_000),
        meaning="Maximum size of a request's body in bytes; an import may be of any size.",
    ),
    Setting(
        name="CLAIMGRAPH_HEADER_TIMEOUT_S",
        field="header_timeout_s",
        read=read.seconds(0.1, 600),
        meaning="Seconds within which a request's headers must have arrived.",
    ),
    Setting(
        name="CLAIMGRAPH_IDLE_TIMEOUT_S",
        field="idle_timeout_s",
        read=read.whole(1, 3600),
        meaning="Seconds after which a connection without a request is closed; more than the proxy's in front.",
    ),
    Setting(
        name="CLAIMGRAPH_TRUSTED_ONLY",
        field="trusted_only",
        read=read.switch,
        meaning="1: GraphQL serves only documents registered by `claimgraph documents register`.",
    ),
    Setting(
        name="CLAIMGRAPH_PERSISTED_QUERIES",
        field="persisted_queries",
        read=read.switch,
        meaning="1: clients may send a query once and then its hash (Apollo's automatic persisted queries).",
    ),
    Setting(
        name="CLAIMGRAPH_CACHE_S",
        field="cache_s",
        read=read.whole(0, 86_400),
        meaning="Seconds for which caches may keep an answer to a GET; then, and with 0, they ask whether it changed.",
    ),
    Setting(
        name="CLAIMGRAPH_COMPRESSION",
        field="compression",
        read=read.switch,
        meaning="1: answers are sent as gzip to those who take it; 0 where the proxy in front does that.",
    ),
    Setting(
        name="CLAIMGRAPH_INTROSPECTION",
        field="introspection",
        read=read.switch,
        meaning="0: only keys with the scope admin may ask for the GraphQL schema.",
    ),
    Setting(
        name="CLAIMGRAPH_GRAPHIQL",
        field="graphiql",
        read=read.switch,
        meaning="0: /graphql has no page for browsers.",
    ),
    Setting(
        name="CLAIMGRAPH_CORS_ORIGINS",
        field="cors_origins",
        read=read.listed(read.origin),
        meaning="Origins of other sites whose pages may call this service, with commas between them; * for any.",
    ),
    Setting(
        name="CLAIMGRAPH_EVENTS_KEPT_H",
        field="events_kept_h",
        read=read.hours(0.01, 8760),
        meaning="Hours for which events are kept, so that subscriptions can resume from them.",
    ),
    Setting(
        name="CLAIMGRAPH_SUBSCRIBERS_MAX",
        field="subscribers_max",
        read=read.whole(1, 1_000_000),
        meaning="Maximum number of subscriptions that a process serves at once; more are asked to come later.",
    ),
    Setting(
        name="CLAIMGRAPH_SUBSCRIBER_BACKLOG",
        field="subscriber_backlog",
        read=read.whole(1, 100_000),
        meaning="Events that may wait for a subscriber that takes them slowly; with more it is dropped.",
    ),
)
"""Every setting, in the order in which docs/configuration.md lists them."""
