import type { Exchange } from '#http'
import { createFoundSecrets } from './found-secrets.ts'
import { createPassedValues } from './passed-values.ts'
import { scrubWholeExchange } from './place/exchange.ts'
import type { ScrubCodec } from './scrub-codec.ts'
import type { ScrubPolicy } from './scrub-policy.ts'
import { createScrubTally, type ScrubReport } from './scrub-report.ts'
import type { ScrubRun } from './scrub-run.ts'
import { createTokens, isToken, kindOf } from './token/tokens.ts'

/** Takes secrets and personal data out of exchanges, and puts tokens in their place that tell the values apart and keep their form. */
export interface Scrubber {
  /**
   * The exchange without secrets; itself when there were none. Exchanges come in the order in which they happened, so that a secret met
   * in one is known in the next.
   */
  scrubExchange(exchange: Exchange): Exchange
  /** What was scrubbed since the scrubber was created. */
  report(): ScrubReport
  /**
   * Learns the secrets of an exchange and scrubs nothing: for recordings that are read twice. Then a secret is replaced in exchanges before
   * the one that reveals it too, also where an earlier scrubbing left it because it did not know yet.
   */
  observe(exchange: Exchange): void
  /** The token that a value gets where it stands in a place of credentials: what a twin compares with when a client sends the real one. */
  tokenOf(value: string): string
}

export interface ScrubberOptions {
  /** Without one, compressed bodies stay as they are and are counted as `not-readable`. */
  readonly codec?: ScrubCodec
}

/** `key` has 16 bytes; the same key gives the same tokens. Scrubbing what is scrubbed changes nothing. */
export function createScrubber(policy: ScrubPolicy, key: Uint8Array, options: ScrubberOptions = {}): Scrubber {
  const tokens = createTokens(key)
  const found = createFoundSecrets()
  const tally = createScrubTally()
  const passed = createPassedValues(tokens)
  const meet = (value: string, token: string) => {
    if (passed.hasPassed(value)) tally.late()
    found.add(value, token)
  }
  const run = { policy, tokens, found, tally, passed, meet, isThorough: policy.rules.length > 0 }
  const silent: ScrubRun = { ...run, tally: createScrubTally(), meet: found.add }
  return {
    scrubExchange: (exchange) => scrubWholeExchange(run, exchange, options.codec),
    report: () => tally.report(),
    observe: (exchange) => {
      run.isThorough = true
      passed.heal()
      scrubWholeExchange(silent, exchange, options.codec)
    },
    tokenOf(value) {
      const kind = kindOf(value)
      return isToken(value, kind) ? value : tokens.of(value, kind)
    },
  }
}
