import { useEffect, useId, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { ask } from "../api";
import { graphql } from "../graphql";
import { words } from "../words";

const SUGGEST = graphql(`
  query Suggest($prefix: String!) {
    suggest(prefix: $prefix, first: 8) { kind text id }
  }
`);

const OPERATORS = ["actor:", "claimant:", "modality:", "source:", "lang:", "after:", "before:"];
const PAUSE_MS = 120;

type Offer = { text: string; href?: string; query?: string };

/** A search box with type-ahead (WAI-ARIA "combobox"): names and titles, and the operators that a word may begin. */
export function SearchBox() {
  const { route, query, path } = useLocation();
  const [typed, setTyped] = useState(query.q ?? "");
  const [offers, setOffers] = useState<Offer[]>([]);
  const [chosen, setChosen] = useState(-1);
  const list = useId();
  useEffect(() => setTyped(path === "/search" ? (query.q ?? "") : ""), [path, query.q]);

  const close = () => {
    setOffers([]);
    setChosen(-1);
  };
  const type = (text: string) => {
    setTyped(text);
    setChosen(-1);
  };
  useOffers(typed, setOffers);

  const go = (offer?: Offer) => {
    close();
    if (offer?.query !== undefined) return setTyped(offer.query);
    (document.activeElement as HTMLElement | null)?.blur();
    route(offer?.href ?? `/search?${new URLSearchParams({ q: typed })}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offers.length) {
      event.preventDefault();
      setChosen((chosen + step + offers.length) % offers.length);
    } else if (event.key === "Escape") close();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    go(offers[chosen]);
  };
  return (
    <form class="search" role="search" action="/search" onSubmit={submit}>
      <input
        name="q"
        type="search"
        role="combobox"
        list={undefined}
        aria-label={words.searchFor}
        placeholder={words.searchFor}
        aria-expanded={offers.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={chosen < 0 ? undefined : `${list}-${chosen}`}
        autocomplete="off"
        value={typed}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setTimeout(close, 200)}
      />
      <ul id={list} role="listbox" aria-label={words.searchFor} hidden={offers.length === 0}>
        {offers.map((offer, i) => (
          <li key={offer.text} id={`${list}-${i}`} role="option" aria-selected={i === chosen} onMouseDown={() => go(offer)}>
            {offer.text}
          </li>
        ))}
      </ul>
      <button type="submit">{words.search}</button>
    </form>
  );
}

/** Asks for what a text may become, when its writer pauses. */
function useOffers(typed: string, setOffers: (offers: Offer[]) => void) {
  useEffect(() => {
    const word = typed.split(/\s/).at(-1) ?? "";
    if (!word || document.activeElement?.getAttribute("role") !== "combobox") return setOffers([]);
    const before = typed.slice(0, typed.length - word.length);
    const operators = OPERATORS.filter((name) => name.startsWith(word.toLowerCase()) && name !== word).map((name) => ({
      text: name,
      query: before + name,
    }));
    const left = new AbortController();
    const pause = setTimeout(() => {
      ask(SUGGEST, { prefix: typed }, left.signal).then(
        ({ suggest }) => {
          const found = suggest.map(({ kind, text, id }) => ({
            text,
            href: kind === "ACTOR" ? `/actors/${id}` : `/articles/${id}`,
          }));
          setOffers([...found, ...operators]);
        },
        () => left.signal.aborted || setOffers(operators),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      left.abort();
    };
  }, [typed]);
}
