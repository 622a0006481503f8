"""What a program does with the client that openapi-generator generates: checked by mypy, then run."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from claimgraph_pydantic import (
    ActorKind,
    ActorsApi,
    ApiClient,
    ArticlesApi,
    ClaimsApi,
    Configuration,
    Modality,
    NewActor,
    SearchApi,
    SearchType,
)
from claimgraph_pydantic.exceptions import NotFoundException

base = os.environ["CLAIMGRAPH_URL"]
key = os.environ.get("CLAIMGRAPH_KEY")

with ApiClient(Configuration(host=base, access_token=key)) as client:
    claims = ClaimsApi(client).list_claims(modality=[Modality.REPORTED, Modality.POSSIBLE], first=2)
    assert {claim.modality for claim in claims.nodes} <= {Modality.REPORTED, Modality.POSSIBLE}
    articles = ArticlesApi(client).list_articles(published_after=datetime(2020, 1, 1, tzinfo=UTC), first=1)
    article = ArticlesApi(client).get_article(articles.nodes[0].id)
    found = SearchApi(client).search("altman", types=[SearchType.ACTOR])
    try:
        ArticlesApi(client).get_article("art_999999999")
    except NotFoundException as missing:
        assert missing.data is not None
        assert missing.data.code == "NOT_FOUND"
    print(f"openapi-generator: {claims.nodes[0].text} ({article.title}); {found.edges[0].node.label}")
    if key is None:
        print("writes are left out: CLAIMGRAPH_KEY is unset")
    else:
        league = ActorsApi(client).upsert_actor(NewActor(name="Editors’ League", kind=ActorKind.GROUP))
        print(f"a write: {league.name}, version {league.version}")
