/**
 * The operation that a link to this page names, `#query=…&variables=…`, for a tab of its own. In the fragment,
 * because the server answers `?query=…` itself (GraphQL over HTTP, GET).
 */
export function linked(): { initialQuery?: string; initialVariables?: string } {
  const named = new URLSearchParams(location.hash.slice(1));
  const query = named.get("query");
  return query === null ? {} : { initialQuery: query, initialVariables: named.get("variables") ?? "" };
}
