/** What a twin did with one request. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly traceState: string | undefined
  readonly name: string
  /** By the wall clock, ms since 1970 with fractions. */
  readonly startMs: number
  readonly endMs: number
  readonly hasFailed: boolean
  /** Left out where undefined. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>
}

/** The body of a request to `/v1/traces`: OTLP's JSON, in which ids are hexadecimal and 64 bits are text. */
export function printSpans(spans: readonly Span[], resource: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    resourceSpans: [
      { resource: { attributes: toAttributes(resource) }, scopeSpans: [{ scope: { name: 'doppel' }, spans: spans.map(toOtlp) }] },
    ],
  })
}

const serverKind = 2
const errorStatus = 2

function toOtlp({ startMs, endMs, hasFailed, attributes, ...said }: Span): object {
  return {
    ...said,
    kind: serverKind,
    startTimeUnixNano: toNanoseconds(startMs),
    endTimeUnixNano: toNanoseconds(endMs),
    attributes: toAttributes(attributes),
    status: hasFailed ? { code: errorStatus } : {},
  }
}

/** No clock here is finer than a microsecond, and a double holds no more of today. */
function toNanoseconds(ms: number): string {
  return `${Math.round(ms * 1000)}000`
}

function toAttributes(values: Span['attributes']): object[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined) return []
    return [{ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }]
  })
}
