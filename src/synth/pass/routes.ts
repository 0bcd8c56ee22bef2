import { type PatternSegment, printPathPattern } from '#engine'
import { isObject } from '#lang'
import { type Call, isSuccess, type Route, type RouteSegment } from '../call.ts'
import { singular } from '../naming.ts'
import { collectFlows, type Flows } from './flows.ts'
import { isIdLike } from './id-like.ts'
import { wordsOfPlace } from './listed-words.ts'
import { nameSingleThings } from './single-things.ts'

/** A call with how far its path has been read. */
interface Walk {
  readonly call: Call
  readonly values: readonly string[]
}

/**
 * Finds the routes: a segment is a parameter because its value flowed from an earlier message, because it is written like
 * an id, or because it varies from session to session while nothing else does. Sets `route` and `path` of each call.
 */
export function inferRoutes(sessions: readonly (readonly Call[])[]): Route[] {
  const calls = sessions.flat()
  const flows = collectFlows(sessions)
  const routes = new Map<string, Route>()
  descend(
    calls.map((call) => ({ call, values: [] })),
    [],
    '',
    flows,
    routes,
  )
  return nameSingleThings([...routes.values()]).sort((a, b) =>
    a.pattern < b.pattern ? -1 : a.pattern > b.pattern ? 1 : a.method < b.method ? -1 : 1,
  )
}

function descend(walks: readonly Walk[], segments: readonly RouteSegment[], space: string, flows: Flows, routes: Map<string, Route>): void {
  const depth = segments.length
  const here = walks.filter(({ call }) => placesIn(call) === depth)
  for (const { call, values } of here) settle(call, endsInSlash(call) ? closed(segments) : segments, values, routes)
  const deeper = walks.filter(({ call }) => placesIn(call) > depth)
  if (areKeptByPath(deeper, depth)) {
    const rest: RouteSegment = { parameter: parameterName(segments), rest: true, space: `${space}/{}` }
    for (const { call, values } of deeper)
      settle(call, [...segments, rest], [...values, call.request.segments.slice(depth).join('/')], routes)
    return
  }
  const files = findFiles(deeper, depth)
  const parameters = findParameters(deeper, depth, segments.at(-1)?.literal !== undefined, flows).union(files)
  const groups = new Map<string, { segment: RouteSegment; walks: Walk[] }>()
  for (const walk of deeper) {
    const text = walk.call.request.segments[depth] ?? ''
    const isParameter = parameters.has(text)
    // A file goes by its whole name.
    const { stem, suffix } = isParameter && files.size > 0 ? { stem: text, suffix: '' } : splitSuffix(text)
    const key = isParameter ? `{}${suffix}` : text
    let group = groups.get(key)
    if (!group) {
      const segment = isParameter ? parameterSegment(walk.call, segments, suffix, space) : { literal: text }
      group = { segment, walks: [] }
      groups.set(key, group)
    }
    group.walks.push({ call: walk.call, values: isParameter ? [...walk.values, stem] : walk.values })
  }
  for (const { segment, walks: inner } of groups.values()) {
    descend(inner, [...segments, segment], segment.space ?? `${space}/${splitSuffix(segment.literal ?? '').stem}`, flows, routes)
  }
}

/** Whether a slash ends the path: it names what the path without it names, if anything does. */
function endsInSlash({ request: { segments } }: Call): boolean {
  return segments.length > 1 && segments.at(-1) === ''
}

/** How many segments of the path name something. */
function placesIn(call: Call): number {
  return call.request.segments.length - (endsInSlash(call) ? 1 : 0)
}

function closed(segments: readonly RouteSegment[]): RouteSegment[] {
  return segments.map((segment, at) => (at === segments.length - 1 ? { ...segment, slash: true } : segment))
}

function parameterSegment(call: Call, segments: readonly RouteSegment[], suffix: string, space: string): RouteSegment {
  const own = subjectSpace(call, segments.length)
  if (own === undefined) return { parameter: parameterName(segments), suffix, space: `${space}/{}` }
  return { parameter: /\{(\w+)\}$/.exec(own)?.[1] ?? parameterName(segments), suffix, space: own }
}

/** The place of the key at this depth, where the path is that of an operation. */
function subjectSpace({ operation, request }: Call, depth: number): string | undefined {
  return operation?.space !== undefined &&
    depth === operation.from.segments.length + (operation.name === '' ? 0 : 1) &&
    depth === request.segments.length - 1
    ? operation.space
    : undefined
}

/** Whether the segment at this depth is the name of an operation that the service knows (or of one that it does not). */
function isOperationName({ operation }: Call, depth: number, isKnown: boolean): boolean {
  return operation !== undefined && operation.name !== '' && depth === operation.from.segments.length && operation.isKnown === isKnown
}

/** The path of a route as the model writes it. */
export function patternOf(segments: readonly RouteSegment[]): string {
  return printPathPattern(
    segments.flatMap((segment): PatternSegment[] => [
      segment.rest
        ? { kind: 'rest', name: segment.parameter ?? '' }
        : segment.literal === undefined
          ? { kind: 'parameter', name: segment.parameter ?? '', prefix: '', suffix: segment.suffix ?? '' }
          : { kind: 'literal', text: segment.literal },
      ...(segment.slash ? [{ kind: 'literal', text: '' } as const] : []),
    ]),
  )
}

function settle(call: Call, segments: readonly RouteSegment[], values: readonly string[], routes: Map<string, Route>): void {
  const pattern = patternOf(segments)
  const { method } = call.request
  const id = `${method} ${pattern}`
  let route = routes.get(id)
  if (!route) {
    route = { method, pattern, segments, calls: [] }
    routes.set(id, route)
  }
  route.calls.push(call)
  call.route = route
  const names = segments.flatMap((segment) => segment.parameter ?? [])
  call.path = Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']))
}

const noTexts: ReadonlySet<string> = new Set()

/** The texts at this depth that stand for a parameter. */
function findParameters(walks: readonly Walk[], depth: number, isBelowLiteral: boolean, flows: Flows): Set<string> {
  const texts = new Map<string, Call[]>()
  for (const { call } of walks) {
    const text = call.request.segments[depth] ?? ''
    const list = texts.get(text)
    if (list) list.push(call)
    else texts.set(text, [call])
  }
  const sessionCount = new Set(walks.map(({ call }) => call.session)).size
  const place = walks[0]?.call.request.segments[depth - 1] ?? ''
  const parameters = echoedWords(texts, depth).union(isBelowLiteral ? wordsOfPlace(texts, depth, place, flows.listed) : noTexts)
  const rare: string[] = []
  for (const [text, calls] of texts) {
    const { stem } = splitSuffix(text)
    if (calls.some((call) => isOperationName(call, depth, true))) continue
    if (calls.some((call) => subjectSpace(call, depth) !== undefined || isOperationName(call, depth, false))) {
      parameters.add(text)
      continue
    }
    const sessions = new Set(calls.map((call) => call.session)).size
    const flowed = calls.some((call) => flows.has(call, stem))
    const common = sessions >= 2 && sessions * 3 >= sessionCount
    if (sessions === sessionCount && sessions >= 2 && /^v?\d+(\.\d+)+$/.test(text)) continue
    const isNamed = (flowed || calls.some((call) => isCreatedThere(call, depth))) && !(common && /^[a-z_-]+$/i.test(stem))
    if (isIdLike(stem) || isNamed) parameters.add(text)
    else if (sessions === 1 || calls.every((call) => !isSuccess(call))) rare.push(text)
  }
  // Words that come once each, in several sessions, name things of those sessions.
  const rareSessions = new Set(rare.flatMap((text) => (texts.get(text) ?? []).map((call) => call.session))).size
  const spread = rare.length >= 3 && rareSessions >= 3
  const besideOthers = parameters.size > 0
  // Of a single session all words are rare.
  const looksLikeValue = sessionCount > 1 ? looksNamed : isNotKnown
  if (spread || (besideOthers && rareSessions >= 1)) {
    for (const text of rare) if (spread || looksLikeValue(texts.get(text) ?? [])) parameters.add(text)
  }
  return parameters
}

const echoedMin = 2

/**
 * The words at this depth, where each answer of what they name shows its word in the same field: `POST /channels/news` gives
 * `{"channel": "news"}`, and what is said of all of them is said of their place.
 */
function echoedWords(texts: ReadonlyMap<string, readonly Call[]>, depth: number): Set<string> {
  const shown = [...texts].flatMap(([text, calls]) => {
    const objects = calls.flatMap((call) =>
      placesIn(call) === depth + 1 && isSuccess(call) && isObject(call.body.value) ? [call.body.value] : [],
    )
    return objects.length > 0 ? [{ text: splitSuffix(text).stem, word: text, objects }] : []
  })
  const [first] = shown
  if (!first || shown.length < echoedMin) return new Set()
  const isEchoed = (field: string) => shown.every(({ text, objects }) => objects.every((object) => String(object[field]) === text))
  return Object.keys(first.objects[0] ?? {}).some(isEchoed) ? new Set(shown.map(({ word }) => word)) : new Set()
}

const foldersMin = 2

/**
 * Whether clients keep things under paths of their own, several segments long: what they put is no JSON, or stands at several depths, and nothing
 * answers at the paths on the way, which are no resources but part of the key.
 */
function areKeptByPath(walks: readonly Walk[], depth: number): boolean {
  const all = walks.filter(({ call }) => call.request.method === 'PUT' && isSuccess(call) && call.request.body !== undefined)
  const texts = all.filter(({ call }) => typeof call.request.body === 'string')
  // JSON may be put to parts of things, too: keys are of any length.
  const isOfAnyLength = new Set(all.map(({ call }) => placesIn(call))).size >= 2 && !haveParts(all, depth)
  const put = texts.length > 0 || !isOfAnyLength ? texts : all
  const folders = put.flatMap(({ call }) => prefixesOf(call, depth))
  if (new Set(folders.map(({ name }) => name)).size < foldersMin) return false
  const paths = new Set(folders.map(({ path }) => path))
  return !walks.some(({ call }) => isSuccess(call) && paths.has(pathKey(call, call.request.segments.length)))
}

/** Whether a word stands below most of the names at a depth: what has a `wiki` each is a thing with parts. */
function haveParts(walks: readonly Walk[], depth: number): boolean {
  const deeper = walks.map(({ call }) => call.request.segments).filter((segments) => segments.length > depth + 1)
  const names = new Set(deeper.map((segments) => segments[depth]))
  const words = Map.groupBy(deeper, (segments) => segments[depth + 1])
  return [...words.values()].some((own) => new Set(own.map((segments) => segments[depth])).size * 2 > names.size)
}

/** The paths on the way to what a call names, and the names of the first of them, below a depth. */
function prefixesOf(call: Call, depth: number): { path: string; name: string }[] {
  const { segments } = call.request
  return segments.slice(depth, -1).map((_, at) => ({ path: pathKey(call, depth + at + 1), name: segments[depth] ?? '' }))
}

function pathKey({ session, request }: Call, length: number): string {
  const segments = request.segments.slice(0, length)
  return `${session} ${segments.map((text, at) => (at === length - 1 ? splitSuffix(text).stem : text)).join('/')}`
}

/** Names of files that clients put there: the last segment, with an extension, of a PUT of something that is no JSON. */
function findFiles(walks: readonly Walk[], depth: number): Set<string> {
  const put = walks.filter(
    ({ call }) =>
      call.request.method === 'PUT' &&
      isSuccess(call) &&
      call.request.segments.length === depth + 1 &&
      typeof call.request.body === 'string',
  )
  return new Set(put.flatMap(({ call }) => call.request.segments[depth] ?? []).filter((text) => /^.+\.[a-z]\w{0,4}$/i.test(text)))
}

/** A rare word beside parameters that is refused, or that the client made up, is a value too. */
function looksNamed(calls: readonly Call[]): boolean {
  return calls.every((call) => call.status >= 400) || calls.some((call) => call.request.method === 'PUT')
}

/** Whether a client made something there under a name that it chose. */
function isCreatedThere(call: Call, depth: number): boolean {
  return call.request.method === 'PUT' && call.status === 201 && placesIn(call) === depth + 1
}

const notKnown = new Set([404, 410])
const notLiked = new Set([400, 422])

/** A word beside parameters that the service takes for the name of something, and does not know, or like where nothing else was sent. */
function isNotKnown(calls: readonly Call[]): boolean {
  return calls.every(({ status, request }) => notKnown.has(status) || (notLiked.has(status) && request.body === undefined))
}

/** `12.json` is `12` with the suffix `.json`. */
export function splitSuffix(text: string): { stem: string; suffix: string } {
  const match = /^(.+)(\.(?:json|xml|csv|txt|html|yaml|yml|pdf|atom))$/.exec(text)
  return match ? { stem: match[1] ?? text, suffix: match[2] ?? '' } : { stem: text, suffix: '' }
}

/** The name of a parameter after these segments. */
export function parameterName(segments: readonly RouteSegment[]): string {
  const last = segments[segments.length - 1]
  const taken = new Set(segments.flatMap((segment) => segment.parameter ?? []))
  const word = last?.literal?.replace(/\W+/g, '_').replace(/^_+|_+$/g, '')
  const base = word && /^[a-z]/i.test(word) ? `${singular(word)}_id` : segments.length === 0 ? 'root_id' : 'id'
  let name = base
  for (let count = 2; taken.has(name); count++) name = `${base}${count}`
  return name
}
