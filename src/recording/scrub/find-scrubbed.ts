import type { Exchange } from '#http'
import { createFoundSecrets } from './found-secrets.ts'
import { createPassedValues } from './passed-values.ts'
import { scrubWholeExchange } from './place/exchange.ts'
import { defaultScrubPolicy, type ScrubPolicy } from './scrub-policy.ts'
import { createScrubTally } from './scrub-report.ts'

/**
 * The tokens in exchanges that were scrubbed, of whichever key: what stands in a place of secrets, or looks like one, and has the form of a
 * token. Bodies must not be compressed.
 */
export function findScrubbed(exchanges: readonly Exchange[], policy: ScrubPolicy = defaultScrubPolicy): Set<string> {
  const scrubbed = new Set<string>()
  // Nothing is made here: what was not scrubbed stays.
  const tokens = { of: (value: string) => value }
  const run = {
    policy,
    tokens,
    found: createFoundSecrets(),
    tally: createScrubTally(),
    passed: createPassedValues(tokens),
    isThorough: policy.rules.length > 0,
    meet: () => {},
    pass: (token: string) => scrubbed.add(token),
  }
  for (const exchange of exchanges) scrubWholeExchange(run, exchange, undefined)
  return scrubbed
}
