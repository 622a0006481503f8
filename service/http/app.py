"""Puts the HTTP service together: GraphQL, REST, pages, health."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import cast

import structlog
from litestar import Litestar, MediaType, Response, Router, asgi, get
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Receive, Scope, Send

from schema import SCHEMA
from service import __version__
from service.errors import Gone, ServiceError
from service.http.edge import health, pages
from service.http.edge.access import open_access, open_reads
from service.http.edge.gate import Gate
from service.http.edge.headers import Cors
from service.http.edge.meter import Meter
from service.http.edge.methods import with_methods
from service.http.edge.metrics_page import metrics, open_metrics, sampled
from service.http.edge.problems import RefusedQueryError, of_anything, of_gone, of_http, of_refusal, of_service
from service.http.edge.screen import all_taken, screened
from service.http.edge.static_files import static_file
from service.http.explorer import routes as explorer
from service.http.graphql import schema_files
from service.http.graphql.endpoint import GraphQLEndpoint
from service.http.graphql.persisted import PersistedDocuments
from service.http.graphql.sse import EventStreams
from service.http.graphql.streams import Streams
from service.http.graphql.websocket import WebSocketEndpoint
from service.http.rest import bulk, changes, deletions, history, lists, nested_lists, search, writes
from service.http.rest.exports import Exports
from service.http.rest.openapi import openapi_config, openapi_yaml
from service.http.rest.read_requests import AnyRequest, unless_known
from service.http.rest.whole_lists import with_whole_lists
from service.http.rest.write_requests import RefusedWriteError, of_refused_write
from service.live.live import open_live
from service.mutation.runner import Runner
from service.normalize.extraction import open_extraction
from service.query.engine import Engine
from service.search import searchable
from service.settings import Settings
from service.store.pool import Store, open_store
from service.store.readiness import Readiness
from service.store.slow import SlowReads

YAML = "application/yaml"

log = structlog.get_logger("claimgraph.service")


def create_app(settings: Settings, database_url: str) -> Litestar:
    """The ASGI application over one database; it opens its pool at start and closes it at the end."""

    @asynccontextmanager
    async def with_store(app: Litestar) -> AsyncIterator[None]:
        with open_extraction(settings) as extraction:
            async with open_store(settings, database_url) as store:
                engine = Engine(
                    searchable(SCHEMA._schema),
                    store.fetch_json,
                    mutations=Runner(searchable(SCHEMA._schema), store, extraction=extraction),
                    introspection=settings.introspection,
                    trusted_only=settings.trusted_only,
                )
                slow = SlowReads(store, settings.slow_s)
                async with (
                    open_live(store, database_url, settings) as live,
                    open_access(settings, store) as access,
                    sampled(store, live),
                ):
                    streams = Streams(engine, live)
                    readiness = Readiness(store, settings.ready_timeout_s)
                    documents = PersistedDocuments(settings, store)
                    app.state.store = store
                    app.state.readiness = readiness
                    app.state.exports = Exports(settings.exports_max)
                    app.state.public_url = settings.public_url
                    app.state.stopping = asyncio.Event()
                    app.state.extraction = extraction
                    app.state.engine = engine
                    app.state.live = live
                    page = _graphiql if settings.graphiql else None
                    app.state.graphql = GraphQLEndpoint(engine, EventStreams(streams), documents, settings, page)
                    allows = Cors(settings.cors_origins).allows_socket
                    app.state.graphql_socket = WebSocketEndpoint(streams, documents, allows, access, gate.limits)
                    gate.access, gate.line = access, store.line
                    log.info("service started", version=__version__, process=os.getpid())
                    try:
                        yield
                    finally:
                        log.info("service stopped", process=os.getpid())
                        await slow.close()
                        await readiness.close()

    @asgi("/graphql", is_mount=False, copy_scope=False)
    async def graphql(scope: Scope, receive: Receive, send: Send) -> None:
        state = scope["litestar_app"].state
        endpoint = state.graphql_socket if scope["type"] == ScopeType.WEBSOCKET else state.graphql
        await endpoint(scope, receive, send)

    @get("/docs", include_in_schema=False, media_type=MediaType.HTML)
    async def docs() -> Response[bytes]:
        return Response(
            pages.docs_html(), headers={"content-security-policy": pages.DOCS_CSP, "cache-control": "no-cache"}
        )

    app = Litestar(
        route_handlers=[
            graphql,
            Router(
                path="/",
                middleware=[screened],
                route_handlers=[
                    *explorer.ROUTES,
                    docs,
                    openapi_document,
                    *schema_files.ROUTES,
                    *lists.ROUTES,
                    *nested_lists.ROUTES,
                    *search.ROUTES,
                    *writes.ROUTES,
                    *deletions.ROUTES,
                    *changes.ROUTES,
                    *history.ROUTES,
                    *bulk.ROUTES,
                    *health.ROUTES,
                    *([metrics] if settings.metrics != "off" else ()),
                    static_file,
                ],
            ),
        ],
        lifespan=[with_store],
        dependencies={
            "engine": Provide(_engine, sync_to_thread=False),
            "store": Provide(_store, sync_to_thread=False),
        },
        exception_handlers={
            RefusedQueryError: of_refusal,
            RefusedWriteError: of_refused_write,
            Gone: of_gone,
            ServiceError: of_service,
            HTTPException: of_http,
            Exception: of_anything,
        },
        openapi_config=openapi_config(),
        request_max_body_size=settings.body_bytes_max,
        logging_config=None,
    )
    app.state.introspection = settings.introspection
    app.state.taken = all_taken(app)
    # Made when somebody asks: it takes longer than the rest of a start.
    app.state.openapi_yaml = cache(lambda: openapi_yaml(app, open_reads=open_reads(settings)).encode())
    # Around everything, the framework's own refusals too, so that no route is without it.
    inner = with_methods(app, with_whole_lists(app.asgi_handler))
    gate = Gate(inner, settings, open_metrics=open_metrics(settings))
    app.asgi_handler = cast("ASGIApp", Meter(gate))
    return app


def stop(app: Litestar) -> None:
    """Let what has no end of its own end soon: subscriptions, and imports after the lines being stored."""
    log.info("service stopping", process=os.getpid())
    app.state.live.stop()
    app.state.stopping.set()


@get("/openapi.yaml", include_in_schema=False, media_type=YAML)
async def openapi_document(state: State, request: AnyRequest) -> Response[bytes]:
    """The OpenAPI document of the REST twin."""
    text: bytes = await asyncio.to_thread(state.openapi_yaml)
    return unless_known(request, text, media_type=YAML)


def _engine(state: State) -> Engine:
    engine: Engine = state.engine
    return engine


def _store(state: State) -> Store:
    store: Store = state.store
    return store


def _graphiql() -> tuple[bytes, dict[str, str]]:
    headers = {"content-security-policy": pages.GRAPHIQL_CSP, "cache-control": "no-cache"}
    return pages.graphiql_html(pages.load_examples()), headers
