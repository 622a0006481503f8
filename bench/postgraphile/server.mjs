// PostGraphile over the bench's tables, set up as its documentation advises for production.
// node server.mjs DATABASE_URL PORT POOL_SIZE
import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { makePgService } from "@dataplan/pg/adaptors/pg";
import { grafserv } from "grafserv/node";
import { postgraphile } from "postgraphile";
import PostGraphileAmberPreset from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";

const [databaseUrl, port, poolSize] = process.argv.slice(2);
const url = new URL(databaseUrl);
const socketFolder = url.searchParams.get("host");

const tags = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      // Lists that are always whole are lists, not connections.
      claim_cue: { tags: { behavior: "+list -connection" } },
      actor_alias: { tags: { behavior: "+list -connection" } },
    },
  },
});

const preset = {
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  plugins: [tags],
  disablePlugins: ["PgMutationCreatePlugin", "PgMutationUpdateDeletePlugin"],
  pgServices: [
    makePgService({
      schemas: ["claimgraph"],
      poolConfig: {
        database: url.pathname.slice(1),
        user: decodeURIComponent(url.username) || undefined,
        password: decodeURIComponent(url.password) || undefined,
        host: socketFolder ?? url.hostname,
        port: url.port ? Number(url.port) : undefined,
        max: Number(poolSize),
        options: "-c search_path=claimgraph,public -c jit=off -c timezone=UTC",
      },
    }),
  ],
  grafserv: { graphiql: false, watch: false, websockets: false, graphqlPath: "/graphql" },
  grafast: { explain: false },
};

if (port === "schema") {
  const { makeSchema } = await import("postgraphile");
  const { printSchema } = await import("graphql");
  console.log(printSchema((await makeSchema(preset)).schema));
  process.exit(0);
}
const server = createServer();
const instance = postgraphile(preset).createServ(grafserv);
await instance.addTo(server);
server.keepAliveTimeout = 75_000;
server.listen(Number(port), "127.0.0.1");
