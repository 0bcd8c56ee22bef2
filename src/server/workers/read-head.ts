import type { RequestHead } from '../wire/arrived-request.ts'

/** The head of the first request in bytes from a client; undefined where it is not all there, or none: the worker that gets it says so. */
export function readHead(text: string): RequestHead | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const [, method, url] = /^(\S+) (\S+) HTTP\/1\.[01]$/.exec(first) ?? []
  if (method === undefined || url === undefined) return undefined
  const rawHeaders = lines.flatMap((line) => {
    const colon = line.indexOf(':')
    return colon < 1 ? [] : [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  return { method, url, rawHeaders, rawTrailers: [] }
}
