import { vendorKeys } from './detect/vendor-keys.ts'

const described: readonly (readonly [name: string, summary: string])[] = [
  ['authorization', 'Authorization and Proxy-Authorization; the scheme word stays'],
  ['cookie', 'values of Cookie and Set-Cookie; names, attributes and plain settings stay'],
  ['credential', 'values under names such as password, api_key, access_token, client_secret, X-Amz-Signature'],
  ['signature', 'headers that sign a message; labels and times in them stay'],
  ['assignment', 'password=…, "api_key": "…" within text'],
  ['bearer', 'Bearer … and Basic … within text'],
  ['url-password', 'user:password@ in URLs and connection strings'],
  ['url-secret', 'URLs that are secrets themselves: incoming webhooks, bots'],
  ['jwt', 'signatures of JSON web tokens; their claims are scrubbed as JSON'],
  ['private-key', 'private keys in PEM'],
  ['email', 'e-mail addresses'],
  ['phone', 'telephone numbers'],
  ['card', 'numbers of payment cards, by brand, length and Luhn digit'],
  ['iban', 'bank accounts, by country, length and check digits'],
  ['ssn', 'US social security numbers'],
]

/** Name and summary of every rule that holds without being asked for. */
export const builtInRules: ReadonlyMap<string, string> = new Map([
  ...described,
  ...vendorKeys.map(({ rule }): [string, string] => [
    rule,
    `by its prefix: ${vendorKeys
      .filter((key) => key.rule === rule)
      .map((key) => key.prefix)
      .join(' ')}`,
  ]),
])
