import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from "@graphiql/toolkit";
import { type DocumentNode, Kind, parse } from "graphql";

/** Told after every request: a sentence for the reader when nobody answered, `null` when somebody did. */
export type OutageListener = (message: string | null) => void;

/**
 * The service's GraphQL endpoint is the page's own address, for requests and for subscriptions.
 * The query string is left out: it belongs to the page.
 */
export function endpointFetcher(onOutage: OutageListener): Fetcher {
  const http = new URL(location.pathname, location.href);
  const socket = new URL(http);
  socket.protocol = http.protocol === "https:" ? "wss:" : "ws:";
  const send = createGraphiQLFetcher({
    url: http.href,
    subscriptionUrl: socket.href,
    // Answers come whole: the service has no @defer or @stream.
    enableIncrementalDelivery: false,
    fetch: explained(onOutage),
  });
  return (params, options) => {
    const document = parsed(params.query);
    return send(withOperationOf(document, params), document ? { ...options, documentAST: document } : options);
  };
}

/** The document of a query; none if it doesn't parse: then the service says why, better than we would. */
function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

/**
 * The parameters with the name of an operation that the document has. GraphiQL reads names a moment after the
 * text has changed, so a query run right after a change of tabs would carry the other tab's, or none; and the
 * fetcher tells subscriptions by their names.
 */
function withOperationOf(document: DocumentNode | undefined, params: FetcherParams): FetcherParams {
  const names = document?.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => operation.name?.value);
  if (names === undefined || names.includes(params.operationName ?? undefined)) return params;
  return { ...params, operationName: names.length === 1 ? names[0] : undefined };
}

/** `fetch`, whose failures are GraphQL errors that say what to do, so that both panes can show them. */
function explained(onOutage: OutageListener): typeof fetch {
  return async (input, init) => {
    const address = String(input instanceof Request ? input.url : input);
    let response: Response;
    try {
      response = await fetch(input, init);
    } catch {
      const message = `Nothing answers at ${address}. Check that the service is running and reachable, then run the query again.`;
      onOutage(message);
      return asErrors(message, 503);
    }
    if (/\bjson\b/.test(response.headers.get("content-type") ?? "")) {
      onOutage(null);
      return response;
    }
    const message = `${address} answered ${response.status} ${response.statusText} without JSON: something between this page and the service (a proxy, a sign-in page) seems to have answered in its place.`;
    onOutage(message);
    return asErrors(message, response.status);
  };
}

function asErrors(message: string, status: number): Response {
  return new Response(JSON.stringify({ errors: [{ message }] }), {
    status: status < 400 ? 502 : status,
    headers: { "content-type": "application/json" },
  });
}
