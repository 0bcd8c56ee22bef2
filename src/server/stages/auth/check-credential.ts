import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { escapePattern, parseDuration } from '#base'
import { cookieValue, headerValue } from '#http'
import type { AuthSchemeOf } from '#model'
import type { StageCall } from '../stage.ts'

/** What came of looking for a credential: none was shown, one that does not hold, or one that does. */
export type Verdict = 'absent' | 'wrong' | 'right'

export function checkApiKey({ in: place, name, accept }: AuthSchemeOf<'api-key'>, { request }: StageCall): Verdict {
  const shown =
    place === 'header'
      ? headerValue(request.headers, name)
      : place === 'query'
        ? queryValue(request.target, name)
        : cookieValue(request.headers, name)
  return checkListed(shown, accept)
}

export function checkBearer({ accept }: AuthSchemeOf<'bearer'>, call: StageCall): Verdict {
  return checkListed(bearerToken(call), accept)
}

export function checkBasic({ users }: AuthSchemeOf<'basic'>, { request }: StageCall): Verdict {
  const shown = basicCredential(request.headers)
  if (shown === undefined) return 'absent'
  const password = Object.hasOwn(users, shown.name) ? users[shown.name] : undefined
  return password !== undefined && isSame(password, shown.password) ? 'right' : 'wrong'
}

/** What the headers tell is read off them by their templates; the signature must be that of the content that these give. */
export function checkHmac(scheme: AuthSchemeOf<'hmac'>, { request, nowMs }: StageCall): Verdict {
  const told: Record<string, string> = { method: request.method, target: request.target, body: new TextDecoder().decode(request.body) }
  for (const [name, template] of Object.entries(scheme.headers)) {
    const value = headerValue(request.headers, name)
    if (value === undefined) return 'absent'
    const read = readTemplate(template, value)
    if (read === undefined) return 'wrong'
    Object.assign(told, read)
  }
  if (told['timestamp'] !== undefined && !isNear(told['timestamp'], nowMs, parseDuration(scheme.tolerance) ?? 0)) return 'wrong'
  const content = scheme.content.replace(/\{(\w+)\}/g, (whole, name: string) => told[name] ?? whole)
  const expected = createHmac(scheme.algorithm, scheme.secret).update(content).digest(scheme.encoding)
  return isSame(told['signature'] ?? '', expected) ? 'right' : 'wrong'
}

export function bearerToken({ request }: StageCall): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headerValue(request.headers, 'authorization') ?? '')?.[1]
}

/** Name and password of `Authorization: Basic`, also of `base64(name:password)` without padding. */
export function basicCredential(headers: StageCall['request']['headers']): { name: string; password: string } | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(headerValue(headers, 'authorization') ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const at = text.indexOf(':')
  return { name: at === -1 ? text : text.slice(0, at), password: at === -1 ? '' : text.slice(at + 1) }
}

/** Digests are of one length: nothing is told by how long it takes. */
export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

function checkListed(shown: string | undefined, accept: 'any' | readonly string[]): Verdict {
  if (!shown) return 'absent'
  return accept === 'any' || accept.some((one) => isSame(one, shown)) ? 'right' : 'wrong'
}

function queryValue(target: string, name: string): string | undefined {
  return new URLSearchParams(target.split('?', 2)[1] ?? '').get(name) ?? undefined
}

/** The parts of a text that stand where a template has names. */
function readTemplate(template: string, value: string): Record<string, string> | undefined {
  const pattern = template.split(/(\{\w+\})/).map((part) => (/^\{\w+\}$/.test(part) ? `(?<${part.slice(1, -1)}>.+)` : escapePattern(part)))
  return new RegExp(`^${pattern.join('')}$`).exec(value)?.groups
}

/** Seconds or milliseconds since 1970, or a moment in ISO 8601. */
function isNear(text: string, nowMs: number, toleranceMs: number): boolean {
  const atMs = /^\d+$/.test(text) ? Number(text) * (text.length > 11 ? 1 : 1000) : Date.parse(text)
  return Math.abs(atMs - nowMs) <= toleranceMs
}
