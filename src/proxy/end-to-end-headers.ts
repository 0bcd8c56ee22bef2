/** Headers that are about one connection and end with it (RFC 9110, 7.6.1). */
const connectionHeaders = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te', 'http2-settings'])

/** Never taken away, whatever `Connection` names: without them the message would be another one. */
const protectedHeaders = new Set(['content-length', 'content-type', 'content-encoding', 'host', 'authorization', 'cookie', 'set-cookie'])

const lowerCaseNames = new Map<string, string>()

/** Lower case of a header's name. Names repeat, so most come from a small table. */
function lowerCaseName(name: string): string {
  const known = lowerCaseNames.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (lowerCaseNames.size < 1000) lowerCaseNames.set(name, lower)
  return lower
}

/** Of flat headers (name, value, name, value) those that go on to the next hop, in order and spelling. `dropped` (lower case) stay behind too. */
export function endToEndHeaders(flat: readonly string[], dropped?: ReadonlySet<string>): string[] {
  const named = namedByConnection(flat)
  const forwarded: string[] = []
  for (let at = 0; at < flat.length; at += 2) {
    const name = flat[at] as string
    const value = flat[at + 1] as string
    const lower = lowerCaseName(name)
    if (lower === 'te' && /(?:^|,)\s*trailers\s*(?:,|$)/i.test(value)) forwarded.push(name, 'trailers')
    if (connectionHeaders.has(lower) || named?.has(lower) || dropped?.has(lower)) continue
    forwarded.push(name, value)
  }
  return forwarded
}

/** The first value of a header (lower case) in flat headers. */
export function flatHeaderValue(flat: readonly string[], wanted: string): string | undefined {
  for (let at = 0; at < flat.length; at += 2) {
    const name = flat[at] as string
    if (name.length === wanted.length && lowerCaseName(name) === wanted) return flat[at + 1]
  }
  return undefined
}

function namedByConnection(flat: readonly string[]): Set<string> | undefined {
  let named: Set<string> | undefined
  for (let at = 0; at < flat.length; at += 2) {
    if (lowerCaseName(flat[at] as string) !== 'connection') continue
    const value = (flat[at + 1] as string).toLowerCase()
    if (value === 'keep-alive' || value === 'close') continue
    named ??= new Set()
    for (const token of value.split(',')) if (!protectedHeaders.has(token.trim())) named.add(token.trim())
  }
  return named
}
