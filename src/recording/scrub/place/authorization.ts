import { decodeBase64, encodeBase64 } from '#base'
import { createClaims } from '../detect/claims.ts'
import { claimJwts } from '../detect/jwt-text.ts'
import { classifyName } from '../name-class.ts'
import { type Place, passesToken, replaceSecret, type ScrubRun } from '../scrub-run.ts'
import { kindOf } from '../token/tokens.ts'

/** The value of `Authorization` and its like: the scheme word stays, and so do realm, algorithm and other parameters that are no secret. */
export function scrubAuthorization(run: ScrubRun, value: string, place: Place, rule = 'authorization'): string {
  // The token of a value without a scheme may begin like one.
  if (passesToken(run, value)) return value
  const [, lead = '', rest = value] = /^([A-Za-z][A-Za-z0-9-]*\s+)(.*)$/s.exec(value) ?? []
  if (lead === '') return scrubBare(run, value, place, rule)
  if (/^basic\s/i.test(lead)) return lead + scrubBasic(run, rest, place, rule)
  if (/^[A-Za-z_-]+\s*=\s*\S/.test(rest) && !/^[A-Za-z0-9+/_-]+={1,2}$/.test(rest)) return lead + scrubParameters(run, rest, place, rule)
  return lead + scrubBare(run, rest, place, rule)
}

function scrubBare(run: ScrubRun, value: string, place: Place, rule: string): string {
  const claims = createClaims(value)
  claimJwts(run, claims, place, 0)
  return claims.taken(0, value.length) ? claims.apply() : replaceSecret(run, rule, value, place)
}

/** Still base64 of `user:password`. A plain user name is no secret and stays, as it may stand in paths and bodies too. */
function scrubBasic(run: ScrubRun, value: string, place: Place, rule: string): string {
  const pair = decodeBase64(value)
  const split = pair?.indexOf(':') ?? -1
  if (pair === undefined || split < 0) return replaceSecret(run, rule, value, place)
  const token = scrubPair(run, pair.slice(0, split), pair.slice(split + 1), place, rule)
  return token === pair ? value : encodeBase64(token)
}

/** `user:password`; without a password the user is the secret. */
export function scrubPair(run: ScrubRun, user: string, password: string, place: Place, rule: string): string {
  const telling = password === '' || /^x(?:-oauth-basic)?$/.test(password) || isTellingUser(user)
  const safeUser = user !== '' && telling ? replaceSecret(run, rule, user, place) : user
  const safePassword = password === '' || password === 'x' ? password : replaceSecret(run, rule, password, place)
  return `${safeUser}:${safePassword}`
}

function isTellingUser(user: string): boolean {
  return kindOf(user) !== 'secret' || (user.length >= 16 && /\d/.test(user))
}

const parameter = /([A-Za-z_-]+)(\s*=\s*)("(?:[^"\\]|\\.)*"|[^\s,;]+)/g
const secretParameters =
  /^(?:response|mac|oauth_signature|oauth_token|oauth_consumer_key|signature|token|key|apikey|access_token|cnonce|id)$/i

/** `name="value", …` of Digest, OAuth, Hawk and AWS signatures. */
function scrubParameters(run: ScrubRun, text: string, place: Place, rule: string): string {
  return text.replace(parameter, (whole, name: string, equals: string, raw: string) => {
    const quote = raw.startsWith('"') ? '"' : ''
    const value = quote ? raw.slice(1, -1) : raw
    if (name.toLowerCase() === 'credential') return `${name}${equals}${quote}${scrubScope(run, value, place, rule)}${quote}`
    const secret = secretParameters.test(name) || classifyName(name) === 'secret'
    const safe = (secret && value !== '') || kindOf(value) === 'email' ? replaceSecret(run, rule, value, place) : value
    return safe === value ? whole : `${name}${equals}${quote}${safe}${quote}`
  })
}

/** `AKIA…/20260101/eu-west-1/s3/aws4_request`: the key is the first part. */
export function scrubScope(run: ScrubRun, value: string, place: Place, rule: string): string {
  const split = value.indexOf('/')
  const key = split < 0 ? value : value.slice(0, split)
  return passesToken(run, key) ? value : replaceSecret(run, rule, key, place, 'secret') + value.slice(key.length)
}
