// The clients of docs/subscriptions.md behind a TCP proxy that cuts the line: no event is lost, none comes twice.
// Writes go by CLAIMGRAPH_KEY (scope write); without it nothing is checked, and that is said.
import assert from 'node:assert/strict';
import net from 'node:net';
import { ApolloClient, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const base = process.env.CLAIMGRAPH_URL ?? 'http://127.0.0.1:8000';
const key = process.env.CLAIMGRAPH_KEY;
if (!key) {
  console.log('reconnect: not checked: set CLAIMGRAPH_KEY to a key that may write');
  process.exit(0);
}
const ARTICLES = 'subscription { articleIngested { cursor article { id title } } }';

// A proxy in front of the service whose connections break off, as when a line is cut.
const target = new URL(base);
const open = new Set();
const proxy = net.createServer((near) => {
  const far = net.connect(Number(target.port || 80), target.hostname);
  for (const [one, other] of [[near, far], [far, near]]) {
    open.add(one);
    one.pipe(other);
    one.on('error', () => {});
    one.on('close', () => {
      open.delete(one);
      other.destroy();
    });
  }
});
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
const url = `ws://127.0.0.1:${proxy.address().port}/graphql`;
const cut = () => [...open].forEach((socket) => socket.resetAndDestroy());

const ingest = async (title) => {
  const response = await fetch(`${base}/v1/articles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ title, body: `${title} is told of.`, language: 'en' }),
  });
  assert.equal(response.status, 201, await response.text());
};
const until = async (what, holds) => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come`);
};

// The three lines of the documents: what is told of places is kept, and told again with every connection.
const resuming = () => {
  const after = {};
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: () => ({ after }),
    on: { message: ({ payload }) => Object.assign(after, payload?.after, payload?.extensions?.after) },
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 300)),
  });
  return { client, after };
};

// Each way to subscribe with it; `take` gets the data of each event.
const ways = {
  'graphql-ws': (client, take) => {
    client.subscribe({ query: ARTICLES }, { next: ({ data }) => take(data), error: fail, complete() {} });
    return () => client.dispose();
  },
  Apollo: (client, take) => {
    const apollo = new ApolloClient({ link: new GraphQLWsLink(client), cache: new InMemoryCache() });
    apollo.subscribe({ query: gql(ARTICLES) }).subscribe({ next: ({ data }) => take(data), error: fail });
    return () => (apollo.stop(), client.dispose());
  },
  urql: (client, take) => {
    const forwardSubscription = ({ query, variables }) => ({
      subscribe: (sink) => ({ unsubscribe: client.subscribe({ query: query ?? '', variables }, sink) }),
    });
    const urql = new Client({ url: base, preferGetMethod: false, exchanges: [subscriptionExchange({ forwardSubscription })] });
    urql.subscription(ARTICLES, {}).subscribe(({ data, error }) => (error ? fail(error) : take(data)));
    return () => client.dispose();
  },
};
let failed = 0;
const fail = (error) => {
  failed += 1;
  console.log(`reconnect: FAILED ${error.stack ?? JSON.stringify(error)}`);
};

for (const [name, subscribe] of Object.entries(ways)) {
  const mark = `${name} ${Date.now()}`;
  const titles = [];
  const { client, after } = resuming();
  const stop = subscribe(client, ({ articleIngested }) => titles.push(articleIngested.article.title));
  try {
    await until('the beginning of a subscription', () => Object.keys(after).length === 1);
    // Cut ahead of the first event, between events, and while they come; each time something happens meanwhile.
    for (const round of [0, 1, 2]) {
      cut();
      await ingest(`${mark} ${3 * round}`);
      await ingest(`${mark} ${3 * round + 1}`);
      if (round < 2) await until('what happened while the line was cut', () => titles.length >= 3 * round + 2);
      await ingest(`${mark} ${3 * round + 2}`);
      if (round < 2) await until('an event', () => titles.length >= 3 * round + 3);
    }
    await until('the last event', () => titles.length >= 9);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(titles, Array.from({ length: 9 }, (_, number) => `${mark} ${number}`));
    console.log(`reconnect: ${name}: 9 events across 3 cuts, each once`);
  } catch (error) {
    fail(new Error(`${name}: ${error.message}; came: ${titles.join(', ')}`));
  }
  await stop();
}
proxy.close();
process.exit(failed ? 1 : 0);
