import type { Model, Variant } from '#model'

/**
 * The refusal of a request without the credential that all requests of the recordings brought: nobody saw it, but an answer to a stranger
 * would be the worse guess. It has the form of the answer to what the service does not know.
 */
export function suspectMissing(suspicion: string | undefined, { headers, body }: Model['miss']): Variant[] {
  if (suspicion === undefined) return []
  return [{ name: 'unauthenticated', when: suspicion, status: 401, headers, ...(body ? { body } : {}), guess: true }]
}
