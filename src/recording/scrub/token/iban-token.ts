import type { SipHash } from '#base'
import { isSealed, readSymbols, seal } from './seal.ts'
import { createSymbolStream, drawSymbol, writeSymbols } from './symbol-stream.ts'

/** Length of the account numbers of each country, as in the IBAN registry. */
const lengths = new Map(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
    .split(' ')
    .map((entry): [string, number] => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** How many letters and digits an IBAN of this country has; undefined when the country has none. */
export function ibanLength(country: string): number | undefined {
  return lengths.get(country)
}

/** Country and layout stay, the account is a token, the check digits are valid. */
export function toIbanToken(hash: SipHash, iban: string): string {
  const compact = iban.replace(/\s/g, '')
  const account = compact.slice(4)
  const symbols = readSymbols(account)
  const seed = hash.text(`iban:${compact}`)
  let token = account
  for (let attempt = 0; attempt < 64; attempt++) {
    const stream = createSymbolStream(seed, attempt)
    for (let index = 0; index < symbols.at.length; index++) symbols.value[index] = drawSymbol(stream, symbols.room[index] as number)
    seal(symbols)
    token = writeSymbols(account, symbols.at, symbols.value)
    if (isSealed(readSymbols(token))) break
  }
  const country = compact.slice(0, 2)
  const check = String(98 - remainder(`${token}${country}00`)).padStart(2, '0')
  return layCharacters(iban, country + check + token)
}

export function isIbanToken(iban: string): boolean {
  const compact = iban.replace(/\s/g, '')
  return isIban(compact) && isSealed(readSymbols(compact.slice(4)))
}

/** `compact` is without spaces. */
export function isIban(compact: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(compact) || ibanLength(compact.slice(0, 2)) !== compact.length) return false
  return remainder(compact.slice(4) + compact.slice(0, 4)) === 1
}

function layCharacters(layout: string, characters: string): string {
  let next = 0
  return layout.replace(/\S/g, () => characters[next++] ?? '')
}

/** Of the number in which A is 10, B is 11 …, divided by 97. */
function remainder(text: string): number {
  let rest = 0
  for (const character of text) {
    const digit = Number.parseInt(character, 36)
    rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97
  }
  return rest
}
