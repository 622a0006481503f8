/** A query that the page offers, as the server embedded it. */
export interface Example {
  readonly title: string;
  readonly query: string;
}

/** The examples in the page's `<script type="application/json" id="examples">`; none if it has none. */
export function readExamples(): readonly Example[] {
  const text = document.getElementById("examples")?.textContent;
  return text ? (JSON.parse(text) as Example[]) : [];
}
