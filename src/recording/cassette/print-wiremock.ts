import { parseJson } from '#base'
import { type Exchange, type HttpRequest, type HttpResponse, headerValue, isJsonMediaType } from '#http'
import { textOf } from '../har/print-har.ts'
import type { RecordedSession } from '../session.ts'

/** Headers that a server sets of itself. */
const ownHeaders = new Set(['content-length', 'transfer-encoding', 'connection', 'date', 'keep-alive'])

/**
 * Recorded exchanges as stub mappings of WireMock: one for each request (method, target, body). Where a request was answered otherwise later
 * on, its mappings are the states of a scenario, in the order of the recordings; the last one stays.
 */
export function printWiremock(sessions: readonly RecordedSession[]): string {
  const answered = sessions
    .flatMap(({ exchanges }) => exchanges)
    .filter((exchange): exchange is Exchange & { response: HttpResponse } => exchange.response !== undefined)
  const byRequest = Map.groupBy(answered, ({ request }) => JSON.stringify([request.method, request.target, textOf(request).text]))
  const mappings = [...byRequest.values()].flatMap((exchanges, at) => mappingsOf(exchanges, at + 1))
  return `${JSON.stringify({ mappings, meta: { total: mappings.length } }, undefined, 2)}\n`
}

function mappingsOf(exchanges: readonly (Exchange & { response: HttpResponse })[], number: number): object[] {
  const answers = exchanges.map(({ response }) => responseOf(response))
  const texts = answers.map((answer) => JSON.stringify(answer))
  const changed = answers.filter((_, at) => at === 0 || texts[at] !== texts[at - 1])
  const request = requestOf((exchanges[0] as Exchange).request)
  if (changed.length === 1) return [{ request, response: changed[0] }]
  const stateOf = (at: number) => (at === 0 ? 'Started' : `answer ${at + 1}`)
  return changed.map((response, at) => ({
    scenarioName: `request ${number}`,
    requiredScenarioState: stateOf(at),
    ...(at + 1 < changed.length ? { newScenarioState: stateOf(at + 1) } : {}),
    request,
    response,
  }))
}

function requestOf(request: HttpRequest): object {
  const { method, target } = request
  const { text, encoding } = textOf(request)
  if (text === '') return { method, url: target }
  const isJson = isJsonMediaType(headerValue(request.headers, 'content-type')) && parseJson(text) !== undefined
  const pattern = encoding ? { binaryEqualTo: text } : isJson ? { equalToJson: text } : { equalTo: text }
  return { method, url: target, bodyPatterns: [pattern] }
}

function responseOf(response: HttpResponse): object {
  const { text, encoding } = textOf(response)
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of response.headers) {
    if (ownHeaders.has(name.toLowerCase())) continue
    const known = headers[name]
    headers[name] = known === undefined ? value : [known, value].flat()
  }
  return { status: response.status, headers, ...(text === '' ? {} : encoding ? { base64Body: text } : { body: text }) }
}
