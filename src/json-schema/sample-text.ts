import type { Json, JsonObject } from '#base'
import { numberOf, patternOf } from './json-schema.ts'
import { samplePattern } from './sample-pattern.ts'
import type { SampleSource } from './sample-value.ts'

const words =
  'amber brook cedar delta ember fjord grove harbor iris juniper kestrel lumen maple nectar onyx pine quartz river slate tundra'.split(' ')

/** A text of the format, pattern and length that a schema asks for. */
export function sampleText(own: JsonObject, source: SampleSource): Json {
  const { pattern, format } = own
  const least = numberOf(own.minLength) ?? 0
  const most = numberOf(own.maxLength) ?? Number.POSITIVE_INFINITY
  const make = typeof format === 'string' && Object.hasOwn(makers, format) ? makers[format] : undefined
  if (typeof pattern === 'string') {
    const made = make?.(source)
    const expression = patternOf(pattern)
    if (made !== undefined && expression?.test(made)) return made
    const matching = expression && samplePattern(pattern, { random: source.random, least, most })
    if (matching !== undefined) return matching
  }
  return fit(make?.(source) ?? plainText(source), least, most)
}

function fit(text: string, least: number, most: number): string {
  const long =
    text.length < least
      ? text + ' lorem ipsum dolor sit amet'.repeat(Math.ceil((least - text.length) / 27)).slice(0, least - text.length)
      : text
  return long.length > most ? long.slice(0, most) : long
}

function word({ random }: SampleSource): string {
  return words[Math.floor(random() * words.length)] as string
}

function plainText(source: SampleSource): string {
  return `${word(source)} ${word(source)}`
}

function run(alphabet: string, length: number, { random }: SampleSource): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
}

function moment({ nowMs }: SampleSource): string {
  const date = new Date(nowMs)
  return Number.isNaN(date.getTime()) ? '2026-01-01T00:00:00.000Z' : date.toISOString()
}

const hex = '0123456789abcdef'

const makers: Readonly<Record<string, (source: SampleSource) => string>> = {
  'date-time': (source) => moment(source).replace(/\.\d+/, ''),
  date: (source) => moment(source).slice(0, 10),
  time: (source) => moment(source).slice(11, 19).concat('Z'),
  duration: () => 'P1D',
  email: (source) => `${word(source)}@example.com`,
  'idn-email': (source) => `${word(source)}@example.com`,
  hostname: (source) => `${word(source)}.example.com`,
  ipv4: (source) => `192.0.2.${1 + Math.floor(source.random() * 254)}`,
  ipv6: (source) => `2001:db8::${run(hex, 4, source)}`,
  uri: (source) => `https://example.com/${word(source)}`,
  url: (source) => `https://example.com/${word(source)}`,
  iri: (source) => `https://example.com/${word(source)}`,
  'uri-reference': (source) => `/${word(source)}`,
  'uri-template': (source) => `https://example.com/${word(source)}/{id}`,
  'json-pointer': (source) => `/${word(source)}`,
  regex: () => '^[a-z]+$',
  uuid: (source) => {
    const digits = run(hex, 30, source)
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${'89ab'[Math.floor(source.random() * 4)]}${digits.slice(15, 18)}-${digits.slice(18)}`
  },
  byte: (source) => `${run('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 11, source)}=`,
}
