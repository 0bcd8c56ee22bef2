import { exitCodes, Fault } from '#diagnostics'
import { isLoopbackName } from '#http'
import { fault } from '../pack-fault.ts'

const maxHops = 5

/** Fetches, without following where an answer leads. Other machines are reached by https, unless `plainHttp`. Faults: `transport-plain`. */
export async function fetchOnce(url: URL, init: RequestInit, plainHttp = false): Promise<Response> {
  if (url.protocol !== 'https:' && !plainHttp && !isLoopbackName(url.hostname)) {
    throw new Fault('transport-plain', `${url.origin} is on another machine, and not reached by https`, {
      exitCode: exitCodes.policy,
      help: 'take one that has https, or allow it with --plain-http',
    })
  }
  return fetch(url, { ...init, redirect: 'manual' })
}

/** The same, and goes where the answer leads; credentials stay with the one that they are for. */
export async function fetchWithin(url: URL, init: RequestInit, plainHttp = false): Promise<Response> {
  let [at, with_] = [url, init]
  for (let hops = 0; ; hops++) {
    const response = await fetchOnce(at, with_, plainHttp)
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (location === null || hops === maxHops) return response
    await response.body?.cancel()
    const next = new URL(location, at)
    if (next.origin !== at.origin) {
      const headers = new Headers(with_.headers)
      headers.delete('authorization')
      with_ = { ...with_, headers }
    }
    at = next
  }
}

/** The body of an answer, up to so many bytes. Faults: `pack-too-large`. */
export async function readBody(response: Response, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > limit) throw fault('pack-too-large', `what ${new URL(response.url).host} sends is longer than ${limit} bytes`)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}
