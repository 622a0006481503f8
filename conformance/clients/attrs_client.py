"""What a program does with the client that openapi-python-client generates: checked by mypy, then run."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from claimgraph_client import AuthenticatedClient, Client
from claimgraph_client.api.actors import upsert_actor
from claimgraph_client.api.articles import get_article, list_articles
from claimgraph_client.api.claims import list_claims
from claimgraph_client.models import ActorKind, Article, ArticlePage, ClaimPage, Modality, NewActor, Problem, WholeActor

base = os.environ["CLAIMGRAPH_URL"]
client = Client(base_url=base)

claims = list_claims.sync(client=client, modality=[Modality.REPORTED, Modality.POSSIBLE], first=2)
assert isinstance(claims, ClaimPage), claims
assert {claim.modality for claim in claims.nodes} <= {Modality.REPORTED, Modality.POSSIBLE}
articles = list_articles.sync(client=client, published_after=datetime(2020, 1, 1, tzinfo=UTC), first=1)
assert isinstance(articles, ArticlePage), articles
article = get_article.sync(articles.nodes[0].id, client=client)
assert isinstance(article, Article), article
missing = get_article.sync("art_999999999", client=client)
assert isinstance(missing, Problem), missing
print(f"openapi-python-client: {claims.nodes[0].text} ({article.title}); {missing.code}")

key = os.environ.get("CLAIMGRAPH_KEY")
if key is None:
    print("writes are left out: CLAIMGRAPH_KEY is unset")
else:
    writer = AuthenticatedClient(base_url=base, token=key)
    league = upsert_actor.sync(client=writer, body=NewActor(name="Writers’ League", kind=ActorKind.GROUP))
    assert isinstance(league, WholeActor), league
    print(f"a write: {league.name}, version {league.version}")
