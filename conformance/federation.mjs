// Apollo Federation 2: compose the served schema with another subgraph, then query both through a real gateway.
import { ApolloGateway, LocalGraphQLDataSource, RemoteGraphQLDataSource } from '@apollo/gateway';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const base = process.env.CLAIMGRAPH_URL ?? 'http://127.0.0.1:8000';
const ask = async (query, variables) => {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()).data;
};

// Another team's subgraph: readers' votes on claims and notes on actors, by our ids.
const votes = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { mostVoted: [Claim!]! }
  type Claim @key(fields: "id") { id: ID! votes: Int! }
  type Actor @key(fields: "id") { id: ID! note: String! }
`);
const { _service } = await ask('{ _service { sdl } }');
const { claims } = await ask('{ claims(first: 3) { nodes { id } } }');
const ids = claims.nodes.map((claim) => claim.id);
const votesSchema = buildSubgraphSchema({
  typeDefs: votes,
  resolvers: {
    Query: { mostVoted: () => ids.map((id) => ({ __typename: 'Claim', id })) },
    Claim: { __resolveReference: ({ id }) => ({ id }), votes: ({ id }) => id.length },
    Actor: { __resolveReference: ({ id }) => ({ id }), note: ({ id }) => `note on ${id}` },
  },
});

const composed = composeServices([
  { name: 'claimgraph', url: `${base}/graphql`, typeDefs: parse(_service.sdl) },
  { name: 'votes', url: 'http://votes.invalid', typeDefs: votes },
]);
if (composed.errors) {
  for (const error of composed.errors) console.log(error.message);
  process.exit(1);
}

const gateway = new ApolloGateway({
  supergraphSdl: composed.supergraphSdl,
  buildService: ({ name, url }) =>
    name === 'votes' ? new LocalGraphQLDataSource(votesSchema) : new RemoteGraphQLDataSource({ url }),
});
const { executor, schema } = await gateway.load();
const throughGateway = (source) =>
  executor({
    document: parse(source),
    request: { query: source },
    queryHash: source,
    context: {},
    cache: new Map(),
    schema,
    logger: console,
    overallCachePolicy: { restrict() {} },
  });
const answer = await throughGateway(`{
  mostVoted { id votes text modality article { title } subject { id name note } }
  actors(first: 2) { nodes { id name note } }
}`);
await gateway.stop();
const voted = answer.data?.mostVoted ?? [];
const fine =
  !answer.errors &&
  voted.length === ids.length &&
  voted.every((claim, place) => claim.id === ids[place] && claim.text && claim.article.title) &&
  answer.data.actors.nodes.every((actor) => actor.note === `note on ${actor.id}`);
if (!fine) console.log(JSON.stringify(answer, null, 2));
console.log(fine ? 'federation: composed and queried through the gateway' : 'federation: wrong answer');
process.exit(fine ? 0 : 1);
