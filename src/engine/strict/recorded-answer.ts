import { bodyText, type HttpResponse } from '#http'
import { ownHost } from '#model'
import { unmaskOrigin } from '../origin.ts'

const encoder = new TextEncoder()

/** A recorded response, ready to be given again to a client that reaches the twin elsewhere than the service was reached. */
export interface RecordedAnswer {
  respond(origin: string): HttpResponse
}

/** `mask` puts the marker of the service's own address in texts. */
export function createRecordedAnswer(response: HttpResponse, mask: (text: string) => string): RecordedAnswer {
  const headers = response.headers.map(([name, value]) => [name, mask(value)] as const)
  const text = bodyText(response)
  const masked = text === undefined ? undefined : mask(text)
  const hasOwnBody = masked?.includes(ownHost) === true
  if (!hasOwnBody && !headers.some(([, value]) => value.includes(ownHost))) return { respond: () => response }
  return {
    respond: (origin) => ({
      ...response,
      headers: headers.map(([name, value]) => [name, unmaskOrigin(value, origin)] as const),
      body: hasOwnBody ? encoder.encode(unmaskOrigin(masked as string, origin)) : response.body,
    }),
  }
}
