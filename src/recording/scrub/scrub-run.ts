import type { FoundSecrets } from './found-secrets.ts'
import type { PassedValues } from './passed-values.ts'
import type { ScrubPolicy } from './scrub-policy.ts'
import type { ScrubTally } from './scrub-report.ts'
import { isToken, kindOf, type Tokens, type ValueKind } from './token/tokens.ts'

/** What one scrubber knows while exchanges go through it. */
export interface ScrubRun {
  readonly policy: ScrubPolicy
  readonly tokens: Tokens
  readonly found: FoundSecrets
  readonly tally: ScrubTally
  readonly passed: PassedValues
  /** The recording is read twice: no value is skipped for its looks. */
  readonly isThorough: boolean
  /** Told of each secret when it is first met in a place of credentials. */
  meet(value: string, token: string): void
  /** Told of what was scrubbed before and stays, wherever it is met. */
  pass?(scrubbed: string): void
}

/** Where a value stands, told only when it is scrubbed: telling costs more than looking. */
export interface Place {
  describe(): string
  /** Whether a person wrote about the value rather than the value: messages of an error answer. */
  readonly talk: boolean
  /** Known secrets have been looked for already, in the text around, and none stands here. */
  readonly isSearched?: boolean
}

/** How many texts may be nested in one another: JSON in a parameter of a URL in a header. */
export const maximumNesting = 4

/** Whether a value that stands where something is scrubbed is a token already. */
export function passesToken(run: ScrubRun, value: string, kind?: ValueKind): boolean {
  if (!isToken(value, kind)) return false
  run.pass?.(value)
  // Elsewhere it stays whole, too, though parts of it may look like a phone or an account number.
  run.found.add(value, value)
  return true
}

/** The token of `value`; itself when the rule is off, the value is allowed, or a token already. */
export function replaceValue(run: ScrubRun, rule: string, value: string, kind: ValueKind, place: Place): string {
  if (run.policy.off.has(rule) || run.policy.allow.values.has(value) || passesToken(run, value, kind)) return value
  const token = run.tokens.of(value, kind)
  run.tally.hit(rule, place.describe())
  return token
}

/** The same for a value whose place makes it a secret; it is then known wherever else it turns up. */
export function replaceSecret(run: ScrubRun, rule: string, value: string, place: Place, kind: ValueKind = kindOf(value)): string {
  const token = replaceValue(run, rule, value, kind, place)
  if (token !== value) run.meet(value, token)
  else if (kind === 'secret') run.passed.knowToken(value)
  return token
}

/** Letters and digits all alike, separators kept: nothing is left to tell two values apart. */
export function redact(value: string): string {
  return value
    .replace(/\d/g, '0')
    .replace(/\p{Lu}/gu, 'X')
    .replace(/\p{L}/gu, (letter) => (letter === 'X' ? 'X' : 'x'))
}
