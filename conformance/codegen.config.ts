import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../schema/schema.graphql',
  documents: 'codegen/queries.graphql',
  generates: {
    'build/codegen/types.ts': {
      plugins: ['typescript-operations'],
      config: { strictScalars: true, scalars: { DateTime: 'string', JSON: 'unknown' } },
    },
  },
};

export default config;
