import { render } from "preact";
import { LocationProvider, Route, Router } from "preact-iso/router";
import { Layout } from "./parts/layout";
import { ActorView } from "./views/actor";
import { ArticleView } from "./views/article";
import { ClaimView } from "./views/claim";
import { Contradictions } from "./views/contradictions";
import { Home } from "./views/home";
import { Search } from "./views/search";
import { Sources } from "./views/sources";
import { language, words } from "./words";
import "./page.css";

/** Reads as an address of ours: links to the API's own pages leave the app. */
const OURS = /^\/($|search|articles\/|actors\/|claims\/|contradictions|sources)/;

function App() {
  return (
    <LocationProvider scope={OURS}>
      <Layout>
          <Router>
            <Route path="/" component={Home} />
            <Route path="/search" component={Search} />
            <Route path="/articles/:id" component={ArticleView} />
            <Route path="/actors/:id" component={ActorView} />
            <Route path="/claims/:id" component={ClaimView} />
            <Route path="/contradictions" component={Contradictions} />
            <Route path="/sources" component={Sources} />
            <Route default component={() => <p role="alert">{words.missing}</p>} />
          </Router>
      </Layout>
    </LocationProvider>
  );
}

document.documentElement.lang = language;
const root = document.getElementById("explorer")!;
// What the server wrote is for readers without script; the app draws the same and more.
root.replaceChildren();
render(<App />, root);
