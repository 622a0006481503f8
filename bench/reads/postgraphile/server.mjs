// PostGraphile over the bench's tables, set up as its documentation advises for production.
// node server.mjs PORT POOL_SIZE, or node server.mjs schema; the database is in PGHOST, PGDATABASE and so on.
import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { makePgService } from "@dataplan/pg/adaptors/pg";
import { grafserv } from "grafserv/node";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";

const [port, poolSize] = process.argv.slice(2);

const tags = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      // Lists that are always whole are lists, not connections.
      claim_cue: { tags: { behavior: "+list -connection" } },
      actor_alias: {
        tags: { behavior: "+list -connection", foreignKey: "(actor_id) references actor (id)|@foreignSimpleFieldName aliases" },
      },
      // The tables' own keys hold the date too, which joins needn't look at.
      claim: { tags: { foreignKey: "(article_id) references article (id)|@fieldName article|@foreignFieldName claims" } },
      article_actor: {
        tags: { foreignKey: "(article_id) references article (id)|@fieldName article|@foreignFieldName articleActors" },
      },
      event: { tags: { behavior: "-*" } },
      event_pruned: { tags: { behavior: "-*" } },
    },
    procedure: {
      search_articles: { tags: { behavior: "+queryField" } },
      article_headline: { tags: { behavior: "+typeField" } },
    },
  },
});

const preset = {
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  plugins: [tags],
  pgServices: [
    makePgService({
      schemas: ["claimgraph"],
      poolConfig: {
        max: Number(poolSize ?? 1),
        options: "-c search_path=claimgraph,public -c jit=off -c timezone=UTC",
      },
    }),
  ],
  // Of the functions only those above; what a page doesn't ask for costs nothing, but names would collide.
  schema: { defaultBehavior: "-queryField -typeField -mutationField" },
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
