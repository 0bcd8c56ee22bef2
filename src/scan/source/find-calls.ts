import { serviceOfHost } from '../known-services.ts'
import type { Constants } from './find-constants.ts'
import type { Language } from './language.ts'
import type { Address } from './read-source.ts'
import { plainName, readWord, resolveWord } from './read-words.ts'

const verbs = 'get|post|put|patch|delete|head|options|request|del'

/** Calls of HTTP clients: what is called, its method where the name says it, and where its arguments begin. */
const calls: Readonly<Record<Language, RegExp>> = {
  javascript: new RegExp(
    `(?<![\\w$.])((?:await\\s+)?(?:[A-Za-z_$][\\w$]*(?:\\?\\.|\\.))*?(fetch|axios|got|ky|request|superagent|needle|ofetch|\\$fetch|[A-Za-z_$][\\w$]*))(?:\\.(${verbs}))?\\s*(?:<[^<>()]*(?:<[^<>()]*>)?[^<>()]*>)?\\(`,
    'g',
  ),
  python: new RegExp(`(?<![\\w.])((?:[A-Za-z_]\\w*\\.)*[A-Za-z_]\\w*)\\.(${verbs}|urlopen|Request)\\s*\\(`, 'g'),
  go: /(?<![\w.])((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)\.(Get|Post|PostForm|Put|Patch|Delete|Head|NewRequest|NewRequestWithContext)\s*\(/g,
}

const plainClients: Readonly<Record<Language, RegExp>> = {
  javascript: /^(?:fetch|axios|got|ky|request|superagent|needle|ofetch|\$fetch)$/,
  python: /^(?:requests|httpx|session|self\.session|self\._session|urllib\.request|client|self\.client|self\._client|http|self\.http)$/,
  go: /^(?:http|client|c\.client|c\.httpClient|httpClient|c\.http|resty)$/,
}

/** What a project has made of a client for itself: `externalRequest(…)`. */
const ownClient = /[a-z](?:Request|Fetch)$|_(?:request|fetch)$/
const clientName = /(?:http|api|client|axios|agent|session|rest|request)/i
const longest = 4000

/** Addresses that are called or kept. */
export function findCalls(text: string, language: Language, constants: Constants, lineAt: (at: number) => number): Address[] {
  const found: Address[] = []
  for (const match of text.matchAll(calls[language])) {
    const at = match.index + match[0].length
    const receiver = plainName((match[1] ?? '').replace(/^await\s+/, ''))
    const verb = (language === 'javascript' ? match[3] : match[2]) ?? ''
    const base = constants.clients.get(receiver)
    const isPlain = plainClients[language].test(receiver)
    if (base === undefined && !isPlain && !(verb === '' ? ownClient.test(receiver) : clientName.test(receiver))) continue
    const call = readCall(text, at, language, verb)
    const word = readWord(text, call.at, language)
    const own = resolveWord(word, constants.values) ?? knownWhole(word, constants)
    const url = own !== undefined && base !== undefined && !/^(?:https?:\/\/|\{[A-Z])/.test(own) ? join(base, own) : own
    if (url === undefined || !/^(?:https?:\/\/[^/]|\{[A-Z][A-Z0-9_]*\})/.test(url)) continue
    found.push({ url, method: call.method, line: lineAt(match.index), env: envOf(word, constants) })
  }
  found.push(...findOptions(text, language, constants, lineAt))
  for (const { url, at, env } of constants.kept) found.push({ url, method: undefined, line: lineAt(at), env })
  return [...found, ...literalHosts(text, lineAt, found)]
}

const clientUse =
  /\b(?:axios|got|ky|superagent|needle|undici|request|fetch|requests|httpx|aiohttp)\b\s*[.(]|(?:require\(|from\s+)['"](?:axios|got|ky|superagent|needle|undici|request|node-fetch|request-promise\w*)['"]/
const addressOption = /(?<![\w$.])(?:url|uri|baseURL|baseUrl|base_url|prefixUrl|prefix_url)\s*:\s*(?=[\w"'`$])/g

/** Options of requests that stand apart from the call, and of clients that are made of other clients: `{ url: 'https://…', method: 'POST' }`. */
function findOptions(text: string, language: Language, constants: Constants, lineAt: (at: number) => number): Address[] {
  if (language === 'go' || !clientUse.test(text)) return []
  return [...text.matchAll(addressOption)].flatMap((match): Address[] => {
    const at = match.index + match[0].length
    const word = readWord(text, at, language)
    const url = resolveWord(word, constants.values) ?? knownWhole(word, constants)
    if (url === undefined || !/^https?:\/\/[^/]/.test(url)) return []
    // What comes after the address up to the end of the object, or before it from its beginning.
    const after = /^(?:[^{}]|\{[^{}]*\})*?\bmethod\s*:\s*['"`]([A-Za-z]+)['"`]/.exec(text.slice(at, at + 500))
    const before = /\{[^{}]*?\bmethod\s*:\s*['"`]([A-Za-z]+)['"`][^{}]*$/.exec(text.slice(Math.max(0, match.index - 300), match.index))
    const method = (before ?? after)?.[1]?.toUpperCase()
    return [{ url, method, line: lineAt(match.index), env: envOf(word, constants) }]
  })
}

function knownWhole(word: ReturnType<typeof readWord>, { values }: Constants): string | undefined {
  const [only] = word
  return word.length === 1 && typeof only === 'object' ? values.get(plainName(only.name)) : undefined
}

function envOf(word: ReturnType<typeof readWord>, { env }: Constants): string | undefined {
  const [first] = word
  return typeof first === 'object' ? env.get(plainName(first.name)) : undefined
}

function join(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
}

/** Where the address of a call stands, and its method. */
function readCall(text: string, at: number, language: Language, verb: string): { readonly at: number; readonly method: string } {
  const inside = argumentsOf(text, at)
  if (language === 'go' && verb.startsWith('NewRequest')) {
    const method = /(?:http\.Method(\w+)|"([A-Z]+)")\s*,\s*/.exec(inside)
    if (method) return { at: at + method.index + method[0].length, method: (method[1] ?? method[2] ?? 'GET').toUpperCase() }
  }
  if (language === 'go') return { at, method: verb === 'PostForm' ? 'POST' : verb.toUpperCase() }
  if (language === 'python' && verb === 'request') {
    const method = /^\s*['"]([A-Za-z]+)['"]\s*,\s*/.exec(inside)
    if (method) return { at: at + method[0].length, method: (method[1] ?? '').toUpperCase() }
  }
  // `axios({ url, method })`
  const option = /^\s*\{/.test(inside) ? /\b(?:url|uri)\s*:\s*/.exec(inside) : null
  const said = /\bmethod\s*[:=]\s*['"`]([A-Za-z]+)['"`]/.exec(inside)?.[1]
  const named = verb === 'del' ? 'delete' : /^(?:request|urlopen|Request|)$/.test(verb) ? undefined : verb
  return { at: option ? at + option.index + option[0].length : at, method: (named ?? said ?? 'get').toUpperCase() }
}

/** The text between the parentheses of a call. */
function argumentsOf(text: string, at: number): string {
  let depth = 1
  let end = at
  for (; end < Math.min(text.length, at + longest) && depth > 0; end++) {
    const sign = text[end]
    if (sign === '(') depth++
    else if (sign === ')') depth--
  }
  return text.slice(at, end)
}

/** Names of hosts that can only be those of services, and texts that are addresses of services that are known by their hosts. */
function literalHosts(text: string, lineAt: (at: number) => number, found: readonly Address[]): Address[] {
  const lines = new Set(found.map(({ line }) => line))
  const bare = [...text.matchAll(/["'`](api\.(?:[a-z0-9-]+\.)+[a-z]{2,})["'`]/g)].map(
    ({ 1: host = '', index }): Address => ({ url: `https://${host}`, method: undefined, line: lineAt(index), env: undefined }),
  )
  const whole = [...text.matchAll(/["'`](https?:\/\/[^"'`\s$]+)/g)].flatMap(({ 1: url = '', index }): Address[] => {
    const host = URL.canParse(url) ? new URL(url).hostname : ''
    // A host alone is where something is called; with a path it may be a page.
    const isApi = /^api[.-]|^hooks\.|\.api\./.test(host) || /^https?:\/\/[^/]+\/?$/.test(url)
    const line = lineAt(index)
    return !lines.has(line) && host !== '' && isApi && serviceOfHost(host) ? [{ url, method: undefined, line, env: undefined }] : []
  })
  return [...whole, ...bare.filter(({ line }) => !lines.has(line))]
}
