import { exitCodes, Fault } from '#diagnostics'
import type { Digest } from '#pack'

/** That a pack is another one than was asked for. */
export function otherPack(what: string, digest: Digest, expected: Digest, help?: string): Fault {
  return new Fault('pack-other', `${what} is ${digest}, and not ${expected}`, {
    exitCode: exitCodes.policy,
    help: help ?? 'fetch the pack that you mean, or ask whoever gave you the digest',
  })
}
