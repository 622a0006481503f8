import type { CodegenConfig } from "@graphql-codegen/cli";

/** Types and typed documents of the queries in these files, from the contract; written to `graphql/`. */
const config: CodegenConfig = {
  schema: "../schema/schema.graphql",
  documents: ["explorer/**/*.{ts,tsx}", "!explorer/graphql/**"],
  generates: {
    "explorer/graphql/": {
      preset: "client",
      // Documents as texts: syntax trees would be most of the page's script.
      config: { documentMode: "string", scalars: { DateTime: "string" }, enumsAsTypes: true, useTypeImports: true },
      presetConfig: { fragmentMasking: false },
    },
  },
};

export default config;
