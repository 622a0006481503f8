// The GraphQL-over-HTTP audit suite of the npm package graphql-http: nothing may fail or warn.
import { auditServer } from 'graphql-http';

const url = `${process.env.CLAIMGRAPH_URL ?? 'http://127.0.0.1:8000'}/graphql`;
const results = await auditServer({ url });
const poor = results.filter((result) => result.status !== 'ok');
for (const result of poor) console.log(`${result.status}: ${result.id} ${result.name}: ${result.reason}`);
console.log(`graphql-http: ${results.length - poor.length} of ${results.length} audits ok`);
process.exit(poor.length ? 1 : 0);
