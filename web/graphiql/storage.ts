import type { Storage } from "@graphiql/toolkit";

const PREFIX = "claimgraph/";

/**
 * The browser's storage under our own prefix. GraphiQL keeps its tabs under one name per origin, and
 * 127.0.0.1:8000 has been many a project's origin: their tabs would take the place of our examples.
 */
export const ownStorage: Storage = {
  getItem: (key) => localStorage.getItem(PREFIX + key),
  setItem: (key, value) => localStorage.setItem(PREFIX + key, value),
  removeItem: (key) => localStorage.removeItem(PREFIX + key),
  get length() {
    return ownKeys().length;
  },
  clear: () => ownKeys().forEach((key) => localStorage.removeItem(key)),
};

function ownKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}
