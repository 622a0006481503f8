import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";

const WORKERS: Readonly<Record<string, new () => Worker>> = { json: JsonWorker, graphql: GraphQLWorker };

/** Where Monaco finds its workers: files of our own origin, no blob, so that a strict CSP holds. */
export function provideWorkers(): void {
  window.MonacoEnvironment = {
    getWorker: (_id: string, label: string) => new (WORKERS[label] ?? EditorWorker)(),
  };
}

/**
 * Takes the boxes away that Monaco draws around letters it holds for lookalikes. News is full of them:
 * typographic apostrophes, no-break spaces, names in other alphabets.
 */
export async function preferPlainText(): Promise<void> {
  const { editor } = await import("monaco-graphql/esm/monaco-editor.js");
  editor.onDidCreateEditor((created) => {
    created.updateOptions({ unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false } });
  });
}
