/** Spans of a text. The API counts Unicode code points, JavaScript UTF-16 units: `Array.from` tells them apart. */

export type Span = { start: number; end: number };

/** A piece of a text in which the same spans hold from its first to its last character. */
export type Piece<S extends Span> = { start: number; end: number; text: string; spans: S[] };

/** A text cut wherever a span begins or ends; `spans` of a piece are those that hold it, the widest first. */
export function cut<S extends Span>(text: string, spans: readonly S[], offset = 0): Piece<S>[] {
  const points = Array.from(text);
  const last = offset + points.length;
  const inside = spans.filter(({ start, end }) => start < end && end > offset && start < last);
  const edges = new Set([offset, last]);
  for (const { start, end } of inside) {
    edges.add(Math.max(start, offset));
    edges.add(Math.min(end, last));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const widest = [...inside].sort((a, b) => b.end - b.start - (a.end - a.start));
  return sorted.slice(0, -1).map((start, i) => {
    const end = sorted[i + 1]!;
    return {
      start,
      end,
      text: points.slice(start - offset, end - offset).join(""),
      spans: widest.filter((span) => span.start <= start && span.end >= end),
    };
  });
}

/** The paragraphs of a text with where each begins, in code points. */
export function paragraphs(text: string): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    if (line.trim()) found.push({ text: line, start });
    start += Array.from(line).length + 1;
  }
  return found;
}
