import { type HeaderList, headerValue } from '#http'

/** Who caused a request, as its headers say (W3C Trace Context). */
export interface TraceContext {
  /** 32 and 16 digits of lower-case hexadecimal. */
  readonly traceId: string
  readonly spanId: string
  readonly isSampled: boolean
  /** What tracing systems on the way have added; handed on as it is. */
  readonly state: string | undefined
}

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Undefined where there is none, or none that holds: then a trace begins here. */
export function parseTraceContext(headers: HeaderList): TraceContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = form.exec(headerValue(headers, 'traceparent')?.trim() ?? '') ?? []
  // later versions may say more, the first may not
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1, state: headerValue(headers, 'tracestate') }
}
