import { isTelling } from './found-secrets.ts'
import { isToken, type Tokens } from './token/tokens.ts'

/** What has gone by under harmless names, in case it turns out to be a secret. */
export interface PassedValues {
  /** The token of `value` when that token is known to stand for a secret, from a recording that was scrubbed before. */
  tokenFor(value: string): string | undefined
  /** Remembers, by a small hash, that `value` passed as it is. */
  pass(value: string): void
  hasPassed(value: string): boolean
  /** `token` stands in a place of credentials. Of no effect before `heal`. */
  knowToken(token: string): void
  /** From now on values are looked up among known tokens: for recordings that are read twice. */
  heal(): void
}

const maximumValues = 200_000

export function createPassedValues(tokens: Tokens): PassedValues {
  const passed = new Set<number>()
  const known = new Set<string>()
  let heals = false
  return {
    tokenFor(value) {
      if (!heals || !isCandidate(value) || isToken(value)) return undefined
      const token = tokens.of(value, 'secret')
      return known.has(token) ? token : undefined
    },
    pass(value) {
      if (passed.size < maximumValues && isCandidate(value)) passed.add(hash(value))
    },
    hasPassed: (value) => passed.has(hash(value)),
    knowToken(token) {
      if (heals && known.size < maximumValues && isCandidate(token)) known.add(token)
    },
    heal() {
      heals = true
    },
  }
}

/** Long enough to be a credential, and no sentence. */
function isCandidate(value: string): boolean {
  return value.length >= 12 && value.length <= 512 && !value.includes(' ') && isTelling(value)
}

function hash(text: string): number {
  let sum = 0x811c9dc5
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193)
  return sum
}
