import type { Language } from './language.ts'
import { plainName, readWord, resolveWord } from './read-words.ts'

export interface Constants {
  /** Names whose value is an address, or `{ENV_NAME}` where the environment says it. */
  readonly values: ReadonlyMap<string, string>
  /** The name of the environment by the name that holds it. */
  readonly env: ReadonlyMap<string, string>
  /** Clients with a base address, by the name that holds them. */
  readonly clients: ReadonlyMap<string, string>
  /** Addresses that are kept under a name that says so, with their places. */
  readonly kept: readonly { readonly url: string; readonly at: number; readonly env: string | undefined }[]
}

const assignment = /(?:^|[^\w$.])((?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*)\s*(?::\s*[\w<>[\]| .]+)?\s*(?::=|=(?![=>])|:(?=\s*["'`]))\s*/gm
const envRead =
  /^(?:\(?\s*)(?:(?:process\.env|import\.meta\.env)(?:\.([A-Z][A-Z0-9_]*)|\[['"]([A-Z][A-Z0-9_]*)['"]\])!?|os\.environ(?:\.get\(|\[)\s*['"]([A-Z][A-Z0-9_]*)['"]\]?|os\.getenv\(\s*['"]([A-Z][A-Z0-9_]*)['"]|os\.Getenv\(\s*"([A-Z][A-Z0-9_]*)"\))\s*(?:\|\||\?\?|or\b|,)?\s*/
const baseName = /(?:base|api|endpoint|host|server|service)/i
/** Names that hold the name of a host, `hostname: 'api.example.com'`. */
const hostName = /host(?:_?name)?$/i
const host = /^(?!.*\.(?:js|ts|json|html?|css|md|txt|local)$)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/
/** What only the address of a request is called, where it is put together. */
const requestName = /^(?:url|uri)$/i
/** What holds an address, and is not for people. */
const addressName = /(?:_UR[LI]|[a-z]Ur[li]|[a-z]UR[LI])$/
const forPeople =
  /home|docs?(?![a-z])|help|issue|repo|page|site|web|faq|support|wiki|learn|license|badge|image|logo|icon|avatar|manual|project|release|commit/i
/** `options.url || 'https://api.example.com'`: what is meant where nothing else is said. */
const usual = /^[^;{"'`=]{0,300}?(?:\|\||\?\?|:|\bor\s)\s*["'`](https?:\/\/[^"'`\s$]+)["'`]/
const maker =
  /([A-Za-z_$][\w$.]*)\s*(?::\s*[\w<>.]+\s*)?:?=\s*(?:await\s+)?(?:axios\.create|got\.extend|ky\.(?:create|extend)|ofetch\.create|\$fetch\.create|new\s+\w+|httpx\.(?:Async)?Client|aiohttp\.ClientSession|requests\.Session)\s*\(/g
const baseOption = /\b(?:baseURL|baseUrl|base_url|prefixUrl|prefix_url)\s*[:=]\s*/

/** Finds the addresses that a file has names for. Later names may build on earlier ones. */
export function findConstants(text: string, language: Language): Constants {
  const values = new Map<string, string>()
  const env = new Map<string, string>()
  const kept: { url: string; at: number; env: string | undefined }[] = []
  for (const match of text.matchAll(assignment)) {
    const name = plainName(match[1] as string)
    const at = match.index + match[0].length
    const read = envRead.exec(text.slice(at, at + 300))
    const variable = read?.slice(1).find((each) => each !== undefined)
    const fallback = usual.exec(text.slice(at, at + 400))?.[1]
    const value = fallback ?? resolveWord(readWord(text, at + (read?.[0].length ?? 0), language), values)
    const url = value !== undefined && /^https?:\/\//.test(value) ? value : undefined
    if (variable === undefined && value !== undefined && isHost(match[0], name, value)) {
      values.set(name, value)
      kept.push({ url: `https://${value}`, at, env: undefined })
      continue
    }
    if (variable !== undefined) {
      env.set(name, variable)
      values.set(name, url ?? `{${variable}}`)
    } else if (url !== undefined) values.set(name, url)
    else if (value?.startsWith('{') && env.size > 0 && /^\{[A-Z][A-Z0-9_]*\}/.test(value)) values.set(name, value)
    // A page for people is no service.
    const [last = ''] = name.split('.').slice(-1)
    const isAddress = addressName.test(last) && !forPeople.test(last)
    const isKept = baseName.test(last) || isAddress || (requestName.test(last) && url?.includes('{') === true)
    if (url !== undefined && isKept && !/^https?:\/\/www\./.test(url)) kept.push({ url, at, env: variable })
  }
  return { values, env, kept, clients: findClients(text, language, values) }
}

/** An option `host: 'api.example.com'`, or a constant whose name says so: what a variable `host` is for, nobody knows. */
function isHost(written: string, name: string, value: string): boolean {
  return hostName.test(name) && host.test(value) && (written.trimEnd().endsWith(':') || /name$/i.test(name) || name === name.toUpperCase())
}

function findClients(text: string, language: Language, values: ReadonlyMap<string, string>): Map<string, string> {
  const clients = new Map<string, string>()
  for (const match of text.matchAll(maker)) {
    const from = match.index + match[0].length
    const option = baseOption.exec(text.slice(from, from + 600))
    if (!option) continue
    const at = from + option.index + option[0].length
    const read = envRead.exec(text.slice(at, at + 300))
    const word = readWord(text, at + (read?.[0].length ?? 0), language)
    const variable = read?.slice(1).find((each) => each !== undefined)
    const [only] = word
    const base = resolveWord(word, values) ?? (word.length === 1 && typeof only === 'object' ? values.get(plainName(only.name)) : undefined)
    const known = base ?? (variable === undefined ? undefined : `{${variable}}`)
    if (known !== undefined) clients.set(plainName(match[1] as string), known)
  }
  return clients
}
