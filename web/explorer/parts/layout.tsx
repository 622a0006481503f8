import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { keepKey, Refused, type State } from "../api";
import { chooseLanguage, language, words } from "../words";
import { SearchBox } from "./search_box";

const PLACES = [
  ["/search", words.search],
  ["/contradictions", words.contradictions],
  ["/sources", words.sources],
] as const;

/** What every page has: the way to the others, the search box, the content. */
export function Layout({ children }: { children: ComponentChildren }) {
  const { path } = useLocation();
  const other = language === "fr" ? "en" : "fr";
  return (
    <>
      <a class="skip" href="#content">{words.skip}</a>
      <header class="top">
        <a class="brand" href="/">Claimgraph</a>
        <SearchBox />
        <nav aria-label="Claimgraph">
          {PLACES.map(([href, title]) => (
            <a key={href} href={href} aria-current={path === href ? "page" : undefined}>{title}</a>
          ))}
          <a href="/graphql" target="_self">GraphiQL</a>
          <a href="/docs" target="_self">REST</a>
          <button type="button" lang={other} onClick={() => chooseLanguage(other)}>
            {other === "fr" ? "Français" : "English"}
          </button>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>{children}</main>
    </>
  );
}

/** Shows a view's data when it has come, and otherwise says why not. */
export function Waiting<Result>({
  state,
  children,
}: {
  state: State<Result>;
  children: (data: Result) => ComponentChildren;
}) {
  if (state.data) return <>{children(state.data)}</>;
  if (state.error) return <Trouble error={state.error} />;
  return <p role="status">{words.loading}</p>;
}

function Trouble({ error }: { error: Error }) {
  const [key, setKey] = useState("");
  if (!(error instanceof Refused && error.status === 401))
    return <p role="alert">{error instanceof Refused ? error.message : words.failed}</p>;
  const use = (event: Event) => {
    event.preventDefault();
    keepKey(key);
    location.reload();
  };
  return (
    <form class="key" onSubmit={use}>
      <p role="alert">{words.keyNeeded}</p>
      <label>
        {words.key}
        <input type="password" autocomplete="off" value={key} onInput={(event) => setKey(event.currentTarget.value)} />
      </label>
      <button type="submit">{words.useKey}</button>
    </form>
  );
}

/** The same data elsewhere: the query that a view made, and its list as a table. */
export function Elsewhere({ graphiql, csv }: { graphiql: string; csv?: string }) {
  return (
    <p class="elsewhere">
      <a href={graphiql} target="_self">{words.graphiql}</a>
      {csv && <a href={csv} target="_self">{words.csv}</a>}
    </p>
  );
}
