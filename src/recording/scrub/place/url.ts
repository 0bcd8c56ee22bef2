import { characterMask, mayNeedScrubbing } from '../detect/character-mask.ts'
import type { Claims } from '../detect/claims.ts'
import { scrubText } from '../detect/scrub-text.ts'
import { classifyName } from '../name-class.ts'
import { maximumNesting, type Place, replaceSecret, type ScrubRun } from '../scrub-run.ts'
import { readPercent, respell, writePercent } from '../spelling.ts'
import { scrubPair, scrubScope } from './authorization.ts'
import { actOnValue, findRule, scrubCredential, scrubNamed } from './named-value.ts'

const urlPattern = /[A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/[^\s"'<>\\^`{}|]{3,}/g

/** Absolute URLs and connection strings anywhere in a text. */
export function claimUrls(run: ScrubRun, claims: Claims, place: Place, nesting: number): void {
  for (const match of claims.text.matchAll(urlPattern)) {
    const url = match[0].replace(/[).,;:!\]]+$/, '')
    const end = match.index + url.length
    if (!claims.taken(match.index, end)) claims.claim(match.index, end, scrubUrl(run, url, place, nesting + 1))
  }
}

/** Userinfo, path, parameters and fragment of an absolute URL; scheme, host and port stay. */
export function scrubUrl(run: ScrubRun, url: string, place: Place, nesting = 0): string {
  const [, scheme = '', authority = '', rest = ''] = /^([^:]+:\/\/)([^/?#]*)(.*)$/s.exec(url) ?? []
  if (scheme === '') return scrubTarget(run, url, place, nesting)
  const split = authority.lastIndexOf('@')
  const user = split < 0 ? '' : `${scrubUserinfo(run, authority.slice(0, split), place)}@`
  const host = authority.slice(split + 1)
  return scheme + user + host + scrubTarget(run, rest, place, nesting, host)
}

/**
 * A password in a URL gets `$_` before its token: legal there, and what scanners take for a variable. Otherwise any text in that place would
 * be reported as a password.
 */
function scrubUserinfo(run: ScrubRun, userinfo: string, place: Place): string {
  const spelled = readPercent(userinfo, false)
  const split = spelled.text.indexOf(':')
  if (split < 0) {
    const user = spelled.text
    const secret = user.length >= 16 && /\d/.test(user)
    return respell(userinfo, spelled, secret ? replaceSecret(run, 'url-password', user, place, 'secret') : user, writePercent)
  }
  const password = spelled.text.slice(split + 1)
  if (password.startsWith('$_') || password === '' || run.policy.off.has('url-password')) return userinfo
  const pair = scrubPair(run, spelled.text.slice(0, split), password, place, 'url-password')
  const [user = '', token = ''] = [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]
  return `${writePercent(user)}:$_${writePercent(token)}`
}

/** Path, query and fragment: the target of a request, or what follows the host. */
export function scrubTarget(run: ScrubRun, target: string, place: Place, nesting = 0, host = ''): string {
  const inner = /^[^?#]*?\/(?=[a-z][a-z0-9+.-]{1,30}:\/\/)/i.exec(target)?.[0]
  if (inner !== undefined && nesting <= maximumNesting) {
    return scrubPath(run, inner, place, nesting, host) + scrubUrl(run, target.slice(inner.length), place, nesting + 1)
  }
  const hash = target.indexOf('#')
  const fragment = hash < 0 ? '' : target.slice(hash + 1)
  const rest = hash < 0 ? target : target.slice(0, hash)
  const question = rest.indexOf('?')
  const path = scrubPath(run, question < 0 ? rest : rest.slice(0, question), place, nesting, host)
  const query = question < 0 ? '' : `?${scrubQuery(run, rest.slice(question + 1), place, nesting)}`
  const safeFragment = fragment.includes('=') ? scrubQuery(run, fragment, place, nesting) : fragment
  return path + query + (hash < 0 ? '' : `#${safeFragment}`)
}

/** Services whose URLs are secrets themselves: the last part says who may call. */
const secretPaths =
  /(?:\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/|\/api\/webhooks\/\d{8,}\/|\/bot\d{6,12}:|\/webhook(?:b2)?\/[0-9a-f-]{36}(?:@[0-9a-f-]{36})?\/[A-Za-z]+\/)([A-Za-z0-9_-]{16,})/
/** What follows these words in a path is a secret when it looks made up. */
const secretWords =
  /^(?:reset|reset-?_?password|password-?_?reset|verify|verify-?_?email|confirm|confirmation|activate|activation|invite|invitation|magic|magic-?_?link|unsubscribe|share)$/i

function scrubPath(run: ScrubRun, path: string, place: Place, nesting: number, host: string): string {
  if (path.length < 6 || isPlain(run, path)) return path
  const secret = secretPaths.exec(path)?.[1]
  const parts = path.split('/')
  const safe = parts.map((part, index) => {
    const follows = secretWords.test(parts[index - 1] ?? '')
    if (part.length < 5 || (!follows && isPlain(run, part))) return part
    const spelled = readPercent(part, false)
    if (secret !== undefined && part.endsWith(secret)) {
      const head = part.slice(0, -secret.length)
      return head + replaceSecret(run, 'url-secret', secret, place, 'secret')
    }
    if (follows && /^(?=.*\d)(?=.*[A-Za-z])[\w.~=+-]{16,}$/.test(spelled.text)) {
      return respell(part, spelled, scrubCredential(run, spelled.text, place, nesting), writePercent)
    }
    return respell(part, spelled, scrubText(run, spelled.text, place, nesting + 1), writePercent)
  })
  const joined = safe.join('/')
  return secret !== undefined && host === 'hooks.slack.com' ? joined.replace('/services/T', '/services/X') : joined
}

function isPlain(run: ScrubRun, path: string): boolean {
  if (run.isThorough || path.includes('%') || mayNeedScrubbing(path, 0, path.length, characterMask(path))) return false
  return run.found.find(path) === undefined
}

/** `name=value&…`: the query of a URL or a form. Order, empty and repeated parameters stay. */
export function scrubQuery(run: ScrubRun, query: string, place: Place, nesting = 0): string {
  if (query === '') return query
  if (nesting > maximumNesting) return respellText(run, query, place, nesting)
  const authorizing = /(?:^|&)(?:grant_type|code_verifier|state)=/.test(query)
  const pairs = query.split('&').map((pair) => {
    const equals = pair.indexOf('=')
    if (equals < 0) return respellText(run, pair, place, nesting)
    const rawName = pair.slice(0, equals)
    const name = readPercent(rawName, true).text
    const value = scrubParameter(run, name, pair.slice(equals + 1), named(place, name), nesting, authorizing)
    const safeName = isPlain(run, rawName) ? rawName : respellText(run, rawName, place, nesting)
    return value === undefined ? undefined : `${safeName}=${value}`
  })
  return pairs.filter((pair) => pair !== undefined).join('&')
}

function respellText(run: ScrubRun, raw: string, place: Place, nesting: number): string {
  const spelled = readPercent(raw, true)
  return respell(raw, spelled, scrubText(run, spelled.text, place, nesting + 1), writePercent)
}

function scrubParameter(run: ScrubRun, name: string, raw: string, place: Place, nesting: number, authorizing: boolean): string | undefined {
  const spelled = readPercent(raw, true)
  const rule = findRule(run, 'query', name) ?? findRule(run, 'key', name)
  const text = rule ? actOnValue(run, rule, spelled.text, place) : scrubParameterText(run, name, spelled.text, place, nesting, authorizing)
  return text === undefined ? undefined : respell(raw, spelled, text, writePercent)
}

function scrubParameterText(run: ScrubRun, name: string, text: string, place: Place, nesting: number, authorizing: boolean): string {
  if (/credential$/i.test(name) && /^[A-Z0-9]{12,}\//.test(text)) return scrubScope(run, text, place, 'credential')
  const nameClass = classifyName(name)
  if (nameClass === 'code' && authorizing && text.length >= 8) return scrubCredential(run, text, place, nesting)
  if (/^(?:key|ticket|st|policy)$/i.test(name) && text.length >= 20 && /\d/.test(text) && /^[A-Za-z0-9_+/=.-]+$/.test(text)) {
    return scrubCredential(run, text, place, nesting)
  }
  if (nameClass === 'plain' && /^\/[^/\s][^\s?]*\?\S*$/.test(text)) return scrubTarget(run, text, place, nesting + 1)
  return scrubNamed(run, name, text, place, nesting + 1, nameClass)
}

function named(place: Place, name: string): Place {
  return { describe: () => `${place.describe()} ${name}`, talk: place.talk }
}
