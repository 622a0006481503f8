import { inGraphiql, useAnswer } from "../api";
import { graphql } from "../graphql";
import type { ActorPageQuery } from "../graphql/graphql";
import { ClaimCard } from "../parts/claim";
import { Elsewhere, Waiting } from "../parts/layout";
import { useTitle } from "../title";
import { number, words } from "../words";

const ACTOR_PAGE = graphql(`
  query ActorPage($id: ID!) {
    actor(id: $id) {
      id
      name
      kind
      description
      wikidataId
      mentionCount
      aliases { name }
      timeline { period articles claims }
      coMentioned(first: 12) { edges { count node { id name } } }
      relations(first: 50) { nodes { id predicate subject { id name } object { id name } evidence { id } } }
      says: claims(role: CLAIMANT, first: 20) { totalCount nodes { ...ClaimCard } }
      saidOf: claims(role: SUBJECT, first: 20) { totalCount nodes { ...ClaimCard } }
    }
  }
`);

type Actor = NonNullable<ActorPageQuery["actor"]>;

/** An actor: what it says, what is said of it, when, and with whom it is named. */
export function ActorView({ id }: { id: string }) {
  const state = useAnswer(ACTOR_PAGE, { id });
  useTitle(state.data?.actor?.name);
  return (
    <>
      <Waiting state={state}>
        {({ actor }) => (actor ? <Profile actor={actor} /> : <p role="alert">{words.missing}</p>)}
      </Waiting>
      <Elsewhere graphiql={inGraphiql(ACTOR_PAGE, { id })} csv={`/v1/claims?actorId=${id}&first=100&format=csv`} />
    </>
  );
}

function Profile({ actor }: { actor: Actor }) {
  const others = actor.aliases.map(({ name }) => name).filter((name) => name !== actor.name);
  return (
    <>
      <h1>{actor.name}</h1>
      <p class="meta">
        {actor.kind.toLowerCase()} · {words.mentions(actor.mentionCount)}
        {others.length > 0 && <> · {words.alsoCalled} {others.join(", ")}</>}
      </p>
      {actor.description && <p>{actor.description}</p>}
      <div class="columns">
        <Claims title={words.saysItself} of={actor.says} />
        <Claims title={words.saidOfIt} of={actor.saidOf} />
      </div>
      <div class="columns">
        <section>
          <h2>{words.timeline}</h2>
          <Timeline points={actor.timeline} />
        </section>
        {actor.coMentioned.edges.length > 0 && (
          <section>
            <h2>{words.together}</h2>
            <Neighbours name={actor.name} edges={actor.coMentioned.edges} />
          </section>
        )}
      </div>
      {actor.relations.nodes.length > 0 && (
        <section>
          <h2>{words.relations}</h2>
          <ul>
            {actor.relations.nodes.map(({ id, subject, predicate, object, evidence }) => (
              <li key={id}>
                <a href={`/actors/${subject.id}`}>{subject.name}</a> <code>{predicate}</code>{" "}
                <a href={`/actors/${object.id}`}>{object.name}</a>
                {evidence && <> · <a href={`/claims/${evidence.id}`}>{words.evidence}</a></>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Claims({ title, of }: { title: string; of: Actor["says"] }) {
  return (
    <section>
      <h2>{title} ({number(of.totalCount)})</h2>
      {of.nodes.map((claim) => <ClaimCard key={claim.id} claim={claim} />)}
      {of.nodes.length === 0 && <p>–</p>}
    </section>
  );
}

/** Articles by month as bars; their numbers stand beside them for those who don't see bars. */
function Timeline({ points }: { points: Actor["timeline"] }) {
  const most = Math.max(1, ...points.map(({ articles }) => articles));
  return (
    <table class="bars">
      <thead>
        <tr><th scope="col">{words.timeline}</th><th scope="col">{words.articles}</th><th scope="col">{words.claims}</th></tr>
      </thead>
      <tbody>
        {points.map(({ period, articles, claims }) => (
          <tr key={period}>
            <th scope="row">{period}</th>
            <td><meter min={0} max={most} value={articles} aria-hidden="true" /> {number(articles)}</td>
            <td>{number(claims)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SIZE = 420;
const RADIUS = 150;

/** Who is named in the same articles, as a star: the more often together, the thicker the line. */
function Neighbours({ name, edges }: { name: string; edges: Actor["coMentioned"]["edges"] }) {
  const centre = SIZE / 2;
  const most = Math.max(...edges.map(({ count }) => count));
  return (
    <svg class="graph" viewBox={`0 0 ${SIZE} ${SIZE}`} role="group" aria-label={words.together}>
      {edges.map(({ node, count }, i) => {
        const angle = (2 * Math.PI * i) / edges.length - Math.PI / 2;
        const x = centre + RADIUS * Math.cos(angle);
        const y = centre + RADIUS * Math.sin(angle);
        return (
          <g key={node.id}>
            <line x1={centre} y1={centre} x2={x} y2={y} stroke-width={1 + (5 * count) / most} />
            <a href={`/actors/${node.id}`} aria-label={`${node.name}: ${count}`}>
              <circle cx={x} cy={y} r={6 + (8 * count) / most} />
              <text x={x} y={y + 26} text-anchor="middle">{shortened(node.name)} ({count})</text>
            </a>
          </g>
        );
      })}
      <circle class="self" cx={centre} cy={centre} r={16} />
      <text x={centre} y={centre + 34} text-anchor="middle">{shortened(name)}</text>
    </svg>
  );
}

const NAME_SHOWN = 18;
const shortened = (name: string) => (name.length > NAME_SHOWN ? `${name.slice(0, NAME_SHOWN - 1)}…` : name);
