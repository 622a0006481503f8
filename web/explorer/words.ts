/** What the pages say, in English and French. */
import type { Attribution, ClaimLinkKind, Modality, Stance } from "./graphql/graphql";

const en = {
  title: "Who said what about whom, where, and how surely",
  search: "Search",
  searchFor: "Search articles, actors and claims",
  try: "Try",
  latest: "Latest articles",
  live: "New just now",
  articles: "Articles",
  actors: "Actors",
  claims: "Claims",
  sources: "Sources",
  contradictions: "Contradictions",
  results: (count: string) => `${count} results`,
  nothing: "Nothing matches.",
  didYouMean: "Did you mean",
  more: "More",
  loading: "Loading…",
  missing: "There is nothing at this address.",
  failed: "The service did not answer.",
  keyNeeded: "Reading needs a key here.",
  key: "API key",
  useKey: "Use this key",
  graphiql: "This query in GraphiQL",
  csv: "As CSV",
  articleVoice: "the article itself",
  unnamed: "somebody the article does not name",
  about: "About",
  saidBy: "Said by",
  howSurely: "How surely",
  cue: "Because of the words",
  reviews: "Checked by",
  against: "Others say otherwise",
  related: "Related claims",
  evidence: "In its article",
  sentence: "In its sentence",
  openClaim: "Open this claim",
  pickClaim: "Choose an underlined passage to see who says it, and how surely.",
  legend: "How surely it is said",
  saysItself: "What it says",
  saidOfIt: "What is said of it",
  timeline: "Over time",
  together: "Named together with",
  relations: "Relations",
  alsoCalled: "Also called",
  mentions: (count: number) => `${count} mentions`,
  score: "score",
  foundBy: (by: string) => `found by ${by}`,
  sourcesHow: "How each source puts its claims forward",
  retracted: "Retracted",
  skip: "Skip to the content",
  undated: "undated",
};

type Words = typeof en;

const fr: Words = {
  title: "Qui a dit quoi de qui, où, et avec quelle certitude",
  search: "Chercher",
  searchFor: "Chercher des articles, des acteurs et des affirmations",
  try: "Essayez",
  latest: "Derniers articles",
  live: "À l’instant",
  articles: "Articles",
  actors: "Acteurs",
  claims: "Affirmations",
  sources: "Sources",
  contradictions: "Contradictions",
  results: (count) => `${count} résultats`,
  nothing: "Rien ne correspond.",
  didYouMean: "Vouliez-vous dire",
  more: "Suite",
  loading: "Chargement…",
  missing: "Il n’y a rien à cette adresse.",
  failed: "Le service n’a pas répondu.",
  keyNeeded: "Ici, la lecture demande une clé.",
  key: "Clé d’API",
  useKey: "Utiliser cette clé",
  graphiql: "Cette requête dans GraphiQL",
  csv: "En CSV",
  articleVoice: "l’article lui-même",
  unnamed: "quelqu’un que l’article ne nomme pas",
  about: "À propos de",
  saidBy: "Selon",
  howSurely: "Certitude",
  cue: "D’après les mots",
  reviews: "Vérifié par",
  against: "D’autres disent le contraire",
  related: "Affirmations liées",
  evidence: "Dans son article",
  sentence: "Dans sa phrase",
  openClaim: "Ouvrir cette affirmation",
  pickClaim: "Choisissez un passage souligné pour voir qui le dit, et avec quelle certitude.",
  legend: "Avec quelle certitude",
  saysItself: "Ce qu’il ou elle dit",
  saidOfIt: "Ce qu’on en dit",
  timeline: "Au fil du temps",
  together: "Nommés ensemble",
  relations: "Relations",
  alsoCalled: "Aussi appelé",
  mentions: (count) => `${count} mentions`,
  score: "score",
  foundBy: (by) => `trouvé par ${by}`,
  sourcesHow: "Comment chaque source avance ses affirmations",
  retracted: "Retiré",
  skip: "Aller au contenu",
  undated: "sans date",
};

const MODALITIES: Record<"en" | "fr", Record<Modality, string>> = {
  en: {
    ASSERTED: "said plainly",
    REPORTED: "reported",
    PROBABLE: "probable",
    POSSIBLE: "possible",
    CONDITIONAL: "under a condition",
    PREDICTED: "predicted",
  },
  fr: {
    ASSERTED: "affirmé",
    REPORTED: "rapporté",
    PROBABLE: "probable",
    POSSIBLE: "possible",
    CONDITIONAL: "sous condition",
    PREDICTED: "prédit",
  },
};

const LINKS: Record<"en" | "fr", Record<ClaimLinkKind, string>> = {
  en: { REPEATS: "repeats", SUPPORTS: "supports", CONTRADICTS: "contradicts" },
  fr: { REPEATS: "répète", SUPPORTS: "appuie", CONTRADICTS: "contredit" },
};

const STANCES: Record<"en" | "fr", Record<Exclude<Stance, "SAYS">, string>> = {
  en: { DENIES: "denies it", DOUBTS: "doubts it", ASKS: "asks whether it is so" },
  fr: { DENIES: "le nie", DOUBTS: "en doute", ASKS: "se demande si c’est le cas" },
};

const STORED = "claimgraph:language";
const asked = localStorage.getItem(STORED) ?? navigator.language.slice(0, 2);

/** The language of the pages, that of the browser unless the reader chose. */
export const language: "en" | "fr" = asked === "fr" ? "fr" : "en";
export const words: Words = { en, fr }[language];
export const modality = (of: Modality) => MODALITIES[language][of];
/** What the claimant makes of a claim, as words after the claimant's name; none where it is simply said. */
export const stance = (of: Stance) => (of === "SAYS" ? "" : ` ${STANCES[language][of]}`);
export const linkKind = (of: ClaimLinkKind) => LINKS[language][of];

/** Chooses the other language; the pages are drawn anew. */
export function chooseLanguage(chosen: "en" | "fr"): void {
  localStorage.setItem(STORED, chosen);
  location.reload();
}

const dates = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
const numbers = new Intl.NumberFormat(language);
export const day = (moment: string | null | undefined) => (moment ? dates.format(new Date(moment)) : words.undated);
export const number = (count: number) => numbers.format(count);

/** Whose word a claim is. */
export function voice(claim: {
  attribution: Attribution;
  claimant?: { name: string } | null;
  unnamedSource?: string | null;
}): string {
  if (claim.attribution === "ARTICLE") return words.articleVoice;
  return claim.claimant?.name ?? claim.unnamedSource ?? words.unnamed;
}

