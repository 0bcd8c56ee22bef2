import type { HeaderList } from '#http'
import { scrubText } from '../detect/scrub-text.ts'
import { classifyName } from '../name-class.ts'
import type { Place, ScrubRun } from '../scrub-run.ts'
import { scrubAuthorization } from './authorization.ts'
import { scrubCookies, scrubSetCookie } from './cookies.ts'
import { actOnValue, findRule, scrubCredential } from './named-value.ts'
import { scrubTarget, scrubUrl } from './url.ts'

type HeaderClass = 'harmless' | 'authorization' | 'cookie' | 'set-cookie' | 'credential' | 'signature' | 'url' | 'text'

const classes = new Map<string, HeaderClass>()

/** Names, order and number of headers stay, but for those that a rule drops. The same list when nothing changed. */
export function scrubHeaders(run: ScrubRun, headers: HeaderList, side: string, talk = false): HeaderList {
  let changed: [string, string][] | undefined
  for (let index = 0; index < headers.length; index++) {
    const [name, value] = headers[index] as readonly [string, string]
    const safe = scrubHeader(run, name, value, side, talk)
    if (safe === value && changed === undefined) continue
    changed ??= headers.slice(0, index).map(([key, text]) => [key, text])
    if (safe !== undefined) changed.push([name, safe])
  }
  return changed ?? headers
}

function scrubHeader(run: ScrubRun, name: string, value: string, side: string, talk: boolean): string | undefined {
  if (value === '') return value
  const headerClass = classOf(name)
  const hasRules = run.policy.rules.length > 0
  if (headerClass === 'harmless' && !hasRules) return value
  const place: Place = { describe: () => `${side} header ${name.toLowerCase()}`, talk }
  const rule = hasRules ? (findRule(run, 'header', name) ?? findRule(run, 'key', name)) : undefined
  if (rule) return actOnValue(run, rule, value, place)
  if (run.policy.allow.names.size > 0 && run.policy.allow.names.has(name.toLowerCase())) return value
  return scrubByClass(run, headerClass, value, place)
}

function scrubByClass(run: ScrubRun, headerClass: HeaderClass, value: string, place: Place): string {
  switch (headerClass) {
    case 'harmless':
      return value
    case 'authorization':
      return scrubAuthorization(run, value, place)
    case 'cookie':
      return scrubCookies(run, value, place)
    case 'set-cookie':
      return scrubSetCookie(run, value, place)
    case 'credential':
      return scrubCredential(run, value, place)
    case 'signature':
      return scrubSignature(run, value, place)
    case 'url':
      if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(value)) return scrubUrl(run, value, place)
      return /^[/?#]\S*$/.test(value) ? scrubTarget(run, value, place) : scrubText(run, value, place)
    default:
      return scrubText(run, value, place)
  }
}

/** `t=1492774577,v1=5257a8…` and `sha256=…`: labels and times stay. */
function scrubSignature(run: ScrubRun, value: string, place: Place): string {
  if (value.startsWith('eyJ')) return scrubCredential(run, value, place, 0, 'signature')
  return value.replace(/[A-Za-z0-9+/_-]{16,}={0,2}/g, (part) => scrubCredential(run, part, place, 0, 'signature'))
}

const harmless =
  /^(?:accept.*|access-control-.*|age|allow|cache-control|connection|content-(?:length|encoding|type|language|range|security-policy.*)|date|etag|expect|expires|host|if-(?:match|none-match|modified-since|unmodified-since|range)|keep-alive|last-modified|pragma|priority|range|retry-after|sec-.*|server|strict-transport-security|te|trailer|transfer-encoding|upgrade|upgrade-insecure-requests|vary|via|x-content-type-options|x-frame-options|x-powered-by|x-xss-protection|x-dns-prefetch-control|x-download-options|x-permitted-cross-domain-policies|www-authenticate|proxy-authenticate|x-ratelimit-.*|ratelimit.*|x-request-id|x-correlation-id|x-trace-id|traceparent|tracestate|x-runtime|server-timing|cross-origin-.*|origin-agent-cluster|referrer-policy|permissions-policy|alt-svc|nel|x-(?:next|prev|page|total).*)$/

function classOf(name: string): HeaderClass {
  const known = classes.get(name)
  if (known !== undefined) return known
  const found = classify(name.toLowerCase())
  if (classes.size > 5000) classes.clear()
  classes.set(name, found)
  return found
}

function classify(name: string): HeaderClass {
  if (/^(?:proxy-)?authorization$/.test(name) || /^x-(?:forwarded-|original-)?authorization$/.test(name)) return 'authorization'
  if (name === 'cookie') return 'cookie'
  if (name === 'set-cookie') return 'set-cookie'
  if (harmless.test(name)) return 'harmless'
  if (/^(?:location|content-location|referer|refresh)$/.test(name)) return 'url'
  if (/signature|-hmac(?:-|$)/.test(name)) return 'signature'
  return classifyName(name) === 'secret' || /(?:^|-)(?:session|auth)(?:-id|-key)?$/.test(name) ? 'credential' : 'text'
}
