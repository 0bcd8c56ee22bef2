import { isObject } from '#lang'
import { isSuccess, type Route, type RouteSegment } from '../call.ts'
import { isScalar, keyRank } from '../collection/collection-draft.ts'
import { sameNoun, singular } from '../naming.ts'
import { parameterName, patternOf, splitSuffix } from '../pass/routes.ts'

/** Where a route stands among its likes: `/projects/{id}.json` is a member under the word `projects`, `/projects.json` their list. */
export interface Place {
  /** What comes before the word. */
  readonly base: readonly RouteSegment[]
  readonly word: string
  readonly suffix: string
  /** A slash ends the path. */
  readonly slash?: true
  readonly kind: 'list' | 'member'
  /** The same for all words at one place of the tree, that end alike. */
  readonly family: string
}

/** Undefined for routes that stand under no word, and those that are operations or parts of requests. */
export function placeOf(route: Route): Place | undefined {
  const { segments, calls, isPart } = route
  if (isPart || calls.some(({ field, operation }) => field !== undefined || operation !== undefined)) return undefined
  if (segments.some(({ rest, fixed }) => rest !== undefined || fixed !== undefined)) return undefined
  const last = segments.at(-1)
  if (last?.literal !== undefined) {
    const { stem, suffix } = splitSuffix(last.literal)
    return toPlace(segments.slice(0, -1), stem, { ...last, suffix }, 'list')
  }
  const word = segments.at(-2)?.literal
  return last === undefined || word === undefined ? undefined : toPlace(segments.slice(0, -2), word, last, 'member')
}

function toPlace(base: readonly RouteSegment[], word: string, { suffix = '', slash }: RouteSegment, kind: Place['kind']): Place {
  const end = { suffix, ...(slash ? { slash } : {}) }
  return { base, word, ...end, kind, family: familyOf(base, end) }
}

function familyOf(base: readonly RouteSegment[], { suffix, slash }: Pick<Place, 'suffix' | 'slash'>): string {
  return `${base.map(({ literal }) => `/${literal ?? '{}'}`).join('')}/*${suffix}${slash ? '/' : ''}`
}

/** The segments of a list, or of a member, under a word. */
export function segmentsAt(
  { base, suffix, slash }: Pick<Place, 'base' | 'suffix' | 'slash'>,
  word: string,
  member?: RouteSegment,
): RouteSegment[] {
  const end = slash ? { slash } : {}
  if (member === undefined) return [...base, { literal: `${word}${suffix}`, ...end }]
  return [...base, { literal: word }, { parameter: parameterName([...base, { literal: word }]), suffix, ...end, ...member }]
}

export function isAnswered({ calls }: Route): boolean {
  return calls.some(isSuccess)
}

/**
 * Paths of members that were never asked for, of the words under which something was made: `/products/{}` where `POST /products` makes
 * what answers with a key, and other words have both. What is made within something else has its members beside the others, where none are
 * within it. They have no calls.
 */
export function unseenMembers(routes: readonly Route[]): Route[] {
  const placed = routes.flatMap((route) => {
    const place = placeOf(route)
    return place ? [{ route, place }] : []
  })
  const members = placed.filter(({ place }) => place.kind === 'member')
  // The shortest paths first: what is made at two of them has its members where the others have theirs.
  const makers = placed
    .filter(({ route, place }) => place.kind === 'list' && route.method === 'POST' && isAnswered(route))
    .sort((a, b) => a.place.base.length - b.place.base.length)
  const isComplete = (family: string) =>
    members.some(
      ({ route, place }) =>
        place.family === family &&
        isAnswered(route) &&
        makers.some((maker) => maker.place.family === family && maker.place.word === place.word),
    )
  const found = new Map<string, Route>()
  for (const { route, place } of makers) {
    const homes = [place.base, ...(place.base.some(({ parameter }) => parameter !== undefined) ? [leading(place.base)] : [])]
    const base = homes.find((each) => isComplete(familyOf(each, place)))
    if (base === undefined || sessionsOf(route) > sessionsMax || !showsKey(route, place.word)) continue
    const family = familyOf(base, place)
    if (members.some((member) => sameNoun(member.place.word, place.word) && [family, place.family].includes(member.place.family))) continue
    // The space says where its entities are made, wherever their members are.
    const space = `${place.base.map(({ literal }) => `/${literal ?? '{}'}`).join('')}/${place.word}/{}`
    const segments = segmentsAt({ ...place, base }, place.word, { space })
    const pattern = patternOf(segments)
    if (!found.has(pattern)) found.set(pattern, { method: 'GET', pattern, segments, calls: [] })
  }
  return [...found.values()]
}

/** Where more sessions than this made something, and none asked for one of it, nobody does. */
const sessionsMax = 2

function sessionsOf({ calls }: Route): number {
  return new Set(calls.filter(isSuccess).map(({ session }) => session)).size
}

/** What comes before the first parameter, and the word before that. */
function leading(base: readonly RouteSegment[]): readonly RouteSegment[] {
  return base.slice(0, Math.max(0, base.findIndex(({ parameter }) => parameter !== undefined) - 1))
}

/** Whether what is made answers with a key of its own: at the root, or in an envelope that is one for all or named after it. */
function showsKey({ calls }: Route, word: string): boolean {
  // Several may be made at once.
  return calls.filter(isSuccess).some(({ body, request }) => {
    if (!isObject(body.value) || !isObject(request.body)) return false
    const inner = Object.entries(body.value).filter(([name]) => name === 'data' || sameNoun(name, singular(word)))
    return [body.value, ...inner.map(([, value]) => value)].some(
      (value) => isObject(value) && Object.entries(value).some(([name, item]) => keyRank(name) === 0 && isScalar(item)),
    )
  })
}
