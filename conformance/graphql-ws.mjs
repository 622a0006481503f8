// The npm client of graphql-transport-ws against the service: queries, events, resumption, close codes.
// Writes go by CLAIMGRAPH_KEY (scope write); without it what needs an event is left out, and said so.
import assert from 'node:assert/strict';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const base = process.env.CLAIMGRAPH_URL ?? 'http://127.0.0.1:8000';
const key = process.env.CLAIMGRAPH_KEY;
const url = `${base.replace(/^http/, 'ws')}/graphql`;
const ARTICLES = 'subscription($after: String) { articleIngested(after: $after) { cursor article { id title } } }';
const patience = (ms, what) =>
  new Promise((_, reject) => setTimeout(() => reject(new Error(`${what}: nothing came in ${ms} ms`)), ms).unref());
const within = (promise, what, ms = 20000) => Promise.race([promise, patience(ms, what)]);

let failed = 0;
const check = async (name, body) => {
  try {
    await within(body(), name, 60000);
    console.log(`graphql-ws: ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`graphql-ws: FAILED ${name}: ${error.stack ?? JSON.stringify(error)}`);
  }
};
const client = (options = {}) => createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, ...options });

const ingest = async (title) => {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({
      query: 'mutation($input: IngestArticleInput!) { ingestArticle(input: $input) { article { id } userErrors { message } } }',
      variables: { input: { title, body: `${title} says that Ada Lovelace may return.`, language: 'en' } },
    }),
  });
  const { data, errors } = await response.json();
  assert.ok(data?.ingestArticle.article, JSON.stringify(errors ?? data));
};
const next = async (events) => {
  const { value } = await within(events.next(), 'an event');
  assert.ok(value?.data, JSON.stringify(value));
  return value.data.articleIngested;
};
// The code with which the server closes a raw socket that says these messages.
const closeCode = (messages, protocol = 'graphql-transport-ws') =>
  within(
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url, protocol);
      socket.on('open', () => messages.forEach((message) => socket.send(JSON.stringify(message))));
      socket.on('close', resolve);
      socket.on('error', reject);
    }),
    'a close',
  );

await check('a query over the socket', async () => {
  const asked = client();
  for await (const { data } of asked.iterate({ query: '{ articles(first: 1) { nodes { title } } }' })) {
    assert.equal(data.articles.nodes.length, 1);
  }
  await asked.dispose();
});

await check('an error of an operation leaves the socket open', async () => {
  const asked = client({ lazy: false });
  await assert.rejects(asked.iterate({ query: '{ nope }' }).next(), ([error]) => {
    assert.equal(error.extensions.code, 'GRAPHQL_VALIDATION_FAILED');
    assert.ok(error.extensions.requestId);
    return true;
  });
  const { value } = await asked.iterate({ query: '{ __typename }' }).next();
  assert.equal(value.data.__typename, 'Query');
  await asked.dispose();
});

if (key) {
  await check('events come, and a new socket resumes with after', async () => {
    const cursor = new Promise((resolve) => {
      client({ lazy: false, on: { connected: (_socket, payload) => resolve(payload.cursor) } });
    });
    const after = await within(cursor, 'the acknowledgement');
    const mark = `${Date.now()}`;
    const first = client();
    const events = first.iterate({ query: ARTICLES, variables: { after } });
    for (const n of [1, 2, 3]) await ingest(`Conformance ${mark} ${n}`);
    const seen = await next(events);
    assert.equal(seen.article.title, `Conformance ${mark} 1`);
    await events.return();
    await first.dispose();

    const second = client();
    const resumed = second.iterate({ query: ARTICLES, variables: { after: seen.cursor } });
    assert.equal((await next(resumed)).article.title, `Conformance ${mark} 2`);
    assert.equal((await next(resumed)).article.title, `Conformance ${mark} 3`);
    await ingest(`Conformance ${mark} 4`);
    assert.equal((await next(resumed)).article.title, `Conformance ${mark} 4`);
    await resumed.return();
    await second.dispose();
  });

  await check('a key in the connection parameters', async () => {
    const asked = client({ connectionParams: { authorization: `Bearer ${key}` } });
    const { value } = await asked.iterate({ query: '{ __typename }' }).next();
    assert.equal(value.data.__typename, 'Query');
    await asked.dispose();
  });
} else {
  console.log('graphql-ws: events are not checked: set CLAIMGRAPH_KEY to a key that may write');
}

await check('a wrong key closes with 4401', async () => {
  const asked = client({ connectionParams: { authorization: 'Bearer nonsense' } });
  await assert.rejects(asked.iterate({ query: '{ __typename }' }).next(), (closed) => {
    assert.equal(closed.code, 4401);
    return true;
  });
});

const INIT = { type: 'connection_init' };
const subscribe = { type: 'subscribe', id: '1', payload: { query: ARTICLES } };
for (const [name, code, messages, protocol] of [
  ['an unknown message', 4400, [INIT, { type: 'nonsense' }]],
  ['an operation before the init', 4401, [subscribe]],
  ['a second init', 4429, [INIT, INIT]],
  ['an id that is taken', 4409, [INIT, subscribe, subscribe]],
  ['no init in time', 4408, []],
  ['no subprotocol', 4406, [], []],
]) {
  await check(`${name} closes with ${code}`, async () => assert.equal(await closeCode(messages, protocol), code));
}

process.exit(failed ? 1 : 0);
