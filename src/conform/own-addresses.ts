/**
 * Puts the twin's address in place of a service's own ones (`https://api.example.com/v1`, its host alone, `localhost` for
 * `127.0.0.1`); third parties' stay. The rewriter gives the same text back when there is none.
 */
export function createAddressRewriter(ownUrls: readonly string[], twinOrigin: string): (text: string) => string {
  const twinHost = twinOrigin.replace(/^[a-z]+:\/\//, '')
  const pairs: (readonly [from: string, to: string])[] = []
  const hosts = new Set<string>()
  for (const url of new Set(ownUrls)) {
    const match = /^([a-z]+:\/\/)([^/]+)/i.exec(url)
    if (match === null) continue
    for (const host of aliases((match[2] as string).toLowerCase())) {
      hosts.add(host)
      for (const scheme of ['http', 'https']) {
        pairs.push([`${scheme}://${host}`, twinOrigin])
        pairs.push([`${scheme}:\\/\\/${host}`, twinOrigin.replaceAll('/', '\\/')])
      }
      if (/[.:]/.test(host)) pairs.push([host, twinHost])
    }
  }
  const known = [...hosts]
  return (text) => {
    // a glance: most texts name none
    if (!known.some((host) => text.includes(host))) return text
    let rewritten = text
    for (const [from, to] of pairs) if (rewritten.includes(from)) rewritten = replaceWhole(rewritten, from, to)
    return rewritten
  }
}

function aliases(host: string): string[] {
  const port = /:\d+$/.exec(host)?.[0]
  const isLocal = port !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(host)
  return isLocal ? [`127.0.0.1${port}`, `localhost${port}`, `[::1]${port}`] : [host]
}

/** Not inside a longer name: `api.example.com` is no part of `my-api.example.com.au`. */
function replaceWhole(text: string, from: string, to: string): string {
  let result = ''
  let start = 0
  for (let at = text.indexOf(from); at !== -1; at = text.indexOf(from, start)) {
    const end = at + from.length
    const isPart = /[\w.@-]/.test(text[at - 1] ?? ' ') || /^(?:[\w-]|\.\w|:\d)/.test(text.slice(end, end + 2))
    result += text.slice(start, at) + (isPart ? from : to)
    start = end
  }
  return result + text.slice(start)
}
