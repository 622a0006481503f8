#!/usr/bin/env bash
# Clients in TypeScript: generated, compiled strictly, used.
set -euo pipefail
rm -rf build/clients/*.ts build/clients/js
mkdir -p build/clients
npx openapi-typescript ../openapi.yaml --output build/clients/openapi.ts
npx orval --config clients/orval.config.cjs
npx tsc --strict --noUncheckedIndexedAccess --module nodenext --target es2022 --outDir build/clients/js clients/typescript.ts
node build/clients/js/clients/typescript.js
