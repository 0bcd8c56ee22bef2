import type { Row } from './build-table.ts'

const partsMax = 24

/** Pairs of tests, made of those that hold in all open cases and each shut out some of the others. */
export function conjunctions(table: readonly Row[], open: ReadonlySet<number>, against: readonly number[]): Row[] {
  const mine = [...open]
  const necessary = table
    .filter(({ holds }) => mine.every((at) => holds[at]))
    .map((row) => ({ row, wrong: against.filter((at) => row.holds[at]).length }))
    .filter(({ wrong }) => wrong < against.length)
    .sort((a, b) => a.wrong - b.wrong || a.row.predicate.cost - b.row.predicate.cost)
    .slice(0, partsMax)
  const rows: Row[] = []
  for (const [index, { row: a }] of necessary.entries()) {
    for (const { row: b } of necessary.slice(index + 1)) rows.push(both(a, b))
  }
  return rows
}

function both(a: Row, b: Row): Row {
  const predicate = {
    text: `${wrap(a.predicate.text)} && ${wrap(b.predicate.text)}`,
    cost: a.predicate.cost + b.predicate.cost,
    kind: a.predicate.cost <= b.predicate.cost ? a.predicate.kind : b.predicate.kind,
    fields: [...a.predicate.fields, ...b.predicate.fields],
  }
  return { predicate, holds: a.holds.map((value, at) => value && b.holds[at] === true) }
}

function wrap(text: string): string {
  return text.includes(' || ') || text.includes(' ? ') ? `(${text})` : text
}
