import type { Value } from '#lang'
import { countRecounts, followsOnFixtures, type Recounts } from './count-from-largest.ts'
import type { WriteCount } from './count-writes.ts'
import { type DrawnNumbers, findDrawnNumbers } from './drawn-numbers.ts'
import { numberedFields } from './numbered-fields.ts'
import { readNumberedKey } from './numbered-key.ts'
import { findSpentNumbers, type SpentNumbers } from './spent-numbers.ts'
import type { Timeline } from './timeline.ts'
import { endsInSpace, type Track } from './track.ts'

/** Whole numbers that keys count up in, perhaps for several collections together. */
export interface Sequence {
  readonly name: string
  readonly start: number
  /** Places of the parents in paths, where each parent has numbers of its own. */
  readonly within?: readonly string[]
  /** The next number is one more than the largest of the living: that of a deleted newest one comes again. */
  readonly isReused?: boolean
  /** Entities are deleted, yet nothing of any kind was made after the newest was: whether its number comes again is not known. */
  readonly isUnproven?: boolean
  /** What calls take of it beside the numbers of what they make. */
  readonly spent?: SpentNumbers
  /** What calls draw of it for what they make and change; then it is named after the field that gets the numbers. */
  readonly drawn?: DrawnNumbers
}

/** Finds the collections whose keys count up by one in the order in which entities are made, over all routes that make them. */
export function inferSequences(timeline: Timeline, writeCount?: WriteCount): Map<string, Sequence> {
  const numbered = timeline.collections
    .map(({ name, parents }): Numbered => ({ name, parents, sessions: numberedBirths(timeline, name) }))
    .filter(({ sessions }) => sessions.some((births) => births.length > 0))
  const counted = timeline.collections.flatMap((collection) => numberedFields(timeline, collection.name, writeCount))
  const all = [...numbered, ...counted]
  const sequences = new Map<string, Sequence>()
  const recounts = new Map(numbered.map(({ name, sessions }) => [name, countRecounts(timeline, name, fit(sessions)?.start ?? 1)]))
  const usual = isMostlyReused([...recounts.values()])
  const isTold = [...recounts.values()].some(({ reused, passed }) => reused + passed > 0)
  for (const { name, parents, sessions } of numbered) {
    const own = fit(sessions)
    const within = fit(sessions.flatMap(byParent))
    if (within && within.share >= 0.6 && within.share > (own?.share ?? 0)) {
      sequences.set(name, { name, start: within.start, within: parents })
      continue
    }
    const shared = numbered.find((other) => other.name !== name && joins(sessions, other.sessions, own))
    const together = shared && fit(merge(sessions, shared.sessions))
    const taken =
      (own?.share ?? 0) < 0.95 && parents.length === 0 && !together ? withSpent(timeline, name, all, own?.share ?? 0) : undefined
    if (taken) sequences.set(name, taken)
    else if (together) sequences.set(name, { name: [name, shared.name].sort().join('+'), start: together.start })
    else if (own) {
      const { reused, passed } = recounts.get(name) ?? { reused: 0, passed: 0 }
      // A service gives out numbers in one way: where nothing was deleted that would tell, the others do.
      const isReused = reused + passed > 0 ? reused > passed : usual
      if (isReused && (reused > 0 || own.share >= 0.6)) {
        const start = followsOnFixtures(timeline, name, own.start) ? Math.min(own.start, 1) : own.start
        sequences.set(name, { name, start, isReused })
      } else if (own.share >= 0.6) {
        const isUnproven = !isTold && parents.length === 0 && timeline.allTracks(name).some(({ diedBy }) => diedBy)
        sequences.set(name, { name, start: own.start, ...(isUnproven ? { isUnproven } : {}) })
      }
    }
  }
  for (const { name, sessions } of counted) {
    const plain = fit(sessions)?.share ?? 0
    const taken = plain < 0.95 ? withSpent(timeline, name, all, plain) : undefined
    if (taken) sequences.set(name, taken)
  }
  for (const collection of timeline.collections)
    for (const drawn of findDrawnNumbers(timeline, collection.name, writeCount)) {
      const name = `${collection.name}.${drawn.field}`
      sequences.set(name, { name, start: drawn.start, drawn, ...(drawn.spent ? { spent: drawn.spent } : {}) })
    }
  return sequences
}

interface Numbered {
  readonly name: string
  readonly parents: readonly string[]
  readonly sessions: readonly (readonly Birth[])[]
}

/** By how much more of the numbers must follow from what came before for calls to be said to take some. */
const gainMin = 0.1
const shareMin = 0.6

/** A sequence of which other calls take numbers as well: that of one collection, or of several whose numbers never meet. */
function withSpent(timeline: Timeline, name: string, numbered: readonly Numbered[], plain: number): Sequence | undefined {
  const [own, ...others] = [...numbered.filter((other) => other.name === name), ...numbered.filter((other) => other.name !== name)]
  if (!own) return undefined
  let names = [name]
  let sessions = own.sessions
  let best = { plain, found: spentIn(timeline, sessions) }
  for (const other of others) {
    if (other.parents.length > 0 || collides(sessions, other.sessions)) continue
    const merged = merge(sessions, other.sessions)
    const found = spentIn(timeline, merged)
    if (!found || found.share < (best.found?.share ?? 0)) continue
    names = [...names, other.name]
    sessions = merged
    best = { plain: Math.max(plain, fit(merged)?.share ?? 0), found }
  }
  const { found } = best
  if (!found || found.share < shareMin || found.share < best.plain + gainMin) return undefined
  return { name: names.sort().join('+'), start: found.start, spent: found }
}

function spentIn(timeline: Timeline, sessions: readonly (readonly Birth[])[]) {
  return findSpentNumbers(timeline.sessions, sessions, fit(sessions)?.start ?? 1)
}

function collides(a: readonly (readonly Birth[])[], b: readonly (readonly Birth[])[]): boolean {
  const both = a.some((births, at) => births.length > 0 && (b[at]?.length ?? 0) > 0)
  return !both || a.some((births, at) => births.some(({ number }) => b[at]?.some((other) => other.number === number)))
}

function isMostlyReused(recounts: readonly Recounts[]): boolean {
  const sum = (which: keyof Recounts) => recounts.reduce((total, counts) => total + counts[which], 0)
  return sum('reused') > sum('passed')
}

interface Birth {
  readonly at: number
  /** The parents, as one text. */
  readonly parents: string
  readonly number: number
}

function numberedBirths(timeline: Timeline, collection: string): Birth[][] {
  const born = timeline.allTracks(collection).filter(({ bornBy }) => bornBy)
  // Clients that name the keys of others meet that of what is made now and then.
  const isChosen = born.filter(isSent).length * 2 > born.length
  return timeline.sessions.map((_, session) =>
    timeline
      .tracks(collection, session)
      .flatMap((track) => (isChosen && isSent(track) ? [] : toBirth(track)))
      .sort((a, b) => a.at - b.at || a.number - b.number),
  )
}

/** Whether the key is a text that the client sent. */
function isSent({ parts, bornBy }: Track): boolean {
  const own = parts.at(-1)
  return bornBy !== undefined && typeof own === 'string' && sends(bornBy.request.body, own)
}

/** A key that the client wrote into the path counts in nothing. */
function toBirth({ parts, bornBy, collection }: Track): Birth[] {
  const own = parts.at(-1)
  if (!bornBy || endsInSpace(bornBy.route, collection)) return []
  // Numbers are written as text where ids are: by GraphQL, by JSON:API.
  const number = typeof own === 'string' ? readNumberedKey(own)?.number : own
  if (typeof number !== 'number' || !Number.isInteger(number)) return []
  return [{ at: bornBy.index, parents: JSON.stringify(parts.slice(0, -1)), number }]
}

function sends(body: Value, text: string): boolean {
  if (typeof body !== 'object' || body === null) return body === text
  return Object.values(body).some((item) => sends(item, text))
}

function byParent(births: readonly Birth[]): Birth[][] {
  return [...Map.groupBy(births, ({ parents }) => parents).values()]
}

/** The commonest first number, and the share of steps (the first ones included) that go up by one. */
function fit(sessions: readonly (readonly Birth[])[]): { start: number; share: number } | undefined {
  const firsts = sessions.flatMap((births) => births[0]?.number ?? [])
  const counts = Map.groupBy(firsts, (number) => number)
  const start = [...counts].sort((a, b) => b[1].length - a[1].length || a[0] - b[0])[0]?.[0]
  if (start === undefined) return undefined
  let right = 0
  let steps = 0
  for (const births of sessions) {
    let expected = start
    for (const { number } of births) {
      steps++
      if (number === expected) right++
      expected = number + 1
    }
  }
  return { start, share: right / steps }
}

function merge(a: readonly (readonly Birth[])[], b: readonly (readonly Birth[])[]): Birth[][] {
  return a.map((births, at) => [...births, ...(b[at] ?? [])].sort((x, y) => x.at - y.at || x.number - y.number))
}

/** Whether two collections never use the same number in a session and count up better together than this one alone. */
function joins(a: readonly (readonly Birth[])[], b: readonly (readonly Birth[])[], own: { share: number } | undefined): boolean {
  if (collides(a, b)) return false
  const apart = (own?.share ?? 0) < 0.95 || (fit(b)?.share ?? 0) < 0.95
  return apart && (fit(merge(a, b))?.share ?? 0) >= 0.95
}
