import type { ExchangeFailure } from '#http'

const timeoutCodes = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const connectCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES'])
const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'its name could not be looked up',
  UND_ERR_CONNECT_TIMEOUT: 'it did not accept a connection in time',
  ETIMEDOUT: 'it did not accept a connection in time',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  EPIPE: 'it closed the connection',
}

/** What went wrong between the recorder and the service, in words. */
export function describeFailure(error: Error, upstream: string): ExchangeFailure {
  const { code, message } = rootOf(error)
  const certificate = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/.test(code)
  const reason = reasons[code] ?? (certificate ? `its certificate or TLS is not good (${message})` : message)
  if (timeoutCodes.has(code)) return { kind: 'upstream-timeout', message: `${upstream} can't be reached: ${reason}` }
  if (connectCodes.has(code) || certificate) return { kind: 'upstream-unreachable', message: `${upstream} can't be reached: ${reason}` }
  return { kind: 'upstream-reset', message: `${upstream} broke off: ${reason}` }
}

/** Name look-ups that give several addresses fail with one error for each. */
function rootOf(error: Error): { code: string; message: string } {
  const first = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined
  const { code, message } = (first ?? error) as NodeJS.ErrnoException
  return { code: code ?? '', message }
}
