import type { Finding } from '#diagnostics'
import type { Exchange } from '#http'
import { harAnswer, harRequest } from './har-body.ts'
import { type HarEntry, harSchema } from './har-schema.ts'

export interface ParseHarOptions {
  /** Only entries of this service are taken; no trailing slash. Targets are below its path. */
  readonly baseUrl: string
  /** Names the file in findings. */
  readonly place: string
}

export interface ParsedHar {
  /** In the order in which they began, numbered from 0. */
  readonly exchanges: Exchange[]
  /** Errors when the text is no HAR or has nothing of the service; warnings and notes about what was left out. */
  readonly findings: Finding[]
}

/** Reads HAR 1.2 as browsers, proxies and Polly write it. Never throws. */
export function parseHar(text: string, { baseUrl, place }: ParseHarOptions): ParsedHar {
  const fail = (code: string, message: string, help?: string): ParsedHar => {
    return { exchanges: [], findings: [{ code, severity: 'error', message, place, ...(help === undefined ? {} : { help }) }] }
  }
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    return fail('har-not-json', `is not JSON: ${(error as Error).message}`, 'save the traffic as HAR, which is a JSON file')
  }
  const parsed = harSchema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return fail(
      'har-invalid',
      `is not a HAR file: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      'a HAR file has its entries in log.entries',
    )
  }
  const { entries } = parsed.data.log
  const undated = entries.findIndex((entry) => Number.isNaN(Date.parse(entry.startedDateTime)))
  if (undated !== -1) return fail('har-invalid', `log.entries.${undated}.startedDateTime is not a time`)
  return takeEntries(entries, baseUrl, place)
}

/** Takes the exchanges of one service from entries of a HAR file; `place` names the file in findings. */
export function takeEntries(entries: readonly HarEntry[], baseUrl: string, place: string): ParsedHar {
  const findings: Finding[] = []
  const elsewhere = new Map<string, number>()
  let cached = 0
  const taken: Exchange[] = []
  for (const [at, entry] of entries.entries()) {
    const target = targetBelow(baseUrl, entry.request.url)
    if (target === undefined) {
      const origin = originOf(entry.request.url)
      elsewhere.set(origin, (elsewhere.get(origin) ?? 0) + 1)
    } else if (isCached(entry)) cached += 1
    else {
      try {
        taken.push(toExchange(entry, target))
      } catch (error) {
        const message = `log.entries.${at} can't be read and was left out: ${(error as Error).message}`
        findings.push({ code: 'har-entry-unreadable', severity: 'warning', message, place })
      }
    }
  }
  const origins = [...elsewhere].sort(([, one], [, other]) => other - one).map(([origin, count]) => `${origin} (${count})`)
  const list = origins.slice(0, 5).join(', ') + (origins.length > 5 ? ' and others' : '')
  if (taken.length === 0) {
    const message = entries.length === 0 ? 'has no entries' : `has no entry of ${baseUrl}${list === '' ? '' : `; it has ${list}`}`
    findings.push({
      code: 'har-nothing-to-import',
      severity: 'error',
      message,
      place,
      help: 'name the service that was recorded with --base-url',
    })
  } else if (elsewhere.size > 0) {
    findings.push({ code: 'har-other-services', severity: 'info', message: `entries of other services were left out: ${list}`, place })
  }
  if (cached > 0) {
    findings.push({
      code: 'har-cached',
      severity: 'info',
      message: `${cached} answers came from the browser's cache and were left out`,
      place,
    })
  }
  taken.sort((one, other) => one.startedAtMs - other.startedAtMs)
  return { exchanges: taken.map((exchange, index) => ({ ...exchange, index })), findings }
}

function toExchange(entry: HarEntry, target: string): Exchange {
  const startedAtMs = Date.parse(entry.startedDateTime)
  const endedAtMs = startedAtMs + Math.max(0, Math.round(entry.time ?? 0))
  const request = { method: entry.request.method.toUpperCase(), target, ...harRequest(entry) }
  const { status, _error } = entry.response
  const exchange = { index: 0, startedAtMs, endedAtMs, request }
  if (status === 0) return { ...exchange, failure: { kind: 'upstream-unreachable', message: _error ?? 'the client got no answer' } }
  return { ...exchange, response: { status, ...harAnswer(entry) } }
}

/** Path and query below the base URL, as they are spelled in `url`; undefined when it is of another service. */
function targetBelow(baseUrl: string, url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const base = new URL(baseUrl)
  if (new URL(url).host !== base.host) return undefined
  const target = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? ''
  const whole = target.startsWith('/') ? target : `/${target}`
  const prefix = base.pathname.replace(/\/+$/, '')
  if (!whole.startsWith(prefix)) return undefined
  const rest = whole.slice(prefix.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : undefined
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'no URL'
}

function isCached(entry: HarEntry): boolean {
  return entry._fromCache !== undefined && entry._fromCache !== null
}
