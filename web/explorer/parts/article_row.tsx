import type { ArticleRowFragment } from "../graphql/graphql";
import { day, number, words } from "../words";

/** An article in a list. */
export function ArticleRow({ article }: { article: ArticleRowFragment }) {
  return (
    <article class="card">
      <h3><a href={`/articles/${article.id}`} lang={article.language}>{article.title}</a></h3>
      <p class="meta">
        {article.source && <>{article.source.name} · </>}
        {day(article.publishedAt)} · {number(article.claims.totalCount)} {words.claims.toLowerCase()}
        {article.retraction && <> · <strong>{words.retracted}</strong></>}
      </p>
    </article>
  );
}
