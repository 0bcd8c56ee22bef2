/**
 * Puts the twin's address in place of a service's own ones (`https://api.example.com/v1`, its host alone, `localhost` for
 * `127.0.0.1`); third parties' stay. The rewriter gives the same text back when there is none.
 */
export function createAddressRewriter(ownUrls: readonly string[], twinOrigin: string): (text: string) => string {
  const twinHost = twinOrigin.replace(/^[a-z]+:\/\//, '')
  const twin: Address = { host: twinHost, plain: twinOrigin, escaped: twinOrigin.replaceAll('/', '\\/') }
  const hosts = new Set<string>()
  const marks = new Set<string>()
  for (const url of ownUrls) {
    const host = /^[a-z]+:\/\/([^/]+)/i.exec(url)?.[1]?.toLowerCase()
    if (host === undefined) continue
    const { names, mark } = aliases(host)
    for (const name of names) hosts.add(name)
    marks.add(mark)
  }
  const known = [...hosts]
  const telling = [...marks]
  return (text) => {
    if (!hasAny(text, telling)) return text
    let rewritten = text
    for (const host of known) if (rewritten.includes(host)) rewritten = replaceAddress(rewritten, host, twin)
    return rewritten
  }
}

/** Most texts have none. */
function hasAny(text: string, marks: readonly string[]): boolean {
  for (const mark of marks) if (text.includes(mark)) return true
  return false
}

/** How a service is called: by its host alone, by a URL, by a URL whose slashes are escaped as in JSON. */
interface Address {
  readonly host: string
  readonly plain: string
  readonly escaped: string
}

/** All names of a host, and what each text that holds one of them holds. */
function aliases(host: string): { readonly names: readonly string[]; readonly mark: string } {
  const port = /^(?:127\.0\.0\.1|localhost|\[::1\])(:\d+)$/.exec(host)?.[1]
  if (port === undefined) return { names: [host], mark: host }
  return { names: [`127.0.0.1${port}`, `localhost${port}`, `[::1]${port}`], mark: port }
}

const schemes = ['http://', 'https://']
const escapedSchemes = schemes.map((scheme) => scheme.replaceAll('/', '\\/'))

/** Not inside a longer name: `api.example.com` is no part of `my-api.example.com.au`. A host that could be a word is only one after a scheme. */
function replaceAddress(text: string, host: string, twin: Address): string {
  const isTelling = /[.:]/.test(host)
  let result = ''
  let start = 0
  for (let at = text.indexOf(host); at !== -1; at = text.indexOf(host, at + host.length)) {
    const end = at + host.length
    if (goesOn.test(text.slice(end, end + 2))) continue
    const plain = schemeBefore(text, at, schemes)
    const escaped = plain === undefined ? schemeBefore(text, at, escapedSchemes) : undefined
    const from = at - (plain ?? escaped ?? '').length
    if (from === at && (!isTelling || belongsToName.test(text[at - 1] ?? ' '))) continue
    result += text.slice(start, from) + (plain !== undefined ? twin.plain : escaped !== undefined ? twin.escaped : twin.host)
    start = end
  }
  return start === 0 ? text : result + text.slice(start)
}

const goesOn = /^(?:[\w-]|\.\w|:\d)/
const belongsToName = /[\w.@-]/

/** The scheme that ends there, unless it is the end of a longer word. */
function schemeBefore(text: string, end: number, among: readonly string[]): string | undefined {
  return among.find((scheme) => text.endsWith(scheme, end) && !belongsToName.test(text[end - scheme.length - 1] ?? ' '))
}
