import { text } from '../say.ts'
import { trimPhrase } from '../words.ts'

/** A test of a value: an expression that holds where the value is refused. */
export type Refuses = (value: string) => string

const classes: Readonly<Record<string, string>> = {
  'uppercase letters': 'A-Z',
  'lowercase letters': 'a-z',
  letters: 'A-Za-z',
  digits: '0-9',
  'alphanumeric characters': 'A-Za-z0-9',
  'letters and digits': 'A-Za-z0-9',
  'letters or digits': 'A-Za-z0-9',
  'hex digits': '0-9A-Fa-f',
}

const number = '(-?\\d+(?:\\.\\d+)?)'

interface Rule {
  readonly pattern: RegExp
  readonly refuses: (...groups: string[]) => Refuses | undefined
}

const rules: readonly Rule[] = [
  { pattern: /^(?:between )?(\d+)\s*(?:-|–|to|and)\s*(\d+) (.+)$/, refuses: (min, max, of) => ofLength(`{${min},${max}}`, of) },
  { pattern: /^(?:exactly )?(\d+) (.+)$/, refuses: (count, of) => ofLength(`{${count}}`, of) },
  { pattern: /^(?:at least|no fewer than|minimum(?: of)?) (\d+) (.+)$/, refuses: (min, of) => ofLength(`{${min},}`, of) },
  { pattern: /^(?:at most|up to|no more than|maximum(?: of)?) (\d+) (.+)$/, refuses: (max, of) => ofLength(`{0,${max}}`, of) },
  {
    pattern: new RegExp(`^between ${number} and ${number}$`),
    refuses: (min, max) => (value) => `!(${value} >= ${min} && ${value} <= ${max})`,
  },
  { pattern: new RegExp(`^(?:at least|no less than|>=) ?${number}$`), refuses: (min) => (value) => `!(${value} >= ${min})` },
  { pattern: new RegExp(`^(?:at most|no more than|up to|<=) ?${number}$`), refuses: (max) => (value) => `!(${value} <= ${max})` },
  { pattern: new RegExp(`^(?:greater than|more than|above|over|>) ?${number}$`), refuses: (min) => (value) => `!(${value} > ${min})` },
  { pattern: new RegExp(`^(?:less than|below|under|<) ?${number}$`), refuses: (max) => (value) => `!(${value} < ${max})` },
  { pattern: /^positive$/, refuses: () => (value) => `!(${value} > 0)` },
  { pattern: /^(?:non-negative|not negative|zero or more)$/, refuses: () => (value) => `!(${value} >= 0)` },
  { pattern: /^(?:not (?:be )?(?:empty|blank)|non-?empty)$/, refuses: () => (value) => `${value} == "" || ${value} == []` },
  { pattern: /^(?:in )?upper ?case$/, refuses: () => (value) => `${value} != upper(${value})` },
  { pattern: /^(?:in )?lower ?case$/, refuses: () => (value) => `${value} != lower(${value})` },
  {
    pattern: /^(?:(?:only )?)(uppercase letters|lowercase letters|letters|digits|alphanumeric characters)$/,
    refuses: (of) => ofLength('+', of),
  },
  { pattern: /^alphanumeric$/, refuses: () => ofLength('+', 'alphanumeric characters') },
  { pattern: /^(?:a )?(number|boolean|string|list)$/, refuses: (type) => (value) => `type(${value}) != ${text(type)}` },
  { pattern: /^(?:a )?text$/, refuses: () => (value) => `type(${value}) != "string"` },
  { pattern: /^(?:an? )?(?:integer|whole number)$/, refuses: () => (value) => `${value} != floor(${value})` },
  {
    pattern: /^(?:an? )?(?:valid )?e-?mail(?: address)?$/,
    refuses: () => (value) => `!matches(${value}, "^[^@\\\\s]+@[^@\\\\s]+\\\\.[^@\\\\s]+$")`,
  },
  { pattern: /^(?:an? )?(?:valid )?ur[li]$/, refuses: () => (value) => `!matches(${value}, "^[a-z][a-z0-9+.-]*:\\\\S+$")` },
  { pattern: /^(?:a )?(?:valid )?(?:date|time|timestamp)$/, refuses: () => (value) => `!has(moment(${value}))` },
]

function ofLength(times: string, of: string): Refuses | undefined {
  const name = of.toLowerCase().replace(/\b(upper|lower)[ -]case\b/, '$1case')
  if (/^(characters|chars|symbols)( long)?$/.test(name)) {
    const pattern = `^[\\s\\S]${times}$`
    return (value) => `!matches(${value}, ${text(pattern)})`
  }
  const members = Object.hasOwn(classes, name) ? classes[name] : undefined
  return members === undefined ? undefined : (value) => `!matches(${value}, ${text(`^[${members}]${times}$`)})`
}

/** Reads what a value must be: `2-10 uppercase letters`, `positive`, `one of open, done`. Undefined where it is not understood. */
export function readPredicate(phrase: string): Refuses | undefined {
  const said = phrase.trim().toLowerCase()
  const choice = /^(?:one of|either) (.+)$/i.exec(phrase.trim())?.[1]
  if (choice !== undefined) {
    const values = choice.split(/\s*(?:,|\bor\b)\s*/).filter((word) => word !== '')
    return (value) => `!(${value} in [${values.map((word) => text(word.replace(/^["']|["']$/g, ''))).join(', ')}])`
  }
  for (const { pattern, refuses } of rules) {
    const match = pattern.exec(said)
    const read = match && refuses(...match.slice(1))
    if (read) return read
  }
  const bare = trimPhrase(said)
  return bare === said ? undefined : readPredicate(bare)
}
