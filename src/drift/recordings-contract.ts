import { type Json, parseJson } from '#base'
import { isCompared, looksRandom, readComparable, replacePieces } from '#compare'
import { decodeText, type Exchange, type HttpRequest, type HttpResponse, headerValue, isJsonMediaType } from '#http'
import { isObject } from '#lang'
import { type AnswerContract, type Contract, type RequestContract, type RequestField, type RouteContract, routeKey } from './contract.ts'
import { type Shape, settleWords, shapeOfValue, uniteShapes, unknownShape } from './shape.ts'

/** An exchange with the route that it belongs to, `GET /orders/{id}`. */
export interface RoutedExchange {
  readonly route: string
  readonly exchange: Exchange
}

/** Requests that were refused for what they held. */
const refusals = new Set([400, 422])

/** What recordings show that clients can rely on: no more than what was asked. */
export function contractOfRecordings(recorded: readonly RoutedExchange[]): Contract {
  const byRoute = Map.groupBy(recorded, ({ route }) => keyOf(route))
  return { routes: new Map([...byRoute].map(([key, own]) => [key, toRoute(own)])), isPartial: true }
}

function keyOf(route: string): string {
  const space = route.indexOf(' ')
  return routeKey(route.slice(0, space), route.slice(space + 1))
}

function toRoute(recorded: readonly RoutedExchange[]): RouteContract {
  const answered = recorded.flatMap(({ exchange: { request, response } }) => (response === undefined ? [] : [{ request, response }]))
  const answers = [...Map.groupBy(answered, ({ response }) => response.status)].map(([status, own]) => [status, toAnswer(own)] as const)
  return { route: recorded[0]?.route ?? '', answers: new Map(answers), request: toRequest(answered) }
}

interface Answered {
  readonly request: HttpRequest
  readonly response: HttpResponse
}

function toAnswer(answered: readonly Answered[]): AnswerContract {
  const shapes = answered.flatMap(({ request, response }) => {
    const shape = shapeOfBody(response)
    return shape === undefined ? [] : [{ question: questionOf(request), shape }]
  })
  const bodies = [...Map.groupBy(shapes, ({ question }) => question)].map(
    ([question, own]) => [question, settleWords(own.map(({ shape }) => shape).reduce(uniteShapes))] as const,
  )
  const body = shapes.length === 0 ? undefined : settleWords(shapes.map(({ shape }) => shape).reduce(uniteShapes))
  return { body, bodies: new Map(bodies), headers: headersOfAll(answered.map(({ response }) => response)) }
}

/** What a request asks for: its query and what its body holds, without numbers and what is minted. Of a text that is a query, all of it. */
function questionOf(request: HttpRequest): string {
  const [, query = ''] = request.target.split('?', 2)
  const value = bodyOf(request)
  const text = isObject(value) && typeof value['query'] === 'string' ? value['query'] : ''
  return [query, [...(pathsOf(request) ?? [])].sort().join(), text]
    .map((part) => replacePieces(part, (piece) => (/^\d+$/.test(piece) || looksRandom(piece) ? '*' : piece)))
    .join('\n')
}

function shapeOfBody(response: HttpResponse): Shape | undefined {
  const { body } = readComparable(response)
  if (body.kind === 'empty') return undefined
  return body.kind === 'json' ? shapeOfValue(body.value) : body.kind === 'omitted' ? unknownShape : { types: new Set(['string']) }
}

/** Headers that each of the answers has. */
function headersOfAll(responses: readonly HttpResponse[]): Map<string, string | undefined> {
  const [first, ...others] = responses
  const names = [...new Set((first?.headers ?? []).map(([name]) => name.toLowerCase()))].filter(isCompared)
  const common = names.filter((name) => others.every(({ headers }) => headerValue(headers, name) !== undefined))
  return new Map(common.map((name) => [name, name === 'content-type' ? oneType(responses) : undefined]))
}

function oneType(responses: readonly HttpResponse[]): string | undefined {
  const types = new Set(responses.map(({ headers }) => (headerValue(headers, 'content-type')?.split(';', 1)[0] ?? '').trim().toLowerCase()))
  return types.size === 1 ? [...types][0] : undefined
}

function toRequest(answered: readonly Answered[]): RequestContract {
  const query = answered.flatMap(({ request: { target } }) => [...new URLSearchParams(target.split('?')[1] ?? '').keys()])
  const bodies = answered.map(({ request, response }) => ({ paths: pathsOf(request), status: response.status }))
  const accepted = bodies.flatMap(({ paths, status }) => (status < 400 && paths !== undefined ? [paths] : []))
  const refused = bodies.flatMap(({ paths, status }) => (refusals.has(status) && paths !== undefined ? [paths] : []))
  const always = [...(accepted[0] ?? [])].filter((path) => accepted.every((paths) => paths.has(path)))
  const fields = new Map<string, RequestField>()
  for (const path of new Set(accepted.flatMap((paths) => [...paths]))) {
    const isAlways = accepted.length > 1 && always.includes(path)
    // refused with all that the others had but this
    const isMissed =
      isAlways &&
      refused.some(
        (paths) => !paths.has(path) && always.every((other) => other === path || other.startsWith(`${path}.`) || paths.has(other)),
      )
    fields.set(path, { isRequired: isMissed ? true : always.includes(path) ? undefined : false, shape: unknownShape })
  }
  return { query: new Set(query), fields }
}

/** Fields of a JSON body by path, those in lists left out; undefined where there is no such body. */
function pathsOf(request: HttpRequest): Set<string> | undefined {
  const value = bodyOf(request)
  return value === undefined ? undefined : new Set(keyPaths(value, ''))
}

function bodyOf({ headers, body }: HttpRequest): Json | undefined {
  const type = headerValue(headers, 'content-type')
  if (body.length === 0 || (type !== undefined && !isJsonMediaType(type))) return undefined
  return parseJson(decodeText(body) ?? '')
}

function* keyPaths(value: Json, before: string): Generator<string> {
  if (!isObject(value)) return
  for (const [key, element] of Object.entries(value)) {
    yield before + key
    yield* keyPaths(element, `${before}${key}.`)
  }
}
