/** What a filter asks of a field. */
export type Operator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'nin'
  | 'between'
  | 'nbetween'
  | 'contains'
  | 'lacks'
  | 'starts'
  | 'nstarts'
  | 'ends'
  | 'nends'
  | 'like'
  | 'matches'
  | 'nmatches'
  | 'null'
  | 'exists'
  | 'number'
  | 'empty'
  | 'size'
  | 'every'

/** An operator as clients write it; `invert` where its value `true` means the opposite. */
export interface Spelled {
  readonly operator: Operator
  readonly invert?: boolean
}

const spellings: Readonly<Record<string, string>> = {
  eq: 'eq equals equal is exact iexact = ==',
  ne: 'ne neq noteq notequals isnot not != <>',
  gt: 'gt greaterthan greater after >',
  gte: 'gte ge greaterthanorequal min from since >=',
  lt: 'lt lessthan less before <',
  lte: 'lte le lessthanorequal max to until <=',
  in: 'in oneof anyof any',
  nin: 'nin notin',
  between: 'between range',
  nbetween: 'nbetween notbetween',
  contains: 'contains icontains containss has substring search',
  lacks: 'ncontains nicontains notcontains notcontainss',
  starts: 'startswith istartswith starts beginswith prefix sw',
  nstarts: 'nstartswith notstartswith',
  ends: 'endswith iendswith ends suffix ew',
  nends: 'nendswith notendswith',
  like: 'like ilike',
  matches: 'regex regexp iregex match matches =~ ~',
  nmatches: 'nregex notmatch !~',
  null: 'null isnull',
  exists: 'exists',
  empty: 'empty isempty',
  size: 'size length',
  every: 'all every',
}

const inverted: Readonly<Record<string, Operator>> = {
  nnull: 'null',
  notnull: 'null',
  isnotnull: 'null',
  nempty: 'empty',
  notempty: 'empty',
}

const bySpelling = new Map<string, Spelled>([
  ...Object.entries(spellings).flatMap(([operator, words]) =>
    words.split(' ').map((word): [string, Spelled] => [word, { operator: operator as Operator }]),
  ),
  ...Object.entries(inverted).map(([word, operator]): [string, Spelled] => [word, { operator, invert: true }]),
])

/** Reads `_gte`, `$gte`, `gte`, `GTE`, `starts_with`, `startsWith`. */
export function operatorOf(word: string): Spelled | undefined {
  const plain = /^[_$]?[a-z][a-z_]*$/i.test(word) ? word.replace(/[_$]/g, '').toLowerCase() : word
  return bySpelling.get(plain)
}

/** Whether a word can only be meant as an operator: `_gte`, `$in`. */
export function hasSigil(word: string): boolean {
  return /^[_$]/.test(word)
}
