// One file of functions that fetch, and one of zod's schemas: those take dates in UTC only unless told otherwise.
module.exports = {
  fetch: {
    input: '../../openapi.yaml',
    output: { target: '../build/clients/orval.ts', client: 'fetch', baseUrl: process.env.CLAIMGRAPH_URL },
  },
  zod: {
    input: '../../openapi.yaml',
    output: {
      target: '../build/clients/zod.ts',
      client: 'zod',
      override: { zod: { dateTimeOptions: { offset: true } } },
    },
  },
};
