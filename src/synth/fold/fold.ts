import type { Json } from '#base'
import { functions, type Value } from '#lang'

/** A way to make one value of many. */
export interface Fold {
  readonly cost: number
  /** What it is made for: numbers, any scalars, or the items themselves. */
  readonly of: 'numbers' | 'scalars' | 'items'
  /** Types of what it can give. */
  readonly gives: readonly ('number' | 'string' | 'boolean')[]
  /** Gives one of the values. */
  readonly isPick?: boolean
  /** Whether targets look like what it gives. */
  readonly fits?: (targets: readonly Value[]) => boolean
  readonly run: (values: readonly Value[]) => Value
  /** The expression over a list of values (of items, for `items`). */
  readonly print: (list: string) => string
}

const named = (name: string) => ({
  run: (values: readonly Value[]) => functions[name]?.(present(values)),
  print: (list: string) => `${name}(${list})`,
})

function present(values: readonly Value[]): Json[] {
  return values.filter((value) => value !== undefined)
}

/** The folds, the likelier first. */
export const folds: readonly Fold[] = [
  { cost: 1.5, of: 'items', gives: ['number'], ...named('size') },
  { cost: 1.5, of: 'numbers', gives: ['number'], ...named('sum') },
  { cost: 2, of: 'items', gives: ['boolean'], run: (values) => values.length > 0, print: (list) => `size(${list}) > 0` },
  { cost: 2.5, of: 'items', gives: ['boolean'], run: (values) => values.length === 0, print: (list) => `size(${list}) == 0` },
  { cost: 2.5, of: 'scalars', gives: ['number', 'string'], isPick: true, ...named('max') },
  { cost: 2.5, of: 'scalars', gives: ['number', 'string'], isPick: true, ...named('min') },
  { cost: 2.5, of: 'numbers', gives: ['number'], ...named('avg') },
  { cost: 3, of: 'scalars', gives: ['number', 'string', 'boolean'], isPick: true, ...named('last') },
  { cost: 3, of: 'scalars', gives: ['number', 'string', 'boolean'], isPick: true, ...named('first') },
  {
    cost: 3.5,
    of: 'scalars',
    gives: ['number'],
    run: (values) => new Set(present(values)).size,
    print: (list) => `size(distinct(${list}))`,
  },
  ...[', ', ',', ' '].map(
    (separator): Fold => ({
      cost: 3.5,
      of: 'scalars',
      gives: ['string'],
      fits: (targets) => targets.some((target) => typeof target === 'string' && target.includes(separator)),
      run: (values) => functions.join?.(present(values), separator),
      print: (list) => `join(${list}, ${JSON.stringify(separator)})`,
    }),
  ),
]
