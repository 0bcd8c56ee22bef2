import { z } from 'zod'
import type { HarEntry } from '../har/har-schema.ts'
import type { CassetteOptions, ReadCassette } from './cassette.ts'
import { harEntry } from './har-entry.ts'

const values = z.record(z.string(), z.unknown()).nullish()

const mapping = z.object({
  request: z.object({
    method: z.string().default('ANY'),
    url: z.string().nullish(),
    urlPath: z.string().nullish(),
    queryParameters: values,
    headers: values,
    bodyPatterns: z.array(z.record(z.string(), z.unknown())).nullish(),
  }),
  response: z.object({
    status: z.number().default(200),
    headers: values,
    body: z.string().nullish(),
    jsonBody: z.unknown().optional(),
    base64Body: z.string().nullish(),
    bodyFileName: z.string().nullish(),
  }),
  scenarioName: z.string().nullish(),
  requiredScenarioState: z.string().nullish(),
  newScenarioState: z.string().nullish(),
})
type Mapping = z.output<typeof mapping>

/** An entry of the request journal, `GET /__admin/requests`. */
const journalled = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    absoluteUrl: z.string().nullish(),
    headers: values,
    body: z.string().nullish(),
    bodyAsBase64: z.string().nullish(),
    loggedDate: z.number().nullish(),
  }),
  response: z.object({ status: z.number(), headers: values, body: z.string().nullish(), bodyAsBase64: z.string().nullish() }).nullish(),
  responseDefinition: z
    .object({ status: z.number().nullish(), headers: values, body: z.string().nullish(), jsonBody: z.unknown().optional() })
    .nullish(),
})

const fileSchema = z.union([
  z.object({ mappings: z.array(mapping) }),
  z.object({ requests: z.array(journalled) }),
  mapping.transform((one) => ({ mappings: [one] })),
])

/** Reads stub mappings of WireMock, one or many, or its journal of requests. A mapping is an exchange where it names one request. */
export const readWiremock: ReadCassette = (text, options) => {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    return { problem: `is not JSON: ${(error as Error).message}` }
  }
  const parsed = fileSchema.safeParse(json)
  if (!parsed.success)
    return { problem: 'is no file of WireMock: it has neither "mappings" nor "requests" nor a "request" with its "response"' }
  if ('requests' in parsed.data) return readJournal(parsed.data.requests, options)
  const notes: string[] = []
  const entries: HarEntry[] = []
  for (const each of inOrder(parsed.data.mappings)) {
    const target = targetOf(each)
    if (target === undefined) notes.push(`a mapping of ${each.request.method} that many requests may match was left out`)
    else entries.push(toEntry(each, target, options, entries.length))
  }
  return { entries, notes }
}

/** The states of a scenario follow each other from `Started`; mappings without one keep their place. */
function inOrder(mappings: readonly Mapping[]): Mapping[] {
  const scenarios = Map.groupBy(
    mappings.filter(({ scenarioName }) => scenarioName),
    ({ scenarioName }) => scenarioName,
  )
  const sorted = new Map([...scenarios].map(([name, all]) => [name, followStates(all)]))
  return mappings.map((each) => (each.scenarioName ? (sorted.get(each.scenarioName)?.shift() ?? each) : each))
}

function followStates(mappings: readonly Mapping[]): Mapping[] {
  const left = [...mappings]
  const sorted: Mapping[] = []
  let state: string | null | undefined = 'Started'
  while (left.length > 0) {
    const at = left.findIndex(({ requiredScenarioState }) => (requiredScenarioState ?? 'Started') === state)
    const [next] = left.splice(Math.max(at, 0), 1) as [Mapping]
    sorted.push(next)
    state = next.newScenarioState ?? state
  }
  return sorted
}

/** The one target that a mapping is for; undefined where it is for many. */
function targetOf({ request }: Mapping): string | undefined {
  if (request.url) return request.url
  if (!request.urlPath) return undefined
  const parameters = Object.entries(request.queryParameters ?? {}).flatMap(([name, pattern]) => {
    const value = equalTo(pattern)
    return value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`]
  })
  return parameters.length === 0 ? request.urlPath : `${request.urlPath}?${parameters.join('&')}`
}

function equalTo(pattern: unknown): string | undefined {
  const value = typeof pattern === 'object' && pattern !== null ? (pattern as Record<string, unknown>)['equalTo'] : pattern
  return typeof value === 'string' ? value : undefined
}

/** Mappings say nothing of times: they follow each other. */
const spacingMs = 1000

function toEntry({ request, response }: Mapping, target: string, { baseUrl, atMs }: CassetteOptions, at: number): HarEntry {
  const sent = bodyOf(request.bodyPatterns ?? [])
  const requestHeaders = Object.entries(request.headers ?? {}).flatMap(([name, pattern]) => {
    const value = equalTo(pattern)
    return value === undefined ? [] : [{ name, value }]
  })
  const isBinary = typeof response.base64Body === 'string'
  const json = response.jsonBody === undefined || response.jsonBody === null ? undefined : JSON.stringify(response.jsonBody)
  return harEntry({
    atMs: atMs + at * spacingMs,
    method: request.method === 'ANY' ? 'GET' : request.method,
    url: `${baseUrl}${target}`,
    requestHeaders,
    requestText: sent?.text,
    requestType: sent?.type,
    status: response.status,
    headers: toHeaders(response.headers, json === undefined ? undefined : 'application/json'),
    text: isBinary ? (response.base64Body ?? '') : (response.body ?? json ?? (response.bodyFileName ? undefined : '')),
    encoding: isBinary ? 'base64' : undefined,
  })
}

function bodyOf(patterns: readonly Readonly<Record<string, unknown>>[]): { text: string; type: string | undefined } | undefined {
  for (const pattern of patterns) {
    const { equalToJson, equalTo: plain, equalToXml } = pattern
    if (equalToJson !== undefined)
      return { text: typeof equalToJson === 'string' ? equalToJson : JSON.stringify(equalToJson), type: 'application/json' }
    if (typeof equalToXml === 'string') return { text: equalToXml, type: 'application/xml' }
    if (typeof plain === 'string') return { text: plain, type: undefined }
  }
  return undefined
}

function readJournal(requests: readonly z.output<typeof journalled>[], { baseUrl, atMs }: CassetteOptions) {
  let unanswered = 0
  // The journal has the latest first.
  const entries = [...requests].reverse().flatMap(({ request, response, responseDefinition }, at): HarEntry[] => {
    const status = response?.status ?? responseDefinition?.status ?? undefined
    if (status === undefined) {
      unanswered++
      return []
    }
    const json =
      responseDefinition?.jsonBody === undefined || responseDefinition.jsonBody === null
        ? undefined
        : JSON.stringify(responseDefinition.jsonBody)
    return [
      harEntry({
        atMs: request.loggedDate ?? atMs + at * spacingMs,
        method: request.method,
        url: `${baseUrl}${request.url}`,
        requestHeaders: toHeaders(request.headers),
        requestText: request.bodyAsBase64 ?? request.body ?? undefined,
        requestEncoding: request.bodyAsBase64 ? 'base64' : undefined,
        status,
        headers: toHeaders(response?.headers ?? responseDefinition?.headers),
        text: response?.bodyAsBase64 ?? response?.body ?? responseDefinition?.body ?? json ?? '',
        encoding: response?.bodyAsBase64 ? 'base64' : undefined,
      }),
    ]
  })
  return { entries, notes: unanswered === 0 ? [] : [`${unanswered} requests have no answer in the journal and were left out`] }
}

function toHeaders(map: Readonly<Record<string, unknown>> | null | undefined, type?: string): { name: string; value: string }[] {
  const listed = Object.entries(map ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => ({ name, value: String(each ?? '') })),
  )
  const isTyped = listed.some(({ name }) => name.toLowerCase() === 'content-type')
  return type === undefined || isTyped ? listed : [...listed, { name: 'Content-Type', value: type }]
}
