// What an app does with clients that openapi-typescript and orval generate: compiled with --strict, then run.
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import { getArticle, listClaims, upsertActor } from '../build/clients/orval.js';
import type { paths } from '../build/clients/openapi.js';
import { getArticleResponse, listClaimsResponse, searchResponse } from '../build/clients/zod.js';

const base = process.env.CLAIMGRAPH_URL ?? 'http://127.0.0.1:8000';
const key = process.env.CLAIMGRAPH_KEY;
const authorization = { Authorization: `Bearer ${key}` };

// openapi-fetch: addresses, parameters and answers have types, and a list of values is several parameters.
const api = createClient<paths>({ baseUrl: base });
const claims = await api.GET('/v1/claims', {
  params: { query: { modality: ['REPORTED', 'POSSIBLE'], publishedAfter: '2020-01-01', first: 3, count: true } },
});
assert.ok(claims.data, JSON.stringify(claims.error));
assert.equal(claims.data.nodes.length, 3);
for (const claim of claims.data.nodes) assert.match(claim.modality, /^(REPORTED|POSSIBLE)$/);
const narrowed = await api.GET('/v1/claims', { params: { query: { fields: ['id', 'text'], first: 1 } } });
assert.deepEqual(Object.keys(narrowed.data?.nodes[0] ?? {}), ['id', 'text']);
const missing = await api.GET('/v1/articles/{id}', { params: { path: { id: 'art_999999999' } } });
assert.equal(missing.error?.code, 'NOT_FOUND');
const found = await api.GET('/v1/search', { params: { query: { q: 'altman', types: ['ACTOR', 'CLAIM'] } } });
const [best] = found.data?.edges ?? [];
assert.ok(best);
const where: 'title' | 'body' | 'name' | 'description' | 'text' | 'quote' | undefined = best.highlights[0]?.field;
console.log(`openapi-fetch: ${claims.data.totalCount} claims; ${best.node.label}, found in its ${where}`);

// zod, as orval writes it, takes what the service answers.
listClaimsResponse.parse(claims.data);
searchResponse.parse(found.data);

// orval's functions.
const listed = await listClaims({ modality: ['REPORTED', 'POSSIBLE'], first: 2 });
assert.equal(listed.status, 200);
assert.equal(listed.data.nodes.length, 2);
const article = await getArticle(listed.data.nodes[0]!.article.id);
assert.equal(article.status, 200);
getArticleResponse.parse(article.data);
console.log(`orval: ${listed.data.nodes[0]!.text} (${article.data.title})`);

if (key === undefined) {
  console.log('writes are left out: CLAIMGRAPH_KEY is unset');
} else {
  const actor = await upsertActor({ name: 'Readers’ League', kind: 'GROUP' }, { headers: authorization });
  assert.ok(actor.status === 200 || actor.status === 201, JSON.stringify(actor.data));
  const changed = await api.PATCH('/v1/actors/{id}', {
    params: { path: { id: actor.data.id }, header: { 'If-Match': `"${actor.data.version}"` } },
    body: { description: 'Readers of newspapers', wikidataId: null },
    headers: authorization,
  });
  assert.equal(changed.data?.description, 'Readers of newspapers', JSON.stringify(changed.error));
  console.log(`a write: ${changed.data.name}, version ${changed.data.version}`);
}
