import { createRandom } from '#state'

/** The rules of one resource of a service. */
export interface ResourceSpec {
  /** Plural, in the path: `customers`. */
  readonly name: string
  readonly id: 'sequence' | 'uuid' | 'prefixed'
  /** Fields that a client gives, with the kind of their values. */
  readonly fields: Readonly<Record<string, 'name' | 'email' | 'tier' | 'amount' | 'flag'>>
  readonly required: readonly string[]
  /** A field whose value no other entity may have. */
  readonly unique?: string
  /** Values of fields that a client leaves out. */
  readonly defaults: Readonly<Record<string, string | number | boolean | null>>
  /** How moments are written; none are kept where undefined. */
  readonly times?: 'iso' | 'iso-seconds' | 'epoch'
  readonly update: 'merge' | 'replace'
  readonly list: {
    readonly wrap: 'bare' | 'data'
    readonly page: 'none' | 'offset' | 'number'
    readonly size: number
    readonly newestFirst: boolean
  }
  /** A field by which lists can be filtered. */
  readonly filter?: string
  readonly remove: { readonly status: 200 | 204 }
  readonly error: 'message' | 'nested' | 'list'
}

/** A resource whose rules are drawn by a seed. */
export function drawResourceSpec(seed: number): ResourceSpec {
  const random = createRandom(seed)
  const one = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T
  const unique = one('email', undefined)
  const times = one('iso', 'iso-seconds', 'epoch', undefined)
  const filter = one('tier', 'active', undefined)
  return {
    name: one('customers', 'products', 'tickets'),
    id: one('sequence', 'uuid', 'prefixed'),
    fields: { name: 'name', email: 'email', tier: 'tier', amount: 'amount', active: 'flag' },
    required: one(['name'], ['name', 'email']),
    ...(unique === undefined ? {} : { unique }),
    defaults: one({ tier: 'free', amount: 0, active: true }, { tier: null, amount: 0, active: false, email: null }),
    ...(times === undefined ? {} : { times }),
    update: one('merge', 'replace'),
    list: { wrap: one('bare', 'data'), page: one('none', 'offset', 'number'), size: one(3, 20), newestFirst: one(true, false) },
    ...(filter === undefined ? {} : { filter }),
    remove: { status: one(200, 204) },
    error: one('message', 'nested', 'list'),
  }
}
