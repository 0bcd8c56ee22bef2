import type { Cause } from './find-causes.ts'

/** What is wrong with a field or header of which this is the only kind of divergence. */
const wrongs: Readonly<Record<string, string>> = {
  missing_field: 'is missing',
  extra_field: 'should not be there',
  type_mismatch: 'is of another type',
  format_mismatch: 'is written otherwise than the service writes it',
  symbol_inconsistent: 'does not stay the same for the same thing',
  value_mismatch: 'has another value',
}

/** Of what comes along, so many are named. */
const alongMax = 3

/** A cause in a few words, e.g. `total has another value under /orders`. */
export function describeCause(cause: Cause): string {
  const along = cause.along.slice(0, alongMax).map(({ subject }) => subject)
  const more = cause.along.length > alongMax ? ` and ${cause.along.length - alongMax} more` : ''
  return `${describeFirst(cause)}${along.length === 0 ? '' : `, and with it ${along.join(', ')}${more}`}`
}

function describeFirst({ kind, subject, within, groups }: Cause): string {
  switch (kind) {
    case 'unseen':
      return `there is no route for ${subject}`
    case 'status':
      return `${within} answers ${subject}${groups.some(({ route }) => route !== within) ? ', and what follows from it' : ''}`
    case 'list':
      return groups.some(({ category }) => category === 'array_length_mismatch')
        ? `${within} shows more or fewer elements in ${subject}`
        : `${within} shows the elements of ${subject} in another order`
    case 'body':
      return `${within} answers with another ${subject}`
    case 'value':
      return `${subject}, wherever it is shown`
    case 'header':
      return `header ${subject} is ${groups.every(({ actual }) => actual === undefined) ? 'missing' : 'wrong'}`
    default:
      return `${subject} ${wrongOf(groups)}${within === '' ? '' : ` under /${within}`}`
  }
}

function wrongOf(groups: Cause['groups']): string {
  const [first, ...others] = new Set(groups.map(({ category }) => category))
  return (others.length === 0 && first !== undefined && wrongs[first]) || 'is wrong'
}
