/** What the name of a key, parameter, header or cookie says about its value. */
export type NameClass = 'plain' | 'secret' | 'phone' | 'card' | 'ssn' | 'code'

/** What is known about a name without looking at its value. */
export interface NameTraits {
  readonly nameClass: NameClass
  /** The value of something named elsewhere: `value` beside `"name": "password"` or within `"password": {…}`. */
  readonly isValue: boolean
  /** Its value names something: `name` in `{"name": "password", "value": …}`. */
  readonly isLabel: boolean
  /** Speaks of errors. */
  readonly isError: boolean
}

const remembered = new Map<string, NameTraits>()

/** `accessToken`, `access_token` and `Access-Token` are one name. Remembered, as a service has few names. */
export function traitsOf(name: string): NameTraits {
  const known = remembered.get(name)
  if (known !== undefined) return known
  const traits: NameTraits = {
    nameClass: classify(name),
    isValue: /^(?:value|val|values|raw|plain|plaintext|data|text|secret_?value|stringValue)$/.test(name),
    isLabel: /^(?:name|key|field|param|parameter|header|label)$/.test(name),
    isError: /error|violation|invalid|validation|messages?$|issues|problems|faults?$/i.test(name),
  }
  if (remembered.size > 20_000) remembered.clear()
  remembered.set(name, traits)
  return traits
}

export function classifyName(name: string): NameClass {
  return traitsOf(name).nameClass
}

/** Words after the noun that leave its value what it is. */
const trailers = new Set(
  'hash hashed digest value confirmation confirm again repeat plain plaintext cleartext raw encrypted encoded base64 b64 string text 1 2 header'.split(
    ' ',
  ),
)
const nouns =
  /^(?:.*(?:password|passwd|passphrase|passcode|secret|credential|apikey|accesskey|secretkey|privatekey|authtoken|accesstoken|refreshtoken|sessiontoken|idtoken|csrftoken|middlewaretoken|apitoken)s?|token|pwd|pass|pw|jwt|bearer|authorization|auth|sig|signature|hmac|otp|totp|mfa|pin|puk|cvc|cvv|cvv2|cvc2|csc|csrf|xsrf|cookie|assertion|samlresponse|samlrequest|verifier|mnemonic)$/
const keyOwners = new Set(
  'api access private secret signing sign encryption encrypting master shared service account auth license session storage consumer deploy ssh webhook hmac jwt client authentication function host subscription admin'.split(
    ' ',
  ),
)
/** `next_page_token`, `syncToken` … are places in a list; `tok_type` is a label. */
const cursorWords = new Set(
  'page next previous prev continuation cursor sync pagination start starting after before resume scroll last first position offset list change delta history marker end'.split(
    ' ',
  ),
)
const cursorNoun = /^(?:next|prev|previous|page|nextpage|prevpage|continuation|cursor|sync|nextsync|pagination|resume|scroll|start)token$/
const recovery = new Set(
  'recovery backup scratch verification reset login invite activation mfa otp security auth confirmation sms'.split(' '),
)
const phones =
  /^(?:phone|mobile|tel|telephone|fax|cell|cellphone|msisdn|whatsapp|mobilephone|phonenumber|telephonenumber|homephone|workphone)s?$/
const cards = /^(?:cardnumber|creditcard|creditcardnumber|ccnumber|ccnum|pan|debitcard|cardno)$/
const ssns = /^(?:ssn|socialsecurity|socialsecuritynumber|itin|ssnlast)$/

function classify(name: string): NameClass {
  const words = wordsOf(name)
  while (words.length > 1 && trailers.has(words.at(-1) as string)) words.pop()
  const last = words.at(-1)
  if (last === undefined) return 'plain'
  const before = words.slice(0, -1)
  const joined = words.slice(-3).join('')
  const pair = words.slice(-2).join('')
  if (cards.test(joined) || cards.test(pair) || cards.test(last)) return 'card'
  if (ssns.test(joined) || ssns.test(pair) || ssns.test(last)) return 'ssn'
  if (phones.test(last) || phones.test(pair) || (last === 'number' && phones.test(words.at(-2) ?? ''))) return 'phone'
  if (cursorNoun.test(last) || (/^tokens?$/.test(last) && before.some((word) => cursorWords.has(word)))) return 'plain'
  if (/^codes?$/.test(last) && before.some((word) => recovery.has(word))) return 'secret'
  if (/^keys?$/.test(last)) return keyOwners.has(words.at(-2) ?? '') && !before.includes('public') ? 'secret' : 'plain'
  if (last === 'tokens')
    return before.some((word) => /^(?:access|refresh|api|auth|session|device|push|recovery|backup)$/.test(word)) ? 'secret' : 'plain'
  if (last === 'code') return words.length === 1 ? 'code' : 'plain'
  return nouns.test(last) ? 'secret' : 'plain'
}

/** Lower-case words, without the brackets of `user[password]`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
