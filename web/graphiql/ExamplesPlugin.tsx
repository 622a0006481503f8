import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import type { Example } from "./examples";

/** A pane that lists the examples, so that one whose tab was closed or edited can be had again. */
export function examplesPlugin(examples: readonly Example[]): GraphiQLPlugin {
  return { title: "Examples", icon: ExamplesIcon, content: () => <ExamplesPane examples={examples} /> };
}

function ExamplesPane({ examples }: { examples: readonly Example[] }) {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const open = (query: string) => {
    addTab();
    // The new tab is the active one: what its editor holds becomes the tab's query.
    queryEditor?.setValue(query);
  };
  return (
    <section className="examples-pane" aria-label="Examples">
      <h2>Examples</h2>
      <p>Each opens in a new tab; run it with the button or Ctrl-Enter.</p>
      <ul>
        {examples.map(({ title, query }) => (
          <li key={title}>
            <button type="button" onClick={() => open(query)}>
              {title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" aria-hidden>
      <path d="M4 5.5h9M4 10.5h9M4 15.5h6" strokeLinecap="round" />
      <path d="M14.5 11.5v8l6-4z" />
    </svg>
  );
}
