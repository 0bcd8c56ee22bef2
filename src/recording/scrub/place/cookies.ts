import { classifyName } from '../name-class.ts'
import type { Place, ScrubRun } from '../scrub-run.ts'
import { readPercent, respell, writePercent } from '../spelling.ts'
import { actOnValue, findRule, scrubCredential } from './named-value.ts'

/** `name=value; …` of a request: names stay. */
export function scrubCookies(run: ScrubRun, header: string, place: Place): string {
  return header
    .split(';')
    .map((pair) => scrubPair(run, pair, place))
    .filter((pair) => pair !== undefined)
    .join(';')
}

/** `name=value; attributes` of an answer: name and attributes stay, and a value that is deleted. */
export function scrubSetCookie(run: ScrubRun, header: string, place: Place): string {
  const split = header.indexOf(';')
  const pair = split < 0 ? header : header.slice(0, split)
  return (scrubPair(run, pair, place) ?? `${pair.split('=')[0]}=`) + (split < 0 ? '' : header.slice(split))
}

function scrubPair(run: ScrubRun, pair: string, place: Place): string | undefined {
  const [, lead = '', name = '', raw = '', trail = ''] = /^(\s*([^=]+?)\s*=\s*"?)([^"]*?)("?\s*)$/s.exec(pair) ?? []
  if (raw === '' || run.policy.allow.names.has(name.toLowerCase())) return pair
  const inner: Place = { describe: () => `${place.describe()} ${name}`, talk: false }
  const spelled = readPercent(raw, false)
  const rule = findRule(run, 'key', name)
  if (!rule && !isSecretCookie(name, spelled.text)) return pair
  const text = rule ? actOnValue(run, rule, spelled.text, inner) : scrubCookieText(run, spelled.text, inner)
  return text === undefined ? undefined : lead + respell(raw, spelled, text, writePercent) + trail
}

/** `s:value.signature` is how Express signs a cookie: both parts are scrubbed, the marker stays. */
function scrubCookieText(run: ScrubRun, value: string, place: Place): string {
  const signed = /^(s:|j:)([^{].*)$/s.exec(value)
  if (signed) return signed[1] + scrubCredential(run, signed[2] as string, place, 0, 'cookie')
  return scrubCredential(run, value, place, 0, 'cookie')
}

const sessionNames = /sess|sid$|^sid|auth|token|login|remember|user|jwt|identity|secure/i

/** Settings such as `theme=dark` and `lang=en-GB` are no secrets. */
function isSecretCookie(name: string, value: string): boolean {
  if (classifyName(name) === 'secret' || sessionNames.test(name)) return true
  return !(/^[A-Za-z]+(?:[-_][A-Za-z]+)*$/.test(value) && value.length <= 16) && !/^\d{1,5}$/.test(value)
}
