import { z } from 'zod'
import type { HarEntry } from '../har/har-schema.ts'
import type { CassetteEntries, ReadCassette } from './cassette.ts'
import { harEntry } from './har-entry.ts'

const header = z.object({ key: z.string(), value: z.string().nullish(), disabled: z.boolean().nullish() })
const url = z.union([z.string(), z.object({ raw: z.string().default('') })])

const bodySchema = z
  .object({
    mode: z.string().nullish(),
    raw: z.string().nullish(),
    urlencoded: z.array(header).nullish(),
    formdata: z.array(header).nullish(),
    options: z.object({ raw: z.object({ language: z.string().nullish() }).nullish() }).nullish(),
  })
  .nullish()

const requestSchema = z.union([
  z.string(),
  z.object({
    method: z.string().default('GET'),
    url: url.default(''),
    header: z.union([z.array(header), z.string()]).nullish(),
    body: bodySchema,
  }),
])

const responseSchema = z.object({
  name: z.string().nullish(),
  originalRequest: requestSchema.nullish(),
  code: z.number().nullish(),
  header: z.union([z.array(header), z.string()]).nullish(),
  body: z.string().nullish(),
  responseTime: z.union([z.number(), z.string()]).nullish(),
})

interface Item {
  readonly name?: string | null | undefined
  readonly item?: readonly Item[] | null | undefined
  readonly request?: z.output<typeof requestSchema> | null | undefined
  readonly response?: readonly z.output<typeof responseSchema>[] | null | undefined
}

const itemSchema: z.ZodType<Item> = z.lazy(() =>
  z.object({
    name: z.string().nullish(),
    item: z.array(itemSchema).nullish(),
    request: requestSchema.nullish(),
    response: z.array(responseSchema).nullish(),
  }),
)

const collectionSchema = z.object({
  info: z.object({ name: z.string().nullish(), schema: z.string().nullish() }).nullish(),
  item: z.array(itemSchema),
  variable: z.array(z.object({ key: z.string().nullish(), id: z.string().nullish(), value: z.unknown().optional() })).nullish(),
})

/** Reads the saved examples of a Postman collection (v2): each is a request and its answer. Requests without one are left out. */
export const readPostman: ReadCassette = (text, { baseUrl, atMs }) => {
  const parsed = parse(text)
  if (typeof parsed === 'string') return { problem: parsed }
  const variables = new Map(
    (parsed.variable ?? []).map(({ key, id, value }) => [key ?? id ?? '', typeof value === 'string' ? value : undefined]),
  )
  const fill = (word: string) => word.replace(/\{\{([^{}]+)\}\}/g, (whole, name: string) => variables.get(name.trim()) ?? whole)
  const entries: HarEntry[] = []
  let unanswered = 0
  const take = (item: Item): void => {
    for (const inner of item.item ?? []) take(inner)
    if (item.request && (item.response ?? []).length === 0) unanswered++
    for (const response of item.response ?? []) {
      const request = response.originalRequest ?? item.request
      if (request && response.code) entries.push(toEntry(request, response, { fill, baseUrl, atMs: atMs + entries.length * spacingMs }))
    }
  }
  for (const item of parsed.item) take(item)
  const left = unanswered === 0 ? [] : [`${unanswered} requests have no saved answer and were left out`]
  return { entries, notes: left } satisfies CassetteEntries
}

/** Collections say nothing of times: examples follow each other. */
const spacingMs = 1000

function parse(text: string): z.output<typeof collectionSchema> | string {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`
  }
  // An export by API holds the collection in a key.
  const inner = typeof json === 'object' && json !== null && 'collection' in json ? (json as { collection: unknown }).collection : json
  const parsed = collectionSchema.safeParse(inner)
  return parsed.success ? parsed.data : 'is no Postman collection: it has no list "item"; export it as Collection v2.1'
}

interface Filling {
  readonly fill: (text: string) => string
  readonly baseUrl: string
  readonly atMs: number
}

function toEntry(
  request: z.output<typeof requestSchema>,
  response: z.output<typeof responseSchema>,
  { fill, baseUrl, atMs }: Filling,
): HarEntry {
  const whole = typeof request === 'string' ? { method: 'GET', url: request, header: [], body: undefined } : request
  const raw = fill(typeof whole.url === 'string' ? whole.url : whole.url.raw)
  const { body } = whole
  const form = body?.mode === 'urlencoded' ? body.urlencoded : body?.mode === 'formdata' ? body.formdata : undefined
  const language = body?.options?.raw?.language
  const headers = toHeaders(whole.header).map(({ name, value }) => ({ name, value: fill(value) }))
  const duration = Number(response.responseTime ?? 0)
  return harEntry({
    atMs,
    durationMs: Number.isFinite(duration) ? duration : 0,
    method: whole.method,
    url: toUrl(raw, baseUrl),
    requestHeaders: headers,
    requestType: body?.mode === 'urlencoded' ? 'application/x-www-form-urlencoded' : language === 'json' ? 'application/json' : undefined,
    requestText: body?.mode === 'raw' && body.raw ? fill(body.raw) : form ? formText(form, fill) : undefined,
    status: response.code ?? 0,
    headers: toHeaders(response.header),
    text: response.body ?? '',
  })
}

/** A host that a variable names is the service's: which one it is stands in an environment that the collection does not hold. */
function toUrl(raw: string, baseUrl: string): string {
  const variable = /^\{\{[^{}]+\}\}/.exec(raw)?.[0]
  if (variable !== undefined) return `${baseUrl}${raw.slice(variable.length)}`
  return /^[a-z][a-z\d+.-]*:\/\//i.test(raw) ? raw : `http://${raw}`
}

function formText(fields: readonly z.output<typeof header>[], fill: (text: string) => string): string {
  const given = fields.filter(({ disabled }) => disabled !== true)
  return new URLSearchParams(given.map(({ key, value }): [string, string] => [fill(key), fill(value ?? '')])).toString()
}

function toHeaders(list: readonly z.output<typeof header>[] | string | null | undefined): { name: string; value: string }[] {
  if (typeof list === 'string') {
    return list.split('\n').flatMap((line) => {
      const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line.trim()) ?? []
      return name === undefined ? [] : [{ name, value: value ?? '' }]
    })
  }
  return (list ?? []).filter(({ disabled }) => disabled !== true).map(({ key, value }) => ({ name: key, value: value ?? '' }))
}
