/** The public API, as any client has it: one POST for an operation, an event stream for a subscription. */
import { useEffect, useState } from "preact/hooks";
import type { TypedDocumentString } from "./graphql/graphql";

const KEY = "claimgraph:key";

export const readKey = () => sessionStorage.getItem(KEY) ?? "";
export const keepKey = (key: string) => sessionStorage.setItem(KEY, key.trim());

/** What the service said against an operation; `status` is HTTP's. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

type Answer<Result> = { data?: Result | null; errors?: { message: string }[] };

/** The data of one operation. Throws `Refused`, and whatever `fetch` throws without a network. */
export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const key = readKey();
  const response = await fetch("/graphql", {
    method: "POST",
    signal: signal ?? null,
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json",
      ...(key && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Result>;
  if (!data) throw new Refused(errors?.[0]?.message ?? response.statusText, response.status);
  return data;
}

export type State<Result> = { data?: Result; error?: Error; loading: boolean };

/** The data of one operation while a view shows it; what came before stays until the new has come. */
export function useAnswer<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): State<Result> {
  const [state, setState] = useState<State<Result>>({ loading: true });
  useEffect(() => {
    const left = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    ask(document, variables, left.signal).then(
      (data) => setState({ data, loading: false }),
      (error: Error) => left.signal.aborted || setState({ error, loading: false }),
    );
    return () => left.abort();
  }, [document, JSON.stringify(variables)]);
  return state;
}

/** Calls `seen` with every event of a subscription while a view is shown; EventSource resumes by itself. */
export function useEvents<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  seen: (event: Result) => void,
): void {
  useEffect(() => {
    const parameters = new URLSearchParams({ query: document.toString(), variables: JSON.stringify(variables) });
    const stream = new EventSource(`/graphql?${parameters}`);
    stream.addEventListener("next", (event) => {
      const { data } = JSON.parse((event as MessageEvent<string>).data) as Answer<Result>;
      if (data) seen(data);
    });
    stream.addEventListener("complete", () => stream.close());
    return () => stream.close();
  }, [document, JSON.stringify(variables)]);
}

/** The address of GraphiQL with an operation ready to run; in the fragment, as `?query=` would run it at once. */
export function inGraphiql<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): string {
  const parameters = { query: document.toString().trim(), variables: JSON.stringify(variables, null, 2) };
  return `/graphql#${new URLSearchParams(parameters)}`;
}
