import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL } from "graphiql";
import { StrictMode, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { endpointFetcher } from "./endpoint";
import { readExamples } from "./examples";
import { linked } from "./linked";
import { examplesPlugin } from "./ExamplesPlugin";
import { ownStorage } from "./storage";
import { preferPlainText, provideWorkers } from "./editors";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "@graphiql/plugin-explorer/style.css";
import "graphiql/graphiql.css";
import "../fonts.css";
import "./page.css";

const examples = readExamples();
const plugins = [examplesPlugin(examples), HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];

function Page() {
  const [outage, setOutage] = useState<string | null>(null);
  const fetcher = useMemo(() => endpointFetcher(setOutage), []);
  return (
    <>
      {outage && (
        <p role="alert" className="outage">
          {outage}
        </p>
      )}
      <GraphiQL
        fetcher={fetcher}
        plugins={plugins}
        storage={ownStorage}
        {...linked()}
        defaultTabs={examples.map(({ query }) => ({ query }))}
        defaultEditorToolsVisibility={false}
        inputValueDeprecation
        schemaDescription
      >
        <GraphiQL.Logo>
          <a className="brand" href="/docs" title="REST documentation">
            Claimgraph
          </a>
        </GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}

provideWorkers();
await preferPlainText();
const root = document.getElementById("graphiql");
if (!root) throw new Error("The page has no element with the id graphiql.");
createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
